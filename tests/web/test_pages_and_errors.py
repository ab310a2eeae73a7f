"""Every page answers; when something breaks, the emergency list is still there and nothing private leaks out."""

import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from unclench.knowledge.load import Knowledge
from unclench.language.catalogue import catalogue
from unclench.safety.emergency import DANGER_SIGNS
from unclench.web.app import create_app
from unclench.web.settings import Settings

OPEN_PAGES = ["/", "/country", "/about", "/privacy", "/sources", "/diary", "/medicine", "/erase", "/erased", "/export"]

AMERICAN = catalogue("en-US")
"""What the client of these tests asks for."""


@pytest.mark.parametrize("address", OPEN_PAGES)
def test_open_pages_answer_anybody(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", [page for page in OPEN_PAGES if page != "/export"])
def test_every_page_shows_the_danger_signs_and_a_call_link_first(client: TestClient, read: Any, address: str) -> None:
    text = client.get(address).text
    assert all(AMERICAN.text(sign.says) in text for sign in DANGER_SIGNS)
    assert next(link for link in read(text).links if link.startswith("tel:")) == "tel:911"
    assert text.index("tel:911") < text.index("<main")


def test_everything_that_can_be_asked_why_about_has_its_page(client: TestClient, knowledge: Knowledge) -> None:
    for kind in ("remedies", "claims", "red_flags", "contraindications", "causes", "stop_signs", "analgesics"):
        some = sorted(getattr(knowledge, kind))[:12]
        assert some
        for sheet in some:
            answer = client.get(f"/why/{sheet}")
            assert answer.status_code == 200, sheet
            assert "Where it comes from" in answer.text or not getattr(knowledge, kind)[sheet].model_dump().get(
                "sources"
            )


def test_sources_link_to_what_they_are(client: TestClient, knowledge: Knowledge) -> None:
    text = client.get("/sources").text
    assert all(f'id="{source}"' in text for source in knowledge.sources)


@pytest.mark.parametrize("address", ["/nowhere", "/why/nothing", "/check/abc", "/static/nothing.css"])
def test_what_is_not_there_is_a_404_page(client: TestClient, heading: Any, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert heading(answer) == "There is no such page"


@pytest.mark.parametrize(
    ("method", "address"), [("post", "/"), ("get", "/start"), ("put", "/diary"), ("delete", "/erase")]
)
def test_a_wrong_method_is_a_405_page(client: TestClient, method: str, address: str) -> None:
    answer = client.request(method, address)
    assert answer.status_code == 405
    assert AMERICAN.text(DANGER_SIGNS[0].says) in answer.text


def test_a_crash_while_assessing_shows_the_emergency_list_and_logs_no_message(
    visitor: Any, client: TestClient, planner: Any, heading: Any, caplog: pytest.LogCaptureFixture
) -> None:
    visitor.walk()
    planner.crash_in = "assess"
    with caplog.at_level(logging.ERROR):
        answer = client.get("/result")
    assert answer.status_code == 500
    assert heading(answer) == "Something went wrong on our side"
    assert all(AMERICAN.text(sign.says) in answer.text for sign in DANGER_SIGNS)
    assert 'class="signs" open' in answer.text
    assert "content-security-policy" in answer.headers
    assert "ZeroDivisionError at" in caplog.text
    assert "secretword" not in caplog.text + answer.text


@pytest.fixture
def broken_check(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Call it, and from then on the danger check crashes inside."""

    def crash(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    def break_it() -> None:
        monkeypatch.setattr("unclench.safety.questions.screen", crash)
        monkeypatch.setattr("unclench.safety.screen.screen", crash)

    return break_it


def test_a_crash_inside_the_danger_check_still_tells_a_clear_emergency(
    visitor: Any, client: TestClient, read: Any, heading: Any, broken_check: Callable[[], None]
) -> None:
    address = visitor.start()
    asked = read(client.get(address).text).hidden["asked"]
    broken_check()
    answer = visitor.send(address, asked=asked, rest="no", **{"finding.chest_pain": "yes"})
    assert answer.headers["location"] == "/result"
    assert heading(client.get("/result")) == "Get help now"


def test_a_crash_inside_the_danger_check_shows_the_emergency_list_and_keeps_the_answers(
    visitor: Any, client: TestClient, read: Any, broken_check: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = visitor.start()
    asked = read(client.get(address).text).hidden["asked"]
    broken_check()
    answer = visitor.send(address, asked=asked, rest="no")
    assert answer.status_code == 500
    assert all(AMERICAN.text(sign.says) in answer.text for sign in DANGER_SIGNS)
    monkeypatch.undo()
    assert visitor.follow("/check") not in (address, "/")  # what was answered is kept


def test_a_crash_while_ranking_causes_still_shows_the_danger_check(
    visitor: Any, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.walk()

    def crash(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("unclench.advice.asking.likely_causes", crash)
    answer = client.get("/result")
    assert answer.status_code == 200
    assert "The likely causes could not be worked out" in answer.text


def test_a_crash_while_planning_is_told_and_tried_again(
    visitor: Any, client: TestClient, planner: Any, heading: Any, caplog: pytest.LogCaptureFixture
) -> None:
    visitor.walk()
    planner.crash_in = "plan"
    answer = client.get("/plan")
    assert answer.status_code == 500
    assert heading(answer) == "The plan could not be worked out"
    assert AMERICAN.text(DANGER_SIGNS[0].says) in answer.text
    assert "ZeroDivisionError at" in caplog.text
    assert "secretword" not in caplog.text + answer.text
    planner.crash_in = ""
    assert client.get("/plan").status_code == 200


def test_a_plan_that_the_library_gave_up_is_no_verdict_on_the_person(
    visitor: Any, client: TestClient, planner: Any, heading: Any
) -> None:
    visitor.walk()
    planner.no_plan, planner.warnings = True, ("The plan could not be worked out.",)
    assert heading(client.get("/plan")) == "The plan could not be worked out"
    planner.no_plan, planner.warnings = False, ()
    assert heading(client.get("/plan")) == "Your plan"


def test_even_a_broken_template_leaves_the_emergency_list(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unclench.web.views.templates", lambda tag: 1 / 0)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "911" in answer.text
    assert all(sign.says in answer.text for sign in DANGER_SIGNS)


def test_unreadable_fact_sheets_leave_the_start_page_and_the_emergency_list(tmp_path: Path, heading: Any) -> None:
    settings = Settings(data_folder=tmp_path / "data", knowledge_folder=tmp_path / "nothing here")
    (tmp_path / "nothing here" / "findings").mkdir(parents=True)
    (tmp_path / "nothing here" / "findings" / "fever.yaml").write_text("question: [")
    with TestClient(create_app(settings), follow_redirects=False) as client:
        assert client.get("/").status_code == 200
        answer = client.get("/sources")
        assert answer.status_code == 500
        assert AMERICAN.text(DANGER_SIGNS[0].says) in answer.text
        assert client.get("/api/v1/knowledge").json()["error"]["says"].startswith("Something went wrong")


@pytest.fixture
def damaged(settings: Settings) -> Settings:
    settings.data_folder.mkdir(parents=True)
    (settings.data_folder / "diary.sqlite").write_bytes(b"noise, not a database " * 200)
    return settings


def test_a_damaged_diary_says_so_and_shows_the_emergency_list(
    damaged: Settings, client: TestClient, visitor: Any, heading: Any
) -> None:
    assert client.get("/").status_code == 200
    for answer in (visitor.send("/start", who="me"), client.get("/check"), client.get("/diary")):
        assert answer.status_code == 503
        assert heading(answer) == "Your answers cannot be kept"
        assert "damaged" in answer.text
        assert all(AMERICAN.text(sign.says) in answer.text for sign in DANGER_SIGNS)


@pytest.mark.parametrize(
    ("languages", "number"),
    [
        ("en-US,en", "911"),
        ("en-GB", "999"),
        ("de", "112"),
        ("fr-FR,fr;q=0.9", "112"),
        ("es-US,es", "911"),
        ("es-MX,es;q=0.9", "112"),
        ("nb", "112"),
        ("en,en-GB", "999"),
        ("", "911"),
        ("ja", "112"),
    ],
)
def test_the_number_follows_the_language_of_the_browser(
    client: TestClient, read: Any, languages: str, number: str
) -> None:
    assert f"tel:{number}" in read(client.get("/", headers={"accept-language": languages}).text).links


def test_the_number_can_be_chosen_and_stays(client: TestClient, visitor: Any, read: Any) -> None:
    assert visitor.send("/country", country="uk").status_code == 303
    assert "tel:999" in read(client.get("/about").text).links
    assert visitor.send("/country", country="mars").status_code == 422
    assert visitor.send("/country").status_code == 422
    visitor.walk(yes={"saddle_numbness"})
    assert "tel:999" in read(client.get("/result").text).links


SCRIPT = re.compile(r"<script(?: type=\"module\")?(?: src=\"(/static/)[^\"]*\")?[^>]*>([^<]*)</script>")
"""Where a script comes from, and what stands in it."""


def test_pages_need_no_script_and_load_nothing_from_elsewhere(client: TestClient, visitor: Any, read: Any) -> None:
    visitor.walk(yes={"asthma"})
    client.get("/plan")
    for address in (*OPEN_PAGES[:-1], "/result", "/plan", "/forecast", "/answers", "/why/ice_massage", "/about-you"):
        page = read(client.get(address).text)
        assert page.tags.isdisjoint({"iframe", "img", "style"}), address
        assert set(SCRIPT.findall(client.get(address).text)) <= {("/static/", "")}, address
        assert "style" not in page.attributes, address
        assert not [name for name in page.attributes if name.startswith("on")], address
        assert len(page.ids) == len(set(page.ids)), address


def test_the_first_load_is_small(client: TestClient) -> None:
    sent = [client.get(address).content for address in ("/", "/static/unclench.css", "/static/icon.svg")]
    assert sum(map(len, sent)) < 120 * 1024
    assert len(sent[1]) < 15 * 1024

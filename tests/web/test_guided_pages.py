"""Guided sessions without JavaScript, and what is kept of them: a list to read, a form, reports that count once."""

import datetime
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from unclench.diary import Kind
from unclench.knowledge.load import Knowledge

NOW = datetime.datetime(2026, 11, 24, 3, 0, tzinfo=datetime.UTC)
NOW_MS = int(NOW.timestamp() * 1000)
REPORT = {
    "session": "0123456789abcdef0123456789abcdef",
    "number": "0",
    "remedy": "ice_massage",
    "what": "start",
    "wall_ms": str(NOW_MS),
    "active_ms": "0",
    "outcome": "",
}

pytestmark = pytest.mark.usefixtures("guided_steps")


@pytest.fixture
def planned(visitor: Any, client: TestClient) -> Any:
    """A visitor whose plan is ready."""
    visitor.walk()
    assert client.get("/plan").status_code == 200
    return visitor


@pytest.fixture
def later(app: Any) -> Callable[[float], None]:
    """Moves the server's clock to so many minutes after the beginning."""

    def move(minutes: float) -> None:
        app.state.services.clock = lambda: NOW + datetime.timedelta(minutes=minutes)

    return move


def place_of(remedy: str, guided_steps: tuple[str, ...]) -> str:
    return f"/guide/{guided_steps.index(remedy) + 1}"


def sessions(client: TestClient) -> list[dict[str, Any]]:
    return [event["body"] for event in client.get("/export").json()["events"] if event["kind"] == "session"]


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def closed_words(page: str) -> str:
    """Why the session may not begin."""
    return words(page.split('id="closed"')[1].split("</section>", maxsplit=1)[0])


def data_of(page: str, name: str = "guide-data") -> Any:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.S)
    assert found, page
    return json.loads(found[1])


def test_every_step_with_a_session_has_a_start_and_no_other(
    planned: Any, client: TestClient, guided_steps: tuple[str, ...]
) -> None:
    starts = re.findall(r'class="button big[^"]*" href="/guide/(\d+)"', client.get("/plan").text)
    assert starts == [str(place + 1) for place, remedy in enumerate(guided_steps) if remedy != "ibuprofen"]


def test_nobody_gets_a_session_without_danger_check_and_plan(visitor: Any, client: TestClient, planner: Any) -> None:
    assert client.get("/guide/1").headers["location"] == "/"
    visitor.walk()
    planner.go_on.clear()
    assert client.get("/guide/1").headers["location"] == "/plan"
    planner.go_on.set()
    visitor.start()
    assert client.get("/guide/1").headers["location"].startswith("/check")


def test_an_emergency_closes_every_session(visitor: Any, client: TestClient, planned: Any) -> None:
    assert client.get("/guide/1").status_code == 200
    visitor.start()
    visitor.send("/check/1", asked=["chest_pain"], rest="no", **{"finding.chest_pain": "yes"})
    for place in range(1, 7):
        assert client.get(f"/guide/{place}").headers["location"] == "/result"
        assert visitor.send(f"/guide/{place}", how="finished", nonce="1").headers["location"] == "/result"
    assert sessions(client) == []


@pytest.mark.parametrize("place", ["0", "6", "7", "99999999999", "-1", "x"])
def test_a_step_that_is_not_there_or_has_no_session_is_not_found(planned: Any, client: TestClient, place: str) -> None:
    assert client.get(f"/guide/{place}").status_code == 404


def test_the_list_says_all_that_the_sheet_says(
    planned: Any, client: TestClient, guided_steps: tuple[str, ...], knowledge: Knowledge
) -> None:
    as_written = {"accept-language": "en-GB"}
    for remedy in guided_steps[:-1]:
        page = client.get(place_of(remedy, guided_steps), headers=as_written).text
        shown = words(page.split('id="guide-list"')[1].replace("&#39;", "'"))
        guide = next(guide for guide in knowledge.guides.values() if remedy in guide.remedies)
        said = [guide.ready, *(part.says for part in guide.parts)]
        said += [question.ask for question in (*guide.before, *guide.after)]
        said += [guide.checks.ask] if guide.checks else []
        said += [knowledge.stop_signs[sign].says for sign in knowledge.remedies[remedy].stop_signs]
        said += [guide.smaller.rest] if guide.smaller else [guide.endings["hurt"], guide.endings["skin"]]
        missing = [text for text in said if text not in shown]
        assert not missing, (remedy, missing)


@pytest.mark.parametrize(("remedy", "time"), [("ice_massage", "5 minutes"), ("knee_to_chest", "5 seconds")])
def test_the_list_says_how_long(
    planned: Any, client: TestClient, guided_steps: tuple[str, ...], remedy: str, time: str
) -> None:
    assert f"<strong>{time}:</strong>" in client.get(place_of(remedy, guided_steps)).text


def test_ten_rounds_of_a_stretch_are_one_round_and_a_number(
    planned: Any, client: TestClient, guided_steps: tuple[str, ...], knowledge: Knowledge
) -> None:
    page = client.get(place_of("knee_to_chest", guided_steps)).text
    repeats = (knowledge.remedies["knee_to_chest"].repeats or 0) * 2
    assert f"Do this {repeats} times" in page
    assert words(page.split('id="guide-list"')[1]).count("Slowly put the foot back") == 1


def test_the_step_brings_the_minutes_of_the_plan_and_the_words_of_the_visitor(
    planned: Any, client: TestClient, guided_steps: tuple[str, ...], knowledge: Knowledge
) -> None:
    page = client.get(place_of("ice_massage", guided_steps), headers={"accept-language": "es"})
    if page.status_code == 303:  # the plan is worked out anew in the other language
        client.get("/plan", headers={"accept-language": "es"})
        page = client.get(place_of("ice_massage", guided_steps), headers={"accept-language": "es"})
    script = data_of(page.text)["script"]
    assert script["limit_ms"] == 5 * 60_000
    guide = knowledge.guides["ice_massage"]
    english = {guide.title, guide.lead, guide.ready, guide.parts[0].says, *guide.parts[0].cues, *guide.endings.values()}
    questions = (*guide.before, *guide.after)
    english |= {text for one in questions for text in (one.ask, one.yes, one.no, one.otherwise or "")}
    said = {text for part in script["parts"] for text in (part["says"], part["yes"], part["no"], part["otherwise"])}
    said |= {script["title"], script["lead"], *script["endings"].values(), *script["check"].values()}
    assert not said & english - {"", "No"}
    assert "Something is wrong" not in page.text
    assert data_of(page.text, "guide-words")["paused"] == "En pausa"


def test_how_it_went_is_kept_once_with_the_pain_and_said_again(
    planned: Any, client: TestClient, guided_steps: tuple[str, ...], knowledge: Knowledge
) -> None:
    address = place_of("ice_massage", guided_steps)
    for _tap in range(2):
        assert planned.send(address, how="numb", pain_nrs="3", nonce="n1").headers["location"] == address
    (kept,) = sessions(client)
    assert (kept["outcome"], kept["remedy"], kept["what"]) == ("numb", "ice_massage", "over")
    assert kept["active_ms"] == 5 * 60_000
    entries = [event["body"] for event in client.get("/export").json()["events"] if event["kind"] == "entry"]
    assert [(one["pain_nrs"], one["did"]) for one in entries] == [(3, ["ice_massage"])]
    assert knowledge.guides["ice_massage"].endings["numb"] in words(client.get(address).text)


def test_ice_is_closed_for_two_hours_after_ice(
    planned: Any, client: TestClient, guided_steps: tuple[str, ...], later: Callable[[float], None]
) -> None:
    address = place_of("ice_massage", guided_steps)
    planned.send(address, how="finished", nonce="n1")
    later(119)
    closed = client.get(address).text
    assert "Not yet" in closed
    assert 'id="guide-data"' not in closed
    assert 'id="guide-told"' not in closed
    assert "You can start in 1 min." in words(closed)
    later(121)
    assert 'id="guide-data"' in client.get(address).text


SKIN = "Look at the skin and touch it. Is it white, blotchy, blistered or numb?"


@pytest.mark.parametrize("ended", ["no_answer", "late", "numb", "hurt", "stopped", "lost"])
def test_without_a_script_too_the_skin_is_asked_about_after_an_end_that_left_it_open(
    planned: Any, client: TestClient, guided_steps: tuple[str, ...], later: Callable[[float], None], ended: str
) -> None:
    planned.send("/guide/report", **{**REPORT, "what": "over", "active_ms": "150000", "outcome": ended})
    ice, towel = (place_of(remedy, guided_steps) for remedy in ("ice_massage", "towel_compress"))
    assert SKIN in words(client.get(ice).text)
    assert planned.send(ice, how="skin", nonce="n1").headers["location"] == ice
    later(15 * 60)
    for address in (ice, towel):
        page = client.get(address).text
        assert "Give it a whole day before anything cold or warm" in closed_words(page)
        assert SKIN not in words(page)


@pytest.mark.parametrize("ended", ["no_answer", "numb", "stopped", "lost", "wrong"])
def test_skin_that_is_fine_can_be_said_and_is_not_asked_about_again(
    planned: Any, client: TestClient, guided_steps: tuple[str, ...], app: Any, ended: str
) -> None:
    planned.send("/guide/report", **{**REPORT, "what": "over", "active_ms": "150000", "outcome": ended})
    if ended == "wrong":  # the danger check that it asks for, done before the answer: which closes nothing again
        planned.walk()
        client.get("/plan")
    ice = place_of("ice_massage", guided_steps)
    before = client.get(ice).text
    assert 'name="how" value="fine"' in before
    for _tap in range(2):
        assert planned.send(ice, how="fine", nonce="n1").headers["location"] == ice
    page = client.get(ice).text
    assert SKIN not in words(page.split('id="guide-last"')[1].split("</section>")[0])
    assert closed_words(page) == closed_words(before)
    assert [one["what"] for one in sessions(client)] == ["over", "looked"]


@pytest.mark.parametrize("ended", ["finished", "skin", "not_now"])
def test_nobody_is_asked_about_skin_that_was_told_of(
    planned: Any, client: TestClient, guided_steps: tuple[str, ...], ended: str
) -> None:
    active = "0" if ended == "not_now" else "150000"
    planned.send("/guide/report", **{**REPORT, "what": "over", "active_ms": active, "outcome": ended})
    page = words(client.get(place_of("ice_massage", guided_steps)).text)
    assert "How it went last time" in page
    assert SKIN not in page.split("All of it as a list")[0].split("How it went last time")[1].split("Start")[0]


def test_a_stretch_that_hurt_twice_is_closed_for_a_day(
    planned: Any, client: TestClient, guided_steps: tuple[str, ...], later: Callable[[float], None]
) -> None:
    address = place_of("knee_to_chest", guided_steps)
    planned.send(address, how="gave_up", nonce="n1")
    later(15 * 60)
    assert "Give it a whole day" in closed_words(client.get(address).text)
    later(23 * 60)
    planned.walk()  # a check holds for less than a day
    client.get("/plan")
    assert "Give it a whole day" in closed_words(client.get(address).text)
    later(24 * 60 + 1)
    assert 'id="closed"' not in client.get(address).text


def test_something_wrong_leads_to_the_danger_check_at_once(
    planned: Any, client: TestClient, guided_steps: tuple[str, ...]
) -> None:
    answer = planned.send(place_of("short_walks", guided_steps), how="wrong", nonce="n1")
    assert planned.follow(answer.headers["location"]).startswith("/check/")
    assert [one["outcome"] for one in sessions(client)] == ["wrong"]


def test_something_wrong_in_the_hand_closes_all_sessions_until_the_check(
    planned: Any, client: TestClient, guided_steps: tuple[str, ...], later: Callable[[float], None]
) -> None:
    later(1)
    over = {**REPORT, "what": "over", "outcome": "wrong", "wall_ms": str(NOW_MS + 60_000)}
    assert planned.send("/guide/report", **over).status_code == 204
    for remedy in guided_steps[:-1]:
        assert client.get(place_of(remedy, guided_steps)).headers["location"] == "/result"
    closed = client.get("/result").text
    assert "You said that something was wrong. Do the danger check again" in words(closed)
    assert 'action="/start"' in closed
    later(2)
    planned.walk()
    client.get("/plan")
    assert 'id="guide-data"' in client.get(place_of("short_walks", guided_steps)).text


def test_a_report_sent_twice_is_kept_once_and_never_changed(planned: Any, client: TestClient) -> None:
    for _time in range(3):
        assert planned.send("/guide/report", **REPORT).status_code == 204
    assert planned.send("/guide/report", **{**REPORT, "active_ms": "5"}).status_code == 422
    assert [one["active_ms"] for one in sessions(client)] == [0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"session": "x"},
        {"session": ""},
        {"number": "-1"},
        {"number": "1e9"},
        {"remedy": "ibuprofen"},
        {"remedy": "<b>"},
        {"what": "over"},
        {"what": "danced"},
        {"outcome": "numb"},
        {"wall_ms": "soon"},
        {"active_ms": str(2 * 24 * 3_600_000)},
    ],
)
def test_a_report_that_makes_no_sense_is_refused(planned: Any, client: TestClient, wrong: dict[str, str]) -> None:
    answer = planned.send("/guide/report", **{**REPORT, **wrong})
    assert answer.status_code == 422
    assert "<b>" not in answer.text.split("<main")[1]
    assert sessions(client) == []


@pytest.mark.parametrize(("remedy", "how"), [("short_walks", "numb"), ("ice_massage", "gave_up"), ("ice_massage", "")])
def test_what_cannot_have_happened_is_asked_again(
    planned: Any, client: TestClient, guided_steps: tuple[str, ...], remedy: str, how: str
) -> None:
    answer = planned.send(place_of(remedy, guided_steps), how=how, pain_nrs="4", nonce="n1")
    assert answer.status_code == 422
    assert "needs another look" in answer.text
    assert sessions(client) == []


def test_a_pain_off_the_scale_keeps_nothing_at_all(
    planned: Any, client: TestClient, guided_steps: tuple[str, ...]
) -> None:
    answer = planned.send(place_of("short_walks", guided_steps), how="finished", pain_nrs="11", nonce="n1")
    assert answer.status_code == 422
    assert sessions(client) == []


def test_erasing_takes_the_sessions_too(planned: Any, client: TestClient, app: Any) -> None:
    planned.send("/guide/report", **REPORT)
    planned.send("/erase")
    assert client.get("/export").json()["events"] == []
    with app.state.services.store.reading() as connection:
        assert connection.exec_driver_sql("select count(*) from event").scalar() == 0


def test_a_session_of_the_past_never_breaks_the_page(
    planned: Any, client: TestClient, app: Any, guided_steps: tuple[str, ...]
) -> None:
    """An import may bring anything: what cannot be read counts as not there."""
    from unclench.diary import new_event
    from unclench.web.visits import COOKIE, digest

    visit = digest(client.cookies[COOKIE])
    for body in ({}, {"session": 3}, {"what": "over", "remedy": None}):
        app.state.services.store.record(new_event(visit, Kind.SESSION, body, NOW))
    assert client.get(place_of("ice_massage", guided_steps)).status_code == 200


def test_the_page_to_go_on_with_is_the_same_for_everybody(planned: Any, client: TestClient, app: Any) -> None:
    stranger = TestClient(app, follow_redirects=False, headers={"accept-language": "en-US"})
    page = client.get("/guide").text
    assert page == stranger.get("/guide").text
    assert "seal" not in page
    assert "/guide" in json.loads(client.get("/sw.js").text.split("const KEPT = ")[1].split(";\n")[0])

"""What an old danger check opened is closed again, and so is it after a new danger sign or something wrong."""

import datetime
import re
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.clocks import NOW, Clock

ME = "/api/v1/people/me"
PAGES = ("/plan", "/forecast", "/guide/1")
CALM_WORDS = ("You may use", "Nothing you wrote down stands in the way", "At most")


@pytest.fixture
def planned(visitor: Any, client: TestClient, guided_steps: tuple[str, ...]) -> Any:
    """A visitor whose danger check is done and whose plan is ready."""
    visitor.walk()
    assert client.get("/plan").status_code == 200
    assert client.get("/guide/1").status_code == 200
    assert "You may use" in client.get("/result").text
    return visitor


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def is_closed(client: TestClient) -> str:
    """Checks that pages and API open nothing; what the result says instead."""
    for page in PAGES:
        answer = client.get(page)
        assert (answer.status_code, answer.headers["location"]) == (303, "/result"), page
    result, medicine = client.get("/result"), client.get("/medicine")
    assert result.status_code == medicine.status_code == 200
    for calm in CALM_WORDS:
        assert calm not in result.text
        assert calm not in medicine.text
    for route in ("/plan", "/sessions", "/sessions/1"):
        assert client.get(ME + route).status_code == 409, route
    checked = client.get(f"{ME}/check").json()
    assert checked["lapsed"]["says"] in words(result.text).replace("&#39;", "'")
    assert checked["assessment"]["complete"] is False
    assert {offer["status"] for offer in checked["assessment"]["offers"].values()} == {"blocked"}
    assert all("not_screened" in offer["because"] for offer in checked["assessment"]["offers"].values())
    assert {one["suits"] for one in client.get(f"{ME}/doses").json()["next"]} == {None}
    return result.text


def report(client: TestClient, outcome: str) -> Any:
    told = {"session": "0123456789abcdef", "number": 0, "remedy": "ice_massage", "what": "over"}
    told |= {"wall_ms": int(NOW.timestamp() * 1000), "active_ms": 300_000, "outcome": outcome}
    return client.post(f"{ME}/sessions/reports", json=told)


@pytest.mark.parametrize("days", [1, 2, 300])
def test_a_check_of_an_earlier_day_is_asked_again(planned: Any, client: TestClient, clock: Clock, days: int) -> None:
    clock.now += datetime.timedelta(days=days)
    says = is_closed(client)
    assert "You answered these questions on November 24, 2026" in says
    assert 'action="/start"' in says
    assert client.get("/check").headers["location"] == "/result"
    assert client.get(f"{ME}/check").json()["next"] == "start"
    seen = planned.walk()
    assert len(seen) > 5  # every danger question is put again
    assert "You may use" in client.get("/result").text
    assert client.get("/plan").status_code == 200


def test_changing_an_answer_makes_no_old_check_young(planned: Any, client: TestClient, clock: Clock) -> None:
    clock.now += datetime.timedelta(days=1)
    planned.send("/wishes", have=["towel"], order="article")
    is_closed(client)


def test_what_was_urgent_is_not_forgotten_when_the_check_is_old(visitor: Any, client: TestClient, clock: Clock) -> None:
    visitor.walk(yes={"feels_very_unwell"})
    urgency = client.get(f"{ME}/check").json()["assessment"]["urgency"]
    assert urgency not in ("self_care", "gp_soon")
    clock.now += datetime.timedelta(days=2)
    assert client.get(f"{ME}/check").json()["assessment"]["urgency"] == urgency
    assert "What we said last time" in client.get("/result").text


def test_an_old_emergency_is_still_one(visitor: Any, client: TestClient, clock: Clock, heading: Any) -> None:
    visitor.walk(yes={"chest_pain", "saddle_numbness"})
    assert heading(client.get("/result")) == "Get help now"
    clock.now += datetime.timedelta(days=2)
    assert heading(client.get("/result")) == "Get help now"
    assert client.get(f"{ME}/check").json()["next"] == "result"


def test_a_new_sign_in_the_diary_closes_all_until_somebody_looks_closer(
    planned: Any, client: TestClient, read: Any
) -> None:
    planned.send("/diary", nonce="n", pain_nrs="5", new_signs="yes")
    says = is_closed(client)
    assert 'href="/diary/signs"' in says
    assert client.get(f"{ME}/check").json()["next"] == "signs"
    for page in ("/", "/diary", "/medicine", "/about", "/report", "/people", "/privacy", "/answers"):
        top = client.get(page).text.split('id="main"')[0]
        assert 'href="/diary/signs"' in top, page
    asked = read(client.get("/diary/signs").text).hidden["asked"]
    planned.send("/diary/signs", asked=asked, rest="no")
    assert client.get("/plan").status_code == 200
    assert 'href="/diary/signs"' not in client.get("/about").text


def test_an_entry_without_signs_leaves_everything_open(planned: Any, client: TestClient) -> None:
    planned.send("/diary", nonce="n", pain_nrs="5", new_signs="no")
    assert client.get("/plan").status_code == 200
    assert "You may use" in client.get("/result").text


def test_something_wrong_in_a_session_closes_all_until_the_check_is_done_again(
    planned: Any, client: TestClient
) -> None:
    assert report(client, "wrong").json()["check_again"] is True
    says = is_closed(client)
    assert "something was wrong" in says
    assert 'href="/result"' in client.get("/diary").text.split('id="main"')[0]
    planned.walk()
    assert "You may use" in client.get("/result").text
    assert 'href="/result"' not in client.get("/diary").text.split('id="main"')[0]


@pytest.mark.parametrize("outcome", ["finished", "stopped", "hurt"])
def test_other_ends_of_a_session_leave_the_check_as_it_was(planned: Any, client: TestClient, outcome: str) -> None:
    report(client, outcome)
    assert client.get("/plan").status_code == 200


def test_the_first_page_opens_with_a_broken_diary(planned: Any, client: TestClient, app: Any) -> None:
    from unclench.diary import DiaryUnavailable, Trouble

    def broken(*_args: Any, **_options: Any) -> Any:
        raise DiaryUnavailable(next(iter(Trouble)))

    app.state.services.store.events = broken
    assert client.get("/").status_code == 200


def test_age_and_sex_are_offered_again_and_nothing_is_taken_over(
    planned: Any, client: TestClient, clock: Clock
) -> None:
    clock.now += datetime.timedelta(days=1)
    planned.start()
    about = client.get("/about-you").text
    assert "from last time" in about
    assert re.search(r'name="age_years" value="34"', about)
    assert re.search(r'name="sex" value="male" checked', about)
    assert not re.search(r'name="pain_nrs" value="\d+" checked', about)
    answers = client.get(f"{ME}/check").json()["answers"]
    assert answers == {"person": {}, "episode": {}, "findings": {}, "preferences": {}}


def test_what_was_told_of_another_person_is_not_offered(visitor: Any, client: TestClient) -> None:
    visitor.walk()
    visitor.start("another")
    assert 'name="age_years" value=""' in client.get("/about-you").text
    visitor.start()
    assert 'name="age_years" value=""' in client.get("/about-you").text

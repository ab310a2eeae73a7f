"""What an entry sets going: the danger questions, the dates, and the picture of what came against what was expected."""

import contextlib
import html
import re
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from tests.web.clocks import Clock
from tests.web.conftest import ABOUT

from unclench.knowledge.spoken import in_language

NONE_OF_THESE = {"new_signs": "no"}
DAYS_LATER = {**ABOUT, "duration": "3", "duration_unit": "days"}
"""What the same person says when the check is done again after three days."""


def events(client: TestClient, kind: str) -> list[dict[str, Any]]:
    return [event["body"] for event in client.get("/export").json()["events"] if event["kind"] == kind]


def answer_signs(visitor: Any, client: TestClient, read: Any, rest: str = "no", **tapped: str) -> Any:
    asked = read(client.get("/diary/signs").text).hidden["asked"]
    return visitor.send(
        "/diary/signs", asked=asked, rest=rest, **{f"finding.{one}": said for one, said in tapped.items()}
    )


def test_the_short_check_asks_what_the_sheet_says(client: TestClient, visitor: Any, knowledge: Any, read: Any) -> None:
    asked = list(knowledge.follow_ups["new_danger_sign"].asks)
    assert read(client.get("/diary/signs").text).hidden["asked"] == asked
    assert {knowledge.findings[one].use for one in asked} == {"danger"}
    page, told = html.unescape(client.get("/diary").text), in_language(knowledge, "en-US").findings
    assert [one for one in asked if told[one].question not in page] == []


@pytest.mark.parametrize("said", ["yes", ""])
def test_an_entry_that_does_not_say_no_leads_to_the_questions(visitor: Any, client: TestClient, said: str) -> None:
    sent = visitor.send("/diary", nonce="n1", pain_nrs="6", new_signs=said)
    assert sent.headers["location"] == "/diary/signs"
    assert events(client, "entry")[0]["new_signs"] is ({"yes": True, "": None}[said])


@pytest.mark.parametrize("sign", ["saddle_numbness", "urinary_retention_or_hesitancy", "chest_pain"])
def test_a_danger_answer_goes_straight_to_the_danger_page(
    visitor: Any, client: TestClient, read: Any, heading: Any, sign: str
) -> None:
    visitor.walk()
    assert "look after this at home" in heading(client.get("/result"))
    sent = answer_signs(visitor, client, read, **{sign: "yes"})
    assert visitor.follow(sent.headers["location"]) == "/result"
    assert heading(client.get("/result")) == "Get help now"
    assert client.get("/plan").headers["location"] == "/result"  # the old plan no longer counts


def test_a_danger_answer_counts_even_when_no_danger_check_was_ever_done(
    visitor: Any, client: TestClient, read: Any, heading: Any
) -> None:
    visitor.send("/diary", nonce="n1", pain_nrs="6")
    sent = answer_signs(visitor, client, read, saddle_numbness="yes")
    assert visitor.follow(sent.headers["location"]) == "/result"
    assert heading(client.get("/result")) == "Get help now"


def test_not_being_sure_is_asked_again_and_never_counts_as_no(visitor: Any, client: TestClient, read: Any) -> None:
    visitor.walk()
    sent = answer_signs(visitor, client, read, saddle_numbness="unsure")
    assert visitor.follow(sent.headers["location"]) == "/check/again"


def test_a_no_takes_no_earlier_sign_away_and_unsure_no_yes(visitor: Any, client: TestClient, read: Any) -> None:
    visitor.walk(yes={"feels_very_unwell"})
    before = events(client, "answered")
    assert answer_signs(visitor, client, read).headers["location"] == "/diary"
    assert answer_signs(visitor, client, read, feels_very_unwell="unsure").status_code == 303
    said: dict[str, str] = {}
    for body in events(client, "answered"):
        said |= body.get("findings", {})
    assert said["feels_very_unwell"] == "yes"
    assert len(events(client, "answered")) >= len(before)
    assert [body["reached"] for body in events(client, "looked")] == [True, False]


def test_an_open_question_is_asked_again_with_what_was_tapped(visitor: Any, client: TestClient, read: Any) -> None:
    answer = answer_signs(visitor, client, read, rest="", chest_pain="yes")
    assert answer.status_code == 422
    assert 'id="finding.chest_pain-yes" name="finding.chest_pain" value="yes" checked' in answer.text
    assert events(client, "looked") == []


def test_no_better_after_three_days_raises_the_advice_on_every_page_that_gives_some(
    visitor: Any, client: TestClient, clock: Clock, heading: Any
) -> None:
    visitor.walk()
    assert 'id="raised"' not in client.get("/result").text
    clock.go_on(days=3)
    visitor.send("/diary", nonce="n1", pain_nrs="6", movement="some", **NONE_OF_THESE)
    assert 'id="raised"' in client.get("/result").text  # also while the old check has to be done again
    visitor.walk(about=DAYS_LATER)
    client.get("/plan")  # which may wait for it the first time
    for page in ("/diary", "/result", "/dates", "/plan", "/forecast"):
        text = client.get(page).text
        raised = text[text.index('id="raised"') :]
        assert raised.split(">")[1].startswith("Get seen today"), page  # a day had passed without easing, too
        assert "November 25, 2026" in raised
        assert 'class="why"' in raised
    assert heading(client.get("/result")) == "Get seen today"
    visitor.send("/diary", nonce="n2", pain_nrs="3", **NONE_OF_THESE)
    for page in ("/result", "/plan", "/forecast"):
        assert 'id="raised"' not in client.get(page).text


def test_where_there_is_no_plan_the_raised_advice_stands_too(
    visitor: Any, client: TestClient, clock: Clock, planner: Any
) -> None:
    visitor.walk()
    clock.go_on(days=3)
    visitor.send("/diary", nonce="n1", pain_nrs="6", movement="some", **NONE_OF_THESE)
    visitor.walk(about=DAYS_LATER)
    planner.no_plan = True
    client.get("/plan")
    assert 'id="raised"' in client.get("/plan").text


def test_a_day_that_no_entry_answers_is_asked_and_a_no_raises(visitor: Any, client: TestClient, clock: Clock) -> None:
    visitor.walk()
    clock.go_on(days=43)
    page = client.get("/diary").text
    assert "no pain runs down a leg" in page
    assert 'name="sheet" value="six_weeks"' in page
    sent = visitor.send("/diary/looked", sheet="six_weeks", reached="no", nonce="n1")
    assert sent.headers["location"] == "/diary"
    page = client.get("/diary").text
    assert 'id="raised"' in page
    assert "Get seen within a few days" in page
    assert visitor.send("/diary/looked", sheet="nothing", reached="no").status_code == 422


def test_the_next_date_is_shown_by_the_visitors_own_day(visitor: Any, client: TestClient) -> None:
    visitor.walk()
    client.cookies.set("unclench_device_zone", "America/New_York")
    assert "Next date: November 24, 2026" in client.get("/diary").text  # 03:00 UTC on the 25th is still the 24th there


def picture(page: str) -> dict[str, list[str]]:
    figure = page.partition('id="trend-title"')[2].partition("</svg>")[0]
    return {
        "bands": re.findall(r'<polygon class="(\w+)"', figure),
        "lines": re.findall(r'<polyline class="(\w+)"', figure),
        "dots": re.findall(r'<circle class="dot" cx="([\d.]+)"', figure),
    }


def test_within_a_day_of_a_plan_the_entries_lie_before_its_band(visitor: Any, client: TestClient, clock: Clock) -> None:
    visitor.walk()
    assert client.get("/plan").status_code == 200
    client.get("/plan")
    assert len(events(client, "planned")) == 1
    clock.go_on(hours=2)
    visitor.send("/diary", nonce="n1", pain_nrs="4", **NONE_OF_THESE)
    page = client.get("/diary").text
    assert picture(page)["bands"] == ["outer", "inner"]
    assert picture(page)["lines"] == ["compare"]
    # The quick planner lets expect 5 - 2 h x 60 / 500 = 4.76 in the middle, and two points around it.
    assert "The band shows what your plan led us to expect" in page
    row = re.findall(r"<tr><th scope=\"row\">.*?</th><td[^>]*>4</td><td[^>]*>(.*?)</td>", page)
    assert row == ["2.8 and 6.8"]
    (dot,) = picture(page)["dots"]
    assert float(dot) == pytest.approx(34 + (360 - 34 - 10) * 2 / 24, abs=0.1)


def test_later_the_entries_lie_before_the_published_course(visitor: Any, client: TestClient, clock: Clock) -> None:
    visitor.walk()
    clock.go_on(weeks=3)
    visitor.send("/diary", nonce="n1", pain_nrs="4", **NONE_OF_THESE)
    page = client.get("/diary").text
    assert picture(page)["bands"] == ["outer"]
    # Half-way from the start (4.8 to 5.7) to six weeks (2.1 to 2.5); the pain is three hours older than the check.
    (row,) = re.findall(r"<tr><th scope=\"row\">.*?</th><td[^>]*>4</td><td[^>]*>(.*?)</td>", page)
    low, high = (float(value) for value in row.split(" and "))
    assert low == pytest.approx((4.8 + 2.1) / 2, abs=0.06)
    assert high == pytest.approx((5.7 + 2.5) / 2, abs=0.06)


def test_the_weeks_ahead_are_shown_with_their_numbers(client: TestClient, visitor: Any, knowledge: Any) -> None:
    visitor.walk()
    page = client.get("/dates").text
    for point in knowledge.follow_ups["what_to_expect"].pain_course:
        assert f"<td>{point.mean_nrs:g}</td>" in page
    assert 'class="outer"' in page
    assert "/why/what_to_expect" in page
    assert client.get("/why/what_to_expect").status_code == 200
    assert page.count('<p class="when">') == 8


def test_the_dates_page_opens_for_somebody_without_anything(client: TestClient) -> None:
    assert "Your dates begin" in client.get("/dates").text


@pytest.mark.parametrize("written", [0, 1, 2, 3])
def test_danger_answers_are_kept_whole_or_not_at_all(
    visitor: Any, client: TestClient, read: Any, app: FastAPI, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    """The program ends after so many writes: nobody is left with a look at the signs whose answers are gone."""
    asked = read(client.get("/diary/signs").text).hidden["asked"]
    store, done = app.state.services.store, 0
    begin = store.writing

    @contextlib.contextmanager
    def ends_after_some() -> Any:
        nonlocal done
        if done == written:
            raise RuntimeError("killed")
        with begin() as connection:
            yield connection
        done += 1

    monkeypatch.setattr(store, "writing", ends_after_some)
    with contextlib.suppress(RuntimeError):
        visitor.send("/diary/signs", asked=asked, rest="no", **{"finding.saddle_numbness": "yes"})
    monkeypatch.undo()
    kept = [event["kind"] for event in client.get("/export").json()["events"]]
    assert kept == ([] if not written else ["looked", "started", "answered", "screened"])

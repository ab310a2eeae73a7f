"""The diary page: a few taps in, once each; undo; the trend; hand out everything; erase everything."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from unclench.web.visits import COOKIE

ENTRY = {
    "nonce": "n1",
    "pain_nrs": "6",
    "tightness_nrs": "7",
    "movement": "some",
    "sleep": "badly",
    "new_signs": "no",
}


def entries(client: TestClient) -> list[dict[str, Any]]:
    return [event for event in client.get("/export").json()["events"] if event["kind"] == "entry"]


def undos(client: TestClient) -> int:
    return sum(event["kind"] == "undone" for event in client.get("/export").json()["events"])


def test_one_tap_on_pain_is_enough(visitor: Any, client: TestClient) -> None:
    assert visitor.send("/diary", nonce="n1", pain_nrs="6", new_signs="no").headers["location"] == "/diary"
    assert "Pain 6" in client.get("/diary").text


def test_everything_that_was_said_is_kept_and_shown(visitor: Any, client: TestClient, knowledge: Any) -> None:
    visitor.send("/diary", **ENTRY, did=["ice_massage"], note="felt <b>easier</b>")
    text = client.get("/diary").text
    assert "Pain 6" in text
    assert "tightness 7" in text
    assert "I move a little" in text
    assert "Slept badly" in text
    assert knowledge.remedies["ice_massage"].title in text
    assert "felt &lt;b&gt;easier&lt;/b&gt;" in text


def test_a_double_tap_is_one_entry_and_a_changed_one_is_another(visitor: Any, client: TestClient) -> None:
    visitor.send("/diary", **ENTRY)
    visitor.send("/diary", **ENTRY)
    assert len(entries(client)) == 1
    visitor.send("/diary", **{**ENTRY, "pain_nrs": "5"})
    assert [event["body"]["pain_nrs"] for event in entries(client)] == [6.0, 5.0]


def test_undo_takes_an_entry_out_and_a_second_tap_changes_nothing(visitor: Any, client: TestClient) -> None:
    visitor.send("/diary", **ENTRY)
    (entry,) = entries(client)
    for _ in range(2):
        assert visitor.send("/diary/undo", entry=entry["id"]).headers["location"] == "/diary"
        assert "Pain 6" not in client.get("/diary").text
    assert undos(client) == 1
    assert visitor.send("/diary/undo", entry="0" * 32).status_code == 404


def test_what_was_taken_out_can_be_brought_back_and_taken_out_again(visitor: Any, client: TestClient) -> None:
    visitor.send("/diary", **ENTRY)
    (entry,) = entries(client)
    for tap, shown in (("undo", False), ("redo", True), ("redo", True), ("undo", False), ("redo", True)):
        assert visitor.send(f"/diary/{tap}", entry=entry["id"]).status_code == 303
        assert ("Pain 6" in client.get("/diary").text) is shown, tap
        assert ("Bring back" in client.get("/diary").text) is not shown
    assert undos(client) == 4
    assert visitor.send("/diary/redo", entry="0" * 32).status_code == 404


def test_an_entry_is_worded_anew_and_the_old_words_stay_among_the_events(visitor: Any, client: TestClient) -> None:
    visitor.send("/diary", **ENTRY, did=["ice_massage"], note="first words")
    (entry,) = entries(client)
    address = f"/diary/entry/{entry['id']}"
    page = client.get(address).text
    assert "first words" in page
    assert page.count(" checked>") == 5  # pain, tightness, movement, sleep, one remedy
    sent = visitor.send(address, nonce="n2", pain_nrs="4", note="second words")
    assert sent.headers["location"] == "/diary"
    text = client.get("/diary").text
    assert "Pain 4" in text
    assert "second words" in text
    assert "Changed since" in text
    assert "tightness" not in text.split("So far")[1]
    assert "first words" not in text
    assert "first words" in client.get("/export").text


def test_changing_twice_by_a_double_tap_is_one_change(visitor: Any, client: TestClient) -> None:
    visitor.send("/diary", **ENTRY)
    (entry,) = entries(client)
    for _ in range(2):
        visitor.send(f"/diary/entry/{entry['id']}", nonce="n2", pain_nrs="4")
    assert [event["kind"] for event in client.get("/export").json()["events"]] == ["entry", "changed"]


@pytest.mark.parametrize("fields", [{"pain_nrs": "11"}, {"pain_nrs": "5", "when": "2026-11-24T03:01"}, {}])
def test_a_bad_change_is_refused_and_changes_nothing(visitor: Any, client: TestClient, fields: Any) -> None:
    visitor.send("/diary", **ENTRY)
    (entry,) = entries(client)
    answer = visitor.send(f"/diary/entry/{entry['id']}", nonce="n2", **fields)
    assert answer.status_code == 422
    assert 'id="problem"' in answer.text
    assert "Pain 6" in client.get("/diary").text


def test_nobody_sees_or_changes_an_entry_of_somebody_else(visitor: Any, client: TestClient, app: Any) -> None:
    visitor.send("/diary", **ENTRY)
    (entry,) = entries(client)
    with TestClient(app, follow_redirects=False) as other:
        stranger = type(visitor)(other)
        address = f"/diary/entry/{entry['id']}"
        assert other.get(address).status_code == 404
        assert stranger.send(address, nonce="n2", pain_nrs="1").status_code == 404
        assert stranger.send("/diary/redo", entry=entry["id"]).status_code == 404
    assert "Pain 6" in client.get("/diary").text


def shown_time(client: TestClient) -> str:
    (moment,) = re.findall(r'<time datetime="([^"]+)"', client.get("/diary").text)
    return str(moment)


@pytest.mark.parametrize(
    ("happened", "sent", "shown", "says"),
    [
        ("2026-11-24T01:00:00Z", "2026-11-24T03:00:00Z", "2026-11-24T01:00:00+00:00", "Written down or sent later"),
        # The device's clock is a day fast, and still the two hours between writing and sending are right.
        ("2026-11-25T01:00:00Z", "2026-11-25T03:00:00Z", "2026-11-24T01:00:00+00:00", "Written down or sent later"),
        ("2020-01-01T00:00:00Z", "2020-01-01T02:00:00Z", "2026-11-24T01:00:00+00:00", "Written down or sent later"),
        # Put back by an hour between writing and sending: nobody can say when it was.
        ("2026-11-24T03:00:00Z", "2026-11-24T02:00:00Z", "2026-11-24T03:00:00+00:00", "which cannot be right"),
        # Put forward by years while it waited.
        ("2020-01-01T00:00:00Z", "2026-11-24T03:00:00Z", "2026-11-24T03:00:00+00:00", "which cannot be right"),
        ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", "2026-11-24T03:00:00+00:00", "which cannot be right"),
        ("2026-11-24T01:00:00Z", "", "2026-11-24T01:00:00+00:00", "Written down or sent later"),
        ("2026-11-24T02:59:00Z", "2026-11-24T03:00:00Z", "2026-11-24T03:00:00+00:00", ""),
        ("2026-11-24T03:00:30Z", "", "2026-11-24T03:00:00+00:00", ""),
    ],
)
def test_an_entry_says_when_it_was_so_whatever_the_devices_clock_says(
    visitor: Any, client: TestClient, happened: str, sent: str, shown: str, says: str
) -> None:
    visitor.send("/diary", **ENTRY, happened_at=happened, sent_at=sent)
    assert shown_time(client) == shown
    told = [
        words for words in ("Written down or sent later", "which cannot be right") if words in client.get("/diary").text
    ]
    assert told == ([says] if says else [])


@pytest.mark.parametrize("happened", ["yesterday", "2026-11-24T01:00:00", "2026-13-01T00:00:00Z"])
def test_a_time_that_says_nothing_is_refused(visitor: Any, client: TestClient, happened: str) -> None:
    assert visitor.send("/diary", **ENTRY, happened_at=happened).status_code == 422
    assert entries(client) == []


def test_the_same_entry_sent_again_later_is_one_entry(visitor: Any, client: TestClient) -> None:
    for sent in ("2026-11-24T02:59:00Z", "2026-11-24T03:00:00Z"):
        answer = visitor.send("/diary", **ENTRY, happened_at="2026-11-24T01:00:00Z", sent_at=sent)
        assert answer.status_code == 303
    assert len(entries(client)) == 1


def test_it_was_so_some_hours_ago(visitor: Any, client: TestClient) -> None:
    visitor.send("/diary", **ENTRY, hours_ago="5")
    assert shown_time(client) == "2026-11-23T22:00:00+00:00"


def test_nobody_can_undo_an_entry_of_somebody_else(visitor: Any, client: TestClient, app: Any) -> None:
    visitor.send("/diary", **ENTRY)
    (entry,) = entries(client)
    with TestClient(app, follow_redirects=False) as other:
        stranger = type(visitor)(other)
        assert stranger.send("/diary/undo", entry=entry["id"]).status_code == 404
    assert "Pain 6" in client.get("/diary").text


def test_two_entries_draw_a_trend_with_words(visitor: Any, client: TestClient, read: Any) -> None:
    visitor.send("/diary", **ENTRY)
    assert "polyline" not in client.get("/diary").text
    visitor.send("/diary", nonce="n2", pain_nrs="3")
    page = read(client.get("/diary").text)
    assert {"trend-title", "trend-desc"} <= set(page.ids)
    assert "Pain went from 6 to 3" in client.get("/diary").text


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"pain_nrs": "11"},
        {"pain_nrs": "bad"},
        {"pain_nrs": "5", "movement": "flying"},
        {"pain_nrs": "5", "did": ["magic"]},
        {"pain_nrs": "5", "note": "x" * 501},
        {"pain_nrs": "5", "note": "x" * 5000},
    ],
)
def test_a_bad_entry_names_its_field_and_is_not_kept(visitor: Any, client: TestClient, fields: dict[str, Any]) -> None:
    answer = visitor.send("/diary", nonce="n1", **fields)
    assert answer.status_code == 422
    assert 'id="problem"' in answer.text
    assert entries(client) == []


def test_the_diary_outlives_a_new_danger_check(visitor: Any, client: TestClient) -> None:
    visitor.send("/diary", **ENTRY)
    visitor.walk()
    assert "Pain 6" in client.get("/diary").text


def test_erasing_erases_everything_and_forgets_the_visitor(visitor: Any, client: TestClient, app: Any) -> None:
    visitor.walk()
    visitor.send("/diary", **ENTRY)
    before = client.cookies[COOKIE]
    answer = visitor.send("/erase")
    assert answer.headers["location"] == "/erased"
    assert COOKIE not in client.cookies
    client.cookies.set(COOKIE, before)
    assert client.get("/export").json()["events"] == []
    assert client.get("/result").headers["location"] == "/"


def test_the_export_is_a_file_with_every_answer(visitor: Any, client: TestClient) -> None:
    visitor.walk(yes={"asthma"})
    answer = client.get("/export")
    assert "attachment" in answer.headers["content-disposition"]
    kinds = {event["kind"] for event in answer.json()["events"]}
    assert {"started", "answered"} <= kinds
    assert any(event["body"].get("findings", {}).get("asthma") == "yes" for event in answer.json()["events"])


def test_a_page_from_before_erasing_says_that_everything_was_erased(visitor: Any, client: TestClient) -> None:
    visitor.send("/diary", **ENTRY)
    visitor.send("/erase")
    late = visitor.send("/diary", **ENTRY)
    assert late.status_code == 403
    assert "Everything was erased since" in late.text
    assert "did not send the cookie" not in late.text
    client.get("/")  # somebody begins anew in the other window
    assert "Everything was erased since" in visitor.send("/diary", **ENTRY).text


def test_a_lost_cookie_of_somebody_of_whom_something_is_kept_is_called_that(visitor: Any, client: TestClient) -> None:
    visitor.send("/diary", **ENTRY)
    client.cookies.clear()
    assert "did not send the cookie" in visitor.send("/diary", **ENTRY).text

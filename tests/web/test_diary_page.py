"""The diary page: a few taps in, once each; undo; the trend; hand out everything; erase everything."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from unclench.web.visits import COOKIE

ENTRY = {"nonce": "n1", "pain_nrs": "6", "tightness_nrs": "7", "movement": "some", "sleep": "badly"}


def entries(client: TestClient) -> list[dict[str, Any]]:
    return [event for event in client.get("/export").json()["events"] if event["kind"] == "entry"]


def test_one_tap_on_pain_is_enough(visitor: Any, client: TestClient) -> None:
    assert visitor.send("/diary", nonce="n1", pain_nrs="6").headers["location"] == "/diary"
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


def test_undo_takes_an_entry_out_once(visitor: Any, client: TestClient) -> None:
    visitor.send("/diary", **ENTRY)
    (entry,) = entries(client)
    assert visitor.send("/diary/undo", entry=entry["id"]).status_code == 303
    assert "Pain 6" not in client.get("/diary").text
    assert visitor.send("/diary/undo", entry=entry["id"]).status_code == 404
    assert visitor.send("/diary/undo", entry="0" * 32).status_code == 404


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
    assert client.get("/export").json() == {"events": []}
    assert client.get("/result").headers["location"] == "/"


def test_the_export_is_a_file_with_every_answer(visitor: Any, client: TestClient) -> None:
    visitor.walk(yes={"asthma"})
    answer = client.get("/export")
    assert "attachment" in answer.headers["content-disposition"]
    kinds = {event["kind"] for event in answer.json()["events"]}
    assert {"started", "answered"} <= kinds
    assert any(event["body"].get("findings", {}).get("asthma") == "yes" for event in answer.json()["events"])

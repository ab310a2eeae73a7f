"""The clock of the server goes back: the entry is kept, the pages say so at once, and its time is marked for good."""

import datetime
from typing import Any

from fastapi import FastAPI
from starlette.testclient import TestClient
from tests.web.clocks import NOW

ENTRY = {"pain_nrs": "6", "new_signs": "no"}
HOURS = datetime.timedelta(hours=1)


def at(app: FastAPI, moment: datetime.datetime) -> None:
    app.state.services.clock = lambda: moment


def test_a_clock_that_was_put_back_is_told_before_and_after_and_nothing_is_lost(
    visitor: Any, client: TestClient, app: FastAPI
) -> None:
    visitor.send("/diary", nonce="n1", **ENTRY)
    assert "The clock of the computer" not in client.get("/diary").text

    at(app, NOW - 3 * HOURS)
    for page in ("/diary", "/medicine"):
        assert "says November 24, 00:00" in client.get(page).text
    visitor.send("/diary", nonce="n2", **ENTRY)
    marked = client.get("/diary").text
    assert marked.count("This time may be wrong.") == 1
    assert marked.count("<time ") == 2

    at(app, NOW + HOURS)
    later = client.get("/diary").text
    assert "The clock of the computer" not in later
    assert later.count("This time may be wrong.") == 1
    told = client.get("/api/v1/people/me/diary").json()["entries"]
    assert [one["clock_doubted"] for one in told] == [True, False]
    one = client.get(f"/api/v1/people/me/diary/entries/{told[0]['id']}").json()
    assert one["clock_doubted"] is True


def test_the_time_can_be_put_right(visitor: Any, client: TestClient, app: FastAPI) -> None:
    visitor.send("/diary", nonce="n1", **ENTRY)
    at(app, NOW - 3 * HOURS)
    visitor.send("/diary", nonce="n2", **ENTRY)
    at(app, NOW + HOURS)
    back = client.get("/api/v1/people/me/diary").json()["entries"][0]["id"]
    visitor.send(f"/diary/entry/{back}", nonce="n3", pain_nrs="6", when="2026-11-24T03:30")
    assert "This time may be wrong." not in client.get("/diary").text

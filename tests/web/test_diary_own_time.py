"""Times are shown by the visitor's own clock, through every change of summer time, and kept in UTC."""

import datetime
import re
import zoneinfo
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from unclench.web import own_time
from unclench.web.own_time import CHOSEN_ZONE_COOKIE, DEVICE_ZONE_COOKIE

ENTRY = {"nonce": "n1", "pain_nrs": "6", "new_signs": "no"}
MADRID = zoneinfo.ZoneInfo("Europe/Madrid")


@pytest.fixture
def in_madrid() -> Any:
    token = own_time._zone.set(MADRID)
    yield
    own_time._zone.reset(token)


def times(client: TestClient) -> list[str]:
    return re.findall(r"<time [^>]*>(.*?)</time>", client.get("/diary").text)


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Europe/Madrid", "November 24, 04:00 (CET)"),
        ("Europe%2FMadrid", "November 24, 04:00 (CET)"),
        ("America/New_York", "November 23, 22:00 (EST)"),
        ("America/Sao_Paulo", "November 24, 00:00 (UTC-03)"),
        ("Asia/Kathmandu", "November 24, 08:45 (UTC+0545)"),
    ],
)
def test_the_devices_zone_is_used(visitor: Any, client: TestClient, zone: str, shown: str) -> None:
    client.cookies.set(DEVICE_ZONE_COOKIE, zone)
    visitor.send("/diary", **ENTRY)
    assert times(client) == [shown]


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "x" * 3000, "%00", "localtime"])
def test_a_zone_that_is_none_falls_back_to_this_machine(visitor: Any, client: TestClient, zone: str) -> None:
    client.cookies.set(DEVICE_ZONE_COOKIE, zone)
    visitor.send("/diary", **ENTRY)
    assert len(times(client)) == 1
    assert "the computer that runs these pages" in client.get("/diary").text


def test_the_zone_that_was_chosen_goes_before_the_devices_until_it_is_given_up(
    visitor: Any, client: TestClient
) -> None:
    client.cookies.set(DEVICE_ZONE_COOKIE, "America/New_York")
    visitor.send("/diary", **ENTRY)
    page = client.get("/time-zone?back=/diary").text
    assert "New York" in page
    assert visitor.send("/time-zone", zone="Asia/Tokyo", back="/diary").headers["location"] == "/diary"
    assert times(client) == ["November 24, 12:00 (JST)"]
    assert re.search(r'value="Asia/Tokyo" selected', client.get("/time-zone").text)
    visitor.send("/time-zone", zone="", back="/diary")
    assert CHOSEN_ZONE_COOKIE not in client.cookies
    assert times(client) == ["November 23, 22:00 (EST)"]


def test_no_other_zone_and_no_other_site_can_be_chosen(visitor: Any) -> None:
    assert visitor.send("/time-zone", zone="Mars/Olympus").status_code == 422
    assert visitor.send("/time-zone", zone="UTC", back="//evil.example").headers["location"] == "/"


def test_a_change_says_when_it_was_by_the_visitors_own_clock(visitor: Any, client: TestClient) -> None:
    client.cookies.set(DEVICE_ZONE_COOKIE, "America/New_York")
    visitor.send("/diary", **ENTRY)
    (event,) = client.get("/export").json()["events"]
    address = f"/diary/entry/{event['id']}"
    assert 'value="2026-11-23T22:00"' in client.get(address).text
    visitor.send(address, nonce="n2", pain_nrs="6", when="2026-11-23T20:30")
    assert times(client) == ["November 23, 20:30 (EST)"]
    changed = client.get("/export").json()["events"][1]
    assert changed["body"]["entry"]["happened_at"] == "2026-11-24T01:30:00+00:00"


@pytest.mark.usefixtures("in_madrid")
@given(
    at=st.datetimes(datetime.datetime(2020, 1, 1), datetime.datetime(2030, 1, 1)).map(  # noqa: DTZ001
        lambda at: at.replace(tzinfo=datetime.UTC, second=0, microsecond=0)
    )
)
def test_a_field_that_was_not_touched_moves_nothing_even_when_the_clock_shows_an_hour_twice(
    at: datetime.datetime,
) -> None:
    assert own_time.from_the_wall(own_time.on_the_wall(at), at) == at


@pytest.mark.usefixtures("in_madrid")
def test_the_hour_that_is_shown_twice_and_the_hour_that_is_skipped() -> None:
    far = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    twice = own_time.from_the_wall("2026-10-25T02:30", far)  # 02:30 is at 00:30 and at 01:30 UTC that night
    assert twice == datetime.datetime(2026, 10, 25, 0, 30, tzinfo=datetime.UTC)
    skipped = own_time.from_the_wall("2026-03-29T02:30", far)  # 02:00 becomes 03:00 that night
    assert skipped == datetime.datetime(2026, 3, 29, 1, 30, tzinfo=datetime.UTC)
    assert own_time.on_the_wall(skipped) == "2026-03-29T03:30"
    shown = [own_time.abbreviation(own_time.local(at)) for at in (twice, twice + datetime.timedelta(hours=1))]
    assert shown == ["CEST", "CET"]


@pytest.mark.usefixtures("in_madrid")
@pytest.mark.parametrize("written", ["", "soon", "2026-02-30T10:00", "2026-10-25T02:30+02:00", "9999-99-99T99:99"])
def test_what_is_no_time_is_none(written: str) -> None:
    assert own_time.from_the_wall(written, datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)) is None

"""The same store on PostgreSQL, where ``UNCLENCH_TEST_POSTGRESQL`` names an empty database to use."""

import os
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from unclench.diary import DiaryUnavailable, Kind, Store, Trouble, new_event
from unclench.diary.answers import OF_ANSWERS

ADDRESS = os.environ.get("UNCLENCH_TEST_POSTGRESQL", "")

pytestmark = pytest.mark.skipif(not ADDRESS, reason="UNCLENCH_TEST_POSTGRESQL names no database")


@pytest.fixture
def postgresql() -> Iterator[Store]:
    store = Store(ADDRESS)
    yield store
    store.close()


def test_events_come_back_once_in_order_and_can_be_erased(postgresql: Store, now: datetime) -> None:
    visit = uuid.uuid4().hex
    first = postgresql.record(new_event(visit, Kind.ENTRY, {"pain_nrs": 7}, now, key="tap"))
    again = postgresql.record(new_event(visit, Kind.ENTRY, {"pain_nrs": 7}, now + timedelta(seconds=1), key="tap"))
    second = postgresql.record(new_event(visit, Kind.ENTRY, {"pain_nrs": 4}, now - timedelta(hours=1)))
    assert again == first
    assert postgresql.events(visit) == (first, second)
    assert postgresql.erase(visit) == 2
    assert postgresql.events(visit) == ()


def test_answers_are_not_kept_where_others_came_in_meanwhile(postgresql: Store, now: datetime) -> None:
    visit = uuid.uuid4().hex
    first = new_event(visit, Kind.STARTED, {}, now)
    answers = [new_event(visit, Kind.ANSWERED, {"page": str(page)}, now) for page in range(8)]
    assert postgresql.record_unless_newer([first], "", OF_ANSWERS)
    with ThreadPoolExecutor(8) as together:
        kept = list(together.map(lambda one: postgresql.record_unless_newer([one], first.id, OF_ANSWERS), answers))
    assert kept.count(True) == 1
    assert len(postgresql.events(visit)) == 2
    postgresql.erase(visit)


def test_a_second_start_finds_the_schema_in_place(postgresql: Store, now: datetime) -> None:
    visit = uuid.uuid4().hex
    postgresql.record(new_event(visit, Kind.STARTED, {}, now))
    other = Store(ADDRESS)
    assert len(other.events(visit)) == 1
    other.close()


def test_a_server_that_is_not_there_is_called_unreachable() -> None:
    store = Store("postgresql+psycopg://nobody@127.0.0.1:1/nothing?connect_timeout=2")
    with pytest.raises(DiaryUnavailable) as caught:
        store.events("anna")
    assert caught.value.trouble is Trouble.UNREACHABLE

"""The store keeps what it acknowledged, once, in order, for its owner only, and erases it for good."""

import stat
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, inspect

import unclench.diary.accounts_tables  # noqa: F401 - declares its tables
from unclench.diary import Event, Kind, Store, new_event
from unclench.diary.database import connect, migrate
from unclench.diary.tables import metadata
from unclench.model.invalid import InvalidInput


def test_events_come_back_as_written_and_in_order(store: Store, now: datetime) -> None:
    # The second was said to happen earlier (a clock set back): the order of writing still stands.
    first = store.record(new_event("anna", Kind.ENTRY, {"pain_nrs": 7, "did": ["ice_massage"]}, now))
    second = store.record(new_event("anna", Kind.ENTRY, {"pain_nrs": 4.5}, now - timedelta(hours=1)))
    store.record(new_event("ben", Kind.ENTRY, {"pain_nrs": 9}, now))
    assert store.events("anna") == (first, second)
    assert [event.body["pain_nrs"] for event in store.events("ben")] == [9]


def test_times_are_kept_in_utc_and_need_a_zone(store: Store, now: datetime) -> None:
    tokyo = now.astimezone(timezone(timedelta(hours=9)))
    store.record(new_event("anna", Kind.ENTRY, {}, tokyo))
    (kept,) = store.events("anna")
    assert kept.at == now
    assert kept.at.utcoffset() == timedelta(0)
    with pytest.raises(InvalidInput, match="time zone"):
        new_event("anna", Kind.ENTRY, {}, now.replace(tzinfo=None))


def test_events_of_some_kinds(store: Store, now: datetime) -> None:
    store.record(new_event("anna", Kind.STARTED, {}, now))
    store.record(new_event("anna", Kind.ENTRY, {}, now))
    assert [event.kind for event in store.events("anna", [Kind.ENTRY])] == [Kind.ENTRY]


def test_the_same_key_is_kept_once(store: Store, now: datetime) -> None:
    first = store.record(new_event("anna", Kind.ENTRY, {"pain_nrs": 7}, now, key="tap"))
    again = store.record(new_event("anna", Kind.ENTRY, {"pain_nrs": 7}, now + timedelta(seconds=1), key="tap"))
    assert again == first
    assert store.events("anna") == (first,)


def test_the_same_key_for_something_else_is_refused(store: Store, now: datetime) -> None:
    store.record(new_event("anna", Kind.ENTRY, {"pain_nrs": 7}, now, key="tap"))
    with pytest.raises(InvalidInput, match=r"event\.key"):
        store.record(new_event("anna", Kind.ENTRY, {"pain_nrs": 3}, now, key="tap"))
    other = store.record(new_event("ben", Kind.ENTRY, {"pain_nrs": 3}, now, key="tap"))
    assert store.events("ben") == (other,)


def test_many_threads_with_one_key_keep_one_event(file: Path, now: datetime) -> None:
    store = Store(f"sqlite:///{file}", wait_seconds=20)
    kept: list[Event] = []

    def tap() -> None:
        kept.append(store.record(new_event("anna", Kind.DOSE, {"mg": 400}, now, key="tap")))

    threads = [threading.Thread(target=tap) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(kept) == 8
    assert len({event.id for event in kept}) == 1
    assert len(store.events("anna")) == 1
    store.close()


def test_erasing_leaves_no_trace_in_any_file_and_nobody_else_touched(store: Store, file: Path, now: datetime) -> None:
    for number in range(200):
        store.record(new_event("anna", Kind.ENTRY, {"note": f"secretword {number}"}, now))
    store.record(new_event("ben", Kind.ENTRY, {"note": "mine"}, now))
    assert any(b"secretword" in path.read_bytes() for path in file.parent.iterdir())
    assert store.erase("anna") == 200
    assert store.events("anna") == ()
    assert len(store.events("ben")) == 1
    store.close()
    assert not any(b"secretword" in path.read_bytes() for path in file.parent.iterdir())


def test_erasing_what_was_long_left_alone(store: Store, now: datetime) -> None:
    store.record(new_event("old", Kind.ENTRY, {}, now - timedelta(days=400)))
    store.record(new_event("old but in use", Kind.ENTRY, {}, now - timedelta(days=400)))
    store.record(new_event("old but in use", Kind.ENTRY, {}, now))
    assert store.erase_older_than(now - timedelta(days=365)) == 1
    assert store.events("old") == ()
    assert len(store.events("old but in use")) == 2


def test_export_holds_everything_but_the_token(store: Store, now: datetime) -> None:
    store.record(new_event("anna", Kind.ENTRY, {"pain_nrs": 7}, now))
    exported = store.export("anna")
    assert [event["body"] for event in exported["events"]] == [{"pain_nrs": 7}]
    assert "anna" not in str(exported)


def test_the_file_is_readable_by_its_owner_only(store: Store, file: Path, now: datetime) -> None:
    store.record(new_event("anna", Kind.ENTRY, {}, now))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_durability_settings_are_in_force(store: Store, file: Path, now: datetime) -> None:
    store.record(new_event("anna", Kind.ENTRY, {}, now))
    with connect(f"sqlite:///{file}").connect() as connection:
        read = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")}
        secure = connection.exec_driver_sql("PRAGMA secure_delete").scalar()
        connection.rollback()
    assert read == {"journal_mode": "wal", "synchronous": 2}
    assert secure == 1


def test_the_migrations_make_exactly_the_tables_that_the_code_uses(file: Path) -> None:
    file.parent.mkdir()
    migrated = connect(f"sqlite:///{file}")
    migrate(migrated)
    migrate(migrated)  # a second time changes nothing
    declared = create_engine("sqlite://")
    metadata.create_all(declared)
    seen = {
        name: [
            (table, str(column["name"]), str(column["type"]), column["nullable"])
            for table in sorted(metadata.tables)
            for column in inspect(engine).get_columns(table)
        ]
        for name, engine in (("migrated", migrated), ("declared", declared))
    }
    assert seen["migrated"] == seen["declared"]
    assert inspect(migrated).get_unique_constraints("event")
    migrate_names = set(inspect(migrated).get_table_names())
    assert migrate_names == {*metadata.tables, "alembic_version"}
    migrated.dispose()
    declared.dispose()


JSON_VALUE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=50, deadline=None)
@given(body=st.dictionaries(st.text(), JSON_VALUE, max_size=4))
def test_any_json_body_comes_back_unchanged(tmp_path_factory: pytest.TempPathFactory, body: dict[str, object]) -> None:
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('diary') / 'diary.sqlite'}")
    store.record(new_event("anna", Kind.ENTRY, body, datetime.now(UTC)))
    (kept,) = store.events("anna")
    store.close()
    assert dict(kept.body) == body

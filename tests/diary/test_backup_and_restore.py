"""A backup holds everything, is proved intact before it replaces anything, and never replaces unasked."""

import sqlite3
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import delete

from unclench.diary import DiaryUnavailable, Kind, Store, Trouble, new_event
from unclench.diary.accounts import Accounts
from unclench.diary.accounts_people import Household
from unclench.diary.accounts_tables import account, person
from unclench.diary.backup import back_up, restore
from unclench.diary.place import Place
from unclench.diary.tables import event
from unclench.model.invalid import InvalidInput


@pytest.fixture
def place(file: Path) -> Place:
    return Place(f"sqlite:///{file}")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "diary.backup"


def fill(store: Store, now: datetime) -> None:
    for number in range(30):
        store.record(new_event("anna", Kind.ENTRY, {"number": number, "note": "ñandú 🙂 'quoted'"}, now))
    anna = Accounts(store).add("anna", now, password="hash")
    Household(store).add(anna.id, "Kim", now)


def numbers(store: Store) -> list[int]:
    return [one.body["number"] for one in store.events("anna")]


def test_what_was_backed_up_comes_back_whole(
    store: Store, place: Place, file: Path, target: Path, now: datetime
) -> None:
    fill(store, now)
    events = store.events("anna")
    seal = back_up(place, target, now)  # while the store is open, with its journal not folded in
    assert seal.rows == 32
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [one.name for one in target.parent.iterdir() if one.is_file()] == ["diary.backup"]
    store.record(new_event("anna", Kind.ENTRY, {"number": 99}, now))
    store.close()
    assert restore(place, target, replace=True) == seal
    assert store.events("anna") == events
    found = Accounts(store).named("anna")
    assert found is not None
    assert [one.name for one in Household(store).people(found.id)] == ["", "Kim"]
    store.record(new_event("anna", Kind.ENTRY, {"number": 30}, now))  # and it goes on
    assert numbers(store) == list(range(31))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_backup_restored_elsewhere_needs_no_flag_but_what_is_there_is_never_lost_unasked(
    store: Store, place: Place, target: Path, tmp_path: Path, now: datetime
) -> None:
    fill(store, now)
    back_up(place, target, now)
    store.close()
    with pytest.raises(InvalidInput, match="--replace"):
        restore(place, target)
    with pytest.raises(InvalidInput, match="--replace"):
        back_up(place, target, now)
    elsewhere = Place(f"sqlite:///{tmp_path / 'new' / 'diary.sqlite'}")
    restore(elsewhere, target)
    other = Store(elsewhere.url)
    assert numbers(other) == list(range(30))
    other.close()
    opened = Store(f"sqlite:///{tmp_path / 'opened' / 'diary.sqlite'}")
    assert opened.events("anna") == ()  # the pages made an empty diary before anybody restored
    opened.close()
    restore(Place(f"sqlite:///{tmp_path / 'opened' / 'diary.sqlite'}"), target)
    assert numbers(opened) == list(range(30))
    opened.close()


def test_nothing_is_replaced_while_another_program_uses_it(
    store: Store, place: Place, target: Path, now: datetime
) -> None:
    fill(store, now)
    back_up(place, target, now)
    with pytest.raises(DiaryUnavailable) as caught:  # the store is still open, as that of a server would be
        restore(place, target, replace=True)
    assert caught.value.trouble is Trouble.LOCKED
    store.record(new_event("anna", Kind.ENTRY, {"number": 30}, now))
    assert numbers(store) == list(range(31))


@pytest.mark.parametrize("place_in_file", [0.3, 0.6, 0.9])
def test_one_changed_letter_is_found_and_the_diary_stays(
    store: Store, place: Place, target: Path, now: datetime, place_in_file: float
) -> None:
    fill(store, now)
    back_up(place, target, now)
    store.close()
    data = bytearray(target.read_bytes())
    where = data.find(b"quoted", int(len(data) * place_in_file))
    where = where if where >= 0 else data.rfind(b"quoted")
    data[where] ^= 1
    target.write_bytes(bytes(data))
    with pytest.raises(InvalidInput, match="damaged"):
        restore(place, target, replace=True)
    assert numbers(store) == list(range(30))


def test_what_is_no_backup_is_refused(store: Store, place: Place, target: Path, now: datetime) -> None:
    fill(store, now)
    with pytest.raises(InvalidInput, match="exists"):
        restore(place, target, replace=True)
    target.write_bytes(b"a shopping list, perhaps")
    with pytest.raises(InvalidInput, match=r"damaged|backup"):
        restore(place, target, replace=True)
    other = Store(f"sqlite:///{target.with_name('other.sqlite')}")
    other.record(new_event("anna", Kind.ENTRY, {"number": 1}, now))
    other.close()
    with pytest.raises(InvalidInput, match="unclench backup has written"):
        restore(place, target.with_name("other.sqlite"), replace=True)
    assert numbers(store) == list(range(30))


def test_a_cut_off_backup_is_refused(store: Store, place: Place, target: Path, now: datetime) -> None:
    fill(store, now)
    back_up(place, target, now)
    store.close()
    target.write_bytes(target.read_bytes()[: 3 * 4096])
    with pytest.raises(InvalidInput, match="damaged"):
        restore(place, target, replace=True)
    assert numbers(store) == list(range(30))


def test_a_backup_of_a_newer_program_is_refused(store: Store, place: Place, target: Path, now: datetime) -> None:
    fill(store, now)
    store.close()
    with sqlite3.connect(str(place.file)) as changed:
        changed.execute("UPDATE alembic_version SET version_num = '9999'")
    changed.close()
    back_up(place, target, now)
    with pytest.raises(InvalidInput, match="update"):
        restore(place, target, replace=True)


def test_a_backup_of_the_oldest_schema_is_brought_up_to_date(
    place: Place, file: Path, target: Path, now: datetime
) -> None:
    from unclench.diary.database import connect, migrate

    file.parent.mkdir()
    engine = connect(place.url)
    migrate(engine, "0001")
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO event (id, visit, at, kind, body, key)"
            " VALUES ('i', 'anna', '2026-11-24 03:00:00.000000', 'entry', '{\"number\": 0}', 'k')"
        )
    engine.dispose()
    assert back_up(place, target, now).revision == "0001"
    restore(place, target, replace=True)
    store = Store(place.url)
    assert numbers(store) == [0]
    Accounts(store).add("anna", now)  # the tables of today are there
    store.close()


def test_a_damaged_diary_is_not_backed_up_over_a_good_backup_but_can_be_replaced_by_it(
    store: Store, place: Place, file: Path, target: Path, now: datetime
) -> None:
    fill(store, now)
    back_up(place, target, now)
    good = target.read_bytes()
    store.close()
    data = bytearray(file.read_bytes())
    data[4096:] = b"\x5a" * (len(data) - 4096)
    file.write_bytes(bytes(data))
    with pytest.raises(DiaryUnavailable) as caught:
        back_up(place, target, now, replace=True)
    assert caught.value.trouble is Trouble.CORRUPT
    assert target.read_bytes() == good
    with pytest.raises(InvalidInput, match="--replace"):
        restore(place, target)
    restore(place, target, replace=True)
    assert numbers(store) == list(range(30))


def test_noise_in_the_diarys_place_and_its_old_journal_do_not_reach_the_restored_diary(
    store: Store, place: Place, file: Path, target: Path, now: datetime
) -> None:
    fill(store, now)
    back_up(place, target, now)
    store.close()
    file.write_bytes(b"noise " * 1000)
    file.with_name(file.name + "-wal").write_bytes(b"old journal " * 500)
    restore(place, target, replace=True)
    assert numbers(store) == list(range(30))


def test_there_is_nothing_to_back_up_before_something_is_kept(place: Place, target: Path, now: datetime) -> None:
    with pytest.raises(InvalidInput, match="something is kept"):
        back_up(place, target, now)
    assert not target.exists()


def test_a_failed_backup_leaves_no_file_behind(
    store: Store, place: Place, target: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, now)

    def full(*_values: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("unclench.diary.backup.write_seal", full)
    with pytest.raises(DiaryUnavailable) as caught:
        back_up(place, target, now)
    assert caught.value.trouble is Trouble.FULL
    assert [one.name for one in target.parent.iterdir() if one.is_file()] == []


@pytest.fixture
def server(postgresql_address: str) -> Iterator[Place]:
    store = Store(postgresql_address)
    _empty(store)  # other tests may have left something there
    yield Place(postgresql_address)
    _empty(store)
    store.close()


def _empty(store: Store) -> None:
    with store.writing() as connection:
        for table in (person, account, event):
            connection.execute(delete(table))


def test_the_same_backup_moves_a_diary_to_a_server_and_back(
    store: Store, place: Place, target: Path, tmp_path: Path, server: Place, now: datetime
) -> None:
    fill(store, now)
    events = store.events("anna")
    back_up(place, target, now)
    restore(server, target)
    kept = Store(server.url)
    assert kept.events("anna") == events
    kept.record(new_event("anna", Kind.ENTRY, {"number": 30}, now))  # it counts on where the file had stopped
    assert numbers(kept) == list(range(31))
    with pytest.raises(InvalidInput, match="--replace"):
        restore(server, target)
    second = tmp_path / "second.backup"
    assert back_up(server, second, now).rows == 33
    kept.close()
    store.close()
    restore(place, second, replace=True)
    assert numbers(store) == list(range(31))

"""An encrypted diary shows nothing on disk, opens with its passphrase only, and is made and unmade without a loss."""

import functools
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from argon2.low_level import Type, hash_secret_raw

from unclench.diary import DiaryUnavailable, Kind, Store, Trouble, new_event
from unclench.diary.backup import back_up, restore
from unclench.diary.conversion import convert
from unclench.diary.passphrase import check_new, derive_key, given_passphrase
from unclench.diary.place import Place
from unclench.diary.sqlite_file import is_plain, looks_encrypted
from unclench.model.invalid import InvalidInput

PASSPHRASE = "ladder copper thirteen owl"
SECRET = "secretword"

pytest.importorskip("sqlcipher3", reason="the extra 'encryption' is not installed")


ONCE = functools.cache(derive_key)
"""The real derivation, done once for each passphrase and salt: it is slow on purpose."""


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unclench.diary.sqlite_file.derive_key", ONCE)


@pytest.fixture
def place(file: Path) -> Place:
    return Place(f"sqlite:///{file}", PASSPHRASE)


@pytest.fixture
def encrypted(place: Place) -> Iterator[Store]:
    store = Store(place.url, wait_seconds=0.2, passphrase=PASSPHRASE)
    yield store
    store.close()


def note(store: Store, now: datetime, number: int = 0) -> None:
    store.record(new_event("anna", Kind.ENTRY, {"number": number, "note": f"{SECRET} {number}"}, now))


def numbers(store: Store) -> list[int]:
    return [one.body["number"] for one in store.events("anna")]


def trouble_of(action: Callable[[], object]) -> Trouble:
    with pytest.raises(DiaryUnavailable) as caught:
        action()
    return caught.value.trouble


def on_disk(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file())


def test_nothing_readable_is_on_disk_neither_in_the_file_nor_in_its_journal(
    encrypted: Store, file: Path, now: datetime
) -> None:
    for number in range(50):
        note(encrypted, now, number)
    assert file.with_name(file.name + "-wal").stat().st_size > 0
    written = on_disk(file.parent)
    for clear in (SECRET.encode(), SECRET.encode("utf-16-le"), b"event", b"SQLite format"):
        assert clear not in written
    encrypted.close()
    assert SECRET.encode() not in on_disk(file.parent)
    assert looks_encrypted(file)
    assert numbers(encrypted) == list(range(50))
    plain = Store(f"sqlite:///{file.with_name('plain.sqlite')}")  # the search does find what is written plainly
    note(plain, now)
    plain.close()
    assert SECRET.encode() in on_disk(file.parent)


def test_a_wrong_passphrase_and_a_missing_one_are_told_apart_and_change_nothing(
    encrypted: Store, place: Place, file: Path, now: datetime
) -> None:
    note(encrypted, now)
    encrypted.close()
    before = file.read_bytes()
    assert trouble_of(lambda: Store(place.url, passphrase="something else").events("anna")) is Trouble.WRONG_PASSPHRASE
    assert trouble_of(lambda: Store(place.url).events("anna")) is Trouble.ENCRYPTED
    assert file.read_bytes() == before
    assert numbers(encrypted) == [0]


def test_no_plain_diary_is_written_on_where_a_passphrase_was_given(store: Store, place: Place, now: datetime) -> None:
    note(store, now)
    assert trouble_of(lambda: Store(place.url, passphrase=PASSPHRASE).events("anna")) is Trouble.NOT_ENCRYPTED


def test_two_programs_that_begin_an_encrypted_diary_at_once_share_it(
    encrypted: Store, place: Place, now: datetime
) -> None:
    other = Store(place.url, passphrase=PASSPHRASE)
    note(other, now, 1)
    note(encrypted, now, 2)
    assert numbers(other) == [1, 2]
    other.close()


def test_a_plain_diary_becomes_an_encrypted_one_and_a_plain_one_again(
    store: Store, place: Place, file: Path, now: datetime
) -> None:
    for number in range(30):
        note(store, now, number)
    events = store.events("anna")
    store.close()
    plain_bytes = file.open("rb")  # a handle on the old file sees what becomes of its bytes on the disk
    assert convert(file, "", PASSPHRASE) == 30
    assert set(plain_bytes.read()) == {0}
    plain_bytes.close()
    assert SECRET.encode() not in on_disk(file.parent)
    assert [one.name for one in file.parent.iterdir()] == [file.name]
    assert file.stat().st_mode & 0o077 == 0
    opened = Store(place.url, passphrase=PASSPHRASE)
    assert opened.events("anna") == events
    opened.close()
    assert convert(file, PASSPHRASE, "another owl entirely") == 30
    assert trouble_of(lambda: Store(place.url, passphrase=PASSPHRASE).events("anna")) is Trouble.WRONG_PASSPHRASE
    assert convert(file, "another owl entirely", "") == 30
    assert is_plain(file)
    assert store.events("anna") == events


HOLDER = """
import sys
from unclench.diary import Store
store = Store(sys.argv[1])
store.events("anna")
print("open", flush=True)
sys.stdin.read()
"""


def test_a_diary_in_use_is_not_converted(store: Store, place: Place, file: Path, now: datetime) -> None:
    note(store, now)
    store.close()
    command = [sys.executable, "-c", HOLDER, place.url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        assert trouble_of(lambda: convert(file, "", PASSPHRASE)) is Trouble.LOCKED
        assert is_plain(file)
        holder.communicate()
    note(store, now, 1)
    assert numbers(store) == [0, 1]
    store.close()
    assert convert(file, "", PASSPHRASE) == 2


def test_a_conversion_that_fails_leaves_the_diary_as_it_was(
    store: Store, file: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    note(store, now)
    store.close()
    monkeypatch.setattr("unclench.diary.conversion.is_sound", lambda _copy: False)
    assert trouble_of(lambda: convert(file, "", PASSPHRASE)) is Trouble.CORRUPT
    assert is_plain(file)
    assert [one.name for one in file.parent.iterdir()] == [file.name]
    assert numbers(store) == [0]


def test_a_wrong_old_passphrase_converts_nothing(encrypted: Store, file: Path, now: datetime) -> None:
    note(encrypted, now)
    encrypted.close()
    assert trouble_of(lambda: convert(file, "something else", "")) is Trouble.WRONG_PASSPHRASE
    assert numbers(encrypted) == [0]


def test_an_encrypted_diary_can_be_begun_before_anything_is_kept(place: Place, file: Path, now: datetime) -> None:
    assert convert(file, "", PASSPHRASE) == 0
    store = Store(place.url, passphrase=PASSPHRASE)
    note(store, now)
    assert numbers(store) == [0]
    store.close()


def test_a_backup_stays_encrypted_and_opens_with_the_passphrase_it_was_made_with(
    encrypted: Store, place: Place, file: Path, tmp_path: Path, now: datetime
) -> None:
    note(encrypted, now)
    target = tmp_path / "diary.backup"
    back_up(place, target, now)
    assert SECRET.encode() not in target.read_bytes()
    note(encrypted, now, 1)
    encrypted.close()
    with pytest.raises(InvalidInput, match="passphrase"):
        restore(Place(place.url), target, replace=True)
    assert (
        trouble_of(lambda: restore(Place(place.url, "something else"), target, replace=True))
        is Trouble.WRONG_PASSPHRASE
    )
    assert numbers(encrypted) == [0, 1]
    encrypted.close()
    restore(place, target, replace=True)
    assert numbers(encrypted) == [0]
    assert SECRET.encode() not in on_disk(file.parent)


def test_a_plain_backup_is_not_put_in_the_place_of_an_encrypted_diary(
    store: Store, place: Place, tmp_path: Path, now: datetime
) -> None:
    note(store, now)
    plain, target = Place(place.url), tmp_path / "diary.backup"
    back_up(plain, target, now)
    store.close()
    with pytest.raises(InvalidInput, match="encrypted"):
        restore(place, target, replace=True)


def test_a_forged_page_is_found(encrypted: Store, place: Place, file: Path, now: datetime) -> None:
    for number in range(200):
        note(encrypted, now, number)
    encrypted.close()
    data = bytearray(file.read_bytes())
    for page in range(4096, len(data), 4096):
        data[page + 100] ^= 1
    file.write_bytes(bytes(data))
    assert trouble_of(lambda: encrypted.events("anna")) in (Trouble.CORRUPT, Trouble.WRONG_PASSPHRASE)
    encrypted.close()
    with pytest.raises(DiaryUnavailable):
        back_up(place, file.with_name("diary.backup"), now)


def test_the_key_is_argon2id_at_the_cost_of_rfc_9106_and_forgives_how_a_letter_was_typed() -> None:
    salt = bytes(range(16))
    expected = hash_secret_raw("ñandú".encode(), salt, 3, 65536, 4, 32, Type.ID, 19)
    assert derive_key("ñandú", salt) == expected
    assert derive_key("n\u0303andu\u0301", salt) == expected
    assert derive_key("ñandú", bytes(16)) != expected


def test_a_passphrase_comes_from_a_file_or_the_environment_and_shows_nowhere(tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.write_text(f"{PASSPHRASE}\nsecond line\n", encoding="utf-8")
    assert given_passphrase({}, file) == PASSPHRASE
    assert given_passphrase({"UNCLENCH_PASSPHRASE_FILE": str(file)}) == PASSPHRASE
    assert given_passphrase({"UNCLENCH_PASSPHRASE": "one"}) == "one"
    assert given_passphrase({}) == ""
    for bad in (b"", b"\n", b"\xff\xfe"):
        file.write_bytes(bad)
        with pytest.raises(InvalidInput, match="passphrase file"):
            given_passphrase({}, file)
    with pytest.raises(InvalidInput, match="passphrase file"):
        given_passphrase({}, tmp_path / "missing")
    assert PASSPHRASE not in repr(Place("sqlite:///x", PASSPHRASE))
    with pytest.raises(InvalidInput) as caught:
        check_new("tooshort")
    assert "tooshort" not in str(caught.value)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
def test_no_other_file_is_opened_while_an_encrypted_diary_sorts_much(
    encrypted: Store, file: Path, now: datetime
) -> None:
    with encrypted.writing() as connection:
        for number in range(3000):
            connection.exec_driver_sql(
                "INSERT INTO event (id, visit, at, kind, body, key)"
                " VALUES (?, 'anna', '2026-11-24 03:00:00.0', 'entry', ?, ?)",
                (str(number), f'{{"note": "{SECRET * 40}"}}', str(number)),
            )
    with encrypted.reading() as connection:
        sorted_rows = connection.exec_driver_sql("SELECT body FROM event ORDER BY substr(body, 20) || id")
        sorted_rows.fetchone()
        opened = {str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.exists()}
        sorted_rows.close()
    assert not [name for name in opened if "etilqs" in name]

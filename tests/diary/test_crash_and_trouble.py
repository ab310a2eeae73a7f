"""A killed program loses nothing it acknowledged; a broken database says what is wrong, and never half-writes."""

import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from unclench.diary import DiaryUnavailable, Kind, Store, Trouble, new_event
from unclench.diary.database import connect

WRITER = """
import sys
from datetime import UTC, datetime
from unclench.diary import Kind, Store, new_event
store = Store(sys.argv[1])
number = 0
while True:
    store.record(new_event("anna", Kind.ENTRY, {"number": number}, datetime.now(UTC)))
    print(number, flush=True)
    number += 1
"""


def test_every_acknowledged_write_survives_kill_9(file: Path) -> None:
    url = f"sqlite:///{file}"
    with subprocess.Popen([sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        acknowledged = [int(writer.stdout.readline()) for _ in range(20)]
        time.sleep(0.05)
        os.kill(writer.pid, signal.SIGKILL)
        acknowledged += [int(line) for line in writer.stdout.read().split()]
    assert writer.returncode == -signal.SIGKILL
    store = Store(url)
    kept = [event.body["number"] for event in store.events("anna")]
    store.close()
    # One more may have been written without the writer living to say so; none may be missing or twice.
    assert kept[: len(acknowledged)] == acknowledged
    assert len(kept) - len(acknowledged) in (0, 1)


def test_noise_instead_of_a_database_is_called_damaged(store: Store, file: Path, now: datetime) -> None:
    file.parent.mkdir()
    file.write_bytes(b"this is not a diary at all " * 300)
    with pytest.raises(DiaryUnavailable) as caught:
        store.record(new_event("anna", Kind.ENTRY, {}, now))
    assert caught.value.trouble is Trouble.CORRUPT
    file.unlink()
    store.record(new_event("anna", Kind.ENTRY, {}, now))  # once moved away, a fresh one is made


def test_a_page_overwritten_later_is_called_damaged(store: Store, file: Path, now: datetime) -> None:
    for number in range(300):
        store.record(new_event("anna", Kind.ENTRY, {"number": number, "note": "x" * 100}, now))
    store.close()
    data = bytearray(file.read_bytes())
    data[4096:] = os.urandom(len(data) - 4096)
    file.write_bytes(bytes(data))
    with pytest.raises(DiaryUnavailable) as caught:
        store.events("anna")
    assert caught.value.trouble is Trouble.CORRUPT


def test_a_database_held_by_another_program_is_called_locked(store: Store, file: Path, now: datetime) -> None:
    store.record(new_event("anna", Kind.ENTRY, {}, now))
    with connect(f"sqlite:///{file}").begin() as other:
        other.exec_driver_sql("DELETE FROM event WHERE visit = 'nobody'")
        with pytest.raises(DiaryUnavailable) as caught:
            store.record(new_event("anna", Kind.ENTRY, {}, now))
        assert len(store.events("anna")) == 1  # reading goes on meanwhile
    assert caught.value.trouble is Trouble.LOCKED
    store.record(new_event("anna", Kind.ENTRY, {}, now))
    assert len(store.events("anna")) == 2


def test_a_full_disk_is_called_full_and_nothing_is_half_written(
    store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.record(new_event("anna", Kind.ENTRY, {}, now))
    store.close()
    from unclench.diary import database

    # SQLite's page limit raises the very error of a full disk.
    monkeypatch.setattr(database, "SQLITE_SETTINGS", (*database.SQLITE_SETTINGS, "PRAGMA max_page_count = 10"))
    with pytest.raises(DiaryUnavailable) as caught:
        store.record(new_event("anna", Kind.ENTRY, {"note": "x" * 200_000}, now))
    assert caught.value.trouble is Trouble.FULL
    assert len(store.events("anna")) == 1


def test_a_place_that_cannot_be_made_is_called_unreachable(tmp_path: Path) -> None:
    (tmp_path / "a file").write_text("not a folder")
    store = Store(f"sqlite:///{tmp_path / 'a file' / 'diary.sqlite'}")
    with pytest.raises(DiaryUnavailable) as caught:
        store.events("anna")
    assert caught.value.trouble is Trouble.UNREACHABLE


def test_trouble_never_repeats_what_was_being_written(store: Store, file: Path, now: datetime) -> None:
    file.parent.mkdir()
    file.write_bytes(b"noise " * 1000)
    with pytest.raises(DiaryUnavailable) as caught:
        store.record(new_event("anna", Kind.ENTRY, {"note": "secretword"}, now))
    assert "secretword" not in str(caught.value)
    assert "SELECT" not in str(caught.value)

"""Taking the place of the diary file: only when no other program has it open, and in one step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from unclench.diary.failure import DiaryUnavailable, Trouble, explain, is_of_driver, told
from unclench.diary.sqlite_file import Connection, is_there, journals, key_text, open_file, to_disk


@contextmanager
def alone_with(file: Path, passphrase: str, *, by_cipher: bool = False) -> Iterator[Connection | None]:
    """Hold the file so that no other program can read or write it, with its journal folded in and gone.

    What is written into a file whose place another has taken would be lost, so this comes first. None stands for a
    file that is not there, or that cannot be read as a database at all.

    Raises:
        DiaryUnavailable: another program has it open.
    """
    if not is_there(file):
        yield None
        return
    key = key_text(passphrase, file) if passphrase else ""
    connection = open_file(file, key, wait_seconds=0.5, by_cipher=by_cipher)
    try:
        with told():
            readable = _hold(connection)
        yield connection if readable else None
    finally:
        connection.close()


def take_place(fresh: Path, file: Path) -> None:
    """Put a finished file where the diary is; a crash leaves the old or the new one, whole."""
    for one in journals(file):  # of a damaged file; its journal must not be read into the new one
        one.unlink(missing_ok=True)
    fresh.replace(file)
    to_disk(file.parent)


def _hold(connection: Connection) -> bool:
    """Lock everybody out; False when this cannot be read as a database."""
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        if mode != "delete":
            raise DiaryUnavailable(Trouble.LOCKED)
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")  # in this mode the lock stays until the connection is closed
    except Exception as error:
        if is_of_driver(error) and explain(error).trouble is Trouble.CORRUPT:
            return False
        raise
    return True

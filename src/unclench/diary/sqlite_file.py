"""One SQLite file, plain or encrypted by SQLCipher: told apart, opened, and put in another's place in one step.

An encrypted file begins with the 16 random bytes that its key is derived with, so a copy of the file and the
passphrase are all that it takes to open it anywhere.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import make_url

from unclench.diary.failure import DiaryUnavailable, Trouble
from unclench.diary.passphrase import SALT_BYTES, derive_key

if TYPE_CHECKING:
    from types import ModuleType

PLAIN_HEADER = b"SQLite format 3\0"
SMALLEST_PAGE = 512

Connection = sqlite3.Connection
"""A connection of sqlite3 or of SQLCipher's module, which has the same methods."""


def file_of(url: str) -> Path | None:
    """The SQLite file behind a database address, or None for a server or a database in memory."""
    parts = make_url(url)
    is_file = parts.get_backend_name() == "sqlite" and parts.database not in (None, "", ":memory:")
    return Path(str(parts.database)) if is_file else None


def is_there(file: Path) -> bool:
    """Whether there is a database with anything in it."""
    return file.is_file() and file.stat().st_size > 0


def is_plain(file: Path) -> bool:
    """Whether this is an SQLite file that anybody can read."""
    with file.open("rb") as opened:
        return opened.read(SALT_BYTES) == PLAIN_HEADER


def looks_encrypted(file: Path) -> bool:
    """Whether this can be an encrypted database: whole pages that do not begin as a plain one does."""
    return is_there(file) and not is_plain(file) and file.stat().st_size % SMALLEST_PAGE == 0


def check_key_fits(file: Path, passphrase: str) -> None:
    """Refuse a passphrase for a plain file, and an encrypted file without one.

    Raises:
        DiaryUnavailable: either is the case. Nothing is ever written in plain text where a passphrase was given.
    """
    if passphrase and file.is_file() and (not is_there(file) or is_plain(file)):
        raise DiaryUnavailable(Trouble.NOT_ENCRYPTED)
    if not passphrase and looks_encrypted(file):
        raise DiaryUnavailable(Trouble.ENCRYPTED)


def cipher() -> ModuleType:
    """SQLCipher's module. Raises ModuleNotFoundError without the extra ``encryption``."""
    from sqlcipher3 import dbapi2

    return dbapi2


def key_text(passphrase: str, file: Path) -> str:
    """What SQLCipher opens this file with: key and salt, which spares it a derivation of its own."""
    with file.open("rb") as opened:
        salt = opened.read(SALT_BYTES)
    return new_key_text(passphrase, salt)


def new_key_text(passphrase: str, salt: bytes) -> str:
    """Key and salt for a new file."""
    return f"x'{(derive_key(passphrase, salt) + salt).hex()}'"


def open_file(
    file: Path, key: str = "", *, wait_seconds: float = 5.0, read_only: bool = False, by_cipher: bool = False
) -> Connection:
    """A connection that begins no transaction by itself. ``key`` is empty for a plain file.

    ``by_cipher`` opens a plain file through SQLCipher too, which can then write an encrypted one beside it.
    """
    mode = "ro" if read_only else "rwc"
    address = f"{file.absolute().as_uri()}?mode={mode}"
    module: Any = cipher() if key or by_cipher else sqlite3
    connection: Connection = module.connect(
        address, uri=True, timeout=wait_seconds, isolation_level=None, check_same_thread=False
    )
    if key or by_cipher:
        connection.execute("PRAGMA cipher_log_level = NONE")  # a wrong passphrase is told once, by us
        connection.execute("PRAGMA temp_store = MEMORY")  # nothing readable in a file beside it
    if key:
        connection.execute(f'PRAGMA key = "{key}"')
    return connection


def make_encrypted(file: Path, passphrase: str) -> None:
    """Begin an empty encrypted file unless there is one, or another program was quicker."""
    if file.is_file():
        return
    with beside(file) as fresh, contextlib.suppress(FileExistsError):
        connection = open_file(fresh, new_key_text(passphrase, secrets.token_bytes(SALT_BYTES)))
        connection.execute("PRAGMA user_version = 1")  # anything, so that the first page and its salt are written
        connection.close()
        os.link(fresh, file)  # unlike a move, this never takes the place of a file that has just been made


@contextlib.contextmanager
def beside(file: Path) -> Iterator[Path]:
    """A private empty file in the same folder; what is not moved away is deleted in the end."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    fresh.touch(mode=0o600, exist_ok=False)
    try:
        yield fresh
    finally:
        for one in (fresh, *journals(fresh)):
            one.unlink(missing_ok=True)


def journals(file: Path) -> tuple[Path, ...]:
    """The files that SQLite may keep beside a database."""
    return tuple(file.with_name(file.name + ending) for ending in ("-wal", "-shm", "-journal"))


def to_disk(place: Path) -> None:
    """Wait until a file, or the names in a folder, would survive a loss of power."""
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

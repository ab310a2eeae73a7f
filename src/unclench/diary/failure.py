"""What can be wrong with the place where the diary is kept, in words for the person who owns it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum

from sqlalchemy.exc import SQLAlchemyError

from unclench.language.catalogue import noted


class Trouble(StrEnum):
    """Why the diary could not be read or written."""

    LOCKED = "locked"
    FULL = "full"
    CORRUPT = "corrupt"
    UNREACHABLE = "unreachable"
    ENCRYPTED = "encrypted"
    NOT_ENCRYPTED = "not_encrypted"
    WRONG_PASSPHRASE = "wrong_passphrase"  # noqa: S105 - a name, not a secret


SAYS = {
    Trouble.LOCKED: noted("Another program is using the diary file. Close it, wait a moment and try again."),
    Trouble.FULL: noted("There is no room left on the disk. Make some room and try again."),
    Trouble.CORRUPT: noted(
        "The diary file is damaged. Move it away, and a fresh one is made. Or put a backup in its place."
    ),
    Trouble.UNREACHABLE: noted(
        "The diary's place cannot be reached or written. Check the address and who may write there."
    ),
    Trouble.ENCRYPTED: noted(
        "The diary file is encrypted and opens only with its passphrase. If you never encrypted it, it is damaged."
    ),
    Trouble.NOT_ENCRYPTED: noted(
        "A passphrase was given, but the diary file is not encrypted. Encrypt it with: unclench encrypt"
    ),
    Trouble.WRONG_PASSPHRASE: noted(
        "This passphrase does not open the diary file. If you are sure of it, the file is damaged."
    ),
}

_SIGNS = (
    (Trouble.LOCKED, ("locked", "busy")),
    (Trouble.FULL, ("full", "no space", "quota")),
    (Trouble.CORRUPT, ("malformed", "not a database", "corrupt", "no such table", "no such column")),
)


class DiaryUnavailable(Exception):
    """The diary cannot be read or written now. ``trouble`` says why; nothing was half-written."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        super().__init__(SAYS[trouble])


def explain(error: Exception) -> DiaryUnavailable:
    """The :class:`DiaryUnavailable` behind a driver's error; it carries no text of the statement or its values."""
    if isinstance(error, MemoryError):
        return DiaryUnavailable(Trouble.CORRUPT)
    text = str(getattr(error, "orig", None) or error).lower()
    for trouble, signs in _SIGNS:
        if any(sign in text for sign in signs):
            return DiaryUnavailable(trouble)
    return DiaryUnavailable(Trouble.UNREACHABLE)


@contextmanager
def told(says: Callable[[Exception], Exception] = explain) -> Iterator[None]:
    """Turn what a driver raises into an error with words for the owner of the diary."""
    try:
        yield
    except Exception as error:
        if not is_of_driver(error):
            raise
        raise says(error) from error


def is_of_driver(error: Exception) -> bool:
    """Whether a database driver raised this; SQLCipher's own errors, and what it says of a forged page, included."""
    known = isinstance(error, SQLAlchemyError | sqlite3.Error | MemoryError)
    return known or type(error).__module__.startswith("sqlcipher3")

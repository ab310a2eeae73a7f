"""What can be wrong with the place where the diary is kept, in words for the person who owns it."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.exc import SQLAlchemyError


class Trouble(StrEnum):
    """Why the diary could not be read or written."""

    LOCKED = "locked"
    FULL = "full"
    CORRUPT = "corrupt"
    UNREACHABLE = "unreachable"


SAYS = {
    Trouble.LOCKED: "Another program is using the diary file. Close it, wait a moment and try again.",
    Trouble.FULL: "There is no room left on the disk. Make some room and try again.",
    Trouble.CORRUPT: "The diary file is damaged. Move it away, and a fresh one is made. Or put a backup in its place.",
    Trouble.UNREACHABLE: "The diary's place cannot be reached or written. Check the address and who may write there.",
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


def explain(error: SQLAlchemyError | OSError) -> DiaryUnavailable:
    """The :class:`DiaryUnavailable` behind a driver's error; it carries no text of the statement or its values."""
    text = str(getattr(error, "orig", None) or error).lower()
    for trouble, signs in _SIGNS:
        if any(sign in text for sign in signs):
            return DiaryUnavailable(trouble)
    return DiaryUnavailable(Trouble.UNREACHABLE)

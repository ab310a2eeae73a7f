"""A moment as a file of another kind writes it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from unclench.diary.entries import CLOCKS_APART, read_moment
from unclench.model.invalid import InvalidInput

FIRST = datetime.min.replace(tzinfo=UTC) + timedelta(days=1)
"""What is earlier cannot be written in every time zone: the calendar begins with the year 1."""


def told_moment(written: object, field: str, now: datetime) -> datetime:
    """The moment (UTC) that ``written`` says.

    Raises:
        InvalidInput: it is no time with its zone, or it is ahead of ``now``; the error names ``field``.
    """
    try:
        moment = read_moment({field: written}, field)
    except InvalidInput:
        moment = None
    if moment is None or not FIRST <= moment <= now + CLOCKS_APART:
        raise InvalidInput(field, written, "a time with its zone that is not ahead")
    return moment

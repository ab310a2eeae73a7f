"""A moment as a file says it: how long ago and how far ahead it may be, whatever kind of file it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from unclench.diary.entries import CLOCKS_APART, read_moment
from unclench.model.invalid import InvalidInput

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
"""Before anybody alive could have told it; dates near the first of the calendar cannot be counted back from."""

OTHER_CLOCK_AHEAD = timedelta(days=1)
"""So far the clock of the machine that recorded a diary may be ahead of the one here.

A person must not lose a whole diary to a phone with a wrong clock, so this is much more than ``CLOCKS_APART``, which is
for what somebody says about one thing and can say again.
"""


def told_moment(written: object, field: str, now: datetime, ahead: timedelta = CLOCKS_APART) -> datetime:
    """The moment (UTC) that ``written`` says.

    Raises:
        InvalidInput: it is no time with its zone, it is before anybody's time, or it is more than ``ahead`` after
            ``now``; the error names ``field``.
    """
    try:
        moment = read_moment({field: written}, field)
    except InvalidInput:
        moment = None
    if moment is None or not EARLIEST <= moment <= now + ahead:
        raise InvalidInput(field, written, f"a time with its zone, from the year {EARLIEST.year} on, that is not ahead")
    return moment

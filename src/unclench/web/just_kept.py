"""What was kept a moment ago, so that the page says so at its top: no address and no cookie has to tell."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from unclench.diary import Event, Kind

JUST_NOW = datetime.timedelta(minutes=2)
"""So long a page says that something was kept. Assumption: time to read it and to undo a slip of the thumb."""

_OF_THE_SAME = (Kind.CHANGED, Kind.UNDONE)


def just_kept(events: Iterable[Event], kind: Kind, now: datetime.datetime) -> str | None:
    """The id of the event of this kind that was the last thing done and came just now, else None.

    Args:
        events: everything of this person, oldest first.
        kind: what the page is about. Whoever worded something anew or took it back since has seen the page.
        now: the present moment.
    """
    done = [event for event in events if event.kind in (kind, *_OF_THE_SAME)]
    if not done or done[-1].kind is not kind:
        return None
    return done[-1].id if datetime.timedelta() <= now - done[-1].at <= JUST_NOW else None

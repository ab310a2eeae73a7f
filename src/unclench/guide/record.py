"""What a browser reports about a session: read strictly, and folded into what happened."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from unclench.guide.opening import DAY_MS, Past
from unclench.guide.state import Event, Outcome
from unclench.model.invalid import InvalidInput, one_of

OVER = "over"
"""What is reported, besides what a person did, when a session has ended; it carries the outcome."""

WHAT = (*(event.value for event in Event), OVER)
_SESSION = re.compile(r"[0-9a-f]{16,64}")
MOST_EVENTS = 10_000


@dataclass(frozen=True, slots=True)
class Report:
    """One thing that happened in a session, as it is kept. ``wall_ms`` is the time of day on the phone."""

    session: str
    number: int
    remedy: str
    what: str
    wall_ms: int
    active_ms: int
    outcome: Outcome | None = None

    @property
    def key(self) -> str:
        """Names this event: the same one sent twice is kept once."""
        return f"guide:{self.session}:{self.number}"

    def as_body(self) -> dict[str, Any]:
        """The report as JSON types."""
        return {
            "session": self.session,
            "number": self.number,
            "remedy": self.remedy,
            "what": self.what,
            "wall_ms": self.wall_ms,
            "active_ms": self.active_ms,
            "outcome": None if self.outcome is None else self.outcome.value,
        }


def read_report(raw: Mapping[str, Any], remedies: Collection[str]) -> Report:
    """A :class:`Report` from text fields; ``remedies`` are those that have a guide.

    Raises:
        InvalidInput: a field is missing or not what it should be; the error names it.
    """
    session, what, remedy = (str(raw.get(name) or "") for name in ("session", "what", "remedy"))
    if not _SESSION.fullmatch(session):
        raise InvalidInput("session", session, "16 to 64 digits and letters a to f")
    if what not in WHAT:
        raise InvalidInput("what", what, one_of(WHAT))
    if remedy not in remedies:
        raise InvalidInput("remedy", remedy, one_of(sorted(remedies)))
    outcome = str(raw.get("outcome") or "")
    if (what == OVER) != (outcome in list(Outcome)):
        raise InvalidInput("outcome", outcome, one_of(Outcome) + " when it is over, else nothing")
    return Report(
        session=session,
        number=_whole(raw, "number", MOST_EVENTS),
        remedy=remedy,
        what=what,
        wall_ms=_whole(raw, "wall_ms", 2**53),
        active_ms=_whole(raw, "active_ms", DAY_MS),
        outcome=Outcome(outcome) if outcome else None,
    )


def past_sessions(kept: Iterable[tuple[Mapping[str, Any], int]]) -> tuple[Past, ...]:
    """What happened, session by session in the order of their start.

    Args:
        kept: each report's body with the moment it was received, in milliseconds since 1970. No report counts as later
            than that, whatever the phone's clock said.
    """
    found: dict[str, Past] = {}
    for body, received_ms in kept:
        at = min(int(body["wall_ms"]), received_ms)
        outcome = Outcome(body["outcome"]) if body["outcome"] else None
        new = Past(str(body["remedy"]), at, at, int(body["active_ms"]), outcome)
        old = found.get(str(body["session"]), new)
        found[str(body["session"])] = Past(
            old.remedy,
            min(old.started_ms, at),
            max(old.ended_ms, at),
            max(old.active_ms, new.active_ms),
            old.outcome or outcome,
        )
    return tuple(sorted(found.values(), key=lambda one: (one.started_ms, one.remedy)))


def _whole(raw: Mapping[str, Any], name: str, most: int) -> int:
    written = str(raw.get(name) if raw.get(name) is not None else "")
    if not re.fullmatch(r"[0-9]{1,16}", written) or int(written) > most:
        raise InvalidInput(name, written, f"a whole number from 0 to {most}")
    return int(written)

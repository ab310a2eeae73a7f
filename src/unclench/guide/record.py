"""What a browser reports about a session: read strictly, and folded into what happened."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from unclench.guide.opening import DAY_MS, Past
from unclench.guide.state import Event, Outcome
from unclench.model.invalid import InvalidInput, one_of

OVER = "over"
"""What is reported, besides what a person did, when a session has ended; it carries the outcome."""

LOOKED = "looked"
"""What is reported when somebody says after the end that the skin is fine. It changes nothing else of a session."""

REPORT_KEYS = ("session", "number", "remedy", "what", "wall_ms", "active_ms", "outcome")

WHAT = (*(event.value for event in Event), OVER, LOOKED)
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
    """What happened, session by session in the order of their start, in whatever order it was reported.

    Args:
        kept: each report's body with the moment it was received, in milliseconds since 1970. No report counts as later
            than that, whatever the phone's clock said. A body that nobody can read counts as not there.
    """
    found: dict[str, Past] = {}
    for body, received_ms in kept:
        report = _readable(body)
        if report is not None:
            found[report.session] = _with(found.get(report.session), report, received_ms)
    in_order = sorted(found.items(), key=lambda item: (item[1].started_ms, item[0]))
    return tuple(past for _, past in in_order)


def _readable(body: Mapping[str, Any]) -> Report | None:
    try:
        return read_report(body, (str(body.get("remedy")),))
    except InvalidInput:
        return None


def _with(past: Past | None, report: Report, received_ms: int) -> Past:
    at = min(report.wall_ms, received_ms)
    if past is None:
        return Past(report.remedy, at, at, report.active_ms, report.outcome, received_ms, report.session)
    if report.what == LOOKED:
        return replace(past, skin_seen=True)
    return replace(
        past,
        started_ms=min(past.started_ms, at),
        ended_ms=max(past.ended_ms, at),
        active_ms=max(past.active_ms, report.active_ms),
        outcome=max(past.outcome, report.outcome, key=_gravity),
        heard_ms=max(past.heard_ms, received_ms),
    )


def _gravity(outcome: Outcome | None) -> tuple[int, str]:
    """Should one session ever have two ends, the one that closes more counts."""
    closes = {None: 0, Outcome.GAVE_UP: 2, Outcome.SKIN: 3, Outcome.WRONG: 4}
    return closes.get(outcome, 1), str(outcome)


def _whole(raw: Mapping[str, Any], name: str, most: int) -> int:
    written = str(raw.get(name) if raw.get(name) is not None else "")
    if not re.fullmatch(r"[0-9]{1,16}", written) or int(written) > most:
        raise InvalidInput(name, written, f"a whole number from 0 to {most}")
    return int(written)

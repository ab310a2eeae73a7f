"""May this session begin now? What was done before decides: waits between remedies, times a day, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from unclench.guide.script import Script
from unclench.guide.state import Outcome

DAY_MS = 24 * 3_600_000
"""A whole day, and not the rest of it, so that "no more today" holds in every time zone."""


@dataclass(frozen=True, slots=True)
class Past:
    """A session that was begun: when, until when it was heard of, and how it ended (None: that is not known)."""

    remedy: str
    started_ms: int
    ended_ms: int
    active_ms: int
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether a session may begin, and if not: why, and from when (None: not before the danger check is done again).

    ``because`` is ``wrong``, ``skin``, ``gave_up``, ``often``, or ``wait`` with the guide's own words in ``says``.
    """

    allowed: bool
    because: str = ""
    from_ms: int | None = 0
    says: str = ""


def opening(script: Script, past: Sequence[Past], now_ms: int, screened_ms: int) -> Opening:
    """Whether this session may begin at ``now_ms``.

    Args:
        script: the session.
        past: everything that was begun before, in any order; a past that lies in the future counts as just now.
        now_ms: the time of day in milliseconds since 1970.
        screened_ms: when the danger check was last begun.
    """
    if any(one.outcome is Outcome.WRONG and one.ended_ms > screened_ms for one in past):
        return Opening(allowed=False, because="wrong", from_ms=None)
    closed = [
        _closed(
            "skin", [one for one in past if one.outcome is Outcome.SKIN and one.remedy in script.same_skin], now_ms
        ),
        _closed(
            "gave_up", [one for one in past if one.outcome is Outcome.GAVE_UP and one.remedy in script.kin], now_ms
        ),
        _often(script, past, now_ms),
        *(
            _closed(
                "wait",
                [one for one in past if one.active_ms > 0 and one.remedy in wait.after],
                now_ms,
                wait.ms,
                wait.says,
            )
            for wait in script.waits
        ),
    ]
    return max(closed, key=lambda one: one.from_ms or 0)


def _closed(because: str, past: Sequence[Past], now_ms: int, for_ms: int = DAY_MS, says: str = "") -> Opening:
    until = max((min(one.ended_ms, now_ms) + for_ms for one in past), default=0)
    return (
        Opening(allowed=False, because=because, from_ms=until, says=says) if until > now_ms else Opening(allowed=True)
    )


def _often(script: Script, past: Sequence[Past], now_ms: int) -> Opening:
    ends = sorted(
        min(one.ended_ms, now_ms)
        for one in past
        if one.remedy == script.remedy and one.active_ms > 0 and min(one.ended_ms, now_ms) > now_ms - DAY_MS
    )
    if not script.day_most or len(ends) < script.day_most:
        return Opening(allowed=True)
    return Opening(allowed=False, because="often", from_ms=ends[-script.day_most] + DAY_MS)

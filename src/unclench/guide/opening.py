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
    """A session that was begun: when, until when it went by the phone's clock, and how it ended (None: not known).

    ``heard_ms`` is when it was last heard of, by the clock of the server: a phone's clock may be slow. ``session`` is
    its name; ``skin_seen`` whether somebody said after its end that the skin is fine.
    """

    remedy: str
    started_ms: int
    ended_ms: int
    active_ms: int
    outcome: Outcome | None
    heard_ms: int
    session: str = ""
    skin_seen: bool = False

    @property
    def was_done(self) -> bool:
        """Whether anything was done in it; of a session whose end is not known that is assumed."""
        return self.active_ms > 0 or self.outcome in (None, Outcome.LOST)

    @property
    def skin_unseen(self) -> bool:
        """Whether it ended without anybody saying how the skin is, if something lay on it.

        After ``finished`` and ``skin`` that is known; after ``not_now`` nothing lay there. A session that was too late
        or lost may have lost count of its time too.
        """
        told = (None, Outcome.FINISHED, Outcome.SKIN, Outcome.NOT_NOW)
        if self.skin_seen or self.outcome in told:
            return False
        return self.active_ms > 0 or self.outcome in (Outcome.LATE, Outcome.LOST)


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
    if any(one.outcome is Outcome.WRONG and one.heard_ms >= screened_ms for one in past):
        return Opening(allowed=False, because="wrong", from_ms=None)
    sore = [one for one in past if one.outcome is Outcome.SKIN and one.remedy in script.same_skin]
    given_up = [one for one in past if one.outcome is Outcome.GAVE_UP and one.remedy in script.kin]
    done = [one for one in past if one.was_done]
    closed = [_closed("skin", sore, now_ms), _closed("gave_up", given_up, now_ms), _often(script, done, now_ms)]
    for wait in script.waits:
        before = [one for one in done if one.remedy in wait.after]
        closed.append(_closed("wait", before, now_ms, wait.ms, wait.says))
    return max(closed, key=lambda one: one.from_ms or 0)


def _closed(because: str, past: Sequence[Past], now_ms: int, for_ms: int = DAY_MS, says: str = "") -> Opening:
    until = max((min(one.ended_ms, now_ms) + for_ms for one in past), default=0)
    if until <= now_ms:
        return Opening(allowed=True)
    return Opening(allowed=False, because=because, from_ms=until, says=says)


def _often(script: Script, done: Sequence[Past], now_ms: int) -> Opening:
    ends = sorted(min(one.ended_ms, now_ms) for one in done if one.remedy == script.remedy)
    today = [end for end in ends if end > now_ms - DAY_MS]
    if not script.day_most or len(today) < script.day_most:
        return Opening(allowed=True)
    return Opening(allowed=False, because="often", from_ms=today[-script.day_most] + DAY_MS)

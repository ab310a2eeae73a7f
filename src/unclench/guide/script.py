"""What one guided session consists of: its parts in order, with their times, words and limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

VERSION = 1
"""Grows when the shape changes; the browser refuses any other."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part: a question (``if_no`` is set) or something to do for ``ms`` milliseconds.

    ``active`` time counts towards the session's limit; in ``contact`` something lies on the skin, so time passes in
    every phase. A ``paced`` part is begun again from the part ``back`` after an interruption; so is any part after a
    pain. ``checks_ms`` are the times within the part at which the skin is looked at. The rest are words.
    """

    ms: int = 0
    smaller_ms: int = 0
    active: bool = False
    contact: bool = False
    paced: bool = False
    back: int = 0
    checks_ms: tuple[int, ...] = ()
    if_no: str = ""
    pace: str = "still"
    says: str = ""
    side: str = ""
    round: int = 0
    cue_ms: int = 0
    cues: tuple[str, ...] = ()
    yes: str = ""
    no: str = ""
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """This session must wait so long after any of these remedies."""

    after: tuple[str, ...]
    ms: int
    says: str


@dataclass(frozen=True, slots=True)
class Script:
    """One session of one person, for one step of their plan.

    ``limit_ms`` is the most ``active`` time there can be. ``after`` is the part that follows the active ones. Giving up
    closes the remedies ``kin`` for a day; sore skin from one of ``same_skin`` closes this one. ``day_most`` is how
    often a day, 0 for no limit.
    """

    guide: str
    remedy: str
    title: str
    lead: str
    contact: str
    asleep: str
    parts: tuple[Part, ...]
    after: int
    limit_ms: int
    rest_ms: int
    answer_ms: int
    check: Mapping[str, str]
    rest: str
    smaller: str
    rounds: int
    kin: tuple[str, ...]
    same_skin: tuple[str, ...]
    day_most: int
    waits: tuple[Wait, ...]
    endings: Mapping[str, str]
    stop_signs: tuple[tuple[str, str], ...]

    def as_plain(self) -> dict[str, Any]:
        """The script as JSON types."""
        return {"version": VERSION, **asdict(self)}

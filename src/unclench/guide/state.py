"""Where a guided session stands, what may happen in it, and how it can end."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from unclench.guide.moment import Moment

STATE_VERSION = 1
"""Grows when the shape of a kept state changes; a state of any other version is not gone on with."""


class Phase(StrEnum):
    """What is going on."""

    NEW = "new"
    ASKING = "asking"
    RUNNING = "running"
    PAUSED = "paused"
    CHECKING = "checking"
    RESTING = "resting"
    OVER = "over"


class Event(StrEnum):
    """What a person can do."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    YES = "yes"
    NO = "no"
    HURTS = "hurts"
    AGAIN = "again"
    NUMB = "numb"
    STOP = "stop"
    WRONG = "wrong"


class Outcome(StrEnum):
    """How it ended.

    ``gave_up`` closes this remedy for a day, ``skin`` every remedy that lies on the skin, ``wrong`` every session
    until the danger check was done again. ``lost``: what was kept of the session could not be read any more.
    ``went_over``: the next step of the plan began in it, and the person stayed as they lay.
    """

    FINISHED = "finished"
    NUMB = "numb"
    HURT = "hurt"
    SKIN = "skin"
    NO_ANSWER = "no_answer"
    LATE = "late"
    GAVE_UP = "gave_up"
    NOT_NOW = "not_now"
    STOPPED = "stopped"
    AWAY = "away"
    WRONG = "wrong"
    LOST = "lost"
    WENT_OVER = "went_over"


@dataclass(frozen=True, slots=True)
class State:
    """A session at one moment.

    ``spent_ms`` is the time in this part, ``active_ms`` the time with cold, heat or effort in all, ``waited_ms`` the
    time since the session waits for the person. ``refused`` counts the "no" to the question being asked, ``checked``
    the skin checks answered in this part. ``late_ms`` says how long after its end a session was noticed to be over.
    """

    phase: Phase = Phase.NEW
    part: int = 0
    spent_ms: int = 0
    active_ms: int = 0
    waited_ms: int = 0
    checked: int = 0
    refused: int = 0
    hurts: int = 0
    smaller: bool = False
    outcome: Outcome | None = None
    late_ms: int = 0
    at: Moment | None = None

    def as_plain(self) -> dict[str, Any]:
        """The state as JSON types, as a browser keeps it."""
        return {"version": STATE_VERSION, **asdict(self)}

"""The few ways from one state to the next that people and time share."""

from __future__ import annotations

from dataclasses import replace

from unclench.guide.script import Part, Script
from unclench.guide.state import Outcome, Phase, State


def enter(script: Script, state: State, part: int) -> State:
    """Begin a part anew; behind the last one the session is finished."""
    if part >= len(script.parts):
        return end(state, Outcome.FINISHED)
    phase = Phase.ASKING if script.parts[part].if_no else Phase.RUNNING
    return replace(state, phase=phase, part=part, spent_ms=0, waited_ms=0, checked=0, refused=0)


def end(state: State, outcome: Outcome, late_ms: int = 0) -> State:
    """The session is over, for good."""
    return replace(state, phase=Phase.OVER, outcome=outcome, late_ms=late_ms)


def pause(state: State) -> State:
    """Wait for the person, if anything runs."""
    return replace(state, phase=Phase.PAUSED, waited_ms=0) if state.phase is Phase.RUNNING else state


def length_ms(part: Part, state: State) -> int:
    """How long a part lasts now: less after a pain."""
    return part.smaller_ms if state.smaller else part.ms

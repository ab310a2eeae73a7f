"""What the time alone does to a session: parts end, looks at the skin come due, and nobody waits for ever."""

from __future__ import annotations

from dataclasses import replace

from unclench.guide.moment import Moment, elapsed_ms
from unclench.guide.moves import end, enter, length_ms, pause
from unclench.guide.script import Part, Script
from unclench.guide.state import Outcome, Phase, State

AWAY_MS = 30 * 60_000
"""Nobody answered for so long: they are not there any more. Assumption."""

LATE_MS = 20_000
"""Noticed so long after the end, it is said that time was long up. Assumption: a glance takes less."""

ASLEEP_MS = 5_000
"""A gap in time of more than this, in which nobody could follow a paced part. Browsers tick at least once a second."""


def advance(script: Script, state: State, now: Moment) -> State:
    """The state at ``now`` when nothing was done since."""
    before, state = state.at, replace(state, at=now)
    if before is None or state.phase in (Phase.NEW, Phase.OVER):
        return state
    gap = elapsed_ms(before, now)
    if gap is None:
        return _lost_count(script, state)
    if gap > ASLEEP_MS and script.asleep == "wait":
        state = pause(state)
    return _pass(script, state, gap)


def settle(script: Script, state: State, left_ms: int = 0) -> State:
    """Do what is due now; ``left_ms`` is how much of the time that passed comes after it."""
    if state.phase in (Phase.NEW, Phase.OVER):
        return state
    part = script.parts[state.part]
    if _runs(part, state) and (_used_up(script, state) or state.spent_ms >= length_ms(part, state)):
        return _part_is_over(script, state, left_ms)
    if _may_check(part, state):
        is_due = state.spent_ms >= part.checks_ms[state.checked]
        return replace(state, phase=Phase.CHECKING, waited_ms=0) if is_due else state
    if state.phase is not Phase.RUNNING and state.waited_ms >= _patience_ms(script, state, most=True):
        return _nobody_there(script, state, left_ms)
    return state


def _lost_count(script: Script, state: State) -> State:
    """Nobody knows how much time has passed: cold or heat has been there for too long, anything else waits."""
    return end(state, Outcome.LATE) if script.parts[state.part].contact else pause(state)


def _pass(script: Script, state: State, ms: int) -> State:
    """Let time pass, from one thing that is due to the next."""
    while ms > 0 and state.phase is not Phase.OVER:
        slice_ms = min(ms, _until_due(script, state))
        ms -= slice_ms
        state = settle(script, _older(script, state, slice_ms), ms)
    return state


def _runs(part: Part, state: State) -> bool:
    """What lies on the skin goes on acting, whatever the phase."""
    return not part.if_no and (state.phase is Phase.RUNNING or part.contact)


def _may_check(part: Part, state: State) -> bool:
    """A pause puts no look at the skin off: only a pain, a question or the look itself does."""
    return state.phase in (Phase.RUNNING, Phase.PAUSED) and state.checked < len(part.checks_ms)


def _until_due(script: Script, state: State) -> int:
    part, due = script.parts[state.part], []
    if _runs(part, state):
        due.append(length_ms(part, state) - state.spent_ms)
        if part.active:
            due.append(script.limit_ms - state.active_ms)
    if _may_check(part, state):
        due.append(part.checks_ms[state.checked] - state.spent_ms)
    if state.phase is not Phase.RUNNING:
        due.append(_patience_ms(script, state) - state.waited_ms)
    return min(due)


def _patience_ms(script: Script, state: State, *, most: bool = False) -> int:
    if state.phase is Phase.CHECKING:
        return script.answer_ms
    if state.phase is Phase.RESTING and state.waited_ms < script.rest_ms and not most:
        return script.rest_ms
    return AWAY_MS


def _older(script: Script, state: State, ms: int) -> State:
    part = script.parts[state.part]
    runs = _runs(part, state)
    return replace(
        state,
        spent_ms=state.spent_ms + (ms if runs else 0),
        active_ms=state.active_ms + (ms if runs and part.active else 0),
        waited_ms=state.waited_ms + (0 if state.phase is Phase.RUNNING else ms),
    )


def _part_is_over(script: Script, state: State, left_ms: int) -> State:
    if script.parts[state.part].active and left_ms > LATE_MS:
        return end(state, Outcome.LATE, left_ms)
    return enter(script, state, script.after if _used_up(script, state) else state.part + 1)


def _used_up(script: Script, state: State) -> bool:
    return script.parts[state.part].active and state.active_ms >= script.limit_ms


def _nobody_there(script: Script, state: State, left_ms: int) -> State:
    """No look at the skin in time ends it; so does silence when what lay on the skin had to be taken away."""
    over_ms = state.active_ms + left_ms - script.limit_ms
    if state.phase is Phase.CHECKING and over_ms > LATE_MS:
        return end(state, Outcome.LATE, over_ms)
    touched = script.contact and state.active_ms > 0
    return end(state, Outcome.NO_ANSWER if touched else Outcome.AWAY)

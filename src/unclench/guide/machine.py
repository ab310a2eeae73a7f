"""The guided session as a pure state machine: script, state, event, moment -> state. No clock, no memory.

``web/static/guide-machine.js`` is the same machine for the browser; ``proofs/guide_vectors.json`` holds both to one set
of answers. Times are whole milliseconds, so that they agree to the last one.

* What lies on the skin goes on acting: in a contact part time passes in every phase, a pause included.
* The second pain ends it, white or sore skin ends it, an unanswered look at the skin ends it. "Something is wrong"
  ends it from anywhere.
* A session that is over stays over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from unclench.guide.moment import Moment, elapsed_ms
from unclench.guide.script import Part, Script
from unclench.guide.state import Event, Outcome, Phase, State

AWAY_MS = 30 * 60_000
"""Nobody answered for so long: they are not there any more. Assumption."""

LATE_MS = 20_000
"""Noticed so long after the end, it is said that time was long up. Assumption: a glance takes less."""

ASLEEP_MS = 5_000
"""A gap in time of more than this, in which nobody could follow a paced part. Browsers tick at least once a second."""


def begin() -> State:
    """A session that nobody has started."""
    return State()


def advance(script: Script, state: State, now: Moment) -> State:
    """The state at ``now`` when nothing was done since."""
    before, state = state.at, replace(state, at=now)
    if before is None or state.phase in (Phase.NEW, Phase.OVER):
        return state
    gap = elapsed_ms(before, now)
    if gap is None:
        return _lost(script, state)
    if gap > ASLEEP_MS and script.asleep == "wait":
        state = _pause(state)
    return _pass(script, state, gap)


def apply(script: Script, state: State, event: Event, now: Moment) -> State:
    """The state after somebody did something at ``now``; what makes no sense there changes nothing but the time."""
    state = advance(script, state, now)
    if state.phase is Phase.OVER:
        return state
    return _due(script, _done(script, state, event), 0)


def _done(script: Script, state: State, event: Event) -> State:
    if event is Event.WRONG:
        return _over(state, Outcome.WRONG)
    if event is Event.STOP:
        return _stop(script, state)
    if state.phase is Phase.NEW:
        return _enter(script, state, 0) if event is Event.START else state
    act = _ACTS.get(event)
    return act(script, state) if act is not None else state


def _stop(script: Script, state: State) -> State:
    """Before anything lay on the skin, it is simply over; afterwards the skin is looked at first."""
    if state.phase is Phase.RESTING:
        return _over(state, Outcome.GAVE_UP)
    if state.phase is not Phase.NEW and script.parts[state.part].contact:
        return _enter(script, state, script.after)
    return _over(state, Outcome.STOPPED)


def _hurts(script: Script, state: State) -> State:
    state = replace(state, hurts=state.hurts + 1)
    if script.contact:
        return _over(state, Outcome.HURT)
    if state.hurts > 1:
        return _over(state, Outcome.GAVE_UP)
    return replace(state, phase=Phase.RESTING, waited_ms=0)


def _numb(script: Script, state: State) -> State:
    return _over(state, Outcome.NUMB) if script.contact == "cold" else state


def _again(script: Script, state: State) -> State:
    if state.phase is not Phase.RESTING or state.waited_ms < script.rest_ms:
        return state
    return _enter(script, replace(state, smaller=True), script.parts[state.part].back)


def _pause(state: State) -> State:
    return replace(state, phase=Phase.PAUSED, waited_ms=0) if state.phase is Phase.RUNNING else state


def _resume(script: Script, state: State) -> State:
    if state.phase is not Phase.PAUSED:
        return state
    part = script.parts[state.part]
    if part.paced:
        return _enter(script, state, part.back)
    return replace(state, phase=Phase.RUNNING, waited_ms=0)


def _yes(script: Script, state: State) -> State:
    if state.phase is Phase.ASKING:
        return _enter(script, state, state.part + 1)
    if state.phase is Phase.CHECKING:
        return replace(state, phase=Phase.RUNNING, checked=state.checked + 1, waited_ms=0)
    return state


def _no(script: Script, state: State) -> State:
    if state.phase is Phase.CHECKING:
        return _over(state, Outcome.SKIN)
    if state.phase is not Phase.ASKING:
        return state
    if_no = script.parts[state.part].if_no
    if if_no == "again":
        return replace(state, refused=state.refused + 1, waited_ms=0)
    return _over(state, Outcome.NOT_NOW if if_no == "not_now" else Outcome.SKIN)


_ACTS: Mapping[Event, Callable[[Script, State], State]] = {
    Event.NUMB: _numb,
    Event.HURTS: _hurts,
    Event.AGAIN: _again,
    Event.PAUSE: lambda _script, state: _pause(state),
    Event.RESUME: _resume,
    Event.YES: _yes,
    Event.NO: _no,
}
"""What a person can do in a session that has begun, besides stopping it."""


def _enter(script: Script, state: State, part: int) -> State:
    if part >= len(script.parts):
        return _over(state, Outcome.FINISHED)
    phase = Phase.ASKING if script.parts[part].if_no else Phase.RUNNING
    return replace(state, phase=phase, part=part, spent_ms=0, waited_ms=0, checked=0, refused=0)


def _over(state: State, outcome: Outcome, late_ms: int = 0) -> State:
    return replace(state, phase=Phase.OVER, outcome=outcome, late_ms=late_ms)


def _lost(script: Script, state: State) -> State:
    """Nobody knows how much time has passed: cold or heat has been there for too long, anything else waits."""
    if script.parts[state.part].contact:
        return _over(state, Outcome.LATE)
    return _pause(state)


def _pass(script: Script, state: State, ms: int) -> State:
    """Let time pass, from one thing that is due to the next."""
    while ms > 0 and state.phase is not Phase.OVER:
        slice_ms = min(ms, _until_due(script, state))
        ms -= slice_ms
        state = _due(script, _older(script, state, slice_ms), ms)
    return state


def _runs(part: Part, state: State) -> bool:
    return not part.if_no and (state.phase is Phase.RUNNING or part.contact)


def _length_ms(part: Part, state: State) -> int:
    return part.smaller_ms if state.smaller else part.ms


def _until_due(script: Script, state: State) -> int:
    part, due = script.parts[state.part], []
    if _runs(part, state):
        due.append(_length_ms(part, state) - state.spent_ms)
        if part.active:
            due.append(script.limit_ms - state.active_ms)
    if state.phase is not Phase.RUNNING:
        due.append(_patience_ms(script, state) - state.waited_ms)
    elif state.checked < len(part.checks_ms):
        due.append(part.checks_ms[state.checked] - state.spent_ms)
    return min(due)


def _patience_ms(script: Script, state: State) -> int:
    if state.phase is Phase.CHECKING:
        return script.answer_ms
    if state.phase is Phase.RESTING and state.waited_ms < script.rest_ms:
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


def _due(script: Script, state: State, left_ms: int) -> State:
    """Do what is due now; ``left_ms`` is how much of the time that passed comes after it."""
    if state.phase in (Phase.NEW, Phase.OVER):
        return state
    part = script.parts[state.part]
    if _runs(part, state) and (_used_up(script, state) or state.spent_ms >= _length_ms(part, state)):
        return _part_is_over(script, state, left_ms)
    if state.phase is Phase.RUNNING:
        return replace(state, phase=Phase.CHECKING, waited_ms=0) if _check_is_due(part, state) else state
    if state.phase is Phase.CHECKING and state.waited_ms >= script.answer_ms:
        return _over(state, Outcome.NO_ANSWER)
    return _over(state, Outcome.AWAY) if state.waited_ms >= AWAY_MS else state


def _part_is_over(script: Script, state: State, left_ms: int) -> State:
    if script.parts[state.part].active and left_ms > LATE_MS:
        return _over(state, Outcome.LATE, left_ms)
    return _enter(script, state, script.after if _used_up(script, state) else state.part + 1)


def _used_up(script: Script, state: State) -> bool:
    return script.parts[state.part].active and state.active_ms >= script.limit_ms


def _check_is_due(part: Part, state: State) -> bool:
    return state.checked < len(part.checks_ms) and state.spent_ms >= part.checks_ms[state.checked]

"""The guided session as a pure state machine: script, state, event, moment -> state. No clock, no memory.

``web/static/guide-machine.js`` is the same machine for the browser; ``proofs/guide_vectors.json`` holds both to one set
of answers. Times are whole milliseconds, so that they agree to the last one.

* What lies on the skin goes on acting: in a contact part time passes in every phase, a pause included.
* The second pain ends it, white or sore skin ends it, an unanswered look at the skin ends it. Numbness and "something
  is wrong" end it from anywhere.
* A session that is over stays over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from unclench.guide.moment import Moment
from unclench.guide.moves import end, enter, pause
from unclench.guide.passing import advance, settle
from unclench.guide.script import Script
from unclench.guide.state import Event, Outcome, Phase, State

TWICE_MS = 2_000
"""A second "it hurts" so soon is the same pain, said twice by a shaking hand. Assumption."""


def begin() -> State:
    """A session that nobody has started."""
    return State()


def apply(script: Script, state: State, event: Event, now: Moment) -> State:
    """The state after somebody did something at ``now``; what makes no sense there changes nothing but the time."""
    state = advance(script, state, now)
    if event not in actions(script, state):
        return state
    return settle(script, _ACTS[event](script, state))


def actions(script: Script, state: State) -> tuple[Event, ...]:
    """What a person can do now."""
    if state.phase is Phase.OVER:
        return ()
    if state.phase is Phase.NEW:
        return (Event.START, Event.STOP, Event.WRONG)
    always = (Event.HURTS, Event.NUMB, Event.STOP, Event.WRONG)
    if state.phase is Phase.RESTING and state.waited_ms < script.rest_ms:
        return always
    return (*_OFFERED[state.phase], *always)


_OFFERED: Mapping[Phase, tuple[Event, ...]] = {
    Phase.ASKING: (Event.YES, Event.NO),
    Phase.CHECKING: (Event.YES, Event.NO),
    Phase.RUNNING: (Event.PAUSE,),
    Phase.PAUSED: (Event.RESUME,),
    Phase.RESTING: (Event.AGAIN,),
}


def _stop(script: Script, state: State) -> State:
    """Before anything lay on the skin, it is simply over; afterwards the skin is looked at first."""
    if state.phase is Phase.RESTING:
        return end(state, Outcome.GAVE_UP)
    if state.phase is not Phase.NEW and script.parts[state.part].contact:
        return enter(script, state, script.after)
    return end(state, Outcome.STOPPED)


def _hurts(script: Script, state: State) -> State:
    if state.phase is Phase.RESTING and state.waited_ms < TWICE_MS:
        return state
    state = replace(state, hurts=state.hurts + 1)
    if script.contact:
        return end(state, Outcome.HURT)
    if state.hurts > 1:
        return end(state, Outcome.GAVE_UP)
    return replace(state, phase=Phase.RESTING, waited_ms=0)


def _numb(script: Script, state: State) -> State:
    """Numbness from cold or heat is a sign to stop; without either it may come from a nerve."""
    return end(state, Outcome.NUMB if script.contact else Outcome.WRONG)


def _again(script: Script, state: State) -> State:
    return enter(script, replace(state, smaller=True), script.parts[state.part].back)


def _resume(script: Script, state: State) -> State:
    part = script.parts[state.part]
    if part.paced:
        return enter(script, state, part.back)
    return replace(state, phase=Phase.RUNNING, waited_ms=0)


def _yes(script: Script, state: State) -> State:
    if state.phase is Phase.ASKING:
        return enter(script, state, state.part + 1)
    return replace(state, phase=Phase.RUNNING, checked=state.checked + 1, waited_ms=0)


def _no(script: Script, state: State) -> State:
    if_no = script.parts[state.part].if_no
    if if_no == "again":
        return replace(state, refused=state.refused + 1, waited_ms=0)
    return end(state, Outcome.NOT_NOW if if_no == "not_now" else Outcome.SKIN)


_ACTS: Mapping[Event, Callable[[Script, State], State]] = {
    Event.START: lambda script, state: enter(script, state, 0),
    Event.PAUSE: lambda _script, state: pause(state),
    Event.RESUME: _resume,
    Event.YES: _yes,
    Event.NO: _no,
    Event.HURTS: _hurts,
    Event.AGAIN: _again,
    Event.NUMB: _numb,
    Event.STOP: _stop,
    Event.WRONG: lambda _script, state: end(state, Outcome.WRONG),
}

"""A session that was kept by a browser is gone on with, or ends safely when what was kept makes no sense any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from enum import StrEnum
from typing import Any, TypeVar

from unclench.guide.moment import Moment
from unclench.guide.moves import length_ms
from unclench.guide.passing import advance
from unclench.guide.script import Script
from unclench.guide.state import STATE_VERSION, Outcome, Phase, State
from unclench.model.invalid import InvalidInput, one_of

MOST = 2**53 - 1
"""The largest whole number that every browser counts to exactly."""

Word = TypeVar("Word", bound=StrEnum)


def go_on(script: Script, kept: object, now: Moment) -> State:
    """The state at ``now`` of a session that was kept as JSON; one that cannot be read is over, as ``lost``."""
    try:
        state = read_state(script, kept)
    except InvalidInput:
        return State(phase=Phase.OVER, outcome=Outcome.LOST, at=now)
    return advance(script, state, now)


def read_state(script: Script, kept: object) -> State:
    """A state of this script from JSON types.

    Raises:
        InvalidInput: it is of another version, has other fields, or could not come about in this script.
    """
    raw = _fields_of(kept, "state", {"version", *(one.name for one in fields(State))})
    _check(_whole(raw, "version") == STATE_VERSION, "state.version", raw["version"], str(STATE_VERSION))
    numbers = {one.name: _whole(raw, one.name) for one in fields(State) if one.type == "int"}
    _check(isinstance(raw["smaller"], bool), "state.smaller", raw["smaller"], "true or false")
    state = State(
        **numbers,
        phase=_word(Phase, raw, "phase"),
        smaller=raw["smaller"],
        outcome=None if raw["outcome"] is None else _word(Outcome, raw, "outcome"),
        at=None if raw["at"] is None else _moment(raw["at"]),
    )
    _check(state.part < len(script.parts), "state.part", state.part, f"below {len(script.parts)}")
    _check((state.outcome is None) == (state.phase is not Phase.OVER), "state.outcome", state.outcome, "one at the end")
    _check(state.active_ms <= script.limit_ms, "state.active_ms", state.active_ms, f"at most {script.limit_ms}")
    if state.phase is Phase.NEW:
        begun = replace(state, at=None) != State()
        _check(not begun, "state.phase", state.phase, "no other than new when nothing was done")
    elif state.phase is not Phase.OVER:
        _possible(script, state)
    return state


def _possible(script: Script, state: State) -> None:
    """What holds in every state of a session that runs."""
    part = script.parts[state.part]
    may_be: Mapping[Phase, bool] = {
        Phase.ASKING: bool(part.if_no),
        Phase.RUNNING: not part.if_no,
        Phase.PAUSED: not part.if_no,
        Phase.CHECKING: state.checked < len(part.checks_ms),
        Phase.RESTING: not script.contact and state.hurts == 1,
    }
    _check(state.at is not None, "state.at", None, "when it was so")
    _check(may_be[state.phase], "state.phase", state.phase, f"a phase that part {state.part} can be in")
    _check(state.hurts <= (0 if script.contact else 1), "state.hurts", state.hurts, "no more while it goes on")
    _check(state.checked <= len(part.checks_ms), "state.checked", state.checked, f"at most {len(part.checks_ms)}")
    _check(state.spent_ms <= length_ms(part, state), "state.spent_ms", state.spent_ms, "within the part")


def _fields_of(raw: object, name: str, wanted: set[str]) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping) or set(raw) != wanted:
        raise InvalidInput(name, str(raw)[:80], "exactly " + ", ".join(sorted(wanted)))
    return raw


def _moment(raw: object) -> Moment:
    found = _fields_of(raw, "state.at", {one.name for one in fields(Moment)})
    _check(isinstance(found["run"], str), "state.at.run", found["run"], "text")
    return Moment(_whole(found, "wall_ms"), _whole(found, "steady_ms"), found["run"])


def _whole(raw: Mapping[str, Any], name: str) -> int:
    value = raw[name]
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST:
        raise InvalidInput(f"state.{name}", str(value)[:80], f"a whole number from 0 to {MOST}")
    return value


def _word(words: Callable[[str], Word], raw: Mapping[str, Any], name: str) -> Word:
    try:
        return words(raw[name])
    except ValueError:
        raise InvalidInput(f"state.{name}", str(raw[name])[:80], one_of(words)) from None  # type: ignore[arg-type]


def _check(holds: bool, name: str, given: object, allowed: str) -> None:
    if not holds:
        raise InvalidInput(name, given, allowed)

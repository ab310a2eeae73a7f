"""A14: if it hurts, stop, rest, try again smaller, and leave it when it hurts again. A rule of conduct.

The rule is held by the session that guides an exercise. Every state that it can reach is looked at: from each one every
event, time in small pieces and up to what is due next, a phone asleep for an hour, and a reload under a clock set back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from unclench.guide import Event, Moment, Outcome, Phase, Script, State, advance, apply, begin, compose, opening
from unclench.guide.machine import TWICE_MS
from unclench.guide.moves import length_ms
from unclench.guide.opening import DAY_MS, Past
from unclench.knowledge.load import Knowledge, load
from unclench.model.case import Case, Episode, Person, Region, Sex, Trigger, Unmentioned
from unclench.model.course import Course, Estimate
from unclench.model.plan import Plan, Step
from unclench.model.scenario import Mechanism
from unclench.safety.screen import screen

HERE = Moment(10**12, 10**6, "here")
HOUR_MS = 3_600_000
EXERCISES = ["knee_to_chest", "short_walks", "gentle_movement"]
MINUTES = {"knee_to_chest": 1.0}
"""Two rounds show every way through the ten, which only repeat them."""


@pytest.mark.parametrize("remedy", ["knee_to_chest", "short_walks"])
def test_every_exercise_carries_the_rule(remedy: str) -> None:
    knowledge = load()
    signs = [knowledge.stop_signs[sign] for sign in knowledge.remedies[remedy].stop_signs]
    told = " ".join(f"{sign.says} {sign.then}".lower() for sign in signs)
    for word in ("hurts", "stop", "rest", "smaller", "again", "leave it out"):
        assert word in told


def session(remedy: str, knowledge: Knowledge) -> Script:
    """The session of an ordinary adult."""
    bout = Episode(15.0, 6.0, Region.LUMBAR, Trigger.LIFTING, known_spinal_problem=False)
    cleared = screen(Case("ordinary", Person(41.0, Sex.MALE, 179.0, 84.0), bout, {}, Unmentioned.NO), knowledge).cleared
    assert cleared is not None
    minutes = MINUTES.get(remedy, knowledge.remedies[remedy].minutes)
    step = Step(remedy, remedy, 0.0, minutes, "", (), "", "", (), (), None)
    course = Course(
        (0.0,), {}, (1.0,), (0.0,), None, 0.0, 0.0, 0.0, 20.0, 40.0, 1, 0, Mechanism.VICIOUS_CYCLE, "none", 0
    )
    plan = Plan((step,), (), course, Estimate(0.0, 0.0, 0.0), 0.0, (), (), {})
    return compose(cleared, plan, 0, knowledge)


def moves(script: Script, state: State) -> Iterator[State]:
    """Every state that can follow this one."""
    here = replace(state, at=HERE)
    for event in Event:
        yield apply(script, here, event, HERE)
    followed_ms = 5_000 if script.asleep == "wait" else 60_000
    for ms in (followed_ms, length_ms(script.parts[state.part], state) - state.spent_ms, script.rest_ms, HOUR_MS):
        yield advance(script, here, Moment(HERE.wall_ms + ms, HERE.steady_ms + ms, "here"))
    yield advance(script, here, Moment(HERE.wall_ms - HOUR_MS, 0, "loaded again"))


def everything(script: Script, most: int = 60_000) -> dict[State, set[State]]:
    """All states that can be reached, with what can follow each."""
    found: dict[State, set[State]] = {}
    waiting = [begin()]
    while waiting:
        state = waiting.pop()
        if state not in found:
            found[state] = {plain(script, after) for after in moves(script, state)}
            waiting += found[state]
            assert len(found) < most, "more states than expected"
    return found


def plain(script: Script, state: State) -> State:
    """The state without its moment; of the time that was waited only what decides something."""
    waited = max(ms for ms in (0, TWICE_MS, script.rest_ms) if ms <= state.waited_ms)
    return replace(state, at=None, late_ms=0, waited_ms=waited if state.phase is Phase.RESTING else 0)


@pytest.mark.parametrize("remedy", EXERCISES)
def test_no_way_through_a_session_goes_on_after_the_second_pain(
    remedy: str, knowledge: Knowledge, on_record: Callable[[str, str, float], None]
) -> None:
    script = session(remedy, knowledge)
    found = everything(script)
    ways = [(before, after) for before, follow in found.items() for after in follow]
    running = [state for state in found if state.phase is Phase.RUNNING and script.parts[state.part].active]
    assert len(running) > 10
    early = sum(
        before.phase is Phase.RESTING and after.phase is Phase.RUNNING and before.waited_ms < script.rest_ms
        for before, after in ways
    )
    on_record("A14", f"{remedy}_states", len(found))
    on_record("A14", "states_that_go_on_after_a_second_pain", sum(s.hurts > 1 for s in found if s.phase != Phase.OVER))
    on_record("A14", "ways_to_try_again_before_the_rest_is_over", early)
    on_record("A14", "states_that_go_on_as_before_after_a_pain", sum(s.hurts > 0 and not s.smaller for s in running))
    on_record("A14", "states_without_a_way_to_an_end", len(found) - len(ending(found)))
    assert any(state.outcome is Outcome.GAVE_UP for state in found)
    assert any(state.smaller and state.outcome is Outcome.FINISHED for state in found)


def ending(found: dict[State, set[State]]) -> set[State]:
    """The states from which an end can be reached."""
    leads = {state for state in found if state.phase is Phase.OVER}
    grown = True
    while grown:
        more = {state for state, follow in found.items() if state not in leads and follow & leads}
        leads |= more
        grown = bool(more)
    return leads


def test_after_giving_up_it_stays_closed_for_a_day(
    knowledge: Knowledge, on_record: Callable[[str, str, float], None]
) -> None:
    script = session("knee_to_chest", knowledge)
    gave_up = Past("knee_to_chest", HERE.wall_ms, HERE.wall_ms, 1, Outcome.GAVE_UP, HERE.wall_ms)
    closed = opening(script, [gave_up], HERE.wall_ms, HERE.wall_ms)
    assert not closed.allowed
    assert closed.from_ms is not None
    on_record("A14", "hours_until_the_next_stretch", (closed.from_ms - HERE.wall_ms) / HOUR_MS)
    assert opening(script, [gave_up], HERE.wall_ms + DAY_MS, HERE.wall_ms).allowed

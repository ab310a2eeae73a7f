"""Where members start: at rest, or locked after an onset that is computed but not reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from unclench.knowledge.load import Knowledge
from unclench.model.case import Person
from unclench.model.scenario import Cohort, Scenario
from unclench.physiology.latch import LOCKED_REFLEX
from unclench.physiology.spasm import S_REFLEX
from unclench.simulate.arrays import Flags, Vector
from unclench.simulate.engine import Engine
from unclench.simulate.ensemble import Lives
from unclench.simulate.history import live_with_injury
from unclench.simulate.life import BEING, OK, Records, room
from unclench.simulate.population import sample
from unclench.simulate.schedule import onset, rest_before_onset
from unclench.simulate.stated_pain import feel_as_stated, pain_stated

MODERATE = "mild_below"
"""The parameter that says from which pain on people call it moderate."""
MOST_DRAWN = 20
"""At most this many members are drawn for each one that is wanted locked."""
HOPELESS_DRAWN = 2
"""When this many for each one wanted were drawn and nobody locked, the mechanism has no locked state to speak of."""
FEWEST_DRAWN = 64
"""But so many are drawn at least, however few are wanted: of eight people, by chance nobody locks now and then."""


@dataclass(frozen=True, slots=True)
class Start:
    """The members of a run, their state at time zero, and how many were drawn to find them.

    ``drawn`` is 0 when a locked start was wanted and nobody locks: then the members are the first ones, unlocked.
    """

    people: Records
    beings: Records
    drawn: int


def onset_key(scenario: Scenario) -> tuple[object, ...]:
    """What a scenario's starting members depend on; scenarios with equal keys share them."""
    if not scenario.starts_locked:
        return (scenario.cohort,)
    injury = scenario.initial_injury, scenario.injury_hours_before_onset
    return scenario.mechanism, *injury, scenario.onset_hours, scenario.room_c, scenario.cohort, scenario.start_pain_nrs


def find_start(
    person: Person,
    scenario: Scenario,
    members: int,
    engine: Engine,
    knowledge: Knowledge,
    values: Mapping[str, float],
    overrides: Mapping[str, float] | None,
    first: int = 0,
) -> Start:
    """The ``members`` members from number ``first`` on, or the first of them that are in the bout at time zero.

    In it is who is locked, or of the cohort of new bouts who hurts at least moderately.

    A member that fails during the onset is kept: it fails again in the run and is counted there. Fewer members come
    back when too few of them are.
    """
    cohort = scenario.cohort
    if not scenario.starts_locked:
        people = sample(person, members, engine.seed, knowledge, first=first, overrides=overrides, cohort=cohort)
        return Start(people, room(BEING, members), members)
    found: list[Start] = []
    everybody: Start | None = None
    drawn, count = 0, 0
    most, hopeless = (max(FEWEST_DRAWN, each * members) for each in (MOST_DRAWN, HOPELESS_DRAWN))
    while count < members and drawn < most and (count or drawn < hopeless):
        people = sample(
            person, members, engine.seed, knowledge, first=first + drawn, overrides=overrides, cohort=cohort
        )
        beings = room(BEING, members)
        lives = _live_onset(people, beings, scenario, engine, values)
        in_it = _in_the_bout(people, beings, scenario, onset(scenario, values).spells[-1].inputs, values[MODERATE])
        if scenario.start_pain_nrs is not None:
            feel_as_stated(people, beings, scenario.start_pain_nrs, onset(scenario, values).spells[-1].inputs)
        everybody = everybody or Start(people, beings, 0)
        wanted = in_it | (lives.summaries.status != OK)
        rows = np.flatnonzero(wanted)[: members - count]
        count += len(rows)
        drawn += members if count < members else int(rows[-1]) + 1
        found.append(Start(people[rows], beings[rows], drawn))
    if count == 0 and everybody is not None:
        return everybody
    return Start(_joined([each.people for each in found]), _joined([each.beings for each in found]), drawn)


def _in_the_bout(people: Records, beings: Records, scenario: Scenario, inputs: Vector, moderate: float) -> Flags:
    """Who (n,) is in a run that starts locked: whoever is locked now, or of new bouts whoever still hurts enough.

    People see a doctor, and are taken into a trial, because they hurt (most trials ask for moderate pain at least, as
    is recalled of PACE); nobody asks their muscle. One cut serves for everybody. Of those who mend in days few are
    still locked a day later, so a run of locked people alone would be without the quick ones.
    """
    if scenario.cohort is Cohort.NEW_EPISODE:
        return np.asarray(pain_stated(people, beings, inputs) >= moderate)
    return np.asarray(beings.spasm[:, S_REFLEX] > LOCKED_REFLEX)


def _live_onset(
    people: Records, beings: Records, scenario: Scenario, engine: Engine, values: Mapping[str, float]
) -> Lives:
    """Carry everybody from rest to time zero; an injury older than the lock is given to them before it."""
    events, older_hours = onset(scenario, values), scenario.injury_hours_before_onset
    if older_hours > 0:
        engine.live(people, rest_before_onset(scenario, values), beings, newborn=True)
        live_with_injury(people, beings, scenario.initial_injury, older_hours)
    return engine.live(people, events, beings, newborn=older_hours == 0)


def _joined(parts: list[Records]) -> Records:
    return np.concatenate(parts).view(np.recarray)

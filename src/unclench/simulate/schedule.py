"""From a scenario to arrays: spells with constant inputs, jumps between them, and doses.

A scenario has refused overlaps that no body can perform; what is advisable is decided elsewhere.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

import numpy as np

from unclench.model.invalid import InvalidInput
from unclench.model.scenario import (
    Action,
    Cold,
    Dose,
    Exertion,
    Heat,
    Injury,
    Mechanism,
    Posture,
    PostureChange,
    Scenario,
    Stretch,
)
from unclench.physiology import spasm
from unclench.physiology.contact import AIR, COLD_KINDS, heat_kind
from unclench.physiology.kinetics import DRUGS, QUICK, WITH_FOOD
from unclench.physiology.posture import posture_demand
from unclench.simulate.arrays import Vector
from unclench.simulate.life import DOSE, SPELL, Records, Timeline, room
from unclench.simulate.noise import NOISE_GRID_S

TRIGGER_AMOUNT = 0.10
"""Assumption: the sharp stretch that starts a locked episode lengthens the muscle by a tenth ..."""
TRIGGER_SPEED_PER_S = 1.0
"""... at one muscle length a second, as in a sudden bend or twist. Neither has been measured in an onset."""
TRIGGER_HOLD_MIN = 1.0 / 60.0

MECHANISMS = {
    Mechanism.VICIOUS_CYCLE: spasm.VICIOUS_CYCLE,
    Mechanism.GUARDING_ONLY: spasm.GUARDING_ONLY,
    Mechanism.PAIN_ADAPTATION: spasm.PAIN_ADAPTATION,
}
A = TypeVar("A", bound=Action)


class Held(NamedTuple):
    """Inputs (by index) that hold for some time."""

    start_s: float
    end_s: float
    values: Mapping[int, float]


class Contact(NamedTuple):
    """A source on the skin, new at ``start_s``; a renewed towel is several contacts of one application."""

    start_s: float
    end_s: float
    kind: int
    source_c: float
    applied_s: float


def timeline(
    scenario: Scenario, values: Mapping[str, float], output_every_min: float, also_at_min: Sequence[float] = ()
) -> Timeline:
    """The scenario's own time, from zero to its end, with results every ``output_every_min`` minutes and at the end.

    ``values`` holds the posture parameters by name; ``also_at_min`` are further minutes at which results are wanted.

    Raises:
        InvalidInput: the output interval is out of range.
    """
    if not 0.0 < output_every_min <= 24 * 60:
        raise InvalidInput("output_every_min", output_every_min, "a number above 0 and up to 1440")
    end_s = scenario.hours * 3600.0
    output_s = np.arange(0.0, end_s - 1e-6, output_every_min * 60.0)
    further_s = [60.0 * minute for minute in also_at_min if 0.0 <= minute <= scenario.hours * 60.0]
    return _arrays(scenario, 0.0, end_s, np.unique([*output_s, end_s, *further_s]), values)


def onset(scenario: Scenario, values: Mapping[str, float]) -> Timeline:
    """What came before a scenario that starts locked: an injury and a sharp stretch while standing, with the splint on.

    It depends on nothing that the scenario does after time zero, so that rival plans start from the same people. An
    injury that is older than the lock is not in it: whoever lives through this has it already.
    """
    start_min = -scenario.onset_hours * 60.0
    before = replace(scenario, actions=(), splint=True)
    actions: list[Action] = [Stretch(0.0, TRIGGER_HOLD_MIN, TRIGGER_AMOUNT, TRIGGER_SPEED_PER_S)]
    if scenario.initial_injury > 0 and scenario.injury_hours_before_onset == 0:
        actions.insert(0, Injury(0.0, scenario.initial_injury))
    begin_s = _onset_begins_s(scenario)
    return _arrays(before, begin_s, 0.0, np.array([0.0]), values, tuple(actions), start_min * 60.0)


def rest_before_onset(scenario: Scenario, values: Mapping[str, float]) -> Timeline:
    """A moment at rest that ends where :func:`onset` begins."""
    end_s = _onset_begins_s(scenario)
    resting = replace(scenario, actions=(), splint=True)
    return _arrays(resting, end_s - NOISE_GRID_S, end_s, np.array([end_s]), values)


def _onset_begins_s(scenario: Scenario) -> float:
    """Timelines begin on a knot of the noise; the onset has at least one whole interval of it before the injury."""
    return -NOISE_GRID_S * (math.ceil(scenario.onset_hours * 3600.0 / NOISE_GRID_S) + 1)


def _arrays(
    scenario: Scenario,
    begin_s: float,
    end_s: float,
    output_s: Vector,
    values: Mapping[str, float],
    actions: Sequence[Action] | None = None,
    shift_s: float = 0.0,
) -> Timeline:
    """Lay all actions out on one time axis; ``shift_s`` moves them, which carry times from zero on."""
    actions = scenario.actions if actions is None else actions
    contacts = _contacts(actions, shift_s)
    held = [
        *_postures(_of(actions, PostureChange), begin_s, end_s, shift_s, values),
        *_exertions(_of(actions, Exertion), shift_s),
        *_stretches(_of(actions, Stretch), shift_s),
    ]
    jumps: list[Action] = [*_of(actions, Injury), *_of(actions, Dose)]
    marks = {begin_s, end_s} | {_start(action, shift_s) for action in jumps}
    marks |= {time for each in held for time in (each.start_s, each.end_s)}
    marks |= {time for each in contacts for time in (each.start_s, each.end_s)}
    times = sorted(mark for mark in marks if begin_s <= mark <= end_s)
    injuries = _of(actions, Injury)
    spells = []
    for start_s, stop_s in itertools.pairwise(times):
        inputs = [0.0] * len(spasm.INPUTS)
        inputs[spasm.I_SPLINT] = float(scenario.splint)
        inputs[spasm.I_MECHANISM] = MECHANISMS[scenario.mechanism]
        for each in held:
            if each.start_s <= start_s < each.end_s:
                for place, value in each.values.items():
                    inputs[place] = value
        surface = AIR, float(scenario.room_c), begin_s, 0
        for contact in contacts:
            if contact.start_s <= start_s < contact.end_s:
                surface = contact.kind, contact.source_c, contact.applied_s, int(contact.start_s == start_s)
        past = [each for each in injuries if _start(each, shift_s) <= start_s]
        inputs[spasm.I_HEALS] = float(all(each.heals for each in past))
        injury = max((each.severity for each in past if _start(each, shift_s) == start_s), default=0.0)
        spells.append((start_s, stop_s, inputs, injury, *surface))
    return Timeline(
        np.array(spells, SPELL).view(np.recarray), _doses(_of(actions, Dose), shift_s), output_s, float(scenario.room_c)
    )


def _doses(taken: Sequence[Dose], shift_s: float) -> Records:
    doses = room(DOSE, len(taken))
    for record, dose in zip(doses, sorted(taken, key=lambda each: each.start_min), strict=True):
        record.taken_s, record.mg = _start(dose, shift_s), dose.dose_mg
        record.drug = DRUGS.index(dose.drug.value)
        record.way = WITH_FOOD * dose.with_food + QUICK * dose.quick
    return doses


def _postures(
    changes: Sequence[PostureChange], begin_s: float, end_s: float, shift_s: float, values: Mapping[str, float]
) -> list[Held]:
    """Posture after posture: standing until the first change."""
    changes = sorted(changes, key=lambda change: change.start_min)
    starts = [begin_s, *(_start(change, shift_s) for change in changes)]
    ends = [*starts[1:], end_s]
    spells = []
    for start, end, posture in zip(starts, ends, [Posture.STANDING, *(c.posture for c in changes)], strict=True):
        demand = posture_demand(posture, values)
        held = {
            spasm.I_SPINAL_LOAD: demand.spinal_load,
            spasm.I_POSTURE_DRIVE: demand.posture_drive,
            spasm.I_MOTION: demand.motion,
        }
        spells.append(Held(start, end, held))
    return spells


def _exertions(exertions: Sequence[Exertion], shift_s: float) -> list[Held]:
    return [
        Held(_start(each, shift_s), _end(each, shift_s), {spasm.I_VOLUNTARY_DRIVE: each.effort}) for each in exertions
    ]


def _stretches(stretches: Sequence[Stretch], shift_s: float) -> list[Held]:
    """Each stretch as a ramp at its speed (at half its amount on average) and a hold; then it is let go."""
    spells = []
    for each in stretches:
        start_s = _start(each, shift_s)
        held_s = round(start_s + each.amount / each.speed_per_s, 6)
        end_s = max(_end(each, shift_s), held_s)
        moving = {spasm.I_STRETCH_SPEED: each.speed_per_s, spasm.I_STRETCH_AMOUNT: 0.5 * each.amount}
        spells.append(Held(start_s, held_s, moving))
        spells.append(Held(held_s, end_s, {spasm.I_STRETCH_AMOUNT: each.amount}))
    return spells


def _contacts(actions: Sequence[Action], shift_s: float) -> list[Contact]:
    """What lies on the skin and when; a renewed towel is hot again at every renewal."""
    applied = [action for action in actions if isinstance(action, Cold | Heat)]
    contacts = []
    for each in applied:
        start_s, end_s = _start(each, shift_s), _end(each, shift_s)
        if isinstance(each, Cold):
            contacts.append(Contact(start_s, end_s, COLD_KINDS[each.source], each.source_c, start_s))
            continue
        kind = heat_kind(each.source, each.plastic, each.dry_towel, each.dripping)
        every_s = (each.renewed_every_min or each.duration_min or 1.0) * 60.0
        renewals = np.arange(start_s, end_s - 1e-6, every_s).tolist()
        for first, last in itertools.pairwise([*renewals, end_s]):
            contacts.append(Contact(first, last, kind, each.source_c, start_s))
    return contacts


def _of(actions: Sequence[Action], kind: type[A]) -> list[A]:
    return [action for action in actions if isinstance(action, kind)]


def _start(action: Action, shift_s: float) -> float:
    return round(shift_s + action.start_min * 60.0, 6)


def _end(action: Exertion | Cold | Heat | Stretch, shift_s: float) -> float:
    return round(shift_s + (action.start_min + action.duration_min) * 60.0, 6)

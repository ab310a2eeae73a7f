"""Lay a choice out over the day: which remedy at which minute, and what the simulator is told.

The day is a row of rounds. Round 0 is the first rest. Every later round is one hour, beginning with a little movement;
ten minutes in comes warmth or cold, forty minutes in comes the stretch, so that nothing overlaps and no stretch
follows ice while the skin may still be numb.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Remedy
from unclench.model.scenario import (
    Action,
    Cold,
    ColdSource,
    Dose,
    Drug,
    Heat,
    HeatSource,
    Posture,
    Scenario,
    Stretch,
)
from unclench.plan.choice import Choice, Thermal
from unclench.plan.dosing import dose_times
from unclench.plan.scene import AWAKE_MIN, PLAN_HOURS, Scene, Spell
from unclench.plan.wording import dose_words, minutes_words

SETTLE_MIN = 5.0
"""Lie first, then put the warm or cold thing on: time to find the position."""

THERMAL_OFFSET_MIN = 10.0
STRETCH_OFFSET_MIN = 40.0
ROUND_MIN = 60.0

COLD_ROUNDS = {Thermal.COLD: (0, 3, 6), Thermal.COLD_THEN_HEAT: (0, 3)}
"""At least two hours apart, as the fact-sheets ask; before warmth, the article's few hours of cold."""

WARM_ROUNDS = {Thermal.HEAT: (0, 4, 8, 12), Thermal.COLD_THEN_HEAT: (4, 8, 12, 14)}
STRETCH_ROUNDS = (5, 9)
"""In the round after warmth; never within two hours after cold."""

STRETCH_AMOUNT = 0.10
STRETCH_SPEED_PER_S = 0.02
"""A slow, mild stretch: a tenth of the muscle's length in five seconds. The amount is an assumption; the five seconds
are those of the exercise sheet."""

REST_POSTURE = {"side_lying": Posture.LYING_SIDE, "calves_on_chair": Posture.LYING_CALVES_RAISED}
COLD_SOURCE = {"ice_massage": ColdSource.ICE_CUBE_MOVING, "wrapped_cold_pack": ColdSource.ICE_PACK_WRAPPED}
MOVE_POSTURE = {"short_walks": Posture.WALKING, "gentle_movement": Posture.STANDING}


@dataclass(frozen=True, slots=True)
class Draft:
    """One entry of the timeline before it was simulated."""

    remedy: str
    start_min: float
    duration_min: float
    dose: str
    spells: tuple[Spell, ...] = ()
    actions: tuple[Action, ...] = ()


def lay_out(choice: Choice, knowledge: Knowledge) -> tuple[Draft, ...]:
    """The timeline of a choice, in order of start."""
    drafts = [
        *_medicine(choice, knowledge),
        *_rest(choice),
        *_cold(choice, knowledge),
        *_warmth(choice, knowledge),
        *_movement(choice),
        *_stretches(choice, knowledge),
    ]
    return tuple(sorted(drafts, key=lambda draft: draft.start_min))


def to_scenario(scene: Scene, drafts: Sequence[Draft], hours: float = PLAN_HOURS) -> Scenario:
    """What the simulator is told for these drafts."""
    spells = [spell for draft in drafts for spell in draft.spells]
    actions = [action for draft in drafts for action in draft.actions]
    return scene.scenario(spells, actions, hours)


def round_start_min(choice: Choice, number: int) -> float:
    """When a round begins: round 0 now, round 1 after the first rest, then hourly."""
    return 0.0 if number == 0 else choice.rest_min + ROUND_MIN * (number - 1)


def _rest(choice: Choice) -> list[Draft]:
    if choice.rest is None or choice.rest_min <= 0:
        return []
    spell = Spell(0.0, choice.rest_min, REST_POSTURE[choice.rest])
    return [Draft(choice.rest, 0.0, choice.rest_min, minutes_words(choice.rest_min), (spell,))]


def _thermal_start_min(choice: Choice, number: int) -> float:
    return SETTLE_MIN if number == 0 else round_start_min(choice, number) + THERMAL_OFFSET_MIN


def _cold(choice: Choice, knowledge: Knowledge) -> list[Draft]:
    if choice.cold is None:
        return []
    sheet = knowledge.remedies[choice.cold]
    source, temperature = COLD_SOURCE[choice.cold], sheet.temperature_c or 0.0
    starts = [_thermal_start_min(choice, number) for number in COLD_ROUNDS[choice.thermal]]
    return [
        _thermal_draft(sheet, start, sheet.minutes, Cold(start, sheet.minutes, source, temperature))
        for start in starts
        if start + sheet.minutes <= AWAKE_MIN
    ]


def _warmth(choice: Choice, knowledge: Knowledge) -> list[Draft]:
    if choice.warm is None or choice.warm_times == 0:
        return []
    sheet = knowledge.remedies[choice.warm]
    temperature = sheet.temperature_c or 40.0
    rounds = WARM_ROUNDS[choice.thermal][: choice.warm_times]
    starts = [_thermal_start_min(choice, number) for number in rounds]
    return [
        _thermal_draft(
            sheet, start, choice.warm_min, Heat(start, choice.warm_min, HeatSource.TOWEL_COMPRESS, temperature)
        )
        for start in starts
        if start + choice.warm_min <= AWAKE_MIN
    ]


def _thermal_draft(sheet: Remedy, start: float, minutes: float, action: Action) -> Draft:
    return Draft(sheet.id, start, minutes, minutes_words(minutes), actions=(action,))


def _movement(choice: Choice) -> list[Draft]:
    """One entry for the whole day: the first time now, then once in every waking hour."""
    if choice.move is None or choice.move_min <= 0:
        return []
    starts: list[float] = []
    number = 1
    while (start := round_start_min(choice, number)) + choice.move_min <= AWAKE_MIN:
        starts.append(start)
        number += 1
    posture = MOVE_POSTURE[choice.move]
    spells = tuple(Spell(start, choice.move_min, posture) for start in starts)
    dose = f"{minutes_words(choice.move_min)}, once an hour while you are awake"
    return [Draft(choice.move, starts[0], choice.move_min, dose, spells)]


def _stretches(choice: Choice, knowledge: Knowledge) -> list[Draft]:
    if choice.stretch_times == 0:
        return []
    sheet = knowledge.remedies["knee_to_chest"]
    return [
        _stretch(sheet, round_start_min(choice, number) + STRETCH_OFFSET_MIN)
        for number in STRETCH_ROUNDS[: choice.stretch_times]
    ]


def _stretch(sheet: Remedy, start: float) -> Draft:
    """One knee after the other, each repeat a slow ramp and a hold, spread evenly over the sheet's minutes."""
    hold_s, repeats = sheet.hold_seconds or 5.0, 2 * (sheet.repeats or 5)
    every_min = sheet.minutes / repeats
    spell_min = min((hold_s + STRETCH_AMOUNT / STRETCH_SPEED_PER_S) / 60, every_min)
    actions = tuple(
        Stretch(start + number * every_min, spell_min, STRETCH_AMOUNT, STRETCH_SPEED_PER_S) for number in range(repeats)
    )
    lying = Spell(start, sheet.minutes, Posture.LYING_CALVES_RAISED)
    return Draft(sheet.id, start, sheet.minutes, f"{sheet.repeats or 5} times each side", (lying,), actions)


def _medicine(choice: Choice, knowledge: Knowledge) -> list[Draft]:
    if choice.medicine is None:
        return []
    limit = knowledge.analgesics[choice.medicine].limit
    with_food = bool(limit and limit.with_food)
    times = dose_times(choice.medicine, choice.dose_mg, knowledge)
    drug = Drug(choice.medicine)
    return [
        Draft(
            choice.medicine,
            at,
            0.0,
            dose_words(choice.dose_mg, with_food),
            actions=(Dose(at, drug, choice.dose_mg, with_food),),
        )
        for at in times
    ]

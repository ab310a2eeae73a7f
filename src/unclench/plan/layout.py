"""Lay a choice out over the day: which remedy at which minute, and what the simulator is told.

The day is a row of rounds. Round 0 is the first rest. Every later round begins with a little movement, then comes
warmth or cold, then the stretch, so that nothing overlaps and no stretch follows ice while the skin may still be numb.
How long each takes stands in the fact-sheet ``judgements/plan_day``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Remedy
from unclench.language.catalogue import Catalogue, catalogue
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
from unclench.plan.judgement import Judgement, judgement
from unclench.plan.scene import PLAN_HOURS, Scene, Spell
from unclench.plan.wording import dose_words, minutes_words

COLD_ROUNDS: Mapping[Thermal, tuple[int, ...]] = MappingProxyType(
    {Thermal.COLD: (0, 3, 6), Thermal.COLD_THEN_HEAT: (0, 3), Thermal.HEAT_THEN_COLD: (8, 11)}
)
"""At least two hours apart, as the fact-sheets ask; before warmth, the article's few hours of cold."""

WARM_ROUNDS: Mapping[Thermal, tuple[int, ...]] = MappingProxyType(
    {Thermal.HEAT: (0, 4, 8, 12), Thermal.COLD_THEN_HEAT: (4, 8, 12, 14), Thermal.HEAT_THEN_COLD: (0, 4)}
)

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
    judged, spoken = judgement(knowledge), catalogue(knowledge.language)
    cold = _cold(choice, knowledge, judged)
    drafts = [
        *_medicine(choice, knowledge),
        *_rest(choice, spoken),
        *cold,
        *_warmth(choice, knowledge, judged),
        *_movement(choice, judged, spoken),
        *_stretches(choice, knowledge, judged, [draft.start_min + draft.duration_min for draft in cold]),
    ]
    return tuple(sorted(drafts, key=lambda draft: draft.start_min))


def to_scenario(scene: Scene, drafts: Sequence[Draft], hours: float = PLAN_HOURS) -> Scenario:
    """What the simulator is told for these drafts."""
    spells = [spell for draft in drafts for spell in draft.spells]
    actions = [action for draft in drafts for action in draft.actions]
    return scene.scenario(spells, actions, hours)


def round_start_min(choice: Choice, number: int, judged: Judgement) -> float:
    """When a round begins: round 0 now, round 1 after the first rest, then hourly."""
    return 0.0 if number == 0 else choice.rest_min + judged.round_min * (number - 1)


def _rest(choice: Choice, spoken: Catalogue) -> list[Draft]:
    if choice.rest is None or choice.rest_min <= 0:
        return []
    spell = Spell(0.0, choice.rest_min, REST_POSTURE[choice.rest])
    return [Draft(choice.rest, 0.0, choice.rest_min, minutes_words(choice.rest_min, spoken), (spell,))]


def _thermal_start_min(choice: Choice, number: int, judged: Judgement) -> float:
    """Lie first, then put the warm or cold thing on; later, move first."""
    if number == 0:
        return judged.thermal_settle_min
    return round_start_min(choice, number, judged) + judged.thermal_offset_min


def _cold(choice: Choice, knowledge: Knowledge, judged: Judgement) -> list[Draft]:
    if choice.cold is None:
        return []
    sheet = knowledge.remedies[choice.cold]
    spoken = catalogue(knowledge.language)
    source, temperature = COLD_SOURCE[choice.cold], sheet.temperature_c or 0.0
    starts = [_thermal_start_min(choice, number, judged) for number in COLD_ROUNDS[choice.thermal]]
    return [
        _thermal_draft(sheet, start, sheet.minutes, spoken, Cold(start, sheet.minutes, source, temperature))
        for start in starts
        if start + sheet.minutes <= judged.awake_min
    ]


def _warmth(choice: Choice, knowledge: Knowledge, judged: Judgement) -> list[Draft]:
    if choice.warm is None or choice.warm_times == 0:
        return []
    sheet = knowledge.remedies[choice.warm]
    temperature, spoken = sheet.temperature_c or 40.0, catalogue(knowledge.language)
    rounds = [number + choice.warm_from_round for number in WARM_ROUNDS[choice.thermal][: choice.warm_times]]
    starts = [_thermal_start_min(choice, number, judged) for number in rounds]
    return [
        _thermal_draft(
            sheet, start, choice.warm_min, spoken, Heat(start, choice.warm_min, HeatSource.TOWEL_COMPRESS, temperature)
        )
        for start in starts
        if start + choice.warm_min <= judged.awake_min
    ]


def _thermal_draft(sheet: Remedy, start: float, minutes: float, spoken: Catalogue, action: Action) -> Draft:
    return Draft(sheet.id, start, minutes, minutes_words(minutes, spoken), actions=(action,))


def _movement(choice: Choice, judged: Judgement, spoken: Catalogue) -> list[Draft]:
    """One entry for the whole day: the first time now, then once in every waking hour."""
    if choice.move is None or choice.move_min <= 0:
        return []
    starts: list[float] = []
    number = 1
    while (start := round_start_min(choice, number, judged)) + choice.move_min <= judged.awake_min:
        starts.append(start)
        number += 1
    posture = MOVE_POSTURE[choice.move]
    spells = tuple(Spell(start, choice.move_min, posture) for start in starts)
    time = minutes_words(choice.move_min, spoken)
    dose = spoken.say("{time}, once an hour while you are awake", time=time)
    return [Draft(choice.move, starts[0], choice.move_min, dose, spells)]


def _stretches(choice: Choice, knowledge: Knowledge, judged: Judgement, cold_ends_min: Sequence[float]) -> list[Draft]:
    """Stretches spread over the day, each put off by a round while the skin may still be numb from cold."""
    sheet = knowledge.remedies["knee_to_chest"]
    drafts: list[Draft] = []
    number = choice.stretch_from_round
    while len(drafts) < choice.stretch_times:
        start = round_start_min(choice, number, judged) + judged.stretch_offset_min
        if start + sheet.minutes > judged.awake_min:
            break
        if any(0.0 <= start - end < judged.stretch_after_cold_min for end in cold_ends_min):
            number += 1
            continue
        drafts.append(_stretch(sheet, start, judged, catalogue(knowledge.language)))
        number += int(judged.stretch_apart_rounds)
    return drafts


def _stretch(sheet: Remedy, start: float, judged: Judgement, spoken: Catalogue) -> Draft:
    """One knee after the other, each repeat a slow ramp and a hold, spread evenly over the sheet's minutes."""
    hold_s, repeats = sheet.hold_seconds or 5.0, 2 * (sheet.repeats or 5)
    every_min = sheet.minutes / repeats
    amount, speed = judged.stretch_amount, judged.stretch_speed_per_s
    spell_min = min((hold_s + amount / speed) / 60, every_min)
    actions = tuple(Stretch(start + number * every_min, spell_min, amount, speed) for number in range(repeats))
    lying = Spell(start, sheet.minutes, Posture.LYING_CALVES_RAISED)
    dose = spoken.plural("{number} time each side", "{number} times each side", sheet.repeats or 5)
    return Draft(sheet.id, start, sheet.minutes, dose, (lying,), actions)


def _medicine(choice: Choice, knowledge: Knowledge) -> list[Draft]:
    if choice.medicine is None:
        return []
    limit = knowledge.analgesics[choice.medicine].limit
    with_food, quick = bool(limit and limit.with_food), bool(limit and limit.quick)
    times = dose_times(choice.medicine, choice.dose_mg, knowledge, from_min=choice.dose_from_min, doses=choice.doses)
    drug = Drug(choice.medicine)
    return [
        Draft(
            choice.medicine,
            at,
            0.0,
            dose_words(choice.dose_mg, with_food, catalogue(knowledge.language)),
            actions=(Dose(at, drug, choice.dose_mg, with_food, quick),),
        )
        for at in times
    ]

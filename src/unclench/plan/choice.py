"""One way to fill the plan: how long to lie, which warmth or cold, which medicine, how much stretching and walking."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from unclench.knowledge.load import Knowledge
from unclench.model.case import Answer, Case
from unclench.model.preferences import Order, Preferences
from unclench.plan.allowances import ORAL, Allowances
from unclench.plan.dosing import dose_options


class Thermal(StrEnum):
    """Which of warmth and cold, and in which order."""

    NONE = "none"
    HEAT = "heat"
    COLD = "cold"
    COLD_THEN_HEAT = "cold_then_heat"


@dataclass(frozen=True, slots=True)
class Choice:
    """A complete choice; ids are those of remedy sheets, None leaves the remedy out."""

    rest: str | None = None
    rest_min: float = 0.0
    thermal: Thermal = Thermal.NONE
    warm: str | None = None
    warm_min: float = 0.0
    warm_times: int = 0
    cold: str | None = None
    medicine: str | None = None
    dose_mg: float = 0.0
    stretch_times: int = 0
    move: str | None = None
    move_min: float = 0.0


def first_choice(allowed: Allowances, order: Order, case: Case, knowledge: Knowledge) -> Choice:
    """The plain protocol without medicine: a short rest, the thermal order of ``order``, walks, and a slow stretch."""
    thermal = thermal_order(allowed, order, case)
    cold_by_preference = ("ice_massage", "wrapped_cold_pack")
    if order is not Order.ARTICLE or fresh_swelling(case):
        cold_by_preference = ("wrapped_cold_pack", "ice_massage")
    rest = allowed.first_of("side_lying", "calves_on_chair")
    warm = allowed.first_of("towel_compress") if thermal in (Thermal.HEAT, Thermal.COLD_THEN_HEAT) else None
    move = allowed.first_of("short_walks", "gentle_movement")
    return Choice(
        rest=rest,
        rest_min=knowledge.remedies[rest].minutes if rest else 0.0,
        thermal=thermal,
        warm=warm,
        warm_min=knowledge.remedies[warm].minutes if warm else 0.0,
        warm_times=3 if warm else 0,
        cold=allowed.first_of(*cold_by_preference) if thermal in (Thermal.COLD, Thermal.COLD_THEN_HEAT) else None,
        stretch_times=2 if "knee_to_chest" in allowed.remedies else 0,
        move=move,
        move_min=knowledge.remedies[move].minutes if move else 0.0,
    )


def thermal_order(allowed: Allowances, order: Order, case: Case) -> Thermal:
    """Warmth by today's evidence, cold first by the article; after a fresh swelling or bruise cold only."""
    heat = allowed.first_of("towel_compress") is not None and not fresh_swelling(case)
    cold = allowed.first_of("ice_massage", "wrapped_cold_pack") is not None
    if fresh_swelling(case) or (cold and not heat):
        return Thermal.COLD if cold else Thermal.NONE
    if heat and cold and order is Order.ARTICLE:
        return Thermal.COLD_THEN_HEAT
    return Thermal.HEAT if heat else Thermal.NONE


def fresh_swelling(case: Case) -> bool:
    """Whether a fresh swelling or bruise is known or possible; only a definite "no" rules it out."""
    return case.answer("visible_swelling_or_bruise_48h") is not Answer.NO


def variants(choice: Choice, allowed: Allowances, preferences: Preferences, knowledge: Knowledge) -> list[list[Choice]]:
    """The variations to try, one factor a group; in each group the least medicine or effort comes first."""
    return [
        _rests(choice, allowed, knowledge),
        _warmths(choice, knowledge),
        _movements(choice),
        _stretches(choice),
        _medicines(choice, allowed, preferences, knowledge),
    ]


def _rests(choice: Choice, allowed: Allowances, knowledge: Knowledge) -> list[Choice]:
    if choice.rest is None:
        return []
    most = knowledge.remedies[choice.rest].minutes_max
    longer = [replace(choice, rest_min=minutes) for minutes in (60.0, most)]
    back_is_free = choice.warm is None and choice.cold is None  # nobody may lie on a warm or cold thing
    if back_is_free and "calves_on_chair" in allowed.remedies and choice.rest != "calves_on_chair":
        return [replace(choice, rest="calves_on_chair"), *longer]
    return longer


def _warmths(choice: Choice, knowledge: Knowledge) -> list[Choice]:
    if choice.warm is None:
        return []
    sheet = knowledge.remedies[choice.warm]
    return [replace(choice, warm_min=sheet.minutes_max, warm_times=sheet.times_a_day_max)]


def _movements(choice: Choice) -> list[Choice]:
    return [replace(choice, move_min=3.0)] if choice.move else []


def _stretches(choice: Choice) -> list[Choice]:
    return [replace(choice, stretch_times=0)] if choice.stretch_times else []


def _medicines(choice: Choice, allowed: Allowances, preferences: Preferences, knowledge: Knowledge) -> list[Choice]:
    """The first NSAID that is open, else acetaminophen; smaller doses first. Never two medicines."""
    medicine = next((m for m in ORAL if m in allowed.remedies), None)
    if medicine is None:
        return []
    doses = dose_options(medicine, preferences.country, knowledge)
    return [replace(choice, medicine=medicine, dose_mg=dose) for dose in doses]

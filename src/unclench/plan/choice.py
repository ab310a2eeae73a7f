"""One way to fill the plan: what to lie on and for how long, warmth or cold, medicine, stretching and walking.

Two protocols are plain: today's evidence and the popular article. Everything else is a variation of one of them in one
factor (its order, its timing or its amount), or in several.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import StrEnum

from unclench.knowledge.load import Knowledge
from unclench.model.case import Answer, Case
from unclench.model.preferences import Order
from unclench.plan.allowances import Allowances


class Thermal(StrEnum):
    """Which of warmth and cold, and in which order."""

    NONE = "none"
    HEAT = "heat"
    COLD = "cold"
    COLD_THEN_HEAT = "cold_then_heat"
    HEAT_THEN_COLD = "heat_then_cold"


WITH_WARMTH = (Thermal.HEAT, Thermal.COLD_THEN_HEAT, Thermal.HEAT_THEN_COLD)
WITH_COLD = (Thermal.COLD, Thermal.COLD_THEN_HEAT, Thermal.HEAT_THEN_COLD)

STRETCH_FROM_ROUND = 5
"""The plain protocol stretches in the fifth round, after warmth has been used twice."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A complete choice; ids are those of remedy sheets, None leaves the remedy out.

    ``warm_from_round`` and ``stretch_from_round`` say in which round warmth and stretching first come;
    ``dose_from_min`` when the first dose is taken, ``doses`` how many at most.
    """

    rest: str | None = None
    rest_min: float = 0.0
    thermal: Thermal = Thermal.NONE
    warm: str | None = None
    warm_min: float = 0.0
    warm_times: int = 0
    warm_from_round: int = 0
    cold: str | None = None
    medicine: str | None = None
    dose_mg: float = 0.0
    doses: int = 0
    dose_from_min: float = 0.0
    stretch_times: int = 0
    stretch_from_round: int = STRETCH_FROM_ROUND
    move: str | None = None
    move_min: float = 0.0


def first_choice(allowed: Allowances, order: Order, case: Case, knowledge: Knowledge) -> Choice:
    """The plain protocol without medicine: a short rest, the thermal order of ``order``, walks, and a slow stretch."""
    rest = allowed.first_of("side_lying", "calves_on_chair")
    move = allowed.first_of("short_walks", "gentle_movement")
    plain = Choice(
        rest=rest,
        rest_min=knowledge.remedies[rest].minutes if rest else 0.0,
        stretch_times=2 if "knee_to_chest" in allowed.remedies else 0,
        move=move,
        move_min=knowledge.remedies[move].minutes if move else 0.0,
    )
    return with_thermal(plain, thermal_order(allowed, order, case), allowed, order, case, knowledge)


def with_thermal(
    choice: Choice, thermal: Thermal, allowed: Allowances, order: Order, case: Case, knowledge: Knowledge
) -> Choice:
    """The choice with another order of warmth and cold, in their plain amounts."""
    by_article = order is Order.ARTICLE and not fresh_swelling(case)
    colds = ("ice_massage", "wrapped_cold_pack") if by_article else ("wrapped_cold_pack", "ice_massage")
    warm = allowed.first_of("towel_compress") if thermal in WITH_WARMTH else None
    return replace(
        choice,
        thermal=thermal,
        warm=warm,
        warm_min=knowledge.remedies[warm].minutes if warm else 0.0,
        warm_times=min(3, knowledge.remedies[warm].times_a_day_max) if warm else 0,
        warm_from_round=0,
        cold=allowed.first_of(*colds) if thermal in WITH_COLD else None,
    )


def without_thermal(choice: Choice) -> Choice:
    """The choice without any warmth or cold."""
    return replace(choice, thermal=Thermal.NONE, warm=None, warm_min=0.0, warm_times=0, warm_from_round=0, cold=None)


def thermal_orders(allowed: Allowances, case: Case) -> tuple[Thermal, ...]:
    """Every order that may be used; after a fresh swelling or bruise no warmth."""
    heat = allowed.first_of("towel_compress") is not None and not fresh_swelling(case)
    cold = allowed.first_of("ice_massage", "wrapped_cold_pack") is not None
    both = (Thermal.COLD_THEN_HEAT, Thermal.HEAT_THEN_COLD) if heat and cold else ()
    return (*((Thermal.HEAT,) if heat else ()), *((Thermal.COLD,) if cold else ()), *both)


def thermal_order(allowed: Allowances, order: Order, case: Case) -> Thermal:
    """Warmth by today's evidence, cold first by the article; after a fresh swelling or bruise cold only."""
    orders = thermal_orders(allowed, case)
    if order is Order.ARTICLE and Thermal.COLD_THEN_HEAT in orders:
        return Thermal.COLD_THEN_HEAT
    return orders[0] if orders else Thermal.NONE


def fresh_swelling(case: Case) -> bool:
    """Whether a fresh swelling or bruise is known or possible; only a definite "no" rules it out."""
    return case.answer("visible_swelling_or_bruise_48h") is not Answer.NO


def joined(first: Choice, *variations: Choice) -> Choice:
    """One choice that makes all the variations of ``first`` at once; where two change the same thing the last wins."""
    changed = {
        each.name: getattr(variation, each.name)
        for variation in variations
        for each in fields(Choice)
        if getattr(variation, each.name) != getattr(first, each.name)
    }
    return replace(first, **changed)

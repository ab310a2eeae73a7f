"""Which variations of a choice are tried: other orders, times and amounts, one factor at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from unclench.knowledge.load import Knowledge
from unclench.model.case import Case
from unclench.model.preferences import Order, Preferences
from unclench.plan.allowances import ORAL, Allowances
from unclench.plan.choice import Choice, thermal_orders, with_thermal, without_thermal
from unclench.plan.dosing import dose_options, room_for
from unclench.safety.taken import Taken

LONGER_REST_MIN = 60.0
LATER_DOSE_MIN = 120.0
"""Steps of the search, not limits: between the sheets' usual and greatest amounts."""


def variations(
    choice: Choice,
    allowed: Allowances,
    preferences: Preferences,
    case: Case,
    knowledge: Knowledge,
    taken: Taken | None = None,
) -> list[list[Choice]]:
    """The variations to try, one factor a group; in each group the least medicine or effort comes first."""
    return [
        _orders(choice, allowed, preferences, case, knowledge),
        _rests(choice, allowed, knowledge),
        _warmths(choice, knowledge),
        _movements(choice, knowledge),
        _stretches(choice, knowledge),
        _medicines(choice, allowed, preferences, knowledge, taken),
    ]


def trimmed(first: Choice, may: Callable[[Choice], bool], knowledge: Knowledge) -> Choice:
    """The plain protocol cut down, step by step, until ``may`` allows it: what costs most time for least goes first."""
    shorter_walks = min(3.0, first.move_min)
    ways = [
        first,
        replace(first, move_min=shorter_walks),
        once := replace(first, move_min=shorter_walks, warm_times=min(first.warm_times, 1)),
        bare := replace(once, stretch_times=0),
        resting := without_thermal(bare),
        replace(resting, move=None, move_min=0.0),
    ]
    return next((way for way in ways if may(way)), Choice())


def _orders(
    choice: Choice, allowed: Allowances, preferences: Preferences, case: Case, knowledge: Knowledge
) -> list[Choice]:
    """Other orders of warmth and cold; who wishes for the article's order gets it."""
    if preferences.order is Order.ARTICLE:
        return []
    return [
        with_thermal(choice, thermal, allowed, preferences.order, case, knowledge)
        for thermal in thermal_orders(allowed, case)
        if thermal is not choice.thermal
    ]


def _rests(choice: Choice, allowed: Allowances, knowledge: Knowledge) -> list[Choice]:
    if choice.rest is None:
        return []
    most = knowledge.remedies[choice.rest].minutes_max
    longer = [
        replace(choice, rest_min=minutes) for minutes in (LONGER_REST_MIN, most) if choice.rest_min < minutes <= most
    ]
    back_is_free = choice.warm is None and choice.cold is None  # nobody may lie on a warm or cold thing
    if back_is_free and "calves_on_chair" in allowed.remedies and choice.rest != "calves_on_chair":
        return [replace(choice, rest="calves_on_chair"), *longer]
    return longer


def _warmths(choice: Choice, knowledge: Knowledge) -> list[Choice]:
    """Warmth only after the first rest, and as long and often as the sheet allows."""
    if choice.warm is None:
        return []
    sheet = knowledge.remedies[choice.warm]
    return [
        replace(choice, warm_from_round=1),
        replace(choice, warm_min=sheet.minutes_max, warm_times=sheet.times_a_day_max),
    ]


def _movements(choice: Choice, knowledge: Knowledge) -> list[Choice]:
    if choice.move is None:
        return []
    return [replace(choice, move_min=3.0), replace(choice, move_min=knowledge.remedies[choice.move].minutes_max)]


def _stretches(choice: Choice, knowledge: Knowledge) -> list[Choice]:
    """None, earlier in the day, and as often as the sheet allows."""
    if choice.stretch_times == 0:
        return []
    most = knowledge.remedies["knee_to_chest"].times_a_day_max
    earlier = choice.stretch_from_round - 3
    return [
        replace(choice, stretch_times=0),
        replace(choice, stretch_from_round=earlier),
        replace(choice, stretch_times=most, stretch_from_round=earlier),
    ]


def _medicines(
    choice: Choice, allowed: Allowances, preferences: Preferences, knowledge: Knowledge, taken: Taken | None
) -> list[Choice]:
    """The first NSAID that is open, else acetaminophen; one small dose first, then more. Never two medicines."""
    medicine = next((m for m in ORAL if m in allowed.remedies), None)
    if medicine is None:
        return []
    most = knowledge.remedies[medicine].times_a_day_max
    plain = []
    for dose in dose_options(medicine, preferences.country, knowledge):
        wait, doses = room_for(medicine, dose, most, taken, knowledge)
        if doses:
            plain.append(replace(choice, medicine=medicine, dose_mg=dose, doses=doses, dose_from_min=wait))
    return [
        *(replace(each, doses=1) for each in plain[:1]),
        *plain,
        *(replace(each, dose_from_min=each.dose_from_min + LATER_DOSE_MIN) for each in plain[-1:]),
    ]

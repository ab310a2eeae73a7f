"""How much of a medicine in a day is still something that the kinetics hold for, and what is a poisoning.

What Unclench *advises* is less and stands in the analgesics' fact-sheets; these are the edges of the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from unclench.model.invalid import InvalidInput

MOST_MG_A_DAY: Mapping[str, float] = {
    "ibuprofen": 3200.0,
    "naproxen": 1500.0,
    "aspirin": 4000.0,
    "acetaminophen": 4000.0,
}
"""The most that US prescribing information names for an adult in 24 hours, in mg. Recalled, not looked up again."""
POISONING = 2.0
"""Assumption: above this multiple of ``MOST_MG_A_DAY`` in 24 hours it is a poisoning, and no equation here holds."""
ADULT_KG = 50.0
"""Assumption, as on labels that dose by weight: who weighs less can take as much less as they weigh less."""
DAY_MIN = 24 * 60.0

Taken = tuple[str, float, float]
"""A dose: the drug, the minute, mg."""


def most_in_a_day(doses: Iterable[Taken]) -> dict[str, float]:
    """The most mg of each drug that fall into any 24 hours (a dose exactly 24 hours later no longer counts)."""
    return {drug: mg for drug, (_, mg) in _highest_sums(list(doses)).items()}


def check_amounts(doses: Mapping[str, Taken], weight_kg: float | None = None) -> None:
    """Refuse a poisoning. ``doses`` by what they are called in messages.

    Raises:
        InvalidInput: naming the dose with which the sum is highest, the sum, and what is allowed.
    """
    share = 1.0 if weight_kg is None else min(1.0, weight_kg / ADULT_KG)
    for drug, (place, mg) in _highest_sums(list(doses.values())).items():
        limit = POISONING * MOST_MG_A_DAY[drug] * share
        if mg > limit:
            whose = "" if share == 1.0 else f" at {weight_kg:g} kg"
            allowed = f"at most {limit:g} mg of {drug} in 24 hours{whose}; more is a poisoning, and not in the model"
            raise InvalidInput(list(doses)[place], mg, allowed)


def _highest_sums(doses: Sequence[Taken]) -> dict[str, tuple[int, float]]:
    """Of each drug: the place of the dose with which the sum of 24 hours is highest, and that sum in mg."""
    highest: dict[str, tuple[int, float]] = {}
    within: dict[str, list[tuple[float, float]]] = {}
    for place, (drug, minute, mg) in sorted(enumerate(doses), key=lambda each: each[1][1]):
        window = [each for each in within.get(drug, []) if each[0] > minute - DAY_MIN]
        window.append((minute, mg))
        within[drug] = window
        total = sum(each[1] for each in window)
        if drug not in highest or total > highest[drug][1]:
            highest[drug] = place, total
    return highest

"""What the model was made for: whoever and whatever lies outside is still computed, and told so."""

from __future__ import annotations

from unclench.model.amounts import MOST_MG_A_DAY, check_amounts, most_in_a_day
from unclench.model.case import Person
from unclench.model.scenario import Scenario

YOUNGEST, OLDEST = 18.0, 90.0
"""Years between which ages make a difference (``physiology/person.py``): no study here has younger people."""
LIGHTEST, HEAVIEST = 15.0, 50.0
"""Assumption: body mass index (kg/m2) between which the growth of fat with weight is at all known."""


def check_together(person: Person, scenario: Scenario) -> None:
    """Refuse what this person cannot go through, though others might. Raises InvalidInput."""
    check_amounts(scenario.doses, person.weight_kg)


def outside(person: Person, scenario: Scenario) -> tuple[str, ...]:
    """What of this the model was not made for, in plain words; empty when all is well."""
    return (*_who(person), *_how_much(scenario))


def _who(person: Person) -> list[str]:
    said = []
    age, index = person.age_years, person.body_mass_index
    if age is not None and age < YOUNGEST:
        said.append(
            f"age {age:g}: the model was made for adults. It computes this child as if {YOUNGEST:g} years old, and "
            "what it says about heat, cold and medicine does not hold for children"
        )
    if age is not None and age > OLDEST:
        said.append(f"age {age:g}: nothing is known here about people above {OLDEST:g}; computed as if {OLDEST:g}")
    if index is not None and not LIGHTEST <= index <= HEAVIEST:
        said.append(
            f"height and weight: a body mass index of {index:.0f} lies outside {LIGHTEST:g} to {HEAVIEST:g}, "
            "where the thickness of fat under the skin is a guess"
        )
    return said


def _how_much(scenario: Scenario) -> list[str]:
    return [
        f"{mg:g} mg of {drug} within 24 hours is an overdose (the most on any label is {MOST_MG_A_DAY[drug]:g} mg). "
        "The model knows nothing of the harm it does; in life, call a poison centre at once"
        for drug, mg in most_in_a_day(scenario.doses.values()).items()
        if mg > MOST_MG_A_DAY[drug]
    ]

"""Whom a study took in, and what is known to differ between them and the model's usual person."""

from __future__ import annotations

from collections.abc import Mapping

from unclench.model.case import Person, Sex
from unclench.model.invalid import InvalidInput, one_of
from unclench.model.reading import check_keys, mapping_at, read_person
from unclench.physiology.body import fat_multiplier
from unclench.simulate.population import SPREAD
from unclench.validate.keys import is_number
from unclench.validate.plain import number, required

PEOPLE_KEYS = dict.fromkeys(("n", "age_years", "sex", "height_cm", "weight_kg", "skinfold_mm", "place"))
PARAMETER_KEYS = dict.fromkeys(("value", "log_sd", "because"))
BLOOD_OF_PLACE: dict[str, str] = {
    "back": "arterial_c",
    "thigh": "thigh_blood_c",
    "calf": "calf_blood_c",
    "knee": "ankle_blood_c",
    "ankle": "ankle_blood_c",
}
"""Parts of the body that were looked at, and the parameter that says how warm the blood arrives there."""
PRESSURE_OF_PLACE: dict[str, str] = {"thigh": "thigh_pressure_gain"}
"""Where the muscle is known to press harder on its vessels than that of the back, and the parameter that says so."""
LEAST_FOLD_M, MOST_FOLD_M = 0.002, 0.1
"""Skinfolds that callipers can read."""
LEAST_FAT_M = 0.001
FARTHEST = 1000.0
"""A parameter further from its sheet than by this factor is a slip of units, not another kind of person."""
MOST_LOG_SD = 3.0
"""One person in three would then differ from the median by a factor of twenty or more."""


def read_people(
    raw: object, parameters: Mapping[str, float], at: str, where: str
) -> tuple[int, Person, dict[str, float]]:
    """How many people there were, what is known of them, and as overrides the fat under their skinfold and the blood.

    The fat is half the fold less the skin; sex, height and weight then change all but that. How warm the blood arrives,
    and how hard the muscle presses on it, hang on the place of the body. Raises InvalidInput.
    """
    people = dict(mapping_at(raw, at, where))
    check_keys(people, PEOPLE_KEYS, at, where)
    n = people.pop("n", None)
    if not is_number(n) or n < 1 or n != int(n):
        raise InvalidInput(f"{at}.n", n, "how many people there were, from 1", where)
    fold_mm, place = people.pop("skinfold_mm", None), people.pop("place", None)
    person = read_person(people, where, at)
    overrides = {} if fold_mm is None else {"fat_m": _fat_m(fold_mm, person, parameters, at, where)}
    if place is not None:
        if not isinstance(place, str) or place not in BLOOD_OF_PLACE:
            raise InvalidInput(f"{at}.place", place, one_of(BLOOD_OF_PLACE), where)
        overrides["arterial_c"] = parameters[BLOOD_OF_PLACE[place]]
        if place in PRESSURE_OF_PLACE:
            overrides["pressure_gain"] = parameters[PRESSURE_OF_PLACE[place]]
    return int(n), person, overrides


def _fat_m(fold_mm: object, person: Person, parameters: Mapping[str, float], at: str, where: str) -> float:
    """The median to override, which sex, height and weight will multiply: what they do to it is taken out here."""
    fold_m = number(fold_mm, f"{at}.skinfold_mm", where) / 1000.0
    if not LEAST_FOLD_M <= fold_m <= MOST_FOLD_M:
        allowed = f"{1000 * LEAST_FOLD_M:g} to {1000 * MOST_FOLD_M:g}"
        raise InvalidInput(f"{at}.skinfold_mm", fold_mm, allowed, where)
    female = None if person.sex is None else person.sex is Sex.FEMALE
    fat_m = max(fold_m / 2.0 - parameters["skin_m"], LEAST_FAT_M)
    return fat_m / fat_multiplier(female, person.height_cm, person.weight_kg)


def read_parameters(raw: object, parameters: Mapping[str, float], at: str, where: str) -> dict[str, float]:
    """Medians, and spreads under ``<name>.log_sd``, that an arm gives parameters. Raises InvalidInput."""
    overrides: dict[str, float] = {}
    for name, entry in mapping_at(raw, at, where).items():
        if name not in parameters:
            check_keys({name: entry}, parameters, at, where)
        mapping = mapping_at(entry, f"{at}.{name}", where)
        check_keys(mapping, PARAMETER_KEYS, f"{at}.{name}", where)
        required(mapping, "because", f"{at}.{name}", where)
        overrides[name] = _median(mapping.get("value"), parameters[name], f"{at}.{name}.value", where)
        if mapping.get("log_sd") is not None:
            overrides[name + SPREAD] = _spread(mapping["log_sd"], f"{at}.{name}.log_sd", where)
    return overrides


def _median(value: object, usual: float, at: str, where: str) -> float:
    found = number(value, at, where)
    if usual > 0.0 and found <= 0.0:
        raise InvalidInput(at, found, "a number above 0", where)
    if usual > 0.0 and not usual / FARTHEST <= found <= usual * FARTHEST:
        raise InvalidInput(at, found, f"within a factor of {FARTHEST:g} of the usual {usual:g}", where)
    return found


def _spread(value: object, at: str, where: str) -> float:
    found = number(value, at, where)
    if not 0.0 <= found <= MOST_LOG_SD:
        raise InvalidInput(at, found, f"a number from 0 to {MOST_LOG_SD:g}", where)
    return found

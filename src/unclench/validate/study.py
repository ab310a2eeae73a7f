"""One published study, read strictly from ``study.yaml``: who, what was done, what was measured and how it was used."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from unclench.model.case import Person
from unclench.model.invalid import InvalidInput, one_of
from unclench.model.reading import check_keys, mapping_at, read_person, read_scenario
from unclench.model.scenario import Scenario
from unclench.simulate.population import SPREAD
from unclench.validate.keys import CURVE_KEYS, QUANTITIES, check_of, is_number
from unclench.validate.possible import check_value
from unclench.validate.units import check_unit

STUDY_KEYS = dict.fromkeys(("title", "citation", "verified", "note", "arms", "round"))
ARM_KEYS = dict.fromkeys(("says", "people", "parameters", "scenario", "observed"))
PEOPLE_KEYS = dict.fromkeys(("n", "age_years", "sex", "height_cm", "weight_kg", "skinfold_mm"))
PARAMETER_KEYS = dict.fromkeys(("value", "log_sd", "because"))
OBSERVED_KEYS = dict.fromkeys(("quantity", "of", "value", "unit", "sd", "tolerance", "factor", "because", "use"))
LEAST_FOLD_M, MOST_FOLD_M = 0.002, 0.1
"""Skinfolds that callipers can read."""
GRADES = ("primary", "secondary", "partial", "memory_high", "memory_medium", "memory_low")


class Use(StrEnum):
    """What an observed number was to the model before anybody compared them.

    SET_ASIDE is neither a prediction nor training: it is shown and scored, and counts in no bar.
    """

    PREDICTED = "predicted"
    EMERGENT = "emergent"
    FITTED = "fitted"
    TUNED = "tuned"
    SET_ASIDE = "set_aside"


BLIND = (Use.PREDICTED, Use.EMERGENT)
"""Uses that count as prediction: the number chose nothing in the model."""
TRAINED = (Use.FITTED, Use.TUNED)
"""Uses of rows that the model was chosen with in view."""


@dataclass(frozen=True, slots=True)
class Observed:
    """One published number with what counts as agreement.

    ``low`` and ``high`` bound the agreement; ``tolerance`` is half their distance.
    """

    quantity: str
    of: Mapping[str, Any]
    value: float
    unit: str
    sd: float | None
    low: float
    high: float
    because: str
    use: Use

    @property
    def tolerance(self) -> float:
        """Half the width of the agreement, in the unit of the value."""
        return (self.high - self.low) / 2.0

    def error_in_tolerances(self, predicted: float) -> float:
        """How far a prediction is off, as a share of the agreement on that side: within it when between -1 and 1."""
        error = predicted - self.value
        return error / (self.high - self.value if error > 0.0 else self.value - self.low)

    @property
    def kind(self) -> tuple[str, str]:
        """Rows of one kind share a unit and may be averaged: the quantity and its outcome (or drug)."""
        return self.quantity, str(self.of.get("outcome", ""))


@dataclass(frozen=True, slots=True)
class Arm:
    """One group of people to whom one thing was done; ``scenario`` is None when nothing is simulated."""

    id: str
    says: str
    n: int
    person: Person
    overrides: Mapping[str, float]
    scenario: Scenario | None
    observed: tuple[Observed, ...]


@dataclass(frozen=True, slots=True)
class Study:
    """A published study: its arms and where it was published."""

    id: str
    title: str
    citation: str
    verified: str
    arms: tuple[Arm, ...]
    note: str = ""
    round: int = 1
    """The how-manieth collection of studies this one is of; the model had been frozen before each was first run."""


def read_study(path: Path, parameters: Mapping[str, float]) -> Study:
    """Read ``path`` (a ``study.yaml``); its folder's name is the study's id.

    Args:
        path: the file.
        parameters: median of every model parameter, to check names and to turn skinfolds into fat.

    Raises:
        InvalidInput: naming the file and the key that cannot be used.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    where = str(path)
    try:
        raw = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise InvalidInput("study", str(error), "a readable YAML file", where) from error
    return study_of(raw, path.parent.name, parameters, where)


def study_of(raw: object, study_id: str, parameters: Mapping[str, float], where: str = "") -> Study:
    """The study that a document describes, however it was read. Raises InvalidInput."""
    mapping = mapping_at(raw, "study", where)
    check_keys(mapping, STUDY_KEYS, "study", where)
    for key in ("title", "citation", "verified", "arms"):
        _required(mapping, key, "study", where)
    if mapping["verified"] not in GRADES:
        raise InvalidInput("study.verified", mapping["verified"], one_of(GRADES), where)
    arms = mapping_at(mapping["arms"], "arms", where)
    study = Study(
        id=study_id,
        title=str(mapping["title"]),
        citation=str(mapping["citation"]),
        verified=str(mapping["verified"]),
        note=str(mapping.get("note", "")),
        arms=tuple(_read_arm(name, arm, parameters, where) for name, arm in arms.items()),
        round=_round(mapping.get("round", 1), where),
    )
    if not any(arm.observed for arm in study.arms):
        raise InvalidInput("arms", list(arms), "at least one arm with an observed number", where)
    return study


def _round(value: object, where: str) -> int:
    if not isinstance(value, int) or not is_number(value) or value < 1:
        raise InvalidInput("study.round", value, "a whole number from 1", where)
    return value


def _read_arm(name: str, raw: object, parameters: Mapping[str, float], where: str) -> Arm:
    at = f"arms.{name}"
    mapping = mapping_at(raw, at, where)
    check_keys(mapping, ARM_KEYS, at, where)
    people = dict(mapping_at(_required(mapping, "people", at, where), f"{at}.people", where))
    check_keys(people, PEOPLE_KEYS, f"{at}.people", where)
    n = people.pop("n", None)
    if not is_number(n) or n < 1 or n != int(n):
        raise InvalidInput(f"{at}.people.n", n, "how many people there were, from 1", where)
    skinfold_mm = people.pop("skinfold_mm", None)
    overrides = _read_parameters(mapping.get("parameters", {}), parameters, f"{at}.parameters", where)
    if skinfold_mm is not None:
        if set(people) - {"age_years"}:
            raise InvalidInput(f"{at}.people", sorted(people), "no sex, height or weight beside a skinfold", where)
        fold_m = _number(skinfold_mm, f"{at}.people.skinfold_mm", where) / 1000.0
        if not LEAST_FOLD_M <= fold_m <= MOST_FOLD_M:
            allowed = f"{1000 * LEAST_FOLD_M:g} to {1000 * MOST_FOLD_M:g}"
            raise InvalidInput(f"{at}.people.skinfold_mm", skinfold_mm, allowed, where)
        overrides.setdefault("fat_m", max(fold_m / 2.0 - parameters["skin_m"], 0.001))
    scenario = mapping.get("scenario")
    entries = _required(mapping, "observed", at, where)
    if not isinstance(entries, list):
        raise InvalidInput(f"{at}.observed", entries, "a list", where)
    return Arm(
        id=name,
        says=str(mapping.get("says", name)),
        n=int(n),
        person=read_person(people, where, f"{at}.people"),
        overrides=overrides,
        scenario=None if scenario is None else read_scenario(scenario, where, f"{at}.scenario"),
        observed=tuple(
            _read_observed(entry, scenario is not None, f"{at}.observed[{index}]", where)
            for index, entry in enumerate(entries)
        ),
    )


def _read_parameters(raw: object, parameters: Mapping[str, float], at: str, where: str) -> dict[str, float]:
    overrides: dict[str, float] = {}
    for name, entry in mapping_at(raw, at, where).items():
        if name not in parameters:
            check_keys({name: entry}, parameters, at, where)
        mapping = mapping_at(entry, f"{at}.{name}", where)
        check_keys(mapping, PARAMETER_KEYS, f"{at}.{name}", where)
        _required(mapping, "because", f"{at}.{name}", where)
        overrides[name] = _number(mapping.get("value"), f"{at}.{name}.value", where)
        if parameters[name] > 0.0 and overrides[name] <= 0.0:
            raise InvalidInput(f"{at}.{name}.value", overrides[name], "a number above 0", where)
        if mapping.get("log_sd") is not None:
            spread = overrides[name + SPREAD] = _number(mapping["log_sd"], f"{at}.{name}.log_sd", where)
            if spread < 0.0:
                raise InvalidInput(f"{at}.{name}.log_sd", spread, "a number from 0", where)
    return overrides


def _read_observed(raw: object, simulated: bool, at: str, where: str) -> Observed:
    mapping = mapping_at(raw, at, where)
    check_keys(mapping, OBSERVED_KEYS, at, where)
    quantity = _required(mapping, "quantity", at, where)
    if quantity not in QUANTITIES:
        raise InvalidInput(f"{at}.quantity", quantity, one_of(QUANTITIES), where)
    of = mapping_at(mapping.get("of", {}), f"{at}.of", where)
    check_of(of, quantity, f"{at}.of", where)
    if quantity in CURVE_KEYS and not simulated:
        raise InvalidInput(f"{at}.quantity", quantity, "a quantity that needs no scenario, or give the arm one", where)
    value = _number(mapping.get("value"), f"{at}.value", where)
    sd = None if mapping.get("sd") is None else _positive(mapping["sd"], f"{at}.sd", where)
    low, high = _agreement(mapping, value, sd, at, where)
    check_value(value, quantity, of, at, where)
    use = mapping.get("use")
    if use not in list(Use):
        raise InvalidInput(f"{at}.use", use, one_of(Use), where)
    unit = str(mapping.get("unit", ""))
    check_unit(unit, quantity, of, at, where)
    because = str(mapping.get("because", "Published standard deviation."))
    return Observed(quantity, dict(of), value, unit, sd, low, high, because, Use(use))


def _agreement(mapping: Mapping[str, Any], value: float, sd: float | None, at: str, where: str) -> tuple[float, float]:
    given = [key for key in ("tolerance", "factor") if key in mapping]
    if len(given) > 1 or (not given and sd is None):
        raise InvalidInput(at, given or "no tolerance", "sd, or one of tolerance and factor (with because)", where)
    if given:
        _required(mapping, "because", at, where)
    if given == ["factor"]:
        factor = _number(mapping["factor"], f"{at}.factor", where)
        if not 1.0 < factor <= 100.0:
            raise InvalidInput(f"{at}.factor", factor, "a number above 1, up to 100", where)
        if value == 0.0:
            raise InvalidInput(f"{at}.factor", factor, "tolerance, because a factor of 0 is 0", where)
        return tuple(sorted((value / factor, value * factor)))  # type: ignore[return-value]
    reach = _positive(mapping["tolerance"], f"{at}.tolerance", where) if given else sd
    assert reach is not None  # noqa: S101 - for the type checker: no tolerance means that sd is there
    return value - reach, value + reach


def _required(mapping: Mapping[str, Any], key: str, at: str, where: str) -> Any:  # noqa: ANN401
    if mapping.get(key) is None:
        raise InvalidInput(f"{at}.{key}", None, "a value; it is required", where)
    return mapping[key]


def _number(value: object, at: str, where: str) -> float:
    if not is_number(value) or not math.isfinite(value):  # type: ignore[arg-type]
        raise InvalidInput(at, value, "a number", where)
    return float(value)  # type: ignore[arg-type]


def _positive(value: object, at: str, where: str) -> float:
    number = _number(value, at, where)
    if number <= 0.0:
        raise InvalidInput(at, value, "a number above 0", where)
    return number

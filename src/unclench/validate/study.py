"""One published study, read strictly from ``study.yaml``: who, what was done, what was measured and how it was used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from unclench.model.case import Person
from unclench.model.invalid import InvalidInput, one_of
from unclench.model.reading import check_keys, mapping_at, read_scenario
from unclench.model.scenario import Scenario
from unclench.validate.faults import Faults
from unclench.validate.fits import check_against, check_fits, check_knew, check_people
from unclench.validate.keys import CURVE_KEYS, QUANTITIES, check_of, is_number, understood
from unclench.validate.people import read_parameters, read_people
from unclench.validate.plain import number, positive, required
from unclench.validate.possible import check_reach, check_value
from unclench.validate.units import check_unit

STUDY_KEYS = dict.fromkeys(("title", "citation", "verified", "note", "arms", "round"))
ARM_KEYS = dict.fromkeys(("says", "people", "parameters", "scenario", "observed"))
OBSERVED_KEYS = dict.fromkeys(("quantity", "of", "value", "unit", "sd", "tolerance", "factor", "because", "use"))
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
        return self.quantity, str(self.of.get("outcome", self.of.get("drug", "")))


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

    @property
    def simulated(self) -> Scenario:
        """The scenario, of an arm that is simulated. Raises InvalidInput for any other."""
        if self.scenario is None:
            raise InvalidInput(
                f"arms.{self.id}.scenario", None, "a scenario; this number is read from a simulated course"
            )
        return self.scenario


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
        InvalidInput: naming the file and every key that cannot be used.
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
    """The study that a document describes, however it was read. Raises InvalidInput, for all that is wrong in it."""
    mapping = mapping_at(raw, "study", where)
    faults, arms = Faults(), {}
    with faults.noted():
        check_keys(mapping, STUDY_KEYS, "study", where)
    for key in ("title", "citation", "verified", "arms"):
        with faults.noted():
            required(mapping, key, "study", where)
    with faults.noted():
        if mapping.get("verified") is not None and mapping["verified"] not in GRADES:
            raise InvalidInput("study.verified", mapping["verified"], one_of(GRADES), where)
    with faults.noted():
        collection = _round(mapping.get("round", 1), where)
    with faults.noted():
        arms = _named(mapping.get("arms") or {}, where)
    read, scenarios = [], _scenarios(arms, faults, where)
    for name, arm in arms.items():
        with faults.noted():
            read.append(_read_arm(name, arm, parameters, scenarios, where))
    faults.tell()
    if not any(arm.observed for arm in read):
        raise InvalidInput("arms", list(arms), "at least one arm with an observed number", where)
    return Study(
        id=study_id,
        title=str(mapping["title"]),
        citation=str(mapping["citation"]),
        verified=str(mapping["verified"]),
        note=str(mapping.get("note", "")),
        arms=tuple(read),
        round=collection,
    )


def _named(raw: object, where: str) -> dict[str, Any]:
    """The arms by name; one that YAML reads as a number (``20:``) is the text of it."""
    if not isinstance(raw, Mapping):
        raise InvalidInput("arms", raw, "a mapping of names to arms", where)
    named = {str(name) if is_number(name) else name: arm for name, arm in raw.items()}
    if len(named) < len(raw):
        raise InvalidInput("arms", list(raw), "a name of its own for each arm", where)
    return dict(mapping_at(named, "arms", where))


def _scenarios(arms: Mapping[str, Any], faults: Faults, where: str) -> dict[str, Scenario | None]:
    """What was done in each arm, None where nothing is simulated; an arm whose scenario cannot be read is missing."""
    scenarios = {}
    for name, arm in arms.items():
        given = arm.get("scenario") if isinstance(arm, Mapping) else None
        with faults.noted():
            scenarios[name] = None if given is None else read_scenario(given, where, f"arms.{name}.scenario")
    return scenarios


def _round(value: object, where: str) -> int:
    if not isinstance(value, int) or not is_number(value) or value < 1:
        raise InvalidInput("study.round", value, "a whole number from 1", where)
    return value


def _read_arm(
    name: str,
    raw: object,
    parameters: Mapping[str, float],
    scenarios: Mapping[str, Scenario | None],
    where: str,
) -> Arm:
    at, faults = f"arms.{name}", Faults()
    mapping = mapping_at(raw, at, where)
    overrides: dict[str, float] = {}
    observed, scenario = [], scenarios.get(name)
    with faults.noted():
        check_keys(mapping, ARM_KEYS, at, where)
    with faults.noted():
        overrides = read_parameters(mapping.get("parameters", {}), parameters, f"{at}.parameters", where)
    with faults.noted():
        of_the_arm = {**parameters, **overrides}
        n, person, by_people = read_people(required(mapping, "people", at, where), of_the_arm, f"{at}.people", where)
        overrides = by_people | overrides
        if scenario is not None:
            check_people(person, scenario, f"{at}.scenario", where)
    with faults.noted():
        entries = required(mapping, "observed", at, where)
        if not isinstance(entries, list):
            raise InvalidInput(f"{at}.observed", entries, "a list", where)
        for index, entry in enumerate(entries):
            with faults.noted():
                observed.append(_read_observed(entry, name, scenarios, f"{at}.observed[{index}]", where))
    faults.tell()
    return Arm(name, str(mapping.get("says", name)), n, person, overrides, scenario, tuple(observed))


def _read_observed(raw: object, arm: str, scenarios: Mapping[str, Scenario | None], at: str, where: str) -> Observed:
    mapping = mapping_at(raw, at, where)
    check_keys(mapping, OBSERVED_KEYS, at, where)
    quantity = required(mapping, "quantity", at, where)
    if not isinstance(quantity, str) or quantity not in QUANTITIES:
        raise InvalidInput(f"{at}.quantity", quantity, one_of(QUANTITIES), where)
    of = understood(mapping_at(mapping.get("of", {}), f"{at}.of", where))
    check_of(of, quantity, f"{at}.of", where)
    if quantity in CURVE_KEYS and arm in scenarios:
        _check_scenario(of, quantity, arm, scenarios, at, where)
    value = number(mapping.get("value"), f"{at}.value", where)
    sd = None if mapping.get("sd") is None else positive(mapping["sd"], f"{at}.sd", where)
    low, high = _agreement(mapping, value, sd, at, where)
    check_value(value, quantity, of, at, where)
    for key in ("sd", "tolerance"):
        if mapping.get(key) is not None:
            check_reach(mapping[key], quantity, of, f"{at}.{key}", where)
    use = mapping.get("use")
    if use not in list(Use):
        raise InvalidInput(f"{at}.use", use, one_of(Use), where)
    unit = str(mapping.get("unit", ""))
    check_unit(unit, quantity, of, at, where)
    because = str(mapping.get("because", "Published standard deviation."))
    return Observed(quantity, of, value, unit, sd, low, high, because, Use(use))


def _check_scenario(
    of: Mapping[str, Any], quantity: str, arm: str, scenarios: Mapping[str, Scenario | None], at: str, where: str
) -> None:
    scenario = scenarios[arm]
    if scenario is None:
        raise InvalidInput(f"{at}.quantity", quantity, "a quantity that needs no scenario, or give the arm one", where)
    check_fits(of, quantity, scenario, f"{at}.of", where)
    check_knew(of, scenario, f"{at}.of", where)
    check_against(of, arm, scenarios, f"{at}.of", where)


def _agreement(mapping: Mapping[str, Any], value: float, sd: float | None, at: str, where: str) -> tuple[float, float]:
    given = [key for key in ("sd", "tolerance", "factor") if mapping.get(key) is not None]
    if len(given) != 1:
        raise InvalidInput(
            at, given or "no tolerance", "one of sd, tolerance and factor (the last two with because)", where
        )
    if sd is not None:
        return value - sd, value + sd
    required(mapping, "because", at, where)
    if given == ["tolerance"]:
        reach = positive(mapping["tolerance"], f"{at}.tolerance", where)
        return value - reach, value + reach
    factor = number(mapping["factor"], f"{at}.factor", where)
    if not 1.0 < factor <= 100.0:
        raise InvalidInput(f"{at}.factor", factor, "a number above 1, up to 100", where)
    if value == 0.0:
        raise InvalidInput(f"{at}.factor", factor, "tolerance, because a factor of 0 is 0", where)
    return min(value / factor, value * factor), max(value / factor, value * factor)

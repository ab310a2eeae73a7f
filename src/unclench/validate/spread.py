"""How far a published number may lie from the model's, when the model is right about people.

A study reports the middle of a group. That differs from the model's middle by chance (its people, and the finite number
of virtual ones) and by what differs between studies and models: packs, rooms, needles, whom a trial took in, and what
the equations get wrong. The second is not in the spread over people. It is measured on the rows that the model was
fitted or tuned to, and on no others, as a multiple of the standard deviation between people.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from unclench.model.invalid import InvalidInput
from unclench.model.reading import check_keys, mapping_at
from unclench.simulate.arrays import Vector
from unclench.validate.keys import is_number
from unclench.validate.quantities import AVERAGED, SHARES
from unclench.validate.study import TRAINED

if TYPE_CHECKING:
    from unclench.validate.compare import Row

KEYS = dict.fromkeys(("ratio", "freedom", "free_parameters", "cohorts", "because"))
FILE = "between_studies.yaml"
NORMAL_95 = 1.6449
"""95th percentile of the standard normal: how many standard deviations the 5th and 95th person lie from the middle."""
LEAST_SPREAD = 0.1
"""A row whose people the model spreads by less than this share of the tolerance says nothing about the ratio."""


@dataclass(frozen=True, slots=True)
class Between:
    """Spread between studies.

    Attributes:
        ratio: standard deviation of a study's own error, in standard deviations between people.
        freedom: degrees of freedom with which it is known.
        free_parameters: how many numbers of the model were chosen with the rows in view that it was found from.
        cohorts: standard deviation over cohorts of the logarithm of the time in which people mend.
    """

    ratio: float
    freedom: float
    free_parameters: int
    cohorts: float = 0.0


@dataclass(frozen=True, slots=True)
class Spread:
    """Standard deviations between people, below and above the middle of a row's prediction.

    ``apart`` is set for a difference between two groups: the study compared different people, whose means differ by
    chance more than the effect does within one person.
    """

    below: float
    above: float
    apart: float | None = None

    def variance(self, side: float, n: int, people: int) -> float:
        """Variance by chance alone of a group of ``n``, against a middle found on so many virtual people."""
        return (side if self.apart is None else self.apart) ** 2 / n + side**2 / people


def spread_of(values: Vector, quantity: str, middle: float, apart: float | None = None) -> Spread:
    """The spread of a row's values over people."""
    if quantity in AVERAGED:
        return Spread(float(values.std()), float(values.std()), apart)
    low, high = np.percentile(values, (5, 95), method="nearest")
    return Spread(max(middle - float(low), 0.0) / NORMAL_95, max(float(high) - middle, 0.0) / NORMAL_95, apart)


def interval(middle: float, spread: Spread, n: int, people: int, between: Between) -> tuple[float, float]:
    """Where nine in ten studies of ``n`` people would report this number.

    The prediction interval of a random-effects meta-analysis (Higgins, Thompson & Spiegelhalter 2009, J R Stat Soc A
    172:137-159): Student's t, with the variance between studies and that of chance; each side has its own spread.
    """
    from scipy.stats import t

    factor = float(t.ppf(0.95, between.freedom))
    below, above = (
        factor * math.sqrt((between.ratio * side) ** 2 + spread.variance(side, n, people))
        for side in (spread.below, spread.above)
    )
    return middle - below, middle + above


def estimate(rows: Iterable[Row], free_parameters: int) -> Between | None:
    """The spread between studies that the fitted and tuned rows show; None when they are too few to tell.

    Every study counts once, however many rows it has. What fitting took away is given back by the share of the rows
    that is left when one is taken off for each free parameter.
    """
    studies: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        side = row.spread.above if row.error < 0.0 else row.spread.below
        if row.observed.use not in TRAINED or row.observed.quantity in SHARES:
            continue
        if side > LEAST_SPREAD * row.observed.tolerance:
            by_chance = row.spread.variance(side, row.n, row.people)
            studies[row.study].append((row.error**2 - by_chance) / side**2)
    count = sum(map(len, studies.values()))
    if count <= free_parameters:
        return None
    left = 1.0 - free_parameters / count
    variance = sum(sum(each) / len(each) for each in studies.values()) / (len(studies) * left)
    return Between(math.sqrt(max(variance, 0.0)), len(studies) * left, free_parameters)


def read_between(path: Path) -> Between:
    """The spread between studies as it is written down. Raises InvalidInput."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        raw = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise InvalidInput("between_studies", str(error), "a readable YAML file", str(path)) from error
    mapping = mapping_at(raw, "between_studies", str(path))
    check_keys(mapping, KEYS, "between_studies", str(path))
    for key in ("ratio", "freedom", "free_parameters"):
        if not is_number(mapping.get(key)) or not mapping[key] > 0:
            raise InvalidInput(key, mapping.get(key), "a number above 0", str(path))
    cohorts = mapping.get("cohorts", 0.0)
    if not is_number(cohorts) or not cohorts >= 0:
        raise InvalidInput("cohorts", cohorts, "a number from 0", str(path))
    return Between(float(mapping["ratio"]), float(mapping["freedom"]), int(mapping["free_parameters"]), float(cohorts))


@cache
def between_studies() -> Between:
    """The shipped spread between studies."""
    return read_between(shipped_studies() / FILE)


def between_studies_of(directory: Path) -> Between:
    """The spread between studies that a folder of studies brings along, else the shipped one. Raises InvalidInput."""
    own = directory / FILE
    return read_between(own) if own.is_file() else between_studies()


def shipped_studies() -> Path:
    """The studies that come with the package: inside it when installed, else at the root of the checkout."""
    installed = Path(__file__).parents[1] / "studies"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "studies"

"""The spread between studies: found from the rows that the model was fitted or tuned to, written down, and read."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from unclench.model.invalid import InvalidInput
from unclench.model.reading import check_keys, mapping_at
from unclench.validate.keys import is_number
from unclench.validate.quantities import SHARES
from unclench.validate.row import Row
from unclench.validate.spread import Between
from unclench.validate.study import TRAINED

KEYS = dict.fromkeys(("ratio", "freedom", "free_parameters", "cohorts", "because"))
FILE = "between_studies.yaml"
LEAST_SPREAD = 0.1
"""A row whose people the model spreads by less than this share of the tolerance says nothing about the ratio."""


def estimate(rows: Iterable[Row], free_parameters: int) -> Between | None:
    """The spread between studies that the fitted and tuned rows show; None when they are too few to tell.

    Every study counts once, however many rows it has. What fitting took away is given back by the share of the rows
    that is left when one is taken off for each free parameter.
    """
    studies: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        side = row.spread.above if row.error < 0.0 else row.spread.below
        if row.observed.use not in TRAINED or row.observed.quantity in SHARES or not row.is_finite:
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

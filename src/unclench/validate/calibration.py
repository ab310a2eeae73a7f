"""Which parameters are fitted to which published rows, read strictly from ``calibration.yaml`` beside the studies.

Every parameter has a prior there: where the search starts, how unsure that is, and why. So what is found does not
depend on what the sheets happen to hold, and a parameter that its rows hardly feel is as unsure as its prior.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Parameter
from unclench.model.invalid import InvalidInput, one_of
from unclench.model.reading import check_keys, mapping_at
from unclench.simulate.population import SPREAD, parameters
from unclench.validate.keys import is_number
from unclench.validate.study import Study, Use, read_study

GROUP_KEYS = dict.fromkeys(("says", "people", "parameters", "rows", "reweigh", "studies_differ", "by_study", "factors"))
PRIOR_KEYS = dict.fromkeys(("start", "log_sd", "because"))
MOST_DIFFERENCE = 3.0
"""Studies whose middles lie further apart than this many tolerances measured different things."""
WIDEST = 3.0
"""No prior is wider (in the logarithm): a factor of 20 either way says nothing about a body."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What was thought of a parameter before its rows: the middle, the standard deviation of its logarithm, and why."""

    start: float
    log_sd: float
    because: str


@dataclass(frozen=True, slots=True)
class Group:
    """Parameters that are fitted together, and the studies they are fitted to, cut down to their fitted rows.

    A parameter's name that ends in ``.log_sd`` means its spread over people. ``priors`` are in the order of
    ``parameters``. With ``reweigh`` the people are run once and weighed (see :mod:`unclench.validate.reweigh`), which
    only does for parameters that differ between people. ``studies_differ`` is how far a study's own middle lies from
    everybody's, as a share of its tolerance, beyond chance: without it a study with many people and a printed SD
    outweighs all the others together.
    Of the parameters ``by_study`` every study has its own multiple, with a prior about 1. With ``factors`` a row's miss
    is that of its logarithm: where spreads grow with the values, a study that reads low also has a small spread, and
    differences lean to it (Peelle's puzzle; D'Agostini 1994, Nucl Instrum Methods A 346:306).
    """

    id: str
    says: str
    people: int
    parameters: tuple[str, ...]
    priors: tuple[Prior, ...]
    studies: tuple[Study, ...]
    reweigh: bool = False
    studies_differ: float = 0.0
    by_study: Mapping[str, Prior] = field(default_factory=dict)
    factors: bool = False

    @property
    def starts(self) -> dict[str, float]:
        """Where the search starts, by parameter."""
        return {name: prior.start for name, prior in zip(self.parameters, self.priors, strict=True)}

    @property
    def all_priors(self) -> dict[str, Prior]:
        """Priors of everything that is searched for: the parameters, then each study's own multiples."""
        own = {f"{name}@{study.id}": prior for name, prior in self.by_study.items() for study in self.studies}
        return {**dict(zip(self.parameters, self.priors, strict=True)), **own}

    @property
    def row_count(self) -> int:
        """How many published numbers the group is fitted to."""
        return sum(len(arm.observed) for study in self.studies for arm in study.arms)


def sheet_values(names: Iterable[str], knowledge: Knowledge) -> dict[str, float]:
    """What the sheets hold now for each of these parameters."""
    known = parameters(knowledge)
    return {
        name: known[name.removesuffix(SPREAD)].log_sd if name.endswith(SPREAD) else known[name].value for name in names
    }


def read_groups(directory: Path, knowledge: Knowledge) -> tuple[Group, ...]:
    """The groups of ``directory``/calibration.yaml.

    Raises:
        InvalidInput: an unknown parameter, study or arm, an arm without a fitted row, or fewer rows than parameters.
    """
    from ruamel.yaml import YAML

    path = directory / "calibration.yaml"
    if not path.is_file():
        raise InvalidInput("calibration", str(path), "a calibration.yaml beside the studies")
    raw = mapping_at(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")), "calibration", str(path))
    check_keys(raw, {"groups": None}, "calibration", str(path))
    groups = mapping_at(raw.get("groups"), "groups", str(path))
    return tuple(_read_group(name, group, directory, knowledge, str(path)) for name, group in groups.items())


def _read_group(name: str, raw: object, directory: Path, knowledge: Knowledge, where: str) -> Group:
    mapping = mapping_at(raw, f"groups.{name}", where)
    check_keys(mapping, GROUP_KEYS, f"groups.{name}", where)
    known = parameters(knowledge)
    priors = _read_priors(mapping["parameters"], known, f"groups.{name}.parameters", where)
    medians: dict[str, float] = {each: sheet.value for each, sheet in known.items()}
    studies = tuple(
        _fitted_rows(read_study(directory / study / "study.yaml", medians), arms, f"groups.{name}.rows.{study}", where)
        for study, arms in mapping_at(mapping["rows"], f"groups.{name}.rows", where).items()
    )
    group = Group(
        name,
        str(mapping["says"]),
        int(mapping["people"]),
        tuple(priors),
        tuple(priors.values()),
        studies,
        _reweighs(mapping, known, name, where),
        _difference(mapping.get("studies_differ", 0.0), f"groups.{name}.studies_differ", where),
        _read_priors(mapping.get("by_study", {}), known, f"groups.{name}.by_study", where),
        _flag(mapping, "factors", name, where),
    )
    low = [row.value for study in studies for arm in study.arms for row in arm.observed if row.value <= 0.0]
    if group.factors and low:
        raise InvalidInput(f"groups.{name}.factors", low, "rows whose values are above 0", where)
    if group.reweigh and group.by_study:
        raise InvalidInput(f"groups.{name}.by_study", list(group.by_study), "nothing beside reweigh: true", where)
    if group.row_count < len(group.parameters):
        raise InvalidInput(f"groups.{name}.rows", group.row_count, f"at least {len(group.parameters)} rows", where)
    return group


def _read_priors(raw: object, known: Mapping[str, Parameter], at: str, where: str) -> dict[str, Prior]:
    """The group's parameters with their priors."""
    priors = {}
    for parameter, given in mapping_at(raw, at, where).items():
        if parameter.removesuffix(SPREAD) not in known:
            raise InvalidInput(at, parameter, "the name of a parameter", where)
        prior = mapping_at(given, f"{at}.{parameter}", where)
        check_keys(prior, PRIOR_KEYS, f"{at}.{parameter}", where)
        for key, most in (("start", math.inf), ("log_sd", WIDEST)):
            number = prior.get(key)
            if not is_number(number) or not 0.0 < float(str(number)) <= most:
                allowed = "a number above 0" + ("" if most == math.inf else f" and at most {most:g}")
                raise InvalidInput(f"{at}.{parameter}.{key}", number, allowed, where)
        because = prior.get("because")
        if not isinstance(because, str) or not because:
            raise InvalidInput(f"{at}.{parameter}.because", because, "the reason in words", where)
        priors[parameter] = Prior(float(prior["start"]), float(prior["log_sd"]), because)
    return priors


def _reweighs(mapping: Mapping[str, Any], known: Mapping[str, Parameter], name: str, where: str) -> bool:
    """Whether a group is fitted by weighing its people; all its parameters must then differ between people."""
    wanted = _flag(mapping, "reweigh", name, where)
    same = [each for each in mapping["parameters"] if known[each.removesuffix(SPREAD)].log_sd == 0.0]
    if wanted and same:
        raise InvalidInput(f"groups.{name}.reweigh", same, "parameters that differ between people", where)
    return wanted


def _flag(mapping: Mapping[str, Any], key: str, name: str, where: str) -> bool:
    """A key of a group that is true or false, and false when left out."""
    wanted = mapping.get(key, False)
    if not isinstance(wanted, bool):
        raise InvalidInput(f"groups.{name}.{key}", wanted, "true or false", where)
    return wanted


def _difference(given: object, at: str, where: str) -> float:
    """How far studies differ, in tolerances."""
    if not is_number(given) or not 0.0 <= float(str(given)) <= MOST_DIFFERENCE:
        raise InvalidInput(at, given, f"a number from 0 to {MOST_DIFFERENCE:g}", where)
    return float(str(given))


def _fitted_rows(study: Study, names: list[str], at: str, where: str) -> Study:
    """The study with the named arms alone; of their rows only the fitted ones stay."""
    arms: Mapping[str, Any] = {arm.id: arm for arm in study.arms}
    for name in names:
        if name not in arms:
            raise InvalidInput(at, name, one_of(arms), where)
    kept = []
    for name in names:
        fitted = tuple(row for row in arms[name].observed if row.use is Use.FITTED)
        kept.append(replace(arms[name], observed=fitted))
    if not any(arm.observed for arm in kept):
        raise InvalidInput(at, names, "an arm with a row whose use is fitted", where)
    return replace(study, arms=tuple(kept))

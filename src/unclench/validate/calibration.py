"""Which parameters are fitted to which published rows, read strictly from ``calibration.yaml`` beside the studies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Parameter
from unclench.model.invalid import InvalidInput, one_of
from unclench.model.reading import check_keys, mapping_at
from unclench.simulate.population import SPREAD, parameters
from unclench.validate.study import Study, Use, read_study

GROUP_KEYS = dict.fromkeys(("says", "people", "parameters", "rows", "reweigh"))


@dataclass(frozen=True, slots=True)
class Group:
    """Parameters that are fitted together, and the studies they are fitted to, cut down to their fitted rows.

    A parameter's name that ends in ``.log_sd`` means its spread over people. With ``reweigh`` the people are run
    once and weighed (see :mod:`unclench.validate.reweigh`), which only does for parameters that differ between people.
    """

    id: str
    says: str
    people: int
    parameters: tuple[str, ...]
    studies: tuple[Study, ...]
    reweigh: bool = False

    @property
    def row_count(self) -> int:
        """How many published numbers the group is fitted to."""
        return sum(len(arm.observed) for study in self.studies for arm in study.arms)


def start_values(group: Group, knowledge: Knowledge) -> list[float]:
    """What the sheets hold now for each of the group's parameters."""
    known = parameters(knowledge)
    return [
        known[name.removesuffix(SPREAD)].log_sd if name.endswith(SPREAD) else known[name].value
        for name in group.parameters
    ]


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
    for parameter in mapping["parameters"]:
        if parameter.removesuffix(SPREAD) not in known:
            raise InvalidInput(f"groups.{name}.parameters", parameter, "the name of a parameter", where)
    medians: dict[str, float] = {each: sheet.value for each, sheet in known.items()}
    studies = tuple(
        _fitted_rows(read_study(directory / study / "study.yaml", medians), arms, f"groups.{name}.rows.{study}", where)
        for study, arms in mapping_at(mapping["rows"], f"groups.{name}.rows", where).items()
    )
    group = Group(
        name,
        str(mapping["says"]),
        int(mapping["people"]),
        tuple(mapping["parameters"]),
        studies,
        _reweighs(mapping, known, name, where),
    )
    if group.row_count < len(group.parameters):
        raise InvalidInput(f"groups.{name}.rows", group.row_count, f"at least {len(group.parameters)} rows", where)
    return group


def _reweighs(mapping: Mapping[str, Any], known: Mapping[str, Parameter], name: str, where: str) -> bool:
    """Whether a group is fitted by weighing its people; all its parameters must then differ between people."""
    wanted = mapping.get("reweigh", False)
    if not isinstance(wanted, bool):
        raise InvalidInput(f"groups.{name}.reweigh", wanted, "true or false", where)
    same = [each for each in mapping["parameters"] if known[each.removesuffix(SPREAD)].log_sd == 0.0]
    if wanted and same:
        raise InvalidInput(f"groups.{name}.reweigh", same, "parameters that differ between people", where)
    return wanted


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

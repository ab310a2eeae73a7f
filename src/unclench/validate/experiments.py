"""Experiments that nobody has done yet and that would tell the hypotheses of the loop apart.

``studies/experiments.yaml`` names them in the words of study files: arms with people and scenarios, and one number to
measure. Here is what each hypothesis says that number would be.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from unclench.knowledge.load import Knowledge
from unclench.model.invalid import InvalidInput, one_of
from unclench.model.reading import check_keys, mapping_at
from unclench.model.scenario import Mechanism
from unclench.simulate.population import parameter_values
from unclench.validate.compare import run_study
from unclench.validate.keys import is_number
from unclench.validate.mechanisms import under
from unclench.validate.quantities import SHARES
from unclench.validate.row import Row
from unclench.validate.study import Study, study_of

EXPERIMENT_KEYS = dict.fromkeys(("asks", "measure", "known", "arms"))
MEASURE_KEYS = dict.fromkeys(("arm", "quantity", "of", "unit", "smallest_seen"))


@dataclass(frozen=True, slots=True)
class Experiment:
    """A question, and what to measure: a study with one row, whose value nobody knows yet.

    ``known`` says what is known about it; ``smallest_seen`` is the smallest difference that such a measurement shows.
    """

    id: str
    asks: str
    known: str
    smallest_seen: float
    study: Study


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one hypothesis says an experiment would find: the number, and 90 % bounds for a group of that size."""

    mechanism: Mechanism
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Found:
    """One experiment under every hypothesis."""

    experiment: Experiment
    outcomes: tuple[Outcome, ...]

    @property
    def told_apart(self) -> tuple[tuple[Mechanism, Mechanism], ...]:
        """Pairs of hypotheses whose bounds are further apart than the smallest difference that would be seen."""
        seen = self.experiment.smallest_seen
        return tuple(
            (one.mechanism, other.mechanism)
            for one, other in combinations(self.outcomes, 2)
            if one.high + seen < other.low or other.high + seen < one.low
        )


def read_experiments(directory: Path, knowledge: Knowledge) -> tuple[Experiment, ...]:
    """The experiments of ``directory``/experiments.yaml; none when there is no such file. Raises InvalidInput."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    path = directory / "experiments.yaml"
    if not path.is_file():
        return ()
    try:
        raw = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise InvalidInput("experiments", str(error), "a readable YAML file", str(path)) from error
    medians = parameter_values(knowledge)
    entries = mapping_at(raw, "experiments", str(path))
    return tuple(_read(name, entry, medians, str(path)) for name, entry in entries.items())


def _read(name: str, raw: object, medians: Mapping[str, float], where: str) -> Experiment:
    mapping = mapping_at(raw, name, where)
    check_keys(mapping, EXPERIMENT_KEYS, name, where)
    measure = mapping_at(mapping.get("measure"), f"{name}.measure", where)
    check_keys(measure, MEASURE_KEYS, f"{name}.measure", where)
    arms = mapping_at(mapping.get("arms"), f"{name}.arms", where)
    if measure.get("arm") not in arms:
        raise InvalidInput(f"{name}.measure.arm", measure.get("arm"), one_of(arms), where)
    seen = measure.get("smallest_seen")
    if not isinstance(seen, int | float) or not is_number(seen) or seen < 0:
        raise InvalidInput(f"{name}.measure.smallest_seen", seen, "a number from 0, in the unit measured", where)
    study = study_of(
        {
            "title": str(mapping.get("asks", name)),
            "citation": "Nobody yet",
            "verified": "memory_low",
            "arms": {
                arm: {**mapping_at(each, f"{name}.arms.{arm}", where), "observed": _unknown(measure, arm)}
                for arm, each in arms.items()
            },
        },
        name,
        medians,
        f"{where} ({name})",
    )
    return Experiment(name, study.title, str(mapping.get("known", "")).strip(), float(seen), study)


def _unknown(measure: Mapping[str, Any], arm: str) -> list[dict[str, Any]]:
    """The row of the measured arm; a study file cannot leave its value out, and nobody reads the one given here."""
    if arm != measure["arm"]:
        return []
    asked = {key: measure[key] for key in ("quantity", "of", "unit") if key in measure}
    return [{**asked, "value": 0.0, "tolerance": 1.0, "because": "Not measured yet.", "use": "predicted"}]


def outcome_of(row: Row, mechanism: Mechanism) -> Outcome:
    """What a group of the experiment's size would show: for shares the row's own bounds, else those of a group mean."""
    if row.observed.quantity in SHARES:
        return Outcome(mechanism, row.predicted, row.p05, row.p95)
    reach = (row.people_p95 - row.people_p05) / 2.0 / math.sqrt(row.n)
    return Outcome(mechanism, row.predicted, row.predicted - reach, row.predicted + reach)


def run_experiment(experiment: Experiment, knowledge: Knowledge, members: int, seed: int) -> Found:
    """One experiment on virtual people, once under every hypothesis. Raises InvalidInput."""
    rows = (
        (run_study(under(experiment.study, mechanism), knowledge, members, seed)[0], mechanism)
        for mechanism in Mechanism
    )
    return Found(experiment, tuple(outcome_of(row, mechanism) for row, mechanism in rows))

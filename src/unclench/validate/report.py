"""Every study of a folder, row by row, and what the rows say together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from unclench.knowledge.load import Knowledge
from unclench.model.invalid import InvalidInput
from unclench.model.version import SCHEMA_VERSION
from unclench.simulate.population import parameter_values
from unclench.validate.compare import Row, finite, run_study
from unclench.validate.spread import Between, between_studies, estimate, shipped_studies
from unclench.validate.study import Observed, Study, Use, read_study

BLIND = (Use.PREDICTED, Use.EMERGENT)
"""Uses that count as prediction: the number chose nothing in the model."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The rows together. Shares are 0-1 and NaN when there is nothing to share; scores are in units of tolerance.

    Attributes:
        rows: how many numbers were compared.
        predicted: how many of them the model had not been fitted or tuned to.
        predicted_share: their share of all rows.
        within_share: share of predicted rows inside their tolerance.
        fitted_within_share: the same for the rows used in fitting or tuning.
        covered_share: share of predicted rows whose observed value lies in the 90 % interval for such a study.
        people_covered_share: the same for the 90 % interval over people, which is not what a group reports.
        interval_score: mean interval score of predicted rows (smaller is better; wide intervals cost).
        error: median absolute error of those predicted rows for which a baseline exists.
        baseline_error: the same for repeating the mean of the fitted and tuned rows of the same kind.
        beaten_share: share of these rows in which the model is closer than the baseline.
        baseline_rows: how many rows that comparison rests on.
    """

    rows: int
    predicted: int
    predicted_share: float
    within_share: float
    fitted_within_share: float
    covered_share: float
    people_covered_share: float
    interval_score: float
    error: float
    baseline_error: float
    beaten_share: float
    baseline_rows: int


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a validation: studies as read, rows in order, and their summary.

    ``between`` is the spread between studies that the intervals hold, ``between_found`` the one that the fitted and
    tuned rows of this run show, or None when there are too few of them.
    """

    studies: tuple[Study, ...]
    rows: tuple[Row, ...]
    summary: Summary
    members: int
    seed: int
    knowledge_hash: str
    between: Between
    between_found: Between | None

    def as_dict(self) -> dict[str, Any]:
        """The report as plain values, for JSON."""
        summary = asdict(self.summary)
        return {
            "schema_version": SCHEMA_VERSION,
            "members": self.members,
            "seed": self.seed,
            "knowledge_hash": self.knowledge_hash,
            "between_studies": asdict(self.between),
            "between_studies_found": None if self.between_found is None else asdict(self.between_found),
            "summary": {name: finite(value) if isinstance(value, float) else value for name, value in summary.items()},
            "rows": [row.as_dict() for row in self.rows],
        }


def validate(
    directory: Path,
    knowledge: Knowledge,
    members: int = 256,
    seed: int = 1,
    progress: Callable[[float], None] | None = None,
) -> Report:
    """Hold the model against every ``*/study.yaml`` under ``directory``.

    Raises:
        InvalidInput: there is no study there, or one cannot be read or run.
    """
    paths = sorted(directory.glob("*/study.yaml"))
    if not paths:
        raise InvalidInput("directory", str(directory), "a folder with at least one <study>/study.yaml")
    medians = parameter_values(knowledge)
    studies = [read_study(path, medians) for path in paths]
    return validate_studies(studies, knowledge, members, seed, progress, _training(directory, medians))


def _training(directory: Path, medians: Mapping[str, float]) -> tuple[Observed, ...]:
    """The numbers that the shipped model was fitted or tuned to, for studies that do not bring them along."""
    shipped = shipped_studies()
    if not shipped.is_dir() or directory.resolve() == shipped.resolve():
        return ()
    studies = (read_study(path, medians) for path in sorted(shipped.glob("*/study.yaml")))
    return tuple(row for study in studies for arm in study.arms for row in arm.observed if row.use not in BLIND)


def validate_studies(
    studies: Sequence[Study],
    knowledge: Knowledge,
    members: int = 256,
    seed: int = 1,
    progress: Callable[[float], None] | None = None,
    training: Sequence[Observed] = (),
) -> Report:
    """Hold the model against these studies; ``training`` joins their own fitted rows in the comparison with a mean.

    Raises:
        InvalidInput: a study cannot be run.
    """
    rows: list[Row] = []
    for done, study in enumerate(studies):
        rows.extend(run_study(study, knowledge, members, seed))
        if progress is not None:
            progress((done + 1) / len(studies))
    between = between_studies()
    found = estimate(rows, between.free_parameters)
    summary = summarise(rows, training)
    return Report(tuple(studies), tuple(rows), summary, members, seed, knowledge.hash, between, found)


def summarise(rows: Sequence[Row], training: Sequence[Observed] = ()) -> Summary:
    """The rows together; see :class:`Summary`. ``training`` are more fitted or tuned numbers, which were not run."""
    blind = [row for row in rows if row.observed.use in BLIND]
    seen = [row for row in rows if row.observed.use not in BLIND]
    known = [*(row.observed for row in seen), *training]
    compared = [row for row in blind if not np.isnan(baseline(row, known))]
    errors = [abs(row.z) for row in compared]
    guesses = [abs(row.observed.error_in_tolerances(baseline(row, known))) for row in compared]
    return Summary(
        rows=len(rows),
        predicted=len(blind),
        predicted_share=len(blind) / len(rows) if rows else np.nan,
        within_share=_mean([row.within for row in blind]),
        fitted_within_share=_mean([row.within for row in seen]),
        covered_share=_mean([row.covered for row in blind]),
        people_covered_share=_mean([row.people_p05 <= row.observed.value <= row.people_p95 for row in blind]),
        interval_score=_mean([row.interval_score for row in blind]),
        error=_median(errors),
        baseline_error=_median(guesses),
        beaten_share=_mean([error < guess for error, guess in zip(errors, guesses, strict=True)]),
        baseline_rows=len(compared),
    )


def baseline(row: Row, known: Sequence[Observed]) -> float:
    """Mean of the fitted and tuned numbers of the same kind; NaN when there are none."""
    return _mean([other.value for other in known if other.kind == row.observed.kind])


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else float("nan")


def _median(values: Sequence[float]) -> float:
    return float(np.median(values)) if values else float("nan")

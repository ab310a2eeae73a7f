"""Find the fitted parameters again from the published rows, with how unsure they are left.

Least squares in the logarithm of each parameter by SciPy (trust region), on one frozen ensemble, so that the same seed
gives the same answer. The posterior is Laplace's approximation: the inverse curvature at the best fit, for a flat
prior in the logarithm. Where the best fit misses the rows by more than their own uncertainty, the spread is enlarged by
the root of chi-squared over degrees of freedom (Birge 1932, Phys. Rev. 40:207).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from unclench.knowledge.load import Knowledge
from unclench.model.version import SCHEMA_VERSION
from unclench.simulate.arrays import Matrix, Vector
from unclench.simulate.population import SPREAD, parameters
from unclench.validate.calibration import Group, read_groups, start_values
from unclench.validate.compare import Row, run_study
from unclench.validate.reweigh import reweighed
from unclench.validate.study import Observed, Study

REACH = math.log(6.0)
"""A parameter is looked for within this distance (in its logarithm) of where the search starts."""
STEP = 0.05
"""Change of a logarithm for slopes: coarse, because peaks fall on output times and members lock or do not."""
MOST_ROUNDS = 12
NEAR_MEDIAN, NEAR_SPREAD = 1.0, 0.35
"""How far weighing may look: a median by so many spreads over people, a spread by so much in its logarithm."""
MOST_WEIGHINGS = 200
"""Weighing the people again costs next to nothing, so such a group is followed to its end."""
UNDETERMINED = 1.0
"""A parameter whose posterior spread (log) is beyond this is not determined by its rows, and keeps its value."""

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Fitted:
    """One parameter after calibration: ``before`` in the sheet, ``value`` found, and its posterior spread (log)."""

    name: str
    before: float
    value: float
    posterior_log_sd: float

    @property
    def determined(self) -> bool:
        """Whether the rows say enough about it."""
        return self.posterior_log_sd <= UNDETERMINED


@dataclass(frozen=True, slots=True)
class GroupFit:
    """One group after calibration, with the rows at the best fit and the correlations of the posterior."""

    group: Group
    fitted: tuple[Fitted, ...]
    correlation: Matrix
    chi_squared: float
    rows: tuple[Row, ...]
    evaluations: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """All groups, with what they were computed from."""

    fits: tuple[GroupFit, ...]
    seed: int
    data_hash: str
    knowledge_hash: str

    def as_dict(self) -> dict[str, Any]:
        """The result as plain values, for JSON."""
        return {
            "schema_version": SCHEMA_VERSION,
            "seed": self.seed,
            "data_hash": self.data_hash,
            "knowledge_hash": self.knowledge_hash,
            "groups": [
                {
                    "id": fit.group.id,
                    "rows": fit.group.row_count,
                    "chi_squared": fit.chi_squared,
                    "evaluations": fit.evaluations,
                    "parameters": [
                        {
                            "name": each.name,
                            "before": each.before,
                            "value": each.value,
                            "posterior_log_sd": each.posterior_log_sd if math.isfinite(each.posterior_log_sd) else None,
                            "determined": each.determined,
                        }
                        for each in fit.fitted
                    ],
                }
                for fit in self.fits
            ],
        }


def calibrate(
    directory: Path,
    knowledge: Knowledge,
    seed: int = 1,
    only: Sequence[str] = (),
    progress: Progress | None = None,
) -> Calibration:
    """Fit every group of ``directory``/calibration.yaml (or those named in ``only``) to its rows.

    Raises:
        InvalidInput: the file cannot be read, or a group in ``only`` does not exist.
    """
    from unclench.model.invalid import InvalidInput, one_of

    groups = read_groups(directory, knowledge)
    names = [group.id for group in groups]
    for name in only:
        if name not in names:
            raise InvalidInput("group", name, one_of(names))
    chosen = [group for group in groups if not only or group.id in only]
    fits = []
    for done, group in enumerate(chosen):
        if progress is not None:
            progress(done / len(chosen), group.id)
        fits.append(fit_group(group, knowledge, seed))
    return Calibration(tuple(fits), seed, data_hash(chosen), knowledge.hash)


def fit_group(group: Group, knowledge: Knowledge, seed: int) -> GroupFit:
    """The best fit of one group and Laplace's spread round it."""
    from scipy.optimize import least_squares

    start = np.log(start_values(group, knowledge))
    low, high = limits(group, start, knowledge)
    laboratory = _weighing(group, knowledge, seed) if group.reweigh else _running(group, knowledge, seed)
    runs: dict[bytes, tuple[Row, ...]] = {}

    def rows_at(logs: Vector) -> tuple[Row, ...]:
        key = np.asarray(logs).tobytes()
        if key not in runs:
            values = np.exp(start + logs - 1.0).tolist()
            runs[key] = laboratory.rows(dict(zip(group.parameters, values, strict=True)))
        return runs[key]

    def misses(logs: Vector) -> Vector:
        rows = rows_at(logs)
        sure = np.hypot([uncertainty(row.observed, row.n) for row in rows], laboratory.noise)
        return np.array([row.error for row in rows]) / sure

    rounds, exact = (MOST_WEIGHINGS, 1e-6) if group.reweigh else (MOST_ROUNDS, 1e-3)
    best = least_squares(
        misses, np.ones_like(start), bounds=(low, high), diff_step=STEP, max_nfev=rounds, xtol=exact, ftol=exact
    )
    spread, correlation = laplace(best.jac, 2.0 * best.cost)
    fitted = tuple(
        Fitted(name, float(np.exp(before)), float(np.exp(log)), float(sd))
        for name, before, log, sd in zip(group.parameters, start, start + best.x - 1.0, spread, strict=True)
    )
    return GroupFit(
        group, fitted, correlation, 2.0 * float(best.cost), rows_at(best.x), 1 if group.reweigh else len(runs)
    )


@dataclass(frozen=True, slots=True)
class _Laboratory:
    """How a group's rows come about for given parameters, and each row's error from the number of virtual people."""

    rows: Callable[[Mapping[str, float]], tuple[Row, ...]]
    noise: Vector


def _running(group: Group, knowledge: Knowledge, seed: int) -> _Laboratory:
    """Every trial value is run; one and the same ensemble throughout, so its error is left out of the fit."""
    alike = {name + SPREAD: 0.0 for name in parameters(knowledge)} if group.people == 1 else {}

    def rows(changed: Mapping[str, float]) -> tuple[Row, ...]:
        return tuple(
            row
            for study in group.studies
            for row in run_study(with_parameters(study, {**alike, **changed}), knowledge, group.people, seed)
        )

    return _Laboratory(rows, np.zeros(group.row_count))


def _weighing(group: Group, knowledge: Knowledge, seed: int) -> _Laboratory:
    """The people are run once and weighed for every trial value."""
    people = reweighed(group.studies, group.parameters, knowledge, group.people, seed)
    known = parameters(knowledge)
    now = {name: known[name].value for name in people.names}
    spreads = {name + SPREAD: known[name].log_sd for name in people.names}

    def rows(changed: Mapping[str, float]) -> tuple[Row, ...]:
        return people.at({**now, **spreads, **changed})

    return _Laboratory(rows, people.noise())


def limits(group: Group, start: Vector, knowledge: Knowledge) -> tuple[Vector, Vector]:
    """Where the search may go: 1 stands for where it starts, and a unit for a factor e; the sheets' own limits hold."""
    low, high = np.full(len(start), 1.0 - REACH), np.full(len(start), 1.0 + REACH)
    known = parameters(knowledge)
    for place, name in enumerate(group.parameters):
        sheet = known.get(name)
        if group.reweigh:
            near = NEAR_SPREAD if name.endswith(SPREAD) else NEAR_MEDIAN * known[name].log_sd
            low[place], high[place] = 1.0 - near, 1.0 + near
        if sheet is not None and sheet.low is not None and sheet.low > 0.0:
            low[place] = max(low[place], 1.0 + math.log(sheet.low) - start[place] - STEP)
        if sheet is not None and sheet.high is not None:
            high[place] = min(high[place], 1.0 + math.log(sheet.high) - start[place] + STEP)
    return low, high


def laplace(slopes: Matrix, chi_squared: float) -> tuple[Vector, Matrix]:
    """Posterior spread of each parameter and their correlations, from the slopes of the misses at the best fit.

    A direction that no row feels gets an infinite spread.
    """
    rows, count = slopes.shape
    curvature = slopes.T @ slopes
    values, vectors = np.linalg.eigh(curvature)
    flat = values < 1e-9 * max(float(values.max()), 1e-300)
    inverse = np.where(flat, 0.0, 1.0 / np.where(flat, 1.0, values))
    covariance = (vectors * inverse) @ vectors.T
    enlarged = max(1.0, chi_squared / (rows - count)) if rows > count else 1.0
    spread = np.sqrt(np.maximum(np.diag(covariance), 0.0) * enlarged)
    unfelt = (np.abs(vectors[:, flat]) > 1e-3).any(axis=1)
    scale = np.where(spread > 0, spread / math.sqrt(enlarged), 1.0)
    return np.where(unfelt, np.inf, spread), covariance / np.outer(scale, scale)


def uncertainty(observed: Observed, n: int) -> float:
    """How unsure a published number is: its standard error where an SD was published, else half of its tolerance.

    A tolerance is what counts as agreement, and is read as two standard errors.
    """
    return observed.sd / math.sqrt(n) if observed.sd else observed.tolerance / 2.0


def with_parameters(study: Study, changed: Mapping[str, float]) -> Study:
    """The study with other parameters for everybody; what an arm sets itself stays as it is."""
    return replace(study, arms=tuple(replace(arm, overrides={**changed, **arm.overrides}) for arm in study.arms))


def data_hash(groups: Sequence[Group]) -> str:
    """A short hash of everything that was fitted to: parameters, rows and scenarios."""
    from hashlib import sha256

    return sha256(repr(groups).encode()).hexdigest()[:16]

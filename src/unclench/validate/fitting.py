"""Fit one group of parameters to its rows: the best values, and the joint posterior round them.

Least squares in the logarithm of each parameter by SciPy (trust region), of the misses of the rows and of the priors,
on one frozen ensemble, so that the same seed gives the same answer. The posterior is Laplace's approximation: the
inverse curvature at the best fit. Where the best fit misses the rows by more than their own uncertainty, what they say
counts less, by chi-squared over degrees of freedom (Birge 1932, Phys. Rev. 40:207).

What differs from study to study and nobody wrote down (how well a pack touched) is a parameter ``by_study``: every
study of the group has a multiple of its own, near 1, and the values found are those of the study in the middle.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from unclench.knowledge.load import Knowledge
from unclench.simulate.arrays import Matrix, Vector
from unclench.simulate.doubt import DOUBT
from unclench.simulate.population import SPREAD, parameters
from unclench.validate.calibration import Group, sheet_values
from unclench.validate.compare import run_study
from unclench.validate.reweigh import reweighed
from unclench.validate.row import Row
from unclench.validate.study import Observed, Study

REACH = math.log(20.0)
"""A parameter is looked for within this distance (in its logarithm) of where the search starts."""
STEP = 0.05
"""Change of a logarithm for slopes: coarse, because peaks fall on output times and members lock or do not."""
WEIGHED_STEP = 0.2
"""The same, to both sides, where people are weighed: a median of few people jumps, and looking costs nothing."""
MOST_ROUNDS = 60
EXACT = 1e-6
"""The search ends when a step changes sum of squares or logarithms by less than this share."""
NEAR_MEDIAN, NEAR_SPREAD = 1.0, 0.35
"""How far weighing may look: a median by so many spreads over people, a spread by so much in its logarithm."""
MOST_CENTRES = 8
LEAST_FACTOR = 0.01
"""A row is never taken to be off by more than this factor: a level before anything is absorbed has no logarithm."""
OF_STUDY = "@"
"""Between the name of a parameter and of the study that has its own multiple of it."""
SETTLED = 0.1
"""People are run anew about what was found until it moves by less than this share of its posterior spread."""
FROM_PRIOR = 0.7
"""Above this share of its prior's spread a parameter is mostly as unsure as before: its rows have taken away less than
half of its variance."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """One parameter after calibration.

    Attributes:
        name: the parameter, with ``.log_sd`` behind it when it is a spread.
        before: what its sheet holds.
        value: what was found.
        posterior_log_sd: standard deviation of the logarithm round that.
        prior_log_sd: the same before the rows were read.
    """

    name: str
    before: float
    value: float
    posterior_log_sd: float
    prior_log_sd: float

    @property
    def determined(self) -> bool:
        """Whether its rows say most of what is known about it."""
        return self.posterior_log_sd <= FROM_PRIOR * self.prior_log_sd


@dataclass(frozen=True, slots=True)
class GroupFit:
    """One group after calibration, with the rows at the best fit and the correlations of the posterior.

    ``settled`` is False when the search ran out of rounds. ``chi_squared`` is of the rows alone. ``multiples`` holds by
    ``parameter@study`` how far each study was found to stand from the middle.
    """

    group: Group
    fitted: tuple[Fitted, ...]
    correlation: Matrix
    chi_squared: float
    rows: tuple[Row, ...]
    evaluations: int
    settled: bool
    multiples: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Laboratory:
    """How a group's rows come about for given parameters, and each row's error from the number of virtual people."""

    rows: Callable[[Mapping[str, float]], tuple[Row, ...]]
    noise: Vector


@dataclass(frozen=True, slots=True)
class _Found:
    """Where one search ended: logarithms, posterior spreads and correlations, chi-squared, rows, runs, whether done."""

    logs: Vector
    spread: Vector
    correlation: Matrix
    chi_squared: float
    rows: tuple[Row, ...]
    runs: int
    done: bool


def fit_group(group: Group, knowledge: Knowledge, seed: int, held: Mapping[str, float]) -> GroupFit:
    """The best fit of one group and Laplace's spread round it.

    Args:
        group: parameters, priors and rows.
        knowledge: fact-sheets; what they hold for the group's own parameters is not used.
        seed: of the ensemble.
        held: numbers at which the other calibrated parameters stand meanwhile.
    """
    priors = group.all_priors
    count, names = len(group.parameters), tuple(priors)
    centre, runs = np.log([prior.start for prior in priors.values()]), 0
    for _ in range(MOST_CENTRES if group.reweigh else 1):
        found = _search(group, knowledge, seed, held, centre)
        runs += 1 if group.reweigh else found.runs
        moved = float(np.max(np.abs(found.logs - centre) / found.spread))
        centre = found.logs
        if moved < SETTLED:
            break
    before = sheet_values(group.parameters, knowledge)
    fitted = tuple(
        Fitted(name, before[name], float(np.exp(log)), float(sd), prior.log_sd)
        for name, log, sd, prior in zip(
            group.parameters, found.logs[:count], found.spread[:count], group.priors, strict=True
        )
    )
    settled = found.done and (moved < SETTLED or not group.reweigh)
    multiples = dict(zip(names[count:], np.exp(found.logs[count:]).tolist(), strict=True))
    correlation = found.correlation[:count, :count]
    return GroupFit(group, fitted, correlation, found.chi_squared, found.rows, runs, settled, multiples)


def _search(group: Group, knowledge: Knowledge, seed: int, held: Mapping[str, float], centre: Vector) -> _Found:
    """The best fit near ``centre`` (logarithms), where people are run who are weighed."""
    from scipy.optimize import least_squares

    priors = group.all_priors
    low, high = limits(group, centre, knowledge)
    make = _weighing if group.reweigh else _running
    laboratory = make(group, knowledge, seed, held, dict(zip(priors, np.exp(centre).tolist(), strict=True)))
    starts = np.log([prior.start for prior in priors.values()])
    widths = np.array([prior.log_sd for prior in priors.values()])
    runs: dict[bytes, tuple[Row, ...]] = {}

    def rows_at(at: Vector) -> tuple[Row, ...]:
        key = np.asarray(at).tobytes()
        if key not in runs:
            values = np.exp(centre + at - 1.0).tolist()
            runs[key] = laboratory.rows(dict(zip(priors, values, strict=True)))
        return runs[key]

    def misses(at: Vector) -> Vector:
        rows = rows_at(at)
        sure = np.hypot([uncertainty(row.observed, row.n, group.studies_differ) for row in rows], laboratory.noise)
        missed = np.array([factor_missed(row) if group.factors else row.error for row in rows])
        return np.concatenate([missed / sure, (centre + at - 1.0 - starts) / widths])

    best = least_squares(
        misses,
        np.ones_like(centre),
        bounds=(low, high),
        jac="3-point" if group.reweigh else "2-point",
        diff_step=WEIGHED_STEP if group.reweigh else STEP,
        max_nfev=MOST_ROUNDS,
        xtol=EXACT,
        ftol=EXACT,
    )
    count = group.row_count
    chi_squared = float((best.fun[:count] ** 2).sum())
    spread, correlation = laplace(best.jac[:count], chi_squared, widths)
    return _Found(
        centre + best.x - 1.0, spread, correlation, chi_squared, rows_at(best.x), len(runs), bool(best.status > 0)
    )


def _running(
    group: Group, knowledge: Knowledge, seed: int, held: Mapping[str, float], _: Mapping[str, float]
) -> _Laboratory:
    """Every trial value is run; one and the same ensemble throughout, so its error is left out of the fit.

    A study is run anew when a number that it has itself has changed, and not when another study's has.
    """
    alike = {name + SPREAD: 0.0 for name in parameters(knowledge)} if group.people == 1 else {}
    medians = sheet_values(group.by_study, knowledge)
    known: dict[tuple[str, tuple[float, ...]], list[Row]] = {}

    def rows(changed: Mapping[str, float]) -> tuple[Row, ...]:
        return tuple(row for study in group.studies for row in of(study, own_numbers(study.id, changed, medians)))

    def of(study: Study, own: Mapping[str, float]) -> list[Row]:
        key = study.id, tuple(own.values())
        if key not in known:
            everybody = {**held, **alike, DOUBT: 0.0, **own}
            known[key] = run_study(with_parameters(study, everybody), knowledge, group.people, seed)
        return known[key]

    return _Laboratory(rows, np.zeros(group.row_count))


def own_numbers(study: str, changed: Mapping[str, float], medians: Mapping[str, float]) -> dict[str, float]:
    """The trial values as one study has them: its own multiples of ``medians``, and nobody else's."""
    own = {name: value for name, value in changed.items() if OF_STUDY not in name}
    for name, median in medians.items():
        own[name] = own.get(name, median) * changed[name + OF_STUDY + study]
    return own


def _weighing(
    group: Group, knowledge: Knowledge, seed: int, held: Mapping[str, float], centre: Mapping[str, float]
) -> _Laboratory:
    """The people are run once about ``centre`` and weighed for every trial value."""
    medians = tuple(dict.fromkeys(name.removesuffix(SPREAD) for name in group.parameters))
    spreads = sheet_values([name + SPREAD for name in medians], knowledge)
    about = {**sheet_values(medians, knowledge), **spreads, **centre}
    people = reweighed(group.studies, medians, about, {**held, DOUBT: 0.0}, knowledge, group.people, seed)
    return _Laboratory(lambda changed: people.at({**about, **changed}), people.noise())


def limits(group: Group, centre: Vector, knowledge: Knowledge) -> tuple[Vector, Vector]:
    """Where the search may go: 1 stands for ``centre``, and a unit for a factor e; the sheets' own limits hold."""
    low, high = np.full(len(centre), 1.0 - REACH), np.full(len(centre), 1.0 + REACH)
    known = parameters(knowledge)
    spreads = dict(zip(group.all_priors, np.exp(centre), strict=True))
    for place, name in enumerate(group.parameters):
        sheet = known.get(name)
        if group.reweigh:
            over_people = spreads.get(name + SPREAD, known[name.removesuffix(SPREAD)].log_sd)
            near = NEAR_SPREAD if name.endswith(SPREAD) else NEAR_MEDIAN * over_people
            low[place], high[place] = 1.0 - near, 1.0 + near
        if sheet is not None and sheet.low is not None and sheet.low > 0.0:
            low[place] = max(low[place], 1.0 + math.log(sheet.low) - centre[place] - STEP)
        if sheet is not None and sheet.high is not None:
            high[place] = min(high[place], 1.0 + math.log(sheet.high) - centre[place] + STEP)
    return low, high


def laplace(slopes: Matrix, chi_squared: float, prior_log_sd: Vector) -> tuple[Vector, Matrix]:
    """Posterior spread of each parameter and their correlations.

    Args:
        slopes: of the rows' misses at the best fit, (rows, parameters).
        chi_squared: of the rows there.
        prior_log_sd: spread of each parameter's prior; a direction that no row feels keeps it.
    """
    rows, count = slopes.shape
    enlarged = max(1.0, chi_squared / (rows - count)) if rows > count else 1.0
    covariance = np.linalg.inv(slopes.T @ slopes / enlarged + np.diag(1.0 / prior_log_sd**2))
    spread = np.sqrt(np.diag(covariance))
    return spread, covariance / np.outer(spread, spread)


def uncertainty(observed: Observed, n: int, studies_differ: float = 0.0) -> float:
    """How unsure a published number is: its standard error where an SD was published, else half of its tolerance.

    A tolerance is what counts as agreement, and is read as two standard errors. On top comes how far studies differ,
    in tolerances.
    """
    chance = observed.sd / math.sqrt(n) if observed.sd else observed.tolerance / 2.0
    return math.hypot(chance, studies_differ * observed.tolerance)


def factor_missed(row: Row) -> float:
    """How far the logarithm of a row is off, times its value, so that it is in the unit of :func:`uncertainty`."""
    observed = row.observed.value
    return observed * math.log(max(row.predicted / observed, LEAST_FACTOR))


def with_parameters(study: Study, changed: Mapping[str, float]) -> Study:
    """The study with other parameters for everybody; what an arm sets itself stays as it is."""
    return replace(study, arms=tuple(replace(arm, overrides={**changed, **arm.overrides}) for arm in study.arms))

"""One ensemble read as if its people were others: the same runs under other medians and spreads of what they differ in.

A year of many people takes minutes, and a fit would ask for it some thirty times. But where a parameter differs between
people, a change of its median or spread only changes how common each virtual person is. So the people are run once,
more spread than they are thought to be, and weighed by how likely each is under the numbers tried (importance sampling;
Kahn & Marshall 1953, J Oper Res Soc Am 1:263). Numbers far from where the people are cannot be found this way, so the
search is kept near.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np

from unclench.knowledge.load import Knowledge
from unclench.model.scenario import Cohort
from unclench.simulate.arrays import Matrix, Vector
from unclench.simulate.population import OF_COHORTS, SPREAD, drawn_as, standard_normals
from unclench.validate.compare import HUNDRED, Kept, values_of
from unclench.validate.quantities import AVERAGED, SHARES, reported_as
from unclench.validate.row import Row
from unclench.validate.study import Study

WIDER = 1.2
"""How much more spread than thought the people are run, so that a wider spread can be tried too."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """One row: each person's value, and the standard normal draw of each fitted parameter (people, parameters)."""

    row: Row
    values: Vector
    draws: Matrix


@dataclass(frozen=True, slots=True)
class Reweighed:
    """The rows of one group, with the medians and log spreads of its parameters under which the people were run."""

    rows: tuple[Weighed, ...]
    names: tuple[str, ...]
    medians: Vector
    spreads: Vector

    def weights(self, draws: Matrix, medians: Vector, spreads: Vector) -> Vector:
        """How common each person is, summing to 1, when the parameters have these medians and log spreads."""
        then = (np.log(self.medians / medians) + self.spreads * draws) / spreads
        log_weight = 0.5 * (draws**2 - then**2).sum(axis=1)
        weight = np.exp(log_weight - log_weight.max())
        return np.asarray(weight / weight.sum())

    def at(self, changed: Mapping[str, float]) -> tuple[Row, ...]:
        """The rows when ``changed`` holds: the median and the spread (with its ending) of every parameter."""
        medians = np.array([changed[name] for name in self.names])
        spreads = np.array([changed[name + SPREAD] for name in self.names])
        return tuple(
            replace(
                each.row,
                predicted=middle(
                    reported_as(each.row.observed.quantity, each.row.observed.of),
                    each.values,
                    self.weights(each.draws, medians, spreads),
                ),
            )
            for each in self.rows
        )

    def noise(self) -> Vector:
        """Standard error of each row's middle from the finite number of virtual people."""
        return np.array([_noise(each.row, each.values) for each in self.rows])


def _noise(row: Row, values: Vector) -> float:
    scale = HUNDRED if row.observed.quantity in SHARES else 1.0
    if reported_as(row.observed.quantity, row.observed.of) in AVERAGED or row.observed.quantity in SHARES:
        return float(scale * np.nanstd(values) / np.sqrt(len(values)))
    low, high = np.nanquantile(values, 0.5 + 0.5 * np.array([-1.0, 1.0]) / np.sqrt(len(values)))
    return float(high - low) / 2.0


def middle(quantity: str, values: Vector, weights: Vector) -> float:
    """The weighted median, mean or percentage of people, as the study reports it, of those who have a value."""
    good = ~np.isnan(values)
    values, weights = values[good], weights[good] / weights[good].sum()
    if quantity in AVERAGED or quantity in SHARES:
        return float((HUNDRED if quantity in SHARES else 1.0) * (values * weights).sum())
    order = np.argsort(values)
    below = np.cumsum(weights[order]) - 0.5 * weights[order]
    return float(np.interp(0.5, below, values[order]))


def drawn_name(name: str) -> str:
    """The parameter that is drawn for people when ``name`` is that of a cohort, else the name itself."""
    for cohort in Cohort:
        if name == drawn_as(OF_COHORTS, cohort):
            return OF_COHORTS
    return name


def reweighed(
    studies: Sequence[Study],
    names: Sequence[str],
    about: Mapping[str, float],
    held: Mapping[str, float],
    knowledge: Knowledge,
    members: int,
    seed: int,
) -> Reweighed:
    """Run the studies once for all that may be asked of the parameters ``names``.

    Args:
        studies: cut down to the rows that are asked for.
        names: parameters that differ between people.
        about: their medians and spreads (with the ending) about which people are run.
        held: numbers at which other parameters stand.
        knowledge: fact-sheets.
        members: how many people.
        seed: who they are.

    Raises:
        InvalidInput: a study cannot be run.
    """
    medians = np.array([about[name] for name in names])
    spreads = WIDER * np.array([about[name + SPREAD] for name in names])
    changed = dict(held)
    for name, median, spread in zip(names, medians.tolist(), spreads.tolist(), strict=True):
        changed |= {name: median, name + SPREAD: spread}
    indices = np.array([crc32(drawn_name(name).encode()) for name in names], np.int64)
    kept: Kept = {}
    rows = tuple(
        Weighed(row, values, standard_normals(seed, indices, numbers[:, None]))
        for study in studies
        for row, values, numbers in values_of(study, changed, knowledge, members, seed, kept)
    )
    return Reweighed(rows, tuple(names), medians, spreads)

"""The raw result of one ensemble run: every member by itself, for paired comparisons, tests and validation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unclench.model.course import Outcome
from unclench.model.scenario import Scenario
from unclench.simulate.arrays import Cube, Flags, Ints, Matrix, Vector
from unclench.simulate.life import OK, Records
from unclench.simulate.results import RESULTS


@dataclass(frozen=True, slots=True)
class Members:
    """Members of one run, one row each. Row k of two paired runs is the same person with the same noise.

    Attributes:
        scenario: what happened to them.
        numbers: each member's number in the population, (n,).
        minutes: output times from the scenario's start, (t,).
        curves: (n, t, r) results in the order of ``RESULTS``; NaN for failed members.
        summaries: (n,) records with the fields of :class:`unclench.simulate.life.Summary`; members whose ``status`` is
            not 0 failed and must be counted, never averaged.
        drawn: how many members were drawn from the population to find these (more than n when only some locked).
        seed: of population and noise.
        backend: what computed it.
    """

    scenario: Scenario
    numbers: Ints
    minutes: Vector
    curves: Cube
    summaries: Records
    drawn: int
    seed: int
    backend: str

    @property
    def ok(self) -> Flags:
        """(n,) which members did not fail."""
        return np.asarray(self.summaries.status == OK)

    @property
    def accepted_share(self) -> float:
        """Share of the drawn members that this run is about: 1 unless it starts locked and some (or all) never lock."""
        return len(self.numbers) / self.drawn if self.drawn else 0.0

    def curve(self, outcome: Outcome | str) -> Matrix:
        """(n, t) values of one outcome, by :class:`Outcome` or by a name in ``RESULTS``."""
        return self.curves[:, :, RESULTS.index(str(outcome))]

    def summary(self, name: str) -> Vector:
        """(n,) values of one field of the summaries."""
        return np.asarray(self.summaries[name])

    @property
    def locked(self) -> Flags:
        """(n, t) whether the muscle is locked at each output time (False for failed members)."""
        return np.asarray(self.curve("locked") > 0.5)

    @property
    def ever_locked(self) -> Flags:
        """(n,) whether the muscle was locked at any moment."""
        return np.isfinite(self.summary("locked_at_s"))

    @property
    def minutes_to_lock(self) -> Vector:
        """(n,) minute of the first lock, 0 when locked from the start, NaN when never."""
        return self.summary("locked_at_s") / 60.0

    @property
    def minutes_to_release(self) -> Vector:
        """(n,) minutes from the first lock to the first release that lasted; infinite when not released by the end.

        NaN for members that never locked.
        """
        waited = (self.summary("released_at_s") - self.summary("locked_at_s")) / 60.0
        return np.where(self.ever_locked & np.isnan(waited), np.inf, waited)

    def mean(self, outcome: Outcome | str, from_min: float = 0.0, to_min: float = np.inf) -> Vector:
        """(n,) time-average of an outcome between two minutes of the scenario (trapezoid rule over output times)."""
        values = self.curve(outcome)
        window = (self.minutes >= from_min - 1e-9) & (self.minutes <= to_min + 1e-9)
        if window.sum() < 2:
            return np.asarray(values[:, window].mean(axis=1))
        minutes = self.minutes[window]
        return np.asarray(np.trapezoid(values[:, window], minutes, axis=1) / (minutes[-1] - minutes[0]))

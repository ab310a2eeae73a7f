"""Run one study on virtual people and set what they did beside what was published."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from unclench.knowledge.load import Knowledge
from unclench.model.invalid import InvalidInput
from unclench.model.scenario import Mechanism
from unclench.physiology.oximeter_probe import OXIMETERS, USUAL_OXIMETER
from unclench.simulate.arrays import Ints, Vector
from unclench.simulate.members import Members
from unclench.simulate.population import SPREAD, parameter_values, parameters, sample
from unclench.simulate.run import run_members
from unclench.validate.again import MENDS_FIRST, NEW_BOUTS, NewBouts
from unclench.validate.between import between_studies
from unclench.validate.direct import DIRECT_QUANTITIES, FEW, FEW_PEOPLE
from unclench.validate.keys import OXYGEN, PROBE
from unclench.validate.moments import RECOVERY, daily_looks, long_enough, looked_at, read_at
from unclench.validate.quantities import AVERAGED, CURVE_QUANTITIES, PAIN, SHARES, Curve, column_at, reported_as
from unclench.validate.recovery import MILD, WAVERING, Wavering, Words, days_to_recovery, well_on_day
from unclench.validate.row import Row
from unclench.validate.spread import NORMAL_95, Between, Spread, interval, spread_of
from unclench.validate.study import Arm, Observed, Study

OUTPUTS_A_RUN = 500
"""A course is read at about this many times, but not more often than every half minute, and when a row asks for it."""
HALF = 0.5
MINUTES_A_DAY = 1440.0
HUNDRED = 100.0
MAY_BE_NEGATIVE = frozenset({"change", "difference", "skin_flow_rise"})
"""Quantities whose interval may pass zero even when no virtual person's value does."""
LONG_HOURS = 24.0 * 365
LONG_MEMBERS = 64
"""A year is run with at most this many people, what is shorter with more in proportion, for its length."""


def run_study(study: Study, knowledge: Knowledge, members: int, seed: int, between: Between | None = None) -> list[Row]:
    """One row for every observed number of a study; ``between`` is the spread between studies, else as shipped.

    Raises:
        InvalidInput: the study asks for an outcome, minute or arm that does not exist.
    """
    laboratory = _Laboratory(study, knowledge, members, seed, between or between_studies())
    return [laboratory.row(arm, observed) for arm in study.arms for observed in arm.observed]


Kept = dict[str, Members]
"""Runs by all that they hang on (person, scenario, overrides, looks), for studies that ask for the same ones."""


def values_of(
    study: Study, changed: Mapping[str, float], knowledge: Knowledge, members: int, seed: int, kept: Kept
) -> list[tuple[Row, Vector, Ints]]:
    """Every row of a study, its value for each virtual person, and their numbers in the population.

    ``changed`` holds overrides for everybody; what an arm sets itself wins. However long the study, nobody is left out.
    ``kept`` holds the runs of studies before, with the same knowledge, members and seed, and gets those of this one.
    Numbers have gaps where a scenario starts locked, for then only people who lock are taken.

    Raises:
        InvalidInput: the study cannot be run.
    """
    arms = tuple(replace(arm, overrides={**changed, **arm.overrides}) for arm in study.arms)
    laboratory = _Laboratory(replace(study, arms=arms), knowledge, members, seed, between_studies(), kept)
    found = []
    for arm in arms:
        for observed in arm.observed:
            values, _ = laboratory.values(arm, observed)
            found.append((laboratory.row(arm, observed), values, laboratory.numbers(arm, observed)))
    return found


def _share_row(
    study: str, arm: Arm, observed: Observed, happened: Vector, failed: int, paces: tuple[float, float] | None
) -> Row:
    """A row for a percentage of people: its interval is what chance does to two groups, and the pace of a cohort.

    One group is the study's, the other that of the virtual people. ``paces`` are the shares in a slow and in a quick
    cohort, None where nobody mends. What else differs between studies is not in it, because a share has no spread over
    people to measure it by.
    """
    from scipy.stats import binom

    share, people = float(happened.mean()), len(happened)
    as_many = max(1, round(1.0 / (1.0 / arm.n + 1.0 / people)))
    low, high = (float(binom.ppf(q, as_many, share)) / as_many for q in (0.05, 0.95))
    slow, quick = paces or (share, share)
    p05 = HUNDRED * max(0.0, share - math.hypot(share - low, share - slow))
    p95 = HUNDRED * min(1.0, share + math.hypot(high - share, quick - share))
    return Row(study, arm.id, observed, arm.n, HUNDRED * share, p05, p95, people, failed, p05, p95, Spread(0.0, 0.0))


def mirrored(low: float, middle: float) -> float:
    """The share as far above ``middle`` as ``low`` is below it, in log odds; 1 when the middle is."""
    if not 0.0 < middle < 1.0:
        return middle
    if low <= 0.0:
        return 1.0
    odds = middle**2 / (1.0 - middle) ** 2 * (1.0 - low) / low
    return odds / (1.0 + odds)


class _Laboratory:
    """The runs of one study, each made once and kept while the study's rows are computed."""

    def __init__(
        self, study: Study, knowledge: Knowledge, members: int, seed: int, between: Between, kept: Kept | None = None
    ) -> None:
        self.study, self.knowledge, self.members, self.seed = study, knowledge, members, seed
        self.between, self.everybody, self.kept = between, kept is not None, {} if kept is None else kept
        self.arms = {arm.id: arm for arm in study.arms}
        self.runs: dict[tuple[str, float | None], Members] = {}

    def row(self, arm: Arm, observed: Observed) -> Row:
        try:
            values, failed = self.values(arm, observed)
        except InvalidInput as error:
            place = f"{self.study.id}/study.yaml: arms.{arm.id}, {observed.quantity}"
            raise InvalidInput(error.field, error.given.strip("'"), error.allowed, error.where or place) from error
        good = values[~np.isnan(values)]
        failed += len(values) - len(good)
        if len(good) == 0:
            raise InvalidInput(f"{self.study.id}.{arm.id}", observed.quantity, "a quantity that some member reaches")
        if observed.quantity in SHARES:
            return _share_row(self.study.id, arm, observed, good, failed, self.paces(arm, observed))
        low, middle, high = (float(np.percentile(good, q, method="nearest")) for q in (5, 50, 95))
        reported = reported_as(observed.quantity, observed.of)
        if reported in AVERAGED:
            middle = float(good.mean())
        spread = spread_of(good, reported, middle, self.apart(arm, observed))
        p05, p95 = interval(middle, spread, arm.n, len(good), self.between)
        if observed.quantity not in MAY_BE_NEGATIVE and float(good.min()) >= 0.0:
            p05 = max(p05, 0.0)
        return Row(self.study.id, arm.id, observed, arm.n, middle, p05, p95, len(good), failed, low, high, spread)

    def apart(self, arm: Arm, observed: Observed) -> float | None:
        """Standard deviation of a difference between two groups of different people; None for all else."""
        if observed.quantity != "difference":
            return None
        both = (self.at(each, observed.of) for each in (arm, self.arms[str(observed.of["against"])]))
        return math.sqrt(sum(float(np.nanvar(each)) for each in both))

    def told(self, arm: Arm, observed: Observed) -> float:
        """What people state besides what they feel, because they know that they had the treatment under test."""
        if not observed.of.get("people_knew", False):
            return 0.0
        apart = self.apart(arm, observed)
        return -parameter_values(self.knowledge)["knowing_exaggerates"] * (apart or 0.0) / math.sqrt(2.0)

    def recovered(self, arm: Arm, observed: Observed, pace: float = 1.0) -> Vector:
        """Days to recovery, or whether (1 or 0) people are well by a day, in a cohort that mends at ``pace``."""
        run, wavering = self.run(arm, observed.of), Wavering(*self.known(arm, WAVERING))
        minutes, pain = self.curve(arm, run, PAIN, {})
        curve = minutes, pain[run.ok]
        last = int(run.minutes[-1] // MINUTES_A_DAY)
        if observed.quantity == "days_to_recovery":
            return np.minimum(days_to_recovery(curve, observed.of, wavering), float(last))
        day = float(observed.of["day"]) * pace
        if observed.quantity == "recovered_share":
            return (days_to_recovery(curve, observed.of, wavering) <= day).astype(float)
        return well_on_day(curve, {**observed.of, "day": min(day, last)}, wavering, Words(*self.known(arm, MILD)))

    def paces(self, arm: Arm, observed: Observed) -> tuple[float, float] | None:
        """Shares of people who are well in a cohort so slow, and in one so quick, as one in twenty cohorts is.

        The quick cohort's share may lie beyond the run, whose people are then as far above the middle as the slow ones
        are below it, in log odds.
        """
        if observed.quantity not in RECOVERY:
            return None
        slow, quick = (math.exp(sign * NORMAL_95 * self.between.cohorts) for sign in (-1.0, 1.0))
        low = float(self.recovered(arm, observed, slow).mean())
        days = self.run(arm, observed.of).minutes[-1] / MINUTES_A_DAY - int(observed.of.get("days_in_a_row", 1))
        if float(observed.of["day"]) * quick <= days:
            return low, float(self.recovered(arm, observed, quick).mean())
        middle = float(self.recovered(arm, observed).mean())
        return low, mirrored(low, middle)

    def values(self, arm: Arm, observed: Observed) -> tuple[Vector, int]:
        """The quantity for every virtual person, and how many people failed to integrate."""
        direct = DIRECT_QUANTITIES.get(observed.quantity)
        if direct is not None:
            people = min(self.members, FEW_PEOPLE) if observed.quantity in FEW else self.members
            population = sample(arm.person, people, self.seed, self.knowledge, overrides=arm.overrides)
            return direct(population, observed.of), 0
        run = self.run(arm, observed.of)
        failed = int((~run.ok).sum())
        of = read_at(observed.of, run.scenario, observed.quantity)
        if observed.quantity == "locked_share":
            locked = column_at((run.minutes, run.locked[run.ok].astype(float)), float(of["minute"]))
            return (locked > HALF).astype(float), failed
        if observed.quantity in RECOVERY:
            return self.recovered(arm, observed), failed
        if observed.quantity == "difference":
            other = self.arms.get(str(observed.of.get("against")))
            if other is None:
                raise InvalidInput(f"{self.study.id}.of.against", observed.of.get("against"), "the name of an arm")
            return self.against(arm, other, observed.of) + self.told(arm, observed), failed
        name = "muscle_c" if observed.of.get("outcome") == PROBE else str(observed.of.get("outcome", PAIN))
        minutes, values = self.curve(arm, run, name, observed.of)
        return CURVE_QUANTITIES[observed.quantity]((minutes, values[run.ok]), of), failed

    def numbers(self, arm: Arm, observed: Observed) -> Ints:
        """The numbers in the population of the people that :meth:`values` answers for, in its order."""
        if observed.quantity in DIRECT_QUANTITIES:
            return np.arange(min(self.members, FEW_PEOPLE) if observed.quantity in FEW else self.members)
        run = self.run(arm, observed.of)
        return run.numbers if observed.quantity == "difference" else run.numbers[run.ok]

    def against(self, arm: Arm, other: Arm, of: Mapping[str, Any]) -> Vector:
        """Each person's outcome less that of the same person in the other arm.

        People who are not in both (another start locks others) are set against the other arm's mean.
        """
        mine, theirs = self.at(arm, of), self.at(other, of)
        numbers, other_numbers = self.run(arm, of).numbers, self.run(other, of).numbers
        _, here, there = np.intersect1d(numbers, other_numbers, return_indices=True)
        compared = np.full(len(mine), float(np.nanmean(theirs)))
        compared[here] = theirs[there]
        return np.asarray(mine - compared)

    def at(self, arm: Arm, of: Mapping[str, Any]) -> Vector:
        run = self.run(arm, of)
        moment = read_at(of, run.scenario, "value")
        return column_at(self.curve(arm, run, str(of["outcome"]), of), float(moment["minute"]))

    def curve(self, arm: Arm, run: Members, outcome: str, of: Mapping[str, Any]) -> Curve:
        """An outcome over everybody, oxygen as the oximeter shows it.

        Pain holds new bouts too where healing was fitted to the first recovery.
        """
        curve = run.minutes, run.curve(outcome)
        if outcome == OXYGEN:
            shown, _ = self.known(arm, OXIMETERS[str(of.get("oximeter", USUAL_OXIMETER))])
            return curve[0], shown * curve[1]
        if outcome != PAIN or not run.scenario.starts_locked or run.scenario.cohort not in MENDS_FIRST:
            return curve
        return NewBouts(*self.known(arm, NEW_BOUTS)).lived(curve)

    def known(self, arm: Arm, name: str) -> tuple[float, float]:
        """Median and log spread over people of a parameter that only this observation reads."""
        sheet = parameters(self.knowledge)[name]
        return arm.overrides.get(name, sheet.value), arm.overrides.get(name + SPREAD, sheet.log_sd)

    def run(self, arm: Arm, of: Mapping[str, object]) -> Members:
        depth_mm = float(of["depth_mm"]) if of.get("outcome") == PROBE else None  # type: ignore[arg-type]
        done = self.runs.get((arm.id, depth_mm))
        if done is None:
            done = self.runs[arm.id, depth_mm] = self._simulate(arm, depth_mm)
        return done

    def _simulate(self, arm: Arm, depth_mm: float | None) -> Members:
        scenario, overrides = long_enough(arm), dict(arm.overrides)
        most = max(LONG_MEMBERS, int(LONG_MEMBERS * LONG_HOURS / scenario.hours))
        if depth_mm is not None:
            factor = overrides.get("probe_depth_factor", parameter_values(self.knowledge)["probe_depth_factor"])
            overrides["muscle_depth_m"] = factor * depth_mm / 1000.0
        looks = [*looked_at(self.study, arm), *daily_looks(scenario, arm)]
        key = repr((arm.person, scenario, sorted(overrides.items()), looks))
        run = self.kept[key] = self.kept.get(key) or run_members(
            arm.person,
            scenario,
            knowledge=self.knowledge,
            members=self.members if self.everybody else min(self.members, most),
            seed=self.seed,
            output_every_min=max(0.5, scenario.hours * 60.0 / OUTPUTS_A_RUN),
            overrides=overrides,
            also_at_min=looks,
        )
        nobody = scenario.starts_locked and not run.locked[:, 0].any()
        if nobody and scenario.mechanism is Mechanism.VICIOUS_CYCLE:
            at = f"arms.{arm.id}.scenario.initial_injury"
            raise InvalidInput(at, scenario.initial_injury, "an injury in which somebody locks; 1.0 is a fresh bout")
        return run

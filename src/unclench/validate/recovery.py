"""When somebody counts as recovered: what they state at daily looks, against a study's own definition.

Shares of recovered people are steep functions of the definition: pain of at most 1 for a week comes weeks before a
month without any. People state whole numbers, and what they state wavers from day to day, which the equations do not
hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from unclench.model.invalid import InvalidInput
from unclench.simulate.arrays import Matrix, Vector
from unclench.validate.keys import NONE_OR_MILD
from unclench.validate.quantities import Curve, column_at

USUAL_PAIN_NRS, USUAL_DAYS = 1.0, 7
"""Recovered, as the PACE trial counts it: pain of 0 or 1 on seven days in a row, from the first of them."""
ROUNDED = 0.5
"""People state whole numbers: what is less than this above a number is stated as that number."""
WAVERING = "daily_wavering"
"""The parameter that says how much stated pain wavers."""
MILD = "mild_below"
"""The parameter that says below which pain people who are asked in words say "none" or "mild"."""
SEED = 1994
SEED_OF_WORDS = 2003
LEAST_FALL = 1e-12
DAY_MIN = 1440.0


@dataclass(frozen=True, slots=True)
class Wavering:
    """How far stated pain strays from one day to the next: its standard deviation, log-normal over people."""

    median: float
    log_sd: float

    def days(self, pain: Matrix) -> Matrix:
        """Pain at daily looks (n, days), 0 to 10, as it wavers: the same on a day, however long the run is."""
        random = np.random.default_rng(SEED)
        people = self.median * np.exp(self.log_sd * random.standard_normal((len(pain), 1)))
        by_day = random.standard_normal(pain.shape[::-1]).T
        return np.asarray(np.clip(pain + people * by_day, 0.0, 10.0))


@dataclass(frozen=True, slots=True)
class Words:
    """Below which pain people call it mild: log-normal over people, for they use words differently."""

    median: float
    log_sd: float

    def mild_below(self, people: int) -> Vector:
        """The pain 0 to 10 from which each of ``people`` says "moderate". The same rows answer alike in every run."""
        random = np.random.default_rng(SEED_OF_WORDS)
        return np.asarray(self.median * np.exp(self.log_sd * random.standard_normal(people)))


def daily(curve: Curve, of: Mapping[str, Any], wavering: Wavering) -> Matrix:
    """Wavering pain once a day, the first look at the start. Raises InvalidInput for a day beyond the scenario."""
    days = np.arange(int(curve[0][-1] // DAY_MIN) + 1)
    in_a_row = int(of.get("days_in_a_row", USUAL_DAYS))
    if len(days) < in_a_row:
        raise InvalidInput("scenario.hours", float(curve[0][-1]) / 60.0, f"{in_a_row} days or more")
    if float(of.get("day", 0.0)) > days[-1]:
        raise InvalidInput("of.day", float(of["day"]), f"within the scenario's {days[-1]} days")
    return wavering.days(np.stack([column_at(curve, DAY_MIN * day) for day in days], axis=1))


def days_to_recovery(curve: Curve, of: Mapping[str, Any], wavering: Wavering) -> Vector:
    """Days until stated pain is at most ``pain_at_most`` for ``days_in_a_row`` daily looks, linear between looks.

    Infinite when it never is within the run.
    """
    pain, enough = daily(curve, of, wavering), threshold(of)
    in_a_row = int(of.get("days_in_a_row", USUAL_DAYS))
    lasting = np.asarray(np.lib.stride_tricks.sliding_window_view(pain < enough, in_a_row, axis=1).all(axis=2))
    first, people = lasting.argmax(axis=1), np.arange(len(pain))
    before, after = pain[people, np.maximum(first - 1, 0)], pain[people, first]
    fell = np.where(first > 0, (before - enough) / np.maximum(before - after, LEAST_FALL), 1.0)
    return np.where(lasting.max(axis=1), np.maximum(first - 1.0 + fell, 0.0), np.inf)


def threshold(of: Mapping[str, Any]) -> float:
    """The pain below which ``pain_at_most`` or less is stated."""
    return float(of.get("pain_at_most", USUAL_PAIN_NRS)) + ROUNDED


def well_on_day(curve: Curve, of: Mapping[str, Any], wavering: Wavering, words: Words) -> Vector:
    """Whether (1 or 0) pain stated on ``day`` is at most ``pain_at_most``, whatever it was before or is after.

    With ``words``, whether people who choose between none, mild, moderate and severe say "none" or "mild".
    """
    pain = daily(curve, {**of, "days_in_a_row": 1}, wavering)
    enough = words.mild_below(len(pain)) if of.get("words") == NONE_OR_MILD else threshold(of)
    return np.asarray(pain[:, round(float(of["day"]))] < enough).astype(float)

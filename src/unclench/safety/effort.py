"""What the danger check asks of a person: screens to the result, and minutes of reading, over a set of cases."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from unclench.knowledge.load import Knowledge
from unclench.model.case import Answer, Case, Unmentioned
from unclench.safety.questions import QuestionScreen, answered, next_screen, reading_minutes

MOST_SCREENS = 12
"""An ordinary strain is to reach its result within this many screens (our own bar, half of the cases or more)."""

MOST_READING_MINUTES = 2.0
"""All danger questions are to be readable within this at 200 words a minute (our own bar, every case)."""


@dataclass(frozen=True, slots=True)
class Middle:
    """The median of some counts, the 95 % bounds of that median, the largest, and what is wanted at most.

    The bounds are order statistics chosen by the binomial distribution of a half, so they hold whatever the
    distribution of the counts (Conover, Practical Nonparametric Statistics, 1999, section 3.2).
    """

    id: str
    says: str
    values: tuple[float, ...]
    at_most: float
    every_one: bool
    """Whether the largest, not only the median, has to keep within ``at_most``."""

    @property
    def median(self) -> float | None:
        """The median, or None when nothing was counted."""
        return statistics.median(self.values) if self.values else None

    @property
    def most(self) -> float | None:
        """The largest, or None when nothing was counted."""
        return max(self.values, default=None)

    @property
    def bounds(self) -> tuple[float, float]:
        """95 % bounds of the median; (0, infinity) when nothing was counted."""
        return median_bounds(self.values)

    @property
    def met(self) -> bool:
        """Whether the bar is met; a bar with nothing to count is."""
        return (
            not self.values or (max(self.values) if self.every_one else statistics.median(self.values)) <= self.at_most
        )

    def as_dict(self) -> dict[str, Any]:
        """The bar as plain data for JSON."""
        low, high = self.bounds
        return {
            "id": self.id,
            "says": self.says,
            "cases": len(self.values),
            "median": self.median,
            "median_95": [low, high if math.isfinite(high) else None],
            "most": self.most,
            "at_most": self.at_most,
            "every_one": self.every_one,
            "met": self.met,
        }


def walk(case: Case, knowledge: Knowledge) -> tuple[QuestionScreen, ...]:
    """Every screen this person sees who starts with nothing said and answers each as the case does, else "no".

    Numbers are asked on the screens too, so what follows from them counts as answered there.
    """
    met = Case(case.uid, case.person, case.episode, unmentioned=Unmentioned.ASK)
    seen: list[QuestionScreen] = []
    while shown := next_screen(met, knowledge):
        seen.append(shown)
        said = {finding: case.findings.get(finding, Answer.NO) for finding in shown.skipped()}
        met = answered(met, said, knowledge)
    return tuple(seen)


def effort(strains: Sequence[Case], knowledge: Knowledge) -> tuple[Middle, Middle]:
    """Screens to the result and minutes to read the danger questions, over cases that are ordinary strains."""
    walks = [walk(case, knowledge) for case in strains]
    screens = tuple(float(len(shown)) for shown in walks)
    minutes = tuple(reading_minutes(one for one in shown if one.danger) for shown in walks)
    return (
        Middle(
            "screens_to_result", "screens a simple strain answers to reach its result", screens, MOST_SCREENS, False
        ),
        Middle(
            "danger_reading_minutes",
            "minutes to read the danger questions at 200 words a minute",
            minutes,
            MOST_READING_MINUTES,
            True,
        ),
    )


def median_bounds(values: Sequence[float]) -> tuple[float, float]:
    """Distribution-free bounds that hold the median with at least 95 % certainty; too few values give no bound."""
    ordered = sorted(values)
    count = len(ordered)
    outside, rank = 0.0, 0
    while rank < count and outside + math.comb(count, rank) / 2**count <= 0.025:
        outside += math.comb(count, rank) / 2**count
        rank += 1
    return (0.0, math.inf) if rank == 0 else (ordered[rank - 1], ordered[count - rank])

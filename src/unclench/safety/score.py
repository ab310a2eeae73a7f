"""Answers compared with what clinicians' case notes expect: the bars, with counts and confidence bounds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from unclench.model.assessment import Assessment, OfferStatus
from unclench.model.invalid import InvalidInput, one_of
from unclench.model.urgency import Urgency

Z_95 = 1.959963984540054
"""Two-sided 95 % point of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Miss:
    """One case that a bar counts against us."""

    uid: str
    says: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: how many of how many, the 95 % Wilson bounds of that share, and what was wanted.

    ``at_least`` is the wanted share; a bar with nothing to count is met and says so by ``total`` 0.
    """

    id: str
    says: str
    hits: int
    total: int
    at_least: float
    misses: tuple[Miss, ...]

    @property
    def share(self) -> float | None:
        """Hits over total, or None when nothing was counted."""
        return self.hits / self.total if self.total else None

    @property
    def bounds(self) -> tuple[float, float]:
        """The 95 % Wilson score interval of the share."""
        return wilson(self.hits, self.total)

    @property
    def met(self) -> bool:
        """Whether the share itself reaches the bar."""
        return self.total == 0 or self.hits >= self.at_least * self.total - 1e-9


@dataclass(frozen=True, slots=True)
class Score:
    """All bars over one set of cases."""

    cases: int
    bars: tuple[Bar, ...]

    @property
    def met(self) -> bool:
        """Whether every bar is met."""
        return all(bar.met for bar in self.bars)

    def as_dict(self) -> dict[str, Any]:
        """The score as plain data for JSON."""
        return {
            "cases": self.cases,
            "met": self.met,
            "bars": [
                {
                    "id": bar.id,
                    "says": bar.says,
                    "hits": bar.hits,
                    "total": bar.total,
                    "share": bar.share,
                    "wilson_95": list(bar.bounds),
                    "at_least": bar.at_least,
                    "met": bar.met,
                    "misses": [{"uid": miss.uid, "says": miss.says} for miss in bar.misses],
                }
                for bar in self.bars
            ],
        }


def wilson(hits: int, total: int, z: float = Z_95) -> tuple[float, float]:
    """The Wilson score interval of a share (Wilson 1927); (0, 1) when nothing was counted."""
    if total == 0:
        return 0.0, 1.0
    share = hits / total
    centre = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    low = 0.0 if hits == 0 else (centre - spread) / scale
    high = 1.0 if hits == total else (centre + spread) / scale
    return low, high


class _Tally:
    """Counts one bar."""

    def __init__(self, id_: str, says: str, at_least: float) -> None:
        self.id, self.says, self.at_least = id_, says, at_least
        self.hits = self.total = 0
        self.misses: list[Miss] = []

    def count(self, hit: bool, uid: str, miss: str) -> None:
        self.total += 1
        self.hits += hit
        if not hit:
            self.misses.append(Miss(uid, miss))

    def bar(self) -> Bar:
        return Bar(self.id, self.says, self.hits, self.total, self.at_least, tuple(self.misses))


def score(results: Iterable[tuple[Assessment, Mapping[str, Any]]]) -> Score:
    """Compare assessments with the ``expected`` block of their cases.

    ``expected`` may hold ``least_urgent_ok``, ``most_urgent_ok``, ``danger``, ``simple_strain``, ``must_not_offer``,
    ``may_offer`` and ``likely_cause``; what is missing is not counted, other keys are ignored.

    Raises:
        InvalidInput: an urgency in ``expected`` is not one of the five, or a block is not of the shape above.
    """
    dangers = _Tally("danger_not_missed", "dangers at least as urgent as they must be, and never self_care", 1.0)
    ranges = _Tally("urgency_in_range", "urgency inside the adjudicated range", 0.95)
    strains = _Tally("strain_kept_home", "simple strains kept at self_care or gp_soon", 0.95)
    forbidden = _Tally("nothing_forbidden", "remedies that must not be offered and are not", 1.0)
    useful = _Tally("useful_offered", "remedies that may be offered and are offered", 0.85)
    causes = _Tally("cause_first", "cases whose adjudicated cause is ranked first (no bar)", 0.0)
    cases = 0
    for assessment, expected in results:
        if not isinstance(expected, Mapping):
            raise InvalidInput("expected", expected, "an object", f"case {assessment.uid}")
        cases += 1
        uid = assessment.uid
        urgency = assessment.screening.urgency
        low = _level(expected, "least_urgent_ok", uid)
        high = _level(expected, "most_urgent_ok", uid)
        if low is not None and high is not None:
            ranges.count(low <= urgency <= high, uid, f"{urgency.id}, wanted {low.id} to {high.id}")
        if expected.get("danger") is True:
            floor = max(low or Urgency.SELF_CARE, Urgency.GP_SOON)
            dangers.count(urgency >= floor, uid, f"{urgency.id}, wanted at least {floor.id}")
        if expected.get("simple_strain") is True:
            strains.count(urgency <= Urgency.GP_SOON, uid, urgency.id)
        offers = assessment.screening.offers
        for remedy in _remedies(expected, "must_not_offer", assessment):
            forbidden.count(offers[remedy].status is not OfferStatus.OFFERED, uid, f"{remedy} is offered")
        for remedy in _remedies(expected, "may_offer", assessment):
            offer = offers[remedy]
            because = ", ".join(offer.because)
            useful.count(offer.status is OfferStatus.OFFERED, uid, f"{remedy} is {offer.status} ({because})")
        if (cause := expected.get("likely_cause")) is not None and assessment.causes:
            first = assessment.causes[0].id
            causes.count(first == cause, uid, f"{first}, wanted {cause}")
    tallies = (dangers, ranges, strains, forbidden, useful, causes)
    return Score(cases, tuple(tally.bar() for tally in tallies))


def _level(expected: Mapping[str, Any], key: str, uid: str) -> Urgency | None:
    word = expected.get(key)
    if word is None:
        return None
    try:
        return Urgency.from_id(word)
    except (KeyError, AttributeError):
        allowed = one_of(level.id for level in Urgency)
        raise InvalidInput(f"expected.{key}", word, allowed, f"case {uid}") from None


def _remedies(expected: Mapping[str, Any], key: str, assessment: Assessment) -> list[str]:
    named = expected.get(key) or []
    known = assessment.screening.offers
    if not isinstance(named, list) or any(remedy not in known for remedy in named):
        raise InvalidInput(
            f"expected.{key}", named, "a list of remedies: " + ", ".join(known), f"case {assessment.uid}"
        )
    return named

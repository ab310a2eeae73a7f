"""Findings that follow from a number: age bands, duration bands, severe pain, low weight.

A number wins over "unsure". Where the number is missing, an explicit answer stands, and what it implies for the other
bands of the same number is filled in: somebody who is 60 or older is 50 or older too. An answer that contradicts the
number, or another answer, is an error that names both.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from unclench.knowledge.schema import Finding, NumberRange
from unclench.model.case import Answer, Episode, Person
from unclench.model.invalid import InvalidInput


@dataclass
class _Bounds:
    """What explicit answers say about one number: ``low <= number < high``, and which findings said so."""

    low: float = -math.inf
    high: float = math.inf
    low_from: str = ""
    high_from: str = ""


def derive(
    findings: Mapping[str, Answer], person: Person, episode: Episode, sheets: Mapping[str, Finding], where: str = ""
) -> dict[str, Answer]:
    """The answers with every derivable finding filled in.

    Raises:
        InvalidInput: an explicit "yes" or "no" contradicts the number or another explicit answer.
    """
    numbers = {
        "age_years": ("person.age_years", person.age_years),
        "weight_kg": ("person.weight_kg", person.weight_kg),
        "duration_hours": ("episode.duration_hours", episode.duration_hours),
        "pain_nrs": ("episode.pain_nrs", episode.pain_nrs),
    }
    ranges = {id_: sheet.derived_from for id_, sheet in sheets.items() if sheet.derived_from is not None}
    known = dict(findings)
    bounds: dict[str, _Bounds] = {}
    for finding, limits in ranges.items():
        answer = known.get(finding)
        if answer is Answer.YES or answer is Answer.NO:
            _narrow(bounds.setdefault(limits.number, _Bounds()), finding, answer, limits, where)
    for finding, limits in ranges.items():
        name, number = numbers[limits.number]
        implied = _within(limits, number) if number is not None else _implied(limits, bounds.get(limits.number))
        if implied is None:
            continue
        stated = known.get(finding)
        if stated is not None and stated is not Answer.UNSURE and stated is not implied:
            raise InvalidInput(
                f"findings.{finding}", str(stated), f"{implied} (or left out), because {name} is {number:g}", where
            )
        known[finding] = implied
    return known


def _within(limits: NumberRange, number: float) -> Answer:
    if limits.at_least is not None:
        return Answer.YES if number >= limits.at_least else Answer.NO
    return Answer.YES if number < _below(limits) else Answer.NO


def _implied(limits: NumberRange, bounds: _Bounds | None) -> Answer | None:
    if bounds is None:
        return None
    edge = limits.at_least if limits.at_least is not None else _below(limits)
    if bounds.low >= edge:
        return Answer.YES if limits.at_least is not None else Answer.NO
    if bounds.high <= edge:
        return Answer.NO if limits.at_least is not None else Answer.YES
    return None


def _narrow(bounds: _Bounds, finding: str, answer: Answer, limits: NumberRange, where: str) -> None:
    edge = limits.at_least if limits.at_least is not None else _below(limits)
    raises = (limits.at_least is not None) == (answer is Answer.YES)
    if raises and edge > bounds.low:
        bounds.low, bounds.low_from = edge, finding
    elif not raises and edge < bounds.high:
        bounds.high, bounds.high_from = edge, finding
    if bounds.low >= bounds.high:
        other = bounds.high_from if finding == bounds.low_from else bounds.low_from
        raise InvalidInput(f"findings.{finding}", str(answer), f"an answer that agrees with findings.{other}", where)


def _below(limits: NumberRange) -> float:
    if limits.below is None:
        raise InvalidInput(f"derived_from.{limits.number}", None, "at_least or below")
    return limits.below

"""What the danger check must answer, written a second time and in another way, straight from the fact-sheets.

Nothing here is shared with ``unclench.safety``. The kernel works with bit masks and asks each condition twice; this
reading ranks answers ``no < not asked < unsure < yes`` and takes the n-th largest rank, which is slow and obvious.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Condition, Ruling

NO, NOT_ASKED, UNSURE, YES = range(4)
LEVELS = ("self_care", "gp_soon", "within_days", "same_day", "emergency_now")
EMERGENCY = 4
COMFORT = "rest_position"

Answers = Mapping[str, int]
"""Rank of the answer to every finding."""


@dataclass(frozen=True)
class Outcome:
    """The part of an answer that safety rests on; all order taken out."""

    urgency: int
    complete: bool
    fired: frozenset[str]
    possible: frozenset[tuple[str, int]]
    offers: tuple[tuple[str, str, frozenset[str]], ...]
    danger_open: frozenset[str]


def members(condition: Condition) -> tuple[tuple[Condition, ...], int]:
    """The parts of a combination and how many must hold."""
    if isinstance(condition, str):
        return (condition,), 1
    if condition.any is not None:
        return condition.any, 1
    if condition.at_least is not None:
        return condition.at_least.of, condition.at_least.n
    every = condition.all or ()
    return every, len(every)


def rank(condition: Condition, answers: Answers) -> int:
    """How far the condition holds: ``YES`` certainly, ``UNSURE`` possibly, ``NOT_ASKED`` it might, ``NO`` it cannot."""
    if isinstance(condition, str):
        return answers[condition]
    parts, needed = members(condition)
    ranks = [rank(part, answers) for part in parts]
    if needed == 1:
        return max(ranks)
    if needed == len(ranks):
        return min(ranks)
    return sorted(ranks, reverse=True)[needed - 1]


def names(condition: Condition) -> Iterator[str]:
    """Every finding a condition names."""
    if isinstance(condition, str):
        yield condition
        return
    for part in members(condition)[0]:
        yield from names(part)


def open_findings(condition: Condition, answers: Answers) -> set[str]:
    """The findings not asked, in every part of the condition that might still hold."""
    if rank(condition, answers) == NO:
        return set()
    if isinstance(condition, str):
        return {condition} if answers[condition] == NOT_ASKED else set()
    return set().union(*(open_findings(part, answers) for part in members(condition)[0]))


def reduction(condition: Condition, answers: Answers) -> int:
    """How many levels a possible rule is lowered: one if one "unsure" made "yes" decides it, else two."""
    own = {finding: answers[finding] for finding in names(condition)}
    for finding, level in own.items():
        if level == UNSURE and rank(condition, {**own, finding: YES}) == YES:
            return 1
    return 2


class Specification:
    """The specified answers under one state of the knowledge."""

    def __init__(self, knowledge: Knowledge, remedies: tuple[str, ...]) -> None:
        self.remedies = remedies
        self.flags = [(flag, frozenset(names(flag.when))) for flag in active(knowledge.red_flags)]
        self.contraindications = [(rule, frozenset(names(rule.when))) for rule in active(knowledge.contraindications)]

    def expect(self, answers: Answers) -> Outcome:
        """The specified answer."""
        live = {finding for finding, level in answers.items() if level != NO}
        something_open = NOT_ASKED in answers.values()
        fired: set[str] = set()
        possible: set[tuple[str, int]] = set()
        danger_open: set[str] = set()
        closed: dict[str, set[str]] = {remedy: set() for remedy in self.remedies}
        urgency = 0
        for flag, named in self.flags:
            if live.isdisjoint(named):
                continue
            level = LEVELS.index(flag.urgency)
            holds = rank(flag.when, answers)
            if something_open:
                danger_open |= open_findings(flag.when, answers)
            if holds == YES:
                fired.add(flag.id)
                urgency = max(urgency, level)
            elif holds == UNSURE:
                lower = max(0, level - reduction(flag.when, answers))
                possible.add((flag.id, lower))
                urgency = max(urgency, lower)
            if holds >= UNSURE:
                for remedy in self.remedies:
                    spared = remedy == COMFORT and not (holds == YES and flag.gate == "no_plan")
                    harmless = flag.gate == "plan_limited" and level != EMERGENCY
                    if not spared and not harmless:
                        closed[remedy].add(flag.id)
        offers = self._offers(answers, live, closed, something_open, bool(danger_open))
        return Outcome(urgency, not danger_open, frozenset(fired), frozenset(possible), offers, frozenset(danger_open))

    def _offers(
        self, answers: Answers, live: set[str], stops: dict[str, set[str]], something_open: bool, incomplete: bool
    ) -> tuple[tuple[str, str, frozenset[str]], ...]:
        asks: dict[str, set[str]] = {remedy: set() for remedy in self.remedies}
        cautions: dict[str, set[str]] = {remedy: set() for remedy in self.remedies}
        waiting: set[str] = set()
        for rule, named in self.contraindications:
            if live.isdisjoint(named):
                continue
            holds = rank(rule.when, answers)
            if something_open and open_findings(rule.when, answers):
                waiting.update(rule.remedies)
            if holds >= UNSURE:
                if rule.action == "caution":
                    found = cautions
                else:
                    found = stops if holds == YES and rule.action == "hard_stop" else asks
                for named_remedy in rule.remedies:
                    found[str(named_remedy)].add(rule.id)
        offers = []
        for remedy in self.remedies:
            if incomplete or (remedy in waiting and not stops[remedy]):
                stops[remedy].add("not_screened")
            if stops[remedy]:
                offers.append((remedy, "blocked", frozenset(stops[remedy])))
            elif asks[remedy]:
                offers.append((remedy, "ask_first", frozenset(asks[remedy])))
            else:
                offers.append((remedy, "offered", frozenset(cautions[remedy])))
        return tuple(offers)


R = TypeVar("R", bound=Ruling)


def active(rules: Mapping[str, R]) -> list[R]:
    """The rules that are not retired."""
    return [rule for rule in rules.values() if rule.status != "retired"]

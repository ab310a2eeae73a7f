"""The fact-sheets as logic for the solver Z3, encoded from the tables and not from the kernel.

A case is three truth values per finding, each implying the next: ``yes`` (certain), ``may`` (certain or unsure) and
``might`` (not a definite "no"). All rules are positive, so a case with more of them true is the graver one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import z3
from proofs.specification import COMFORT, EMERGENCY, LEVELS, active, members, names

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Condition, Contraindication, RedFlag

Facts = Callable[[str], z3.BoolRef]
"""From a finding to the truth value that stands for it."""


def formula(condition: Condition, facts: Facts) -> z3.BoolRef:
    """The condition over these facts, exactly as its fact-sheet writes it."""
    if isinstance(condition, str):
        return facts(condition)
    parts, needed = members(condition)
    inside = [formula(part, facts) for part in parts]
    if needed == 1:
        return z3.Or(*inside)
    if needed == len(inside):
        return z3.And(*inside)
    return z3.AtLeast(*inside, needed)


@dataclass(frozen=True)
class Symbols:
    """One unknown case: the truth values of every finding under a name of its own."""

    name: str
    findings: tuple[str, ...]

    def yes(self, finding: str) -> z3.BoolRef:
        """Answered "yes"."""
        return z3.Bool(f"{self.name}.yes.{finding}")

    def may(self, finding: str) -> z3.BoolRef:
        """Answered "yes" or "unsure"."""
        return z3.Bool(f"{self.name}.may.{finding}")

    def might(self, finding: str) -> z3.BoolRef:
        """Anything but a definite "no"."""
        return z3.Bool(f"{self.name}.might.{finding}")

    def sound(self) -> z3.BoolRef:
        """The three truth values of every finding are in order."""
        chains = [(z3.Implies(self.yes(f), self.may(f)), z3.Implies(self.may(f), self.might(f))) for f in self.findings]
        return z3.And(*(link for chain in chains for link in chain))

    def all_asked(self) -> z3.BoolRef:
        """Every question was answered."""
        return z3.And(*(self.might(f) == self.may(f) for f in self.findings))

    def clear(self) -> z3.BoolRef:
        """Every question was answered with "yes" or "no"."""
        return z3.And(self.all_asked(), *(self.may(f) == self.yes(f) for f in self.findings))

    def read(self, model: z3.ModelRef) -> dict[str, str]:
        """The answers of a counterexample, without the definite "no"s."""
        found: dict[str, str] = {}
        for finding in self.findings:
            for word, value in (("yes", self.yes), ("unsure", self.may), ("not asked", self.might)):
                if z3.is_true(model.eval(value(finding), model_completion=True)):
                    found[finding] = word
                    break
        return found


class Encoding:
    """The answers of the danger check as formulas over an unknown case."""

    def __init__(self, knowledge: Knowledge, remedies: tuple[str, ...]) -> None:
        self.findings = tuple(knowledge.findings)
        self.flags = active(knowledge.red_flags)
        self.contraindications = active(knowledge.contraindications)
        self.remedies = remedies
        self._remembered: dict[tuple[str, str, str], z3.BoolRef] = {}
        self.bands = {id_: s.derived_from for id_, s in knowledge.findings.items() if s.derived_from is not None}

    def symbols(self, name: str) -> Symbols:
        """A new unknown case."""
        return Symbols(name, self.findings)

    def graver(self, case: Symbols, than: Symbols) -> z3.BoolRef:
        """``case`` answers every question at least as gravely, and has the same questions unanswered."""
        links = []
        for f in self.findings:
            links += [z3.Implies(than.yes(f), case.yes(f)), z3.Implies(than.may(f), case.may(f))]
            was_open = z3.And(than.might(f), z3.Not(than.may(f)))
            is_open = z3.And(case.might(f), z3.Not(case.may(f)))
            links.append(was_open == is_open)
        return z3.And(*links)

    def completes(self, case: Symbols, opened: Symbols) -> z3.BoolRef:
        """``case`` keeps every answer of ``opened`` and answers what was open, in whatever way."""
        links = []
        for f in self.findings:
            is_open = z3.And(opened.might(f), z3.Not(opened.may(f)))
            same = z3.And(case.yes(f) == opened.yes(f), case.may(f) == opened.may(f))
            links += [z3.Or(is_open, same), case.might(f) == case.may(f)]
        return z3.And(*links)

    def _once(self, kind: str, what: object, case: Symbols, build: Callable[[], z3.BoolRef]) -> z3.BoolRef:
        key = (kind, str(what), case.name)
        if key not in self._remembered:
            self._remembered[key] = build()
        return self._remembered[key]

    def urgency_at_least(self, level: int, case: Symbols) -> z3.BoolRef:
        """The urgency is this level or higher."""
        return self._once("urgency", level, case, lambda: self._urgency_at_least(level, case))

    def _urgency_at_least(self, level: int, case: Symbols) -> z3.BoolRef:
        reasons = []
        for flag in self.flags:
            own = LEVELS.index(flag.urgency)
            if own >= level:
                reasons.append(formula(flag.when, case.yes))
            if own - 1 >= level:
                reasons.append(self.one_away(flag, case))
            if own - 2 >= level:
                reasons.append(formula(flag.when, case.may))
        return z3.Or(*reasons)

    def one_away(self, flag: RedFlag, case: Symbols) -> z3.BoolRef:
        """One of the "unsure" answers, if it were "yes", would make the rule hold."""
        ways = []
        for finding in sorted(set(names(flag.when))):
            raised = formula(flag.when, partial(_raised, finding, case))
            ways.append(z3.And(case.may(finding), raised))
        return z3.Or(*ways)

    def incomplete(self, case: Symbols) -> z3.BoolRef:
        """A question on which a red flag may still turn is open."""
        return self._once("incomplete", "", case, lambda: z3.Or(*(self.waits(f.when, case) for f in self.flags)))

    def waits(self, condition: Condition, case: Symbols) -> z3.BoolRef:
        """A finding is open in a part of the condition that might still hold."""
        if isinstance(condition, str):
            return z3.And(case.might(condition), z3.Not(case.may(condition)))
        inside = [self.waits(part, case) for part in members(condition)[0]]
        return z3.And(formula(condition, case.might), z3.Or(*inside))

    def closes(self, flag: RedFlag, remedy: str, case: Symbols) -> z3.BoolRef:
        """The red flag takes the remedy away."""
        if flag.gate == "plan_limited" and LEVELS.index(flag.urgency) != EMERGENCY:
            return z3.BoolVal(False)
        if remedy != COMFORT:
            return formula(flag.when, case.may)
        return formula(flag.when, case.yes) if flag.gate == "no_plan" else z3.BoolVal(False)

    def stops(self, rule: Contraindication, case: Symbols) -> z3.BoolRef:
        """The contraindication blocks its remedies outright."""
        return formula(rule.when, case.yes) if rule.action == "hard_stop" else z3.BoolVal(False)

    def asks(self, rule: Contraindication, case: Symbols) -> z3.BoolRef:
        """The contraindication keeps its remedies from being offered."""
        return formula(rule.when, case.may) if rule.action != "caution" else z3.BoolVal(False)

    def blocked(self, remedy: str, case: Symbols) -> z3.BoolRef:
        """The remedy is blocked."""
        about = [rule for rule in self.contraindications if remedy in rule.remedies]
        return z3.Or(
            self.incomplete(case),
            *(self.closes(flag, remedy, case) for flag in self.flags),
            *(self.stops(rule, case) for rule in about),
            *(self.waits(rule.when, case) for rule in about),
        )

    def offered(self, remedy: str, case: Symbols) -> z3.BoolRef:
        """The remedy is offered: not blocked, and no rule says to ask first."""
        return self._once("offered", remedy, case, lambda: self._offered(remedy, case))

    def _offered(self, remedy: str, case: Symbols) -> z3.BoolRef:
        about = [rule for rule in self.contraindications if remedy in rule.remedies]
        return z3.And(z3.Not(self.blocked(remedy, case)), *(z3.Not(self.asks(rule, case)) for rule in about))

    def people(self, case: Symbols) -> z3.BoolRef:
        """Bands of one number agree with each other: nobody is 60 and not 50."""
        links = []
        by_number: dict[str, list[tuple[float, z3.BoolRef]]] = {}
        for finding, band in self.bands.items():
            at_least = case.yes(finding) if band.at_least is not None else z3.Not(case.yes(finding))
            edge = band.at_least if band.at_least is not None else band.below
            by_number.setdefault(band.number, []).append((edge or 0.0, at_least))
        for steps in by_number.values():
            steps.sort(key=lambda step: step[0])
            links += [z3.Implies(high[1], low[1]) for low, high in pairwise(steps)]
        return z3.And(*links)


def _raised(finding: str, case: Symbols, asked: str) -> z3.BoolRef:
    return z3.BoolVal(True) if asked == finding else case.yes(asked)

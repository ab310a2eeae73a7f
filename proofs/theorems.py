"""The theorems, each put to Z3 as the search for a counterexample."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import z3
from proofs.formulas import Encoding, Symbols, formula
from proofs.requirements import AT_LEAST_AS, NEVER_OFFERED
from proofs.specification import COMFORT, EMERGENCY, LEVELS, NO, YES, names, rank

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import RedFlag
from unclench.safety.conditions import Threshold
from unclench.safety.emergency import REMEDIES
from unclench.safety.rulebook import rulebook

LIMIT_MS = 120_000
"""Longest time for one question to the solver; running out counts as not proved."""


@dataclass(frozen=True)
class Result:
    """One theorem: how many questions were put to the solver, and what refuted it, in words."""

    says: str
    questions: int
    seconds: float
    refuted: tuple[str, ...]


class Theorems:
    """All theorems about one state of the knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.encoding = Encoding(knowledge, REMEDIES)
        self.case = self.encoding.symbols("case")
        self.other = self.encoding.symbols("other")

    def all(self) -> Iterable[Result]:
        """Prove them one after the other."""
        for says, questions in (
            ("the compiled conditions are those of the fact-sheets, for every combination of answers", self.compiled),
            ("a graver answer to any questions never lowers the urgency", self.urgency_monotone),
            ("a graver answer to any questions never adds a remedy nor completes a screen", self.remedies_monotone),
            ("leaving a question unanswered never adds a remedy", self.silence_adds_nothing),
            ("what is offered stays offered, and urgency stays, however open questions are answered", self.settled),
            ("nothing is offered while a danger question is open", self.screened_first),
            ("unsure about a sign that alone is an emergency is at least same-day", self.grave_doubt),
            ("an emergency leaves nothing on offer but the position of ease", self.emergencies),
            ("what must never be offered is not, not even when unsure", self.never_offered),
            ("what must be urgent is", self.urgent),
        ):
            yield self._prove(says, questions())

    def _prove(self, says: str, questions: Iterable[tuple[str, list[z3.BoolRef]]]) -> Result:
        started = time.monotonic()
        refuted: list[str] = []
        count = 0
        for what, claims in questions:
            count += 1
            solver = z3.Solver()
            solver.set("timeout", LIMIT_MS)
            solver.add(*claims)
            outcome = solver.check()
            if outcome == z3.sat:
                refuted.append(f"{what}: {self._shown(solver.model())}")
            elif outcome != z3.unsat:
                refuted.append(f"{what}: not decided within {LIMIT_MS // 1000} s")
        return Result(says, count, time.monotonic() - started, tuple(refuted))

    def _shown(self, model: z3.ModelRef) -> str:
        used = {str(declaration).split(".")[0] for declaration in model.decls()}
        told = []
        for symbols, name in ((self.case, "case"), (self.other, "other")):
            if name in used:
                answers = ", ".join(f"{finding}={word}" for finding, word in symbols.read(model).items())
                told.append(f"{name} answers {answers or 'no to everything'} (all others no)")
        return "; ".join(told)

    def compiled(self) -> Iterable[tuple[str, list[z3.BoolRef]]]:
        """Kernel and fact-sheet differ on some answers."""
        book = rulebook(self.knowledge)
        for flag in book.red_flags:
            table = formula(self.knowledge.red_flags[flag.id].when, self.case.yes)
            yield flag.id, [_gate_formula(flag.when, book.finding_of, self.case) != table]
        for rule in book.contraindications:
            table = formula(self.knowledge.contraindications[rule.id].when, self.case.yes)
            yield rule.id, [_gate_formula(rule.when, book.finding_of, self.case) != table]
        for bit, gate in book.only_if.items():
            finding = book.finding_of[bit]
            condition = self.knowledge.findings[finding].only_if
            if condition is None:
                raise ValueError(f"the kernel has a condition for asking {finding}, its fact-sheet has none")
            yield finding, [_gate_formula(gate, book.finding_of, self.case) != formula(condition, self.case.yes)]

    def urgency_monotone(self) -> Iterable[tuple[str, list[z3.BoolRef]]]:
        """The graver twin is less urgent."""
        calm, grave = self.case, self.other
        order = [calm.sound(), grave.sound(), self.encoding.graver(grave, calm)]
        for level in range(1, len(LEVELS)):
            falls = z3.Not(self.encoding.urgency_at_least(level, grave))
            yield LEVELS[level], [*order, self.encoding.urgency_at_least(level, calm), falls]

    def remedies_monotone(self) -> Iterable[tuple[str, list[z3.BoolRef]]]:
        """The graver twin is offered more, or looks more finished."""
        calm, grave = self.case, self.other
        order = [calm.sound(), grave.sound(), self.encoding.graver(grave, calm)]
        yield "complete", [*order, self.encoding.incomplete(calm), z3.Not(self.encoding.incomplete(grave))]
        for remedy in REMEDIES:
            before, after = self.encoding.offered(remedy, calm), self.encoding.offered(remedy, grave)
            yield remedy, [*order, after, z3.Not(before)]

    def silence_adds_nothing(self) -> Iterable[tuple[str, list[z3.BoolRef]]]:
        """The twin who left questions unanswered is offered more."""
        asked, silent = self.case, self.other
        links = [asked.sound(), silent.sound()]
        for f in self.encoding.findings:
            links += [silent.yes(f) == asked.yes(f), silent.may(f) == asked.may(f)]
            links.append(z3.Implies(asked.might(f), silent.might(f)))
        for remedy in REMEDIES:
            yield remedy, [*links, self.encoding.offered(remedy, silent), z3.Not(self.encoding.offered(remedy, asked))]

    def settled(self) -> Iterable[tuple[str, list[z3.BoolRef]]]:
        """An answer to an open question takes back what was offered, or raises the urgency of a complete case."""
        now, later = self.case, self.other
        links = [now.sound(), later.sound(), self.encoding.completes(later, now)]
        for remedy in REMEDIES:
            yield remedy, [*links, self.encoding.offered(remedy, now), z3.Not(self.encoding.offered(remedy, later))]
        for level in range(1, len(LEVELS)):
            rises = [self.encoding.urgency_at_least(level, later), z3.Not(self.encoding.urgency_at_least(level, now))]
            yield LEVELS[level], [*links, z3.Not(self.encoding.incomplete(now)), *rises]

    def screened_first(self) -> Iterable[tuple[str, list[z3.BoolRef]]]:
        """Something is offered, and an open answer would still change a red flag."""
        now, later = self.case, self.other
        links = [now.sound(), later.sound(), self.encoding.completes(later, now)]
        changes = z3.Or(
            *(
                z3.Or(
                    formula(flag.when, later.yes) != formula(flag.when, now.yes),
                    formula(flag.when, later.may) != formula(flag.when, now.may),
                )
                for flag in self.encoding.flags
            )
        )
        for remedy in REMEDIES:
            yield remedy, [*links, changes, self.encoding.offered(remedy, now)]

    def grave_doubt(self) -> Iterable[tuple[str, list[z3.BoolRef]]]:
        """Unsure about the sign, and below same-day."""
        for finding in self._sole_emergencies():
            doubt = [self.case.may(finding), z3.Not(self.case.yes(finding)), self.case.sound()]
            yield finding, [*doubt, z3.Not(self.encoding.urgency_at_least(3, self.case))]

    def emergencies(self) -> Iterable[tuple[str, list[z3.BoolRef]]]:
        """An emergency, and the remedy is offered."""
        emergency = [self.case.sound(), self.encoding.urgency_at_least(EMERGENCY, self.case)]
        for remedy in REMEDIES:
            if remedy != COMFORT:
                yield remedy, [*emergency, self.encoding.offered(remedy, self.case)]

    def never_offered(self) -> Iterable[tuple[str, list[z3.BoolRef]]]:
        """All signs of a requirement certain or unsure, and its remedy is offered."""
        for line in NEVER_OFFERED:
            present = [self.case.may(finding) for finding in self._known(line.present)]
            for remedy in line.remedies:
                what = f"{remedy} despite {' and '.join(line.present)} ({line.source})"
                yield what, [self.case.sound(), *present, self.encoding.offered(remedy, self.case)]

    def urgent(self) -> Iterable[tuple[str, list[z3.BoolRef]]]:
        """All signs of a requirement certain, and too low."""
        for line in AT_LEAST_AS:
            present = [self.case.yes(finding) for finding in self._known(line.present)]
            what = f"{' and '.join(line.present)} below {LEVELS[line.level]} ({line.source})"
            low = z3.Not(self.encoding.urgency_at_least(line.level, self.case))
            yield what, [self.case.sound(), *present, low]

    def _sole_emergencies(self) -> list[str]:
        solos = []
        for finding in self.encoding.findings:
            for flag in self.encoding.flags:
                if LEVELS.index(flag.urgency) == EMERGENCY and rank(flag.when, _alone(flag, finding)) == YES:
                    solos.append(finding)
                    break
        return solos

    def _known(self, findings: Iterable[str]) -> list[str]:
        found = list(findings)
        for finding in found:
            if finding not in self.knowledge.findings:
                raise KeyError(f"a requirement names the finding {finding}, which has no fact-sheet")
        return found


def _alone(flag: RedFlag, finding: str) -> dict[str, int]:
    return {name: YES if name == finding else NO for name in names(flag.when)}


def _gate_formula(gate: Threshold, finding_of: Mapping[int, str], case: Symbols) -> z3.BoolRef:
    """What the kernel's compiled condition says, read off its bit masks."""
    inside = [case.yes(finding) for bit, finding in finding_of.items() if gate.leaves & bit]
    inside += [_gate_formula(part, finding_of, case) for part in gate.parts]
    return z3.AtLeast(*inside, gate.needed)

"""Which rules ever make a difference: for each, Z3 looks for a person whose answer would change without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import z3
from proofs.formulas import Encoding, formula
from proofs.specification import COMFORT, EMERGENCY, LEVELS

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Contraindication, RedFlag
from unclench.safety.emergency import REMEDIES

DELIBERATELY_SUBSUMED: dict[str, str] = {
    "inflammatory_back_pain": "pain for more than three months is a visit already; this one names the likelier cause",
    "children_and_heat": "under 18 no plan is made at all; kept in case that gate is ever relaxed",
    "under_eighteen_medicines": "under 18 no plan is made at all; kept in case that gate is ever relaxed",
    "too_much_taken": "an overdose closes everything; kept so that the medicine page names the reason",
}
"""Rules kept although another always does as much, with the reason. Mostly: they name the likelier cause in words."""


@dataclass(frozen=True)
class Standing:
    """Whether anybody fits the rule, and the answers of a person for whom it alone decides (None: nobody)."""

    rule: str
    reachable: bool
    decides_for: dict[str, str] | None


class Decisive:
    """The search for each rule's own person."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.encoding = Encoding(knowledge, REMEDIES)
        self.case = self.encoding.symbols("case")
        self.solver = z3.Solver()
        self.solver.set("timeout", 60_000)
        self.solver.add(self.case.sound(), self.case.clear(), self.encoding.people(self.case))
        self.holds = {
            rule.id: formula(rule.when, self.case.yes)
            for rule in (*self.encoding.flags, *self.encoding.contraindications)
        }

    def all(self) -> Iterator[Standing]:
        """Every active rule's standing."""
        for flag in self.encoding.flags:
            yield self._standing(flag.id, self.decides(flag))
        for rule in self.encoding.contraindications:
            yield self._standing(rule.id, self.decides(rule))

    def _standing(self, rule: str, decides: z3.BoolRef) -> Standing:
        self.solver.push()
        self.solver.add(self.holds[rule])
        reachable = self.solver.check() == z3.sat
        self.solver.add(decides)
        person = self.case.read(self.solver.model()) if self.solver.check() == z3.sat else None
        self.solver.pop()
        return Standing(rule, reachable, person)

    def person(self, claim: z3.BoolRef) -> frozenset[str] | None:
        """The "yes" answers of somebody, every question answered, for whom the claim is true; None if nobody is."""
        self.solver.push()
        self.solver.add(claim)
        found = frozenset(self.case.read(self.solver.model())) if self.solver.check() == z3.sat else None
        self.solver.pop()
        return found

    def decides(self, rule: RedFlag | Contraindication) -> z3.BoolRef:
        """No other rule does as much as this one, if it holds."""
        return self._flag_decides(rule) if isinstance(rule, RedFlag) else self._contraindication_decides(rule)

    def _flag_decides(self, flag: RedFlag) -> z3.BoolRef:
        closing = [remedy for remedy in REMEDIES if closes(flag, remedy)]
        return z3.Or(self.decides_urgency(flag), *(self.decides_closing(flag, remedy) for remedy in closing))

    def decides_urgency(self, flag: RedFlag) -> z3.BoolRef:
        """No other red flag that holds is as urgent."""
        level = LEVELS.index(flag.urgency)
        if level == 0:
            return z3.BoolVal(False)
        others = [f for f in self.encoding.flags if f.id != flag.id and LEVELS.index(f.urgency) >= level]
        return z3.Not(z3.Or(*(self.holds[other.id] for other in others)))

    def decides_closing(self, flag: RedFlag, remedy: str) -> z3.BoolRef:
        """Nothing else blocks the remedy."""
        others = [self.holds[f.id] for f in self.encoding.flags if f.id != flag.id and closes(f, remedy)]
        return z3.Not(z3.Or(*others, *self._stops(remedy, flag.id)))

    def _contraindication_decides(self, rule: Contraindication) -> z3.BoolRef:
        return z3.Or(*(self.decides_offer(rule, remedy) for remedy in rule.remedies))

    def decides_offer(self, rule: Contraindication, remedy: str) -> z3.BoolRef:
        """Nothing else treats the remedy as strictly."""
        closed = [self.holds[f.id] for f in self.encoding.flags if closes(f, remedy)]
        stronger = [*closed, *self._stops(remedy, rule.id)]
        if rule.action != "hard_stop":
            stronger += self._asks(remedy, rule.id)
        return z3.Not(z3.Or(*stronger))

    def _stops(self, remedy: str, but: str) -> list[z3.BoolRef]:
        return self._acting(remedy, "hard_stop", but)

    def _asks(self, remedy: str, but: str) -> list[z3.BoolRef]:
        return self._acting(remedy, "ask_first", but)

    def _acting(self, remedy: str, action: str, but: str) -> list[z3.BoolRef]:
        return [
            self.holds[rule.id]
            for rule in self.encoding.contraindications
            if rule.action == action and remedy in rule.remedies and rule.id != but
        ]


def closes(flag: RedFlag, remedy: str) -> bool:
    """Whether the red flag, when it certainly holds, takes the remedy away."""
    if remedy == COMFORT:
        return flag.gate == "no_plan"
    return flag.gate != "plan_limited" or LEVELS.index(flag.urgency) == EMERGENCY

"""Damage to the rules that must not go unnoticed: every mutant of every rule is run against the frozen answers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import z3
from proofs.decisive import Decisive, closes
from proofs.formulas import formula
from proofs.specification import LEVELS, active, members
from proofs.vectors import Vector, answer, make, telling_apart

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Action, AtLeast, Combination, Condition, Contraindication, Gate, RedFlag, Status
from unclench.knowledge.schema import UrgencyWord as Word
from unclench.safety.emergency import REMEDIES

Rule = RedFlag | Contraindication
WEAKER_GATE = {Gate.NO_PLAN: Gate.COMFORT_ONLY, Gate.COMFORT_ONLY: Gate.PLAN_LIMITED}
WEAKER_ACTION = {Action.HARD_STOP: Action.ASK_FIRST, Action.ASK_FIRST: Action.CAUTION}


def weakened(condition: Condition) -> Iterator[tuple[str, Condition]]:
    """The condition with one part dropped, one ``any`` and ``all`` swapped, or one count off by one, anywhere."""
    if isinstance(condition, str):
        return
    parts, needed = members(condition)
    for place, part in enumerate(parts):
        rest = parts[:place] + parts[place + 1 :]
        if rest:
            yield f"without {part if isinstance(part, str) else 'a part'}", _same(condition, rest)
        for what, changed in weakened(part):
            yield what, _same(condition, (*parts[:place], changed, *parts[place + 1 :]))
    if len(parts) == 1:
        return
    if condition.any is not None:
        yield "any turned into all", Combination(all=parts)
    elif condition.all is not None:
        yield "all turned into any", Combination(any=parts)
    else:
        for count in (needed - 1, needed + 1):
            if 1 <= count <= len(parts):
                yield f"at least {count} instead of {needed}", Combination(at_least=AtLeast(n=count, of=parts))


def _same(condition: Combination, parts: tuple[Condition, ...]) -> Combination:
    if condition.any is not None:
        return Combination(any=parts)
    if condition.all is not None:
        return Combination(all=parts)
    return Combination(at_least=AtLeast(n=min(members(condition)[1], len(parts)), of=parts))


def mutants(rule: Rule) -> Iterator[tuple[str, Rule]]:
    """Every mutant of a rule, with what was done to it."""
    for what, condition in weakened(rule.when):
        yield what, rule.model_copy(update={"when": condition})
    yield "retired", rule.model_copy(update={"status": Status.RETIRED})
    if isinstance(rule, RedFlag):
        if level := LEVELS.index(rule.urgency):
            yield "urgency lowered", rule.model_copy(update={"urgency": Word(LEVELS[level - 1])})
        emergency = rule.urgency is Word.EMERGENCY_NOW
        if rule.gate in WEAKER_GATE and not (emergency and rule.gate is Gate.COMFORT_ONLY):  # closes anyway
            yield "gate weakened", rule.model_copy(update={"gate": WEAKER_GATE[rule.gate]})
        return
    for remedy in rule.remedies:
        if len(rule.remedies) > 1:
            left = tuple(other for other in rule.remedies if other != remedy)
            yield f"{remedy} dropped", rule.model_copy(update={"remedies": left})
    if rule.action in WEAKER_ACTION:
        yield "action weakened", rule.model_copy(update={"action": WEAKER_ACTION[rule.action]})


@dataclass(frozen=True)
class Mutant:
    """One damaged rule in otherwise unchanged knowledge."""

    rule: Rule
    changed: Rule
    what: str
    knowledge: Knowledge

    def noticed(self, vectors: Iterable[Vector]) -> bool:
        """Whether a frozen answer of the rule comes out differently."""
        return any(answer(v.rule, v.findings, self.knowledge) != v for v in vectors)

    def given_away_by(self, decisive: Decisive, before: Knowledge) -> frozenset[str] | None:
        """Somebody, every question answered, to whom the mutant answers differently; None when nobody is."""
        people = telling_apart(self.rule.when, self.changed.when)
        if people is not None and answer(self.rule.id, people, before) != answer(self.rule.id, people, self.knowledge):
            return people
        return decisive.person(self._matters(decisive))

    def _matters(self, decisive: Decisive) -> z3.BoolRef:
        """True of whoever is answered differently: the damage shows, and no other rule makes up for it."""
        rule, changed = self.rule, self.changed
        held = decisive.holds[rule.id]
        if changed.when != rule.when:
            return z3.And(held != formula(changed.when, decisive.case.yes), decisive.decides(rule))
        if isinstance(rule, RedFlag) and isinstance(changed, RedFlag):
            if changed.urgency != rule.urgency:
                return z3.And(held, decisive.decides_urgency(rule))
            if changed.gate != rule.gate:
                opened = [r for r in REMEDIES if closes(rule, r) and not closes(changed, r)]
                return z3.And(held, z3.Or(*(decisive.decides_closing(rule, remedy) for remedy in opened)))
        elif isinstance(rule, Contraindication) and isinstance(changed, Contraindication):
            dropped = [remedy for remedy in rule.remedies if remedy not in changed.remedies]
            if dropped:
                return z3.And(held, z3.Or(*(decisive.decides_offer(rule, remedy) for remedy in dropped)))
        return z3.And(held, decisive.decides(rule))


def all_mutants(knowledge: Knowledge) -> Iterator[Mutant]:
    """Every mutant of every active rule."""
    for kind in ("red_flags", "contraindications"):
        table: dict[str, Rule] = dict(getattr(knowledge, kind))
        for rule in active(table):
            for what, mutant in mutants(rule):
                changed = dataclasses.replace(knowledge, **{kind: {**table, rule.id: mutant}})  # type: ignore[arg-type]
                yield Mutant(rule, mutant, what, changed)


@dataclass(frozen=True)
class Harvest:
    """How many mutants there were, those unnoticed although somebody is answered differently, and the harmless ones."""

    made: int
    unnoticed: tuple[tuple[str, str, frozenset[str]], ...]
    harmless: tuple[tuple[str, str], ...]


def run(knowledge: Knowledge, vectors: Iterable[Vector]) -> Harvest:
    """Try every mutant on the frozen answers; whoever survives is put to Z3: does it answer anybody differently?"""
    by_rule: dict[str, list[Vector]] = {}
    for vector in vectors:
        by_rule.setdefault(vector.rule, []).append(vector)
    made = 0
    unnoticed: list[tuple[str, str, frozenset[str]]] = []
    harmless: list[tuple[str, str]] = []
    decisive = Decisive(knowledge)
    for mutant in all_mutants(knowledge):
        made += 1
        if mutant.noticed(by_rule.get(mutant.rule.id, [])):
            continue
        person = mutant.given_away_by(decisive, knowledge)
        if person is None:
            harmless.append((mutant.rule.id, mutant.what))
        else:
            unnoticed.append((mutant.rule.id, mutant.what, person))
    return Harvest(made, tuple(unnoticed), tuple(harmless))


def freeze(knowledge: Knowledge) -> list[Vector]:
    """Frozen answers that notice every mutant that matters; mutants that change no answer are left."""
    vectors = make(knowledge)
    harvest = run(knowledge, vectors)
    return make(knowledge, [(rule, person) for rule, _, person in harvest.unnoticed])

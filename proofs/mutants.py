"""Damage to the rules that must not go unnoticed: every mutant of every rule is run against the frozen answers."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

from proofs.specification import LEVELS, active, members
from proofs.vectors import Vector, answer
from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Action, AtLeast, Combination, Condition, Contraindication, Gate, RedFlag, Status
from unclench.knowledge.schema import UrgencyWord as Word

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
    assert condition.at_least is not None
    return Combination(at_least=AtLeast(n=min(condition.at_least.n, len(parts)), of=parts))


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


def survivors(
    knowledge: Knowledge, vectors: list[Vector], tick: Callable[[int], None] = lambda _: None
) -> tuple[int, list[tuple[str, str]]]:
    """How many mutants were made, and those that no frozen answer gives away: rule and what was done."""
    by_rule: dict[str, list[Vector]] = {}
    for vector in vectors:
        by_rule.setdefault(vector.rule, []).append(vector)
    made = 0
    alive: list[tuple[str, str]] = []
    for kind in ("red_flags", "contraindications"):
        table: dict[str, Rule] = dict(getattr(knowledge, kind))
        for rule in active(table):
            for what, mutant in mutants(rule):
                made += 1
                changed = dataclasses.replace(knowledge, **{kind: {**table, rule.id: mutant}})  # type: ignore[arg-type]
                if all(answer(v.rule, v.findings, changed) == v for v in by_rule.get(rule.id, [])):
                    alive.append((rule.id, what))
            tick(1)
    return made, alive

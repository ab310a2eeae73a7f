"""Sheets that change nothing: never used, never cited, or a rule that another rule always outdoes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import Literal

from unclench.knowledge import schema
from unclench.knowledge.crosscheck import references
from unclench.knowledge.sheets import Base

Found = tuple[Literal["warning", "note"], str, str, str, str]
"""Severity, folder, sheet id, what is wrong, how to mend it."""

WAYS_MAX = 5_000
"""A condition with more minimal ways to hold than this is not compared with others."""

_URGENCY = list(schema.UrgencyWord)
_GATE = [schema.Gate.PLAN_LIMITED, schema.Gate.COMFORT_ONLY, schema.Gate.NO_PLAN]
_ACTION = [schema.Action.CAUTION, schema.Action.ASK_FIRST, schema.Action.HARD_STOP]


def unused(base: Base) -> Iterator[Found]:
    """Findings that no rule, cause or other question uses; groups, stop signs and sources that nothing names."""
    used: dict[str, set[str]] = {folder: set() for folder in base.sheets}
    for sheets in base.sheets.values():
        for sheet in sheets.values():
            for _, target, named in references(sheet):
                used[target].add(named)
            for likelihood in sheet.likelihoods if isinstance(sheet, schema.Cause) else ():
                used["findings"].update(part.strip() for part in likelihood.when.split(" or "))
    kinds: tuple[tuple[str, Literal["warning", "note"], str, str], ...] = (
        (
            "findings",
            "warning",
            "No rule, cause or other question uses this finding.",
            "Use it in a rule or remove it.",
        ),
        ("groups", "warning", "No finding stands in this group.", "Put a finding in it or remove it."),
        (
            "stop_signs",
            "warning",
            "No remedy and no medicine names this stop sign.",
            "Name it in a remedy or remove it.",
        ),
        ("sources", "note", "No fact-sheet cites this source.", "Cite it where its facts are used, or remove it."),
    )
    for folder, severity, says, mend in kinds:
        for sheet_id in sorted(base.sheets[folder].keys() - used[folder]):
            yield severity, folder, sheet_id, says, mend


def shadowed(base: Base) -> Iterator[Found]:
    """Rules that can never decide anything: whenever they hold, one other rule holds that asks for no less."""
    implied = _implied_by_numbers(base)
    for folder in ("red_flags", "contraindications"):
        rules = [sheet for sheet in base.sheets[folder].values() if isinstance(sheet, schema.Ruling)]
        active = [rule for rule in rules if rule.status is not schema.Status.RETIRED]
        ways = {rule.id: _with_implied(minimal_ways(rule.when), implied) for rule in active}
        for rule in active:
            by = next((other for other in active if _outdoes(other, rule, ways)), None)
            if by is not None:
                says = f"Whenever this rule holds, {by.id} holds too and asks for no less."
                mend = "Remove it, raise what it asks for, or widen its condition."
                yield "warning", folder, rule.id, says, mend


def _outdoes(other: schema.Ruling, rule: schema.Ruling, ways: dict[str, frozenset[frozenset[str]]]) -> bool:
    """Whether ``other`` holds whenever ``rule`` does and asks for as much; of twins the first by id is kept."""
    if other.id == rule.id or not _asks_for_no_less(other, rule) or not _follows(ways[rule.id], other.when):
        return False
    twins = _asks_for_no_less(rule, other) and _follows(ways[other.id], rule.when)
    return not twins or other.id < rule.id


def _asks_for_no_less(one: schema.Ruling, other: schema.Ruling) -> bool:
    if isinstance(one, schema.RedFlag) and isinstance(other, schema.RedFlag):
        limits = one.limit == other.limit or _GATE.index(one.gate) > _GATE.index(schema.Gate.PLAN_LIMITED)
        urgent = _URGENCY.index(one.urgency) >= _URGENCY.index(other.urgency)
        return urgent and limits and _GATE.index(one.gate) >= _GATE.index(other.gate)
    if isinstance(one, schema.Contraindication) and isinstance(other, schema.Contraindication):
        wide = set(one.remedies) >= set(other.remedies) and set(one.also_blocks) >= set(other.also_blocks)
        return wide and _ACTION.index(one.action) >= _ACTION.index(other.action)
    return False


def _follows(ways: frozenset[frozenset[str]], condition: schema.Condition) -> bool:
    return bool(ways) and all(holds(condition, way) for way in ways)


def holds(condition: schema.Condition, present: frozenset[str]) -> bool:
    """Whether ``condition`` holds when exactly the findings in ``present`` were answered yes."""
    if isinstance(condition, str):
        return condition in present
    if condition.any is not None:
        return any(holds(inner, present) for inner in condition.any)
    if condition.all is not None:
        return all(holds(inner, present) for inner in condition.all)
    at_least = condition.at_least
    return at_least is not None and sum(holds(inner, present) for inner in at_least.of) >= at_least.n


def minimal_ways(condition: schema.Condition) -> frozenset[frozenset[str]]:
    """The smallest sets of findings with which ``condition`` holds; empty when there are too many to list."""
    try:
        return frozenset(_ways(condition))
    except _TooManyError:
        return frozenset()


class _TooManyError(Exception):
    pass


def _ways(condition: schema.Condition) -> set[frozenset[str]]:
    if isinstance(condition, str):
        return {frozenset({condition})}
    if condition.any is not None:
        return _smallest({way for inner in condition.any for way in _ways(inner)})
    if condition.all is not None:
        return _joined([_ways(inner) for inner in condition.all])
    at_least = condition.at_least
    if at_least is None:
        return set()
    inside = [_ways(inner) for inner in at_least.of]
    found: set[frozenset[str]] = set()
    for chosen in combinations(inside, at_least.n):
        found |= _joined(list(chosen))
        if len(found) > WAYS_MAX:
            raise _TooManyError
    return _smallest(found)


def _joined(parts: list[set[frozenset[str]]]) -> set[frozenset[str]]:
    size = 1
    for part in parts:
        size *= len(part)
    if size > WAYS_MAX:
        raise _TooManyError
    return _smallest({frozenset().union(*choice) for choice in product(*parts)})


def _smallest(ways: set[frozenset[str]]) -> set[frozenset[str]]:
    if len(ways) > WAYS_MAX:
        raise _TooManyError
    kept: set[frozenset[str]] = set()
    for way in sorted(ways, key=len):
        if not any(smaller <= way for smaller in kept):
            kept.add(way)
    return kept


def _implied_by_numbers(base: Base) -> dict[str, set[str]]:
    """Findings that follow from another one, as "70 or older" implies "50 or older"."""
    ranges = {
        finding_id: finding.derived_from
        for finding_id, finding in base.sheets["findings"].items()
        if isinstance(finding, schema.Finding) and finding.derived_from is not None
    }
    return {one: {other for other, wide in ranges.items() if _within(narrow, wide)} for one, narrow in ranges.items()}


def _within(narrow: schema.NumberRange, wide: schema.NumberRange) -> bool:
    if narrow.number != wide.number:
        return False
    if narrow.at_least is not None and wide.at_least is not None:
        return narrow.at_least >= wide.at_least
    return narrow.below is not None and wide.below is not None and narrow.below <= wide.below


def _with_implied(ways: frozenset[frozenset[str]], implied: dict[str, set[str]]) -> frozenset[frozenset[str]]:
    return frozenset(way.union(*(implied.get(finding, set()) for finding in way)) for way in ways)

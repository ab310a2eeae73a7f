"""Conditions as threshold gates: against a truth table, a naive reading, and the laws of monotone functions."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.knowledge.schema import AtLeast, Combination
from unclench.model.invalid import InvalidInput
from unclench.safety.conditions import compile_condition, single_bits

LETTERS = "abcdef"
BIT_OF = {letter: 1 << place for place, letter in enumerate(LETTERS)}
EVERYTHING = (1 << len(LETTERS)) - 1


def naive(condition: Any, true: set[str]) -> bool:
    if isinstance(condition, str):
        return condition in true
    if condition.any is not None:
        return any(naive(part, true) for part in condition.any)
    if condition.all is not None:
        return all(naive(part, true) for part in condition.all)
    return bool(sum(naive(part, true) for part in condition.at_least.of) >= condition.at_least.n)


def at_least(drawn: tuple[list[Any], int]) -> Combination:
    members, wanted = drawn
    unique = [m for place, m in enumerate(members) if not (isinstance(m, str) and m in members[:place])]
    return Combination(at_least=AtLeast(n=min(wanted, len(unique)), of=tuple(unique)))


def combine(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(children, min_size=1, max_size=4)
    return st.one_of(
        several.map(lambda parts: Combination(any=tuple(parts))),
        several.map(lambda parts: Combination(all=tuple(parts))),
        st.tuples(several, st.integers(1, 4)).map(at_least),
    )


conditions = st.recursive(st.sampled_from(LETTERS), combine, max_leaves=10)
masks = st.integers(0, EVERYTHING)


def letters(mask: int) -> set[str]:
    return {letter for letter in LETTERS if mask & BIT_OF[letter]}


@given(conditions, masks)
def test_a_gate_agrees_with_the_plain_reading(condition: Any, mask: int) -> None:
    assert compile_condition(condition, BIT_OF, "rule").holds(mask) == naive(condition, letters(mask))


@given(conditions, masks, masks)
def test_more_facts_never_make_a_condition_false(condition: Any, mask: int, more: int) -> None:
    gate = compile_condition(condition, BIT_OF, "rule")
    assert not gate.holds(mask) or gate.holds(mask | more)


@given(conditions)
def test_nothing_known_makes_nothing_hold(condition: Any) -> None:
    assert not compile_condition(condition, BIT_OF, "rule").holds(0)


@given(conditions, masks, masks)
def test_an_answer_that_is_not_unsettled_cannot_change_the_condition(condition: Any, yes: int, unanswered: int) -> None:
    gate = compile_condition(condition, BIT_OF, "rule")
    unanswered &= ~yes
    needless = unanswered & ~gate.unsettled(yes | unanswered, unanswered)
    for bits in (yes, yes | unanswered & ~needless):
        assert gate.holds(bits) == gate.holds(bits | needless)


@given(conditions, masks, masks)
def test_one_answer_away_means_a_single_promotion_suffices(condition: Any, yes: int, unsure: int) -> None:
    gate = compile_condition(condition, BIT_OF, "rule")
    unsure &= ~yes
    expected = any(naive(condition, letters(yes) | {letter}) for letter in letters(unsure & gate.mentions))
    assert gate.one_answer_away(yes, unsure) == expected


def test_at_least_two_of_three_by_truth_table() -> None:
    gate = compile_condition(Combination(at_least=AtLeast(n=2, of=("a", "b", "c"))), BIT_OF, "rule")
    for a, b, c in product((0, 1), repeat=3):
        assert gate.holds(a * 1 + b * 2 + c * 4) == (a + b + c >= 2)


def test_all_of_a_finding_named_twice_is_that_finding() -> None:
    gate = compile_condition(Combination(all=("a", "a", "b")), BIT_OF, "rule")
    assert gate.holds(BIT_OF["a"] | BIT_OF["b"])
    assert not gate.holds(BIT_OF["a"])


def test_nested_parts_count_beside_findings() -> None:
    both = Combination(all=("b", "c"))
    gate = compile_condition(Combination(at_least=AtLeast(n=2, of=("a", both, "d"))), BIT_OF, "rule")
    assert gate.holds(BIT_OF["a"] | BIT_OF["b"] | BIT_OF["c"])
    assert not gate.holds(BIT_OF["a"] | BIT_OF["b"])
    assert gate.mentions == BIT_OF["a"] | BIT_OF["b"] | BIT_OF["c"] | BIT_OF["d"]


def test_counting_a_finding_twice_is_refused() -> None:
    with pytest.raises(InvalidInput, match="each finding once"):
        compile_condition(Combination(at_least=AtLeast(n=2, of=("a", "a"))), BIT_OF, "rule")


def test_an_unknown_finding_is_refused_by_name() -> None:
    with pytest.raises(InvalidInput, match=r"a_rule\.when.*zebra"):
        compile_condition(Combination(any=("a", "zebra")), BIT_OF, "a_rule")


def test_an_empty_combination_is_refused_even_if_it_slipped_past_the_reader() -> None:
    with pytest.raises(InvalidInput, match="one of any, all, at_least"):
        compile_condition(Combination.model_construct(any=None, all=None, at_least=None), BIT_OF, "rule")


def test_single_bits_are_those_of_the_mask() -> None:
    assert list(single_bits(0b101001)) == [0b1, 0b1000, 0b100000]

"""The proofs can fail: planted faults are found and shown in words, and the hazard log points at things that exist."""

from __future__ import annotations

import dataclasses
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Combination
from unclench.safety.conditions import Threshold

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module", autouse=True)
def proofs_on_path() -> Iterator[None]:
    sys.path.insert(0, str(ROOT))
    yield
    sys.path.remove(str(ROOT))


def refutations(knowledge: Knowledge, theorem: str) -> list[str]:
    from proofs.theorems import Theorems  # type: ignore[import-not-found, unused-ignore]

    theorems = Theorems(knowledge)
    return list(theorems._prove(theorem, getattr(theorems, theorem)()).refuted)


def without(knowledge: Knowledge, kind: str, finding: str) -> Knowledge:
    """The knowledge with every rule of one kind gone that names the finding."""
    kept = {id_: sheet for id_, sheet in getattr(knowledge, kind).items() if finding not in str(sheet.when)}
    changes: Any = {kind: kept}
    return dataclasses.replace(knowledge, **changes)


def test_an_offer_without_its_contraindication_is_found_and_shown(shipped: Knowledge) -> None:
    found = refutations(without(shipped, "contraindications", "gout"), "never_offered")
    assert any("aspirin despite gout" in line and "gout=" in line for line in found)


def test_a_dropped_danger_rule_is_found_and_shown(shipped: Knowledge) -> None:
    found = refutations(without(shipped, "red_flags", "saddle_numbness"), "urgent")
    assert any("saddle_numbness below emergency_now" in line for line in found)


def test_a_negated_danger_finding_cannot_be_written() -> None:
    for negation in ({"not": "fever"}, {"none": ["fever"]}, {"all": ["fever"], "not": "asthma"}):
        with pytest.raises(ValidationError):
            Combination.model_validate(negation)


def test_a_fault_in_the_kernel_is_found_by_comparison(shipped: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    from proofs.differential import Comparison, Disagreement  # type: ignore[import-not-found, unused-ignore]

    comparison = Comparison(shipped)
    assert comparison.random_run(300, seed=1) == 300
    right = Threshold.holds

    def wrong(self: Threshold, facts: int) -> bool:  # "all of many" satisfied by all but one
        needed = self.needed - (1 if self.needed > 2 else 0)
        return right(dataclasses.replace(self, needed=needed), facts)

    monkeypatch.setattr(Threshold, "holds", wrong)
    with pytest.raises(Disagreement, match="kernel:"):
        comparison.random_run(3000, seed=1)


def test_a_miscompiled_condition_is_found_by_the_solver(shipped: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    from proofs import theorems as module  # type: ignore[import-not-found, unused-ignore]

    from unclench.safety.rulebook import compile_rules

    book = compile_rules(shipped)
    rule = next(rule for rule in book.red_flags if rule.when.needed > 1)
    damaged = dataclasses.replace(rule, when=dataclasses.replace(rule.when, needed=1))
    flags = tuple(damaged if other is rule else other for other in book.red_flags)
    monkeypatch.setattr(module, "rulebook", lambda _: dataclasses.replace(book, red_flags=flags))
    found = refutations(shipped, "compiled")
    assert [line.partition(":")[0] for line in found] == [rule.id]


def test_every_reference_of_the_hazard_log_exists(shipped: Knowledge) -> None:
    text = (ROOT / "docs" / "safety" / "hazards.md").read_text(encoding="utf-8")
    assert len(set(re.findall(r"^\| (H\d+) \|", text, flags=re.MULTILINE))) >= 15
    for path in re.findall(r"`((?:tests|proofs)/[\w./]+)`", text):
        assert (ROOT / path).exists(), path
    named = {
        word
        for line in re.findall(r"red flags? ((?:`\w+`(?:, )?(?: and )?)+)", text)
        for word in re.findall(r"\w+", line)
    }
    assert len(named) > 8
    assert named - {"and"} <= set(shipped.red_flags)

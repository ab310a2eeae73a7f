"""Every way of getting a fact-sheet wrong is a loud error that names file, line and what would be right."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from unclench.knowledge.files import SHEET_LIMIT_BYTES
from unclench.knowledge.load import load
from unclench.model.invalid import InvalidInput

Spoil = Callable[[str, str, str], Path]


def refusal(folder: Path) -> InvalidInput:
    with pytest.raises(InvalidInput) as caught:
        load(folder)
    return caught.value


def test_the_small_base_loads_and_cannot_be_changed(base: Path) -> None:
    knowledge = load(base)
    assert knowledge.red_flags["cauda_equina"].urgency == "emergency_now"
    with pytest.raises(TypeError):
        knowledge.red_flags["more"] = knowledge.red_flags["cauda_equina"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        knowledge.hash = "other"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("sheet", "piece", "by", "line", "field", "allowed"),
    [
        ("red_flags/cauda_equina", "urgency:", "urgncy:", 7, "urgncy", "did you mean urgency?"),
        ("red_flags/cauda_equina", "emergency_now", "emergency", 7, "urgency", "'emergency_now'"),
        ("red_flags/cauda_equina", "any:\n", "none:\n", 4, "none", "the keys all, any, at_least"),
        ("red_flags/cauda_equina", "sources: [a_guideline]", "sources: []", 9, "sources", "at least 1 item"),
        ("red_flags/cauda_equina", "sources: [a_guideline]\n", "", 1, "sources", "required"),
        ("red_flags/cauda_equina", "review_by: 2027-11-24", "review_by: soon", 13, "review_by", "date"),
        ("red_flags/cauda_equina", "says: Nerves to the bladder may be pressed.", "says: 3", 2, "says", "string"),
        ("red_flags/cauda_equina", "status: draft", "status: reviewed", 1, "the sheet", "names the date in reviewed"),
        ("remedies/cold_pack", "minutes: 10", "minutes: ten", 4, "minutes", "number"),
        ("remedies/cold_pack", "minutes: 10", "minutes: yes", 4, "minutes", "number"),
        ("remedies/cold_pack", "minutes: 10", "minutes: .nan", 4, "minutes", "a finite number"),
        ("parameters/fatigue", "unit: 1/s", "unit: ''", 5, "parameters.fatigue_rate_per_s.unit", "at least 1"),
        ("parameters/fatigue", "    unit: 1/s\n", "", 3, "parameters.fatigue_rate_per_s.unit", "required"),
        ("parameters/fatigue", "    sources: [a_guideline]\n", "", 3, "fatigue_rate_per_s", "sources or says on what"),
        ("findings/age_ge_50", "  at_least: 50", "  atleast: 50", 7, "derived_from.atleast", "did you mean at_least?"),
        ("causes/overexertion", "prior: 0.3", "prior: 1.3", 3, "prior", "less than 1"),
        ("causes/overexertion", "ratio: 2", "ratio: 2x", 7, "likelihoods.0.ratio", "number"),
    ],
)
def test_a_wrong_key_or_value(
    spoil: Spoil, sheet: str, piece: str, by: str, line: int, field: str, allowed: str
) -> None:
    error = refusal(spoil(sheet, piece, by))
    assert error.where == f"{sheet}.yaml:{line}"
    assert field in error.field
    assert allowed in error.allowed


@pytest.mark.parametrize(
    ("sheet", "piece", "by", "line", "given", "allowed"),
    [
        ("red_flags/cauda_equina", "- saddle_numbness", "- sadle_numbness", 5, "sadle_numbness", "saddle_numbness?"),
        ("red_flags/cauda_equina", "[age_ge_70, age_ge_50]", "[age_ge_70, age_ge_5]", 6, "age_ge_5", "findings/"),
        ("red_flags/cauda_equina", "[a_guideline]", "[a_guidline]", 9, "a_guidline", "did you mean a_guideline?"),
        ("findings/saddle_numbness", "group: nerves", "group: nerve", 3, "nerve", "did you mean nerves?"),
        ("remedies/cold_pack", "[skin_white]", "[skin_red]", 12, "skin_red", "stop_signs/"),
        ("remedies/cold_pack", "[A10]", "[A16]", 11, "A16", "A1 to A15"),
        ("contraindications/no_ibuprofen", "when: age_ge_70", "when: age_ge_7", 2, "age_ge_7", "findings/"),
        ("parameters/fatigue", "[a_guideline]", "[nobody]", 7, "nobody", "sources/"),
        ("causes/overexertion", "trigger=lifting", "trigger=liftin", 6, "trigger=liftin or pain_nrs>=7", "lifting"),
        ("causes/overexertion", "pain_nrs>=7", "pain_nrs<7", 6, "trigger=lifting or pain_nrs<7", "comparison"),
        (
            "causes/overexertion",
            "pain_nrs>=7",
            "unknown_finding",
            6,
            "trigger=lifting or unknown_finding",
            "a finding id",
        ),
    ],
)
def test_an_id_that_does_not_exist(
    spoil: Spoil, sheet: str, piece: str, by: str, line: int, given: str, allowed: str
) -> None:
    error = refusal(spoil(sheet, piece, by))
    assert error.where == f"{sheet}.yaml:{line}"
    assert given in error.given
    assert allowed in error.allowed


def test_a_key_given_twice(spoil: Spoil) -> None:
    error = refusal(spoil("red_flags/cauda_equina", "gate: no_plan\n", "gate: no_plan\nurgency: self_care\n"))
    assert (error.where, error.field) == ("red_flags/cauda_equina.yaml:9", "urgency")


def test_an_id_that_is_not_the_file_name(spoil: Spoil) -> None:
    error = refusal(spoil("sources/memory", "title:", "id: a_guideline\ntitle:"))
    assert error.where == "sources/memory.yaml:1"
    assert "memory (the file name)" in error.allowed
    assert load(spoil("sources/memory", "id: a_guideline", "id: memory")).sources["memory"].id == "memory"


def test_a_rule_id_used_in_both_kinds_of_rules(base: Path) -> None:
    (base / "contraindications" / "no_ibuprofen.yaml").rename(base / "contraindications" / "cauda_equina.yaml")
    error = refusal(base)
    assert error.where == "contraindications/cauda_equina.yaml:1"
    assert error.field == "rule id"


def test_a_parameter_or_claim_number_used_twice(base: Path) -> None:
    shutil.copy(base / "parameters" / "fatigue.yaml", base / "parameters" / "more.yaml")
    error = refusal(base)
    assert (error.where, error.field) == ("parameters/more.yaml:3", "parameter")
    (base / "parameters" / "more.yaml").unlink()
    shutil.copy(base / "claims" / "cold_first.yaml", base / "claims" / "more.yaml")
    error = refusal(base)
    assert (error.where, error.field) == ("claims/more.yaml:1", "claim number")


def test_questions_that_wait_for_each_other(spoil: Spoil) -> None:
    spoil("findings/age_ge_50", "use: danger", "use: danger\nonly_if: {any: [age_ge_70]}")
    error = refusal(spoil("findings/age_ge_70", "use: danger", "use: danger\nonly_if: age_ge_50"))
    assert (error.where, error.field) == ("findings/age_ge_50.yaml:5", "only_if")


def test_knowledge_travels_between_processes(base: Path) -> None:
    knowledge = load(base)
    assert pickle.loads(pickle.dumps(knowledge)) == knowledge


def test_what_editors_leave_behind_is_passed_over(base: Path) -> None:
    (base / ".vscode").mkdir()
    (base / "red_flags" / ".cauda_equina.yaml.swp").write_bytes(b"\0")
    assert load(base).hash == load(base).hash


def test_a_misspelt_folder_or_ending_is_not_overlooked(base: Path) -> None:
    (base / "red_flags").rename(base / "redflags")
    assert refusal(base).where == "redflags"
    (base / "redflags").rename(base / "red_flags")
    (base / "red_flags" / "cauda_equina.yaml").rename(base / "red_flags" / "cauda_equina.yml")
    assert refusal(base).where == "red_flags/cauda_equina.yml"


@pytest.mark.parametrize(
    ("content", "line", "given"),
    [
        (b"title: A\n\tissuer: B\n", 2, "\\t"),
        (b"title: A\nissuer: \xe4rger\n", 2, "0xe4"),
        (b"title: A\nissuer: B\x00\n", 2, "NUL"),
        ("title: A\n".encode("utf-16"), 1, ""),
        (b"", 1, "empty"),
        (b"# only a comment\n", 1, "empty"),
        (b"- a\n- b\n", 1, "['a', 'b']"),
        (b"just words\n", 1, "just words"),
        (b"title: &a A\nissuer: *a\n", 1, "anchor"),
        (b"title: !!str A\n", 1, "tag"),
        (b"title: A\n---\ntitle: B\n", 2, "second document"),
        (b"title: [A\n", 2, ""),
        (b"a: " + b"[" * 100 + b"]" * 100, 1, "deep"),
    ],
)
def test_a_file_that_is_not_a_plain_mapping(base: Path, content: bytes, line: int, given: str) -> None:
    (base / "sources" / "memory.yaml").write_bytes(content)
    error = refusal(base)
    assert error.where == f"sources/memory.yaml:{line}"
    assert given in error.given


def test_a_huge_file_is_refused_before_it_is_read(base: Path) -> None:
    with (base / "sources" / "memory.yaml").open("wb") as file:
        file.truncate(50_000_000)
    error = refusal(base)
    assert error.where == "sources/memory.yaml"
    assert str(SHEET_LIMIT_BYTES) in error.allowed


def test_a_missing_folder_is_an_error_and_not_an_empty_base(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere").field == "data"


@pytest.mark.parametrize("kind", ["findings", "groups", "red_flags", "contraindications"])
def test_a_base_without_its_rules_is_refused(base: Path, kind: str) -> None:
    for sheet in (base / kind).glob("*.yaml"):
        sheet.unlink()
    with pytest.raises(InvalidInput):
        load(base)

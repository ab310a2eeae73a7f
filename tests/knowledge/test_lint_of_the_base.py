"""The linter finds what is wrong, weak, stale or dead, and nothing in a base that is sound."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unclench.knowledge import schema
from unclench.knowledge.check import Problem, check
from unclench.knowledge.deadwood import holds, minimal_ways
from unclench.knowledge.load import DATA, load

TODAY = datetime.date(2026, 11, 24)
Spoil = Callable[[str, str, str], Path]


def found(folder: Path, file: str, today: datetime.date = TODAY) -> list[Problem]:
    return [problem for problem in check(folder, today) if problem.file == file]


def test_a_sound_base_has_only_the_note_on_its_unused_source(base: Path) -> None:
    problems = check(base, TODAY)
    assert [(problem.severity, problem.file) for problem in problems] == [("note", "sources/memory.yaml")]
    assert all(problem.mend for problem in problems)


def test_a_misplaced_folder_is_a_problem_and_problems_are_plain_data(base: Path) -> None:
    (base / "redflags").mkdir()
    (problem,) = [problem for problem in check(base, TODAY) if problem.severity == "error"]
    assert (problem.file, problem.line) == ("redflags", 1)
    assert problem.as_dict()["mend"] == problem.mend


def test_every_error_is_listed_and_not_only_the_first(base: Path, spoil: Spoil) -> None:
    spoil("red_flags/cauda_equina", "urgency:", "urgncy:")
    spoil("remedies/cold_pack", "[skin_white]", "[skin_red]")
    spoil("causes/overexertion", "prior: 0.3", "prior: often")
    (base / "sources" / "memory.yaml").write_bytes(b"\xff")
    errors = [problem for problem in check(base, TODAY) if problem.severity == "error"]
    assert {problem.file for problem in errors} == {
        "red_flags/cauda_equina.yaml",
        "remedies/cold_pack.yaml",
        "causes/overexertion.yaml",
        "sources/memory.yaml",
    }
    assert [problem.line for problem in errors if problem.file == "remedies/cold_pack.yaml"] == [12]


def test_a_sheet_that_cannot_be_read_is_not_also_called_missing(spoil: Spoil) -> None:
    folder = spoil("findings/age_ge_70", "use: danger", "use: dangr")
    errors = [problem for problem in check(folder, TODAY) if problem.severity == "error"]
    assert [problem.file for problem in errors] == ["findings/age_ge_70.yaml"]


def test_a_rule_past_its_review_date_is_a_warning_and_still_loads(base: Path) -> None:
    late = datetime.date(2027, 11, 25)
    problems = found(base, "red_flags/cauda_equina.yaml", late)
    assert [(problem.severity, problem.line) for problem in problems] == [("warning", 13)]
    assert not found(base, "red_flags/cauda_equina.yaml", datetime.date(2027, 11, 24))
    knowledge = load(base, today=late)
    assert len(knowledge.warnings) == 2
    assert "cauda_equina" in " ".join(knowledge.warnings)
    assert load(base).warnings == ()


def test_a_grade_better_than_the_sources_is_a_warning(spoil: Spoil) -> None:
    folder = spoil("remedies/cold_pack", "sources: [a_guideline]", "sources: [memory]")
    (problem,) = found(folder, "remedies/cold_pack.yaml")
    assert (problem.severity, problem.line) == ("warning", 14)
    assert "memory" in problem.says


def test_a_rule_from_memory_alone_may_not_call_itself_reviewed(spoil: Spoil) -> None:
    spoil("red_flags/cauda_equina", "sources: [a_guideline]", "sources: [memory]")
    folder = spoil("red_flags/cauda_equina", "status: draft", "status: reviewed\nreviewed: 2026-11-01")
    assert [problem.severity for problem in found(folder, "red_flags/cauda_equina.yaml")] == ["error"]
    folder = spoil("red_flags/cauda_equina", "verified: primary", "verified: memory_high")
    assert any("memory only" in problem.mend for problem in found(folder, "red_flags/cauda_equina.yaml"))


def test_a_long_question_is_a_warning(spoil: Spoil) -> None:
    question = "Numb between the legs?"
    assert not found(
        spoil("findings/saddle_numbness", question, " ".join(["word"] * 25)), "findings/saddle_numbness.yaml"
    )
    folder = spoil("findings/saddle_numbness", " ".join(["word"] * 25), " ".join(["word"] * 26))
    assert [problem.line for problem in found(folder, "findings/saddle_numbness.yaml")] == [1]


def test_a_finding_nobody_uses_and_a_stop_sign_nobody_names(base: Path) -> None:
    (base / "findings" / "idle.yaml").write_text("question: Idle?\nmeans: Nothing.\ngroup: nerves\nuse: cause\n")
    sign = (base / "stop_signs" / "skin_white.yaml").read_text()
    (base / "stop_signs" / "idle.yaml").write_text(sign)
    warnings = {problem.file for problem in check(base, TODAY) if problem.severity == "warning"}
    assert warnings == {"findings/idle.yaml", "stop_signs/idle.yaml"}


RULE = (
    "condition: A condition\nsays: Some words.\nwhen: {when}\nurgency: {urgency}\ngate: {gate}\n"
    "sources: [a_guideline]\nverified: primary\nfalse_alarms: Some.\nstatus: {status}\nreview_by: 2027-11-24\n"
)


@pytest.mark.parametrize(
    ("when", "urgency", "gate", "status", "dead"),
    [
        ("saddle_numbness", "same_day", "no_plan", "draft", True),
        ("saddle_numbness", "emergency_now", "no_plan", "draft", True),
        ("age_ge_70", "gp_soon", "plan_limited", "draft", True),  # 70 implies 50, so the second branch holds
        ("age_ge_50", "gp_soon", "plan_limited", "draft", False),
        ("{all: [age_ge_50, saddle_numbness]}", "self_care", "comfort_only", "draft", True),
        ("{at_least: {n: 2, of: [age_ge_50, age_ge_70, saddle_numbness]}}", "gp_soon", "no_plan", "draft", True),
        ("{any: [age_ge_50, saddle_numbness]}", "gp_soon", "no_plan", "draft", False),
        ("saddle_numbness", "same_day", "no_plan", "retired", False),
    ],
)
def test_a_rule_that_can_never_decide(base: Path, when: str, urgency: str, gate: str, status: str, dead: bool) -> None:
    text = RULE.format(when=when, urgency=urgency, gate=gate, status=status)
    (base / "red_flags" / "another.yaml").write_text(text)
    assert bool(found(base, "red_flags/another.yaml")) is dead


def test_of_two_equal_rules_only_the_second_is_called_dead(base: Path) -> None:
    text = (base / "red_flags" / "cauda_equina.yaml").read_text()
    (base / "red_flags" / "twin.yaml").write_text(text)
    assert [problem.severity for problem in found(base, "red_flags/twin.yaml")] == ["warning"]
    assert not found(base, "red_flags/cauda_equina.yaml")


def test_a_contraindication_that_another_one_always_outdoes(base: Path) -> None:
    text = (base / "contraindications" / "no_ibuprofen.yaml").read_text()
    stricter = text.replace("ask_first", "hard_stop").replace("age_ge_70", "age_ge_50")
    (base / "contraindications" / "stricter.yaml").write_text(stricter)
    assert [problem.severity for problem in found(base, "contraindications/no_ibuprofen.yaml")] == ["warning"]
    assert not found(base, "contraindications/stricter.yaml")
    (base / "contraindications" / "stricter.yaml").write_text(stricter.replace("[ibuprofen]", "[aspirin]"))
    assert not found(base, "contraindications/no_ibuprofen.yaml")


def test_a_red_flag_finding_that_the_danger_check_leaves_out(spoil: Spoil) -> None:
    folder = spoil("findings/saddle_numbness", "use: danger", "use: cause")
    assert [problem.line for problem in found(folder, "findings/saddle_numbness.yaml")] == [4]
    assert not found(spoil("findings/age_ge_50", "use: danger", "use: cause"), "findings/age_ge_50.yaml")  # a number


def test_a_question_that_comes_before_its_parent(spoil: Spoil) -> None:
    folder = spoil("findings/saddle_numbness", "use: danger", "use: danger\nonly_if: age_ge_50")
    assert len(found(folder, "findings/saddle_numbness.yaml")) == 1
    folder = spoil("findings/saddle_numbness", "use: danger", "use: danger\norder: 501")
    assert not found(folder, "findings/saddle_numbness.yaml")


def test_a_text_that_leans_on_a_retired_rule(base: Path, spoil: Spoil) -> None:
    text = RULE.format(when="age_ge_50", urgency="gp_soon", gate="plan_limited", status="retired")
    (base / "red_flags" / "old_rule.yaml").write_text(text)
    spoil("red_flags/cauda_equina", "status: draft", "status: draft\nnote: See old_rule, too.")
    assert "old_rule" in found(base, "red_flags/cauda_equina.yaml")[0].says


ATOMS = ("fever", "cancer", "fall", "numb")
CONDITIONS = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        st.builds(lambda of: schema.Combination(any=tuple(of)), st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda of: schema.Combination(all=tuple(of)), st.lists(inner, min_size=1, max_size=3)),
        st.builds(
            lambda of, n: schema.Combination(at_least=schema.AtLeast(n=min(n, len(of)), of=tuple(of))),
            st.lists(inner, min_size=1, max_size=4),
            st.integers(1, 4),
        ),
    ),
    max_leaves=8,
)


@given(CONDITIONS)
@settings(max_examples=200, deadline=None)
def test_the_minimal_ways_say_exactly_when_a_condition_holds(condition: schema.Condition) -> None:
    ways = minimal_ways(condition)
    for size in range(len(ATOMS) + 1):
        for present in map(frozenset, itertools.combinations(ATOMS, size)):
            assert holds(condition, present) is any(way <= present for way in ways)
    assert not any(one < other for one in ways for other in ways)


def test_a_condition_with_too_many_ways_is_left_alone() -> None:
    many = schema.Combination(at_least=schema.AtLeast(n=10, of=tuple(f"finding_{number}" for number in range(20))))
    assert minimal_ways(many) == frozenset()


def test_the_shipped_base_has_no_errors() -> None:
    assert [problem for problem in check(DATA, TODAY) if problem.severity == "error"] == []

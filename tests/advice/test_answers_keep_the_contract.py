"""Every answer has the fields and types that other programs rely on, is finite JSON, and hears only what it may."""

from __future__ import annotations

import datetime
import json
import sys
from subprocess import run as run_process

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unclench import advice
from unclench.advice import answers
from unclench.knowledge.load import Knowledge, load
from unclench.model.case import Answer, Case, Episode, Person, Unmentioned
from unclench.model.invalid import InvalidInput
from unclench.model.preferences import Country, Preferences

REMEDIES = {
    "ibuprofen", "naproxen", "aspirin", "acetaminophen", "topical_nsaid",
    "cold", "heat", "stretch_knee_to_chest", "rest_position", "gentle_movement",
}  # fmt: skip
URGENCIES = {"emergency_now", "same_day", "within_days", "gp_soon", "self_care"}
CAUSES = {"protective_after_injury", "overexertion", "fatigue_or_posture", "disc_or_known_spine", "other"}
NAMES = [
    "benign_strain", "known_disc", "overexertion", "cauda_equina", "aneurysm",
    "pregnant", "anticoagulated", "teenager", "fresh_bruise", "unfinished",
]  # fmt: skip
WITHOUT_A_PLAN = {"cauda_equina", "aneurysm", "unfinished", "teenager"}
TODAY = datetime.date(2026, 11, 24)
KNOWLEDGE = load()


def strict(value):
    """Through JSON and back; NaN or Infinity is an error."""
    return json.loads(json.dumps(value, allow_nan=False))


def check_assessment(written, knowledge: Knowledge):
    assert written["schema_version"].count(".") == 1
    assert written["knowledge_hash"] == knowledge.hash
    assert isinstance(written["uid"], str)
    assert written["urgency"] in URGENCIES
    assert isinstance(written["complete"], bool)
    for fired in written["fired"]:
        assert set(fired) == {"rule", "says", "urgency", "status", "sources"}
        assert fired["rule"] in knowledge.red_flags
        assert fired["status"] in {"draft", "reviewed"}
        assert fired["urgency"] in URGENCIES
        assert fired["sources"]
        assert all(source in knowledge.sources for source in fired["sources"])
    assert all({"finding", "question"} <= set(question) for question in written["open_questions"])
    assert {cause["id"] for cause in written["causes"]} == CAUSES
    assert sum(cause["probability"] for cause in written["causes"]) == pytest.approx(1.0)
    assert all(isinstance(cause["because"], list) and cause["because"] for cause in written["causes"])
    assert set(written["offers"]) == REMEDIES
    for offer in written["offers"].values():
        assert offer["status"] in {"offered", "ask_first", "blocked"}
        known = {*knowledge.red_flags, *knowledge.contraindications, "not_screened"}
        assert set(offer["because"]) <= known
        assert offer["because"] or offer["status"] == "offered"


def check_plan(written, knowledge: Knowledge):
    check_assessment(written, knowledge)
    care = written["seek_care"]
    assert all(care[field] for field in ("what_to_do", "how_soon", "whom_to_call"))
    starts = [step["start_min"] for step in written["steps"]]
    assert starts == sorted(starts)
    for step in written["steps"]:
        assert step["remedy"] in knowledge.remedies
        assert written["offers"][knowledge.remedies[step["remedy"]].offer]["status"] == "offered"
        assert step["duration_min"] >= 0
        assert all(isinstance(step[field], str) and step[field] for field in ("dose", "why", "evidence", "title"))
        assert all(isinstance(step[field], list) and step[field] for field in ("how", "sources", "stop_if"))
        assert set(step["sources"]) <= set(knowledge.sources)
        assert step["predicted"]["says"]
        assert {"median", "p05", "p95"} == set(step["predicted"]["pain_change_nrs"])
        assert isinstance(step["predicted"]["within_noise"], bool)
        assert {action["action"] for action in step["actions"]} <= {"posture", "dose", "cold", "heat", "stretch"}


@pytest.mark.parametrize("name", NAMES)
def test_assessment_of_every_example(name, example, knowledge):
    written = answers.assessment_json(advice.assess(example(name), knowledge, today=TODAY), knowledge)
    assert strict(written) == written
    check_assessment(written, knowledge)


@pytest.mark.usefixtures("quick_simulator")
@pytest.mark.parametrize("name", NAMES)
def test_plan_of_every_example(name, example, knowledge):
    answer = advice.plan(example(name), knowledge, today=TODAY, preferences=Preferences(), members=16)
    written = answers.plan_json(answer, knowledge)
    assert strict(written) == written
    check_plan(written, knowledge)
    if name in WITHOUT_A_PLAN:
        assert written["steps"] == []
        assert written["forecast"] is None
    else:
        assert written["steps"]
        assert written["forecast"]["worst_burn_damage"] is None, "NaN becomes null"
        assert {other["id"] for other in written["alternatives"]} >= {"doing_nothing"}


def test_examples_get_the_urgency_they_are_written_for(example, knowledge):
    found = {name: advice.assess(example(name), knowledge, today=TODAY).screening.urgency.id for name in NAMES}
    assert found["cauda_equina"] == "emergency_now"
    assert found["aneurysm"] == "emergency_now"
    for name in ("benign_strain", "overexertion", "anticoagulated", "fresh_bruise"):
        assert found[name] in ("self_care", "gp_soon"), name


@pytest.mark.usefixtures("quick_simulator")
def test_example_plans_leave_out_what_their_people_must_not_have(example, knowledge):
    def planned(name):
        answer = advice.plan(example(name), knowledge, today=TODAY, members=16)
        assert answer.plan is not None, name
        return {step.remedy for step in answer.plan.steps}

    nsaids = {"ibuprofen", "naproxen", "aspirin"}
    assert planned("benign_strain") >= {"ibuprofen", "towel_compress", "side_lying", "short_walks", "knee_to_chest"}
    assert "knee_to_chest" not in planned("known_disc")
    assert planned("pregnant").isdisjoint({*nsaids, "knee_to_chest", "calves_on_chair"})
    assert planned("anticoagulated").isdisjoint({*nsaids, "ice_massage"})
    assert "towel_compress" not in planned("fresh_bruise")


@pytest.mark.usefixtures("quick_simulator")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(sorted(KNOWLEDGE.findings)), st.sampled_from([Answer.YES, Answer.NO, Answer.UNSURE]), max_size=5
    ),
    st.sampled_from(Unmentioned),
    st.sampled_from(Country),
)
def test_no_plan_for_a_person_who_is_not_cleared(findings, unmentioned, country):
    case = Case("random", Person(44.0), Episode(20.0, 5.0), findings, unmentioned)
    answer = advice.plan(case, KNOWLEDGE, today=TODAY, preferences=Preferences(country=country), members=16)
    written = answers.plan_json(answer, KNOWLEDGE)
    assert strict(written) == written
    check_plan(written, KNOWLEDGE)
    offered = {remedy for remedy, offer in written["offers"].items() if offer["status"] == "offered"}
    if not written["complete"] or written["urgency"] == "emergency_now" or offered <= {"rest_position"}:
        assert written["steps"] == []
    else:
        assert written["steps"]


@pytest.mark.usefixtures("quick_simulator")
def test_story_note_and_expected_change_nothing_and_uid_only_itself(example, knowledge):
    def written(**changes):
        answer = advice.plan(example("benign_strain", **changes), knowledge, today=TODAY, members=16)
        return answers.plan_json(answer, knowledge)

    plain = written()
    assert written(story="emergency!", note="no medicine", expected={"best": ["emergency_now"]}) == plain
    other = written(uid="somebody else")
    assert other.pop("uid") != plain.pop("uid")
    assert other == plain


def test_a_crash_in_the_causes_leaves_the_danger_check(example, knowledge, monkeypatch):
    def crash(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("unclench.advice.asking.likely_causes", crash)
    assessment = advice.assess(example("cauda_equina"), knowledge, today=TODAY)
    assert assessment.causes == ()
    assert assessment.screening.urgency.id == "emergency_now"
    assert any("causes" in warning for warning in assessment.warnings)


def test_a_crash_in_the_screen_ends_in_the_emergency_list(example, knowledge, monkeypatch):
    def crash(*_, **__):
        raise RuntimeError

    case = example("benign_strain")
    monkeypatch.setattr("unclench.safety.screen.screen", crash)
    answer = advice.plan(case, knowledge, today=TODAY, members=16)
    written = answers.plan_json(answer, knowledge)
    assert written["urgency"] == "same_day"
    assert written["complete"] is False
    assert written["steps"] == []
    assert {offer["status"] for offer in written["offers"].values()} == {"blocked"}
    assert "911" in written["seek_care"]["what_to_do"]


def test_a_crash_in_the_plan_leaves_the_assessment(example, knowledge, monkeypatch):
    def crash(*_, **__):
        raise MemoryError

    monkeypatch.setattr("unclench.plan.builder.build", crash)
    answer = advice.plan(example("benign_strain"), knowledge, today=TODAY, members=16)
    assert answer.plan is None
    assert answer.assessment.screening.complete
    assert any("plan" in warning for warning in answer.warnings)


def test_without_fact_sheets_there_is_still_the_emergency_list(example):
    answer = advice.plan(example("benign_strain"), None, today=TODAY, members=16)
    assert answer.plan is None
    assert answer.assessment.screening.urgency.id == "same_day"
    assert strict(answers.plan_json(answer))["knowledge_hash"] == "unknown"


def test_too_few_members_is_bad_input_and_not_swallowed(example, knowledge):
    with pytest.raises(InvalidInput):
        advice.plan(example("benign_strain"), knowledge, today=TODAY, members=3)


def test_no_forecast_for_a_person_who_is_not_cleared(example, knowledge):
    assert advice.forecast(example("aneurysm"), knowledge, today=TODAY) is None
    assert advice.forecast(example("aneurysm"), knowledge, today=TODAY, with_plan=True) is None


def test_asking_for_urgency_loads_no_numerics():
    code = (
        "import sys, datetime\nfrom unclench import advice\nfrom unclench.knowledge.load import load\n"
        "from unclench.model.case import Case\n"
        "advice.assess(Case('x'), load(), today=datetime.date(2026, 11, 24))\n"
        "print([name for name in ('numpy', 'numba', 'scipy') if name in sys.modules])"
    )
    done = run_process([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"

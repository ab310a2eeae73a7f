"""A small knowledge for tests of the kernel, built by hand so that every expectation can be read off this page."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from unclench.knowledge import load as loading
from unclench.knowledge import schema
from unclench.knowledge.load import Knowledge
from unclench.model.case import Answer, Case, Unmentioned

REVIEW_BY = datetime.date(2030, 1, 1)
SHARED = Path(__file__).resolve().parents[2].parent / "shared"

GROUPS = {
    "numb": {"title": "Feeling", "lead": "Is any of this new?", "order": 10, "danger": True},
    "body": {"title": "The body", "lead": "Any of these?", "order": 20, "danger": True},
    "about": {"title": "About you", "lead": "A few facts.", "order": 30, "danger": True},
    "medicine": {"title": "Medicines", "lead": "Do you take any?", "order": 40, "danger": False},
    "history": {"title": "How it began", "lead": "Was it after this?", "order": 50, "danger": False},
}

FINDINGS: dict[str, dict[str, Any]] = {
    "saddle_numbness": {"group": "numb", "use": "danger", "order": 1, "plainer": "When you wipe, does it feel odd?"},
    "foot_drop": {"group": "numb", "use": "danger", "order": 2},
    "fever": {"group": "body", "use": "danger", "order": 1},
    "iv_drug_use": {"group": "body", "use": "danger", "order": 2},
    "night_pain": {"group": "body", "use": "danger", "order": 3},
    "thoracic_pain": {"group": "body", "use": "danger", "order": 4},
    "pain_progressive": {"group": "body", "use": "danger", "order": 5},
    "pregnant": {"group": "about", "use": "danger", "order": 1},
    "contractions": {"group": "about", "use": "danger", "order": 2, "only_if": "pregnant"},
    "age_lt_18": {"group": "about", "use": "danger", "derived_from": {"number": "age_years", "below": 18}},
    "age_ge_50": {"group": "about", "use": "danger", "derived_from": {"number": "age_years", "at_least": 50}},
    "age_ge_60": {"group": "about", "use": "remedy", "derived_from": {"number": "age_years", "at_least": 60}},
    "pain_severe": {"group": "about", "use": "danger", "derived_from": {"number": "pain_nrs", "at_least": 7}},
    "anticoagulant": {"group": "medicine", "use": "remedy", "order": 1},
    "asthma": {"group": "medicine", "use": "remedy", "order": 2},
    "diuretic": {"group": "medicine", "use": "remedy", "order": 3},
    "acei_or_arb": {"group": "medicine", "use": "remedy", "order": 4},
    "cold_urticaria": {"group": "medicine", "use": "remedy", "order": 5},
    "recent_hard_exertion": {"group": "history", "use": "cause", "order": 1},
}

RED_FLAGS: dict[str, dict[str, Any]] = {
    "cauda_equina": {"when": "saddle_numbness", "urgency": "emergency_now", "gate": "no_plan"},
    "foot_drop_new": {"when": {"any": ["foot_drop"]}, "urgency": "same_day", "gate": "comfort_only"},
    "spine_infection": {
        "when": {"all": ["fever", "iv_drug_use"]},
        "urgency": "emergency_now",
        "gate": "no_plan",
    },
    "weak_signs": {
        "when": {"at_least": {"n": 2, "of": ["night_pain", "thoracic_pain", "pain_progressive", "pain_severe"]}},
        "urgency": "within_days",
        "gate": "plan_limited",
    },
    "labour": {
        "when": {"all": ["pregnant", {"any": ["contractions", "fever"]}]},
        "urgency": "emergency_now",
        "gate": "plan_limited",
    },
    "child": {"when": "age_lt_18", "urgency": "gp_soon", "gate": "no_plan"},
    "older_and_feverish": {"when": {"all": ["age_ge_50", "fever"]}, "urgency": "same_day", "gate": "comfort_only"},
    "old_rule": {"when": "asthma", "urgency": "emergency_now", "gate": "no_plan", "status": "retired"},
}

NSAIDS = ["ibuprofen", "naproxen", "aspirin"]
CONTRAINDICATIONS: dict[str, dict[str, Any]] = {
    "thinner": {"when": "anticoagulant", "remedies": NSAIDS, "action": "hard_stop"},
    "asthma_nsaid": {"when": "asthma", "remedies": NSAIDS, "action": "ask_first"},
    "kidney_trio": {"when": {"all": ["acei_or_arb", "diuretic"]}, "remedies": NSAIDS, "action": "hard_stop"},
    "pregnancy": {"when": "pregnant", "remedies": [*NSAIDS, "topical_nsaid"], "action": "hard_stop"},
    "cold_hives": {"when": "cold_urticaria", "remedies": ["cold"], "action": "hard_stop"},
    "older_nsaid": {"when": "age_ge_60", "remedies": ["ibuprofen"], "action": "caution"},
}


def build(
    findings: Mapping[str, Mapping[str, Any]] = FINDINGS,
    red_flags: Mapping[str, Mapping[str, Any]] = RED_FLAGS,
    contraindications: Mapping[str, Mapping[str, Any]] = CONTRAINDICATIONS,
    groups: Mapping[str, Mapping[str, Any]] = GROUPS,
    **others: Mapping[str, Any],
) -> Knowledge:
    """A knowledge from plain dictionaries; what a test does not care about is filled in."""
    ruling = {
        "says": "A sign to have checked.",
        "sources": ["a_source"],
        "verified": "primary",
        "false_alarms": "Many people.",
        "status": "draft",
        "review_by": REVIEW_BY.isoformat(),
    }
    kinds: dict[str, dict[str, schema.Sheet]] = {kind: {} for kind in loading.KINDS}
    for id_, raw in groups.items():
        kinds["groups"][id_] = make(schema.QuestionGroup, {"id": id_, **raw})
    for id_, raw in findings.items():
        words = {"question": f"Is there {id_.replace('_', ' ')}?", "means": "Say yes if so."}
        kinds["findings"][id_] = make(schema.Finding, {"id": id_, **words, **raw})
    for id_, raw in red_flags.items():
        kinds["red_flags"][id_] = make(schema.RedFlag, {"id": id_, "condition": "a condition", **ruling, **raw})
    for id_, raw in contraindications.items():
        kinds["contraindications"][id_] = make(schema.Contraindication, {"id": id_, **ruling, **raw})
    kinds.update(others)  # type: ignore[arg-type]
    return Knowledge(hash="test", **kinds)  # type: ignore[arg-type]


def make(kind: type[schema.Sheet], raw: Mapping[str, Any]) -> Any:
    """A sheet from plain data, as strict as reading a file."""
    import json

    return kind.model_validate_json(json.dumps(raw))


def all_no(knowledge: Knowledge, **answers: str) -> Case:
    """A fully answered case: "no" to everything but the given answers."""
    findings = dict.fromkeys(knowledge.findings, Answer.NO)
    findings.update({finding: Answer(answer) for finding, answer in answers.items()})
    return Case("case", findings=findings, unmentioned=Unmentioned.ASK)


@pytest.fixture(scope="session")
def small() -> Knowledge:
    return build()


@pytest.fixture(scope="session")
def shipped() -> Knowledge:
    return loading.load()


@pytest.fixture(scope="session")
def complete_case() -> Callable[..., Case]:
    return all_no


@pytest.fixture(scope="session")
def knowledge_builder() -> Callable[..., Knowledge]:
    return build


@pytest.fixture(scope="session")
def fixture_tables() -> dict[str, dict[str, dict[str, Any]]]:
    return {"findings": FINDINGS, "red_flags": RED_FLAGS, "contraindications": CONTRAINDICATIONS, "groups": GROUPS}

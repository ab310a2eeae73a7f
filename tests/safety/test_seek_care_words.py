"""What to say on the telephone, word for word, from a rule table that can be read off this page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Contact
from unclench.model.case import Answer, Case
from unclench.safety.screen import screen

CONDITIONS: dict[str, Any] = {
    "ants": {"at_least": {"n": 2, "of": ["s1", "s2"]}},
    "bees": {"all": ["s3", "s4"]},
    "cats": "s5",
    "dogs": {"any": ["s6", "s7"]},
}
SIGNS = [f"s{number}" for number in range(1, 8)]
CONTACT = {
    "id": "us",
    "country": "United States",
    "emergency_number": "911",
    "urgent_advice": "A nurse line.",
    "poison_line": "1-800-222-1222",
    "suicide_line": "988",
    "sources": ("a_source",),
    "verified": "primary",
}


@pytest.fixture(scope="module")
def animals(knowledge_builder: Callable[..., Knowledge]) -> Callable[[str], Knowledge]:
    """Four rules of one urgency, each for a condition of its own."""

    def build(urgency: str) -> Knowledge:
        flags = {
            id_: {"when": when, "condition": id_, "urgency": urgency, "gate": "no_plan"}
            for id_, when in CONDITIONS.items()
        }
        findings = {sign: {"group": "body", "use": "danger", "order": n} for n, sign in enumerate(SIGNS)}
        sheets = {"us": Contact.model_validate(CONTACT, strict=False)}
        return knowledge_builder(findings=findings, red_flags=flags, contraindications={}, contacts=sheets)

    return build


def said(knowledge: Knowledge, *signs: str) -> str:
    answers = dict.fromkeys(knowledge.findings, Answer.NO) | dict.fromkeys(signs, Answer.YES)
    return screen(Case("x", findings=answers), knowledge).screening.seek_care.what_to_say


@pytest.mark.parametrize(
    ("signs", "told"),
    [
        (["s5"], "I said yes to: Is there s5. Please check for cats."),
        (["s1", "s2"], "I said yes to: Is there s1; Is there s2. Please check for ants."),
        (
            ["s3", "s4", "s5"],
            "I said yes to: Is there s3; Is there s4; Is there s5. Please check for bees or cats.",
        ),
        (
            ["s1", "s2", "s5", "s6"],
            "I said yes to: Is there s1; Is there s2; Is there s5; Is there s6. Please check for ants, cats or dogs.",
        ),
        (
            SIGNS,
            "I said yes to: Is there s1; Is there s2; Is there s3; Is there s4; Is there s5. "
            "Please check for ants, bees or cats.",
        ),
    ],
)
def test_signs_first_then_what_they_may_mean_and_never_too_much(
    animals: Callable[[str], Knowledge], signs: list[str], told: str
) -> None:
    emergency = "Say your age, where you are, and that your back hurts. Then read this out: "
    assert said(animals("emergency_now"), *signs) == emergency + told
    assert said(animals("same_day"), *signs) == "Say when it began and what you have tried. Then read this out: " + told


def test_the_poison_line_is_for_poison(animals: Callable[[str], Knowledge]) -> None:
    knowledge = animals("emergency_now")
    care = screen(Case("x", findings={"s5": Answer.YES}), knowledge).screening.seek_care
    assert care.whom_to_call == "911 (emergency)."


@pytest.mark.parametrize("urgency", ["emergency_now", "same_day"])
def test_who_answers_for_another_speaks_of_the_person(animals: Callable[[str], Knowledge], urgency: str) -> None:
    knowledge = animals(urgency)
    answers = dict.fromkeys(knowledge.findings, Answer.NO) | {"s5": Answer.YES}
    care = screen(Case("x", findings=answers), knowledge, for_another=True).screening.seek_care
    assert "The person in pain said yes to: Is there s5. Please check for cats." in care.what_to_say
    assert "your back" not in care.what_to_say
    calm = screen(Case("x", findings=dict.fromkeys(answers, Answer.NO)), knowledge, for_another=True).screening
    assert calm.seek_care.what_to_say.startswith("If you call: say that somebody's back has locked")

"""Metamorphic: a case answered in Spanish gets the urgency, rules, offers and causes that it gets in English."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from unclench.advice import assess
from unclench.knowledge.load import Knowledge, load
from unclench.knowledge.spoken import in_language
from unclench.language.catalogue import Untranslated
from unclench.language.tags import LANGUAGES
from unclench.model.assessment import Assessment
from unclench.safety.intake import read_case, read_cases
from unclench.safety.questions import screens

TODAY = datetime.date(2026, 11, 24)
ENGLISH = load()
OTHERS = [in_language(ENGLISH, tag) for tag in LANGUAGES if tag != "en"]


def decided(found: Assessment) -> Any:
    """Everything in an assessment but its words."""
    screening = found.screening
    return (
        screening.urgency,
        screening.complete,
        [(rule.rule, rule.urgency, rule.status, rule.sources) for rule in (*screening.fired, *screening.possible)],
        [(question.finding, question.group, question.danger) for question in screening.open_questions],
        {remedy: (offer.status, offer.because) for remedy, offer in screening.offers.items()},
        [(cause.id, cause.probability, len(cause.because)) for cause in found.causes],
        found.knowledge_hash,
    )


def words(found: Assessment) -> list[str]:
    care = found.screening.seek_care
    said = [care.what_to_do, care.how_soon, care.whom_to_call, care.what_to_say, *found.screening.warnings]
    said += [rule.says for rule in (*found.screening.fired, *found.screening.possible)]
    said += [question.question for question in found.screening.open_questions]
    return said + [reason for cause in found.causes for reason in cause.because]


def test_the_given_cases_get_the_same_answer_in_every_language(reference_data: Path) -> None:
    raw = json.loads((reference_data / "cases" / "triage_cases.json").read_text())
    cases = read_cases(raw["cases"] if isinstance(raw, dict) else raw, ENGLISH)
    for case in cases:
        english = assess(case, ENGLISH, today=TODAY)
        for other in OTHERS:
            found = assess(case, other, today=TODAY)
            assert decided(found) == decided(english), (case.uid, other.language)
            assert not [said for said in words(found) if isinstance(said, Untranslated)]


@settings(max_examples=60, deadline=None)
@given(
    findings=some.dictionaries(
        some.sampled_from(sorted(name for name, sheet in ENGLISH.findings.items() if sheet.derived_from is None)),
        some.sampled_from(["yes", "no", "unsure"]),
        max_size=8,
    ),
    unmentioned=some.sampled_from(["ask", "no"]),
    country=some.sampled_from(["us", "uk", "eu", "elsewhere"]),
)
def test_any_answers_get_the_same_answer_in_every_language(
    findings: dict[str, str], unmentioned: str, country: str
) -> None:
    case = read_case({"uid": "x", "findings": findings, "unmentioned": unmentioned}, ENGLISH)
    english = assess(case, ENGLISH, today=TODAY, country=country)
    asked = [(one.group, [question.finding for question in one.questions]) for one in screens(case, ENGLISH)]
    for other in OTHERS:
        found = assess(case, other, today=TODAY, country=country)
        assert decided(found) == decided(english)
        assert [(one.group, [question.finding for question in one.questions]) for one in screens(case, other)] == asked


def spanish() -> Knowledge:
    return next(other for other in OTHERS if other.language == "es")


def test_spanish_tells_the_dispatcher_in_spanish_with_the_same_number() -> None:
    case = read_case({"uid": "x", "findings": {"saddle_numbness": "yes"}, "unmentioned": "no"}, ENGLISH)
    for country, number in (("us", "911"), ("uk", "999"), ("eu", "112")):
        care = assess(case, spanish(), today=TODAY, country=country).screening.seek_care
        assert care.what_to_do.startswith(f"Llame ahora al {number}")
        assert "Entumecimiento u hormigueo en los genitales" in care.what_to_say
        assert "síndrome de la cola de caballo" in care.what_to_say
        assert "¿" not in care.what_to_say


def test_a_broken_check_still_speaks_spanish(monkeypatch: pytest.MonkeyPatch) -> None:
    from unclench.safety import screen

    monkeypatch.setattr(screen, "_offers", lambda *parts: 1 / 0)
    case = read_case({"uid": "x", "findings": {"saddle_numbness": "yes"}, "unmentioned": "no"}, ENGLISH)
    found = screen.safe_screen(case, spanish(), country="eu").screening
    assert found.seek_care.what_to_do == "Llame ahora al 112. No conduzca usted."


def test_a_broken_catalogue_still_gives_the_danger_list_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    from unclench.safety import screen

    def gone(tag: str) -> Any:
        raise OSError

    monkeypatch.setattr(screen, "_offers", lambda *parts: 1 / 0)
    monkeypatch.setattr(screen, "catalogue", gone)
    case = read_case({"uid": "x", "findings": {"saddle_numbness": "yes"}, "unmentioned": "no"}, ENGLISH)
    found = screen.safe_screen(case, spanish(), country="eu").screening
    assert found.urgency.id == "emergency_now"
    assert found.seek_care.what_to_do == "Call 112 now. Do not drive yourself."

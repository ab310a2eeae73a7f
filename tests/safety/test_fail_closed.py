"""Whatever breaks, the emergency list reaches the person, nothing is offered, and no clearance exists."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import unclench
from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Contact
from unclench.knowledge.spoken import in_language
from unclench.language.catalogue import catalogue
from unclench.model.assessment import OfferStatus, Screening
from unclench.model.case import Answer, Case
from unclench.model.urgency import Urgency
from unclench.safety import screen as module
from unclench.safety.cleared import Cleared, NotCleared, grant
from unclench.safety.emergency import (
    DANGER_SIGNS,
    INTERNAL_ERROR,
    REMEDIES,
    UNFINISHED,
    emergency_number,
    emergency_text,
    fallback_screening,
)
from unclench.safety.screen import safe_screen, screen

Complete = Callable[..., Case]


def is_fallback(screening: Screening) -> bool:
    return (
        screening.urgency >= Urgency.SAME_DAY
        and not screening.complete
        and set(screening.offers) == set(REMEDIES)
        and all(o.status is OfferStatus.BLOCKED and o.because == (INTERNAL_ERROR,) for o in screening.offers.values())
    )


@pytest.mark.parametrize(("country", "number"), [("us", "911"), ("UK", "999"), ("eu", "112")])
def test_each_country_has_its_number(country: str, number: str) -> None:
    assert emergency_number(country) == number
    assert number in emergency_text(country)


def test_an_unknown_country_gets_all_three_numbers() -> None:
    for country in ("", "atlantis"):
        assert all(number in emergency_text(country) for number in ("112", "911", "999"))


def test_the_list_holds_every_danger_sign_in_words() -> None:
    text = emergency_text("uk")
    assert all(sign.says in text for sign in DANGER_SIGNS)
    for word in ("genitals", "pee", "legs", "chest pain", "tearing", "fainting", "fever"):
        assert word in text


def test_a_known_danger_sign_makes_the_fallback_an_emergency() -> None:
    for sign in DANGER_SIGNS:
        for finding in sign.findings:
            screening = fallback_screening("us", [finding])
            assert is_fallback(screening)
            assert screening.urgency is Urgency.EMERGENCY_NOW
            assert "911" in screening.seek_care.what_to_do


def test_without_one_it_is_today_with_the_whole_list() -> None:
    screening = fallback_screening("us", ["asthma"])
    assert is_fallback(screening)
    assert screening.urgency is Urgency.SAME_DAY
    assert emergency_text("us") in screening.seek_care.what_to_do


def test_no_knowledge_at_all_ends_in_the_list(small: Knowledge, complete_case: Complete) -> None:
    screened = safe_screen(complete_case(small), None, country="uk")
    assert is_fallback(screened.screening)
    assert screened.cleared is None
    assert "999" in screened.screening.seek_care.what_to_do


@pytest.mark.parametrize(
    "damage",
    [
        {"red_flags": None},
        {"findings": {}},
        {"contraindications": {"x": object()}},
        {"contacts": None},
        {"groups": {}},
    ],
)
def test_damaged_knowledge_ends_in_the_list(
    knowledge_builder: Any, complete_case: Complete, damage: dict[str, object]
) -> None:
    knowledge = knowledge_builder()
    case = complete_case(knowledge, saddle_numbness="yes")
    for kind, value in damage.items():
        object.__setattr__(knowledge, kind, value)
    screened = safe_screen(case, knowledge)
    assert is_fallback(screened.screening)
    assert screened.screening.urgency is Urgency.EMERGENCY_NOW
    assert screened.cleared is None


def test_an_unknown_finding_ends_in_the_list(small: Knowledge) -> None:
    assert is_fallback(safe_screen(Case("x", findings={"zebra": Answer.NO}), small).screening)


@pytest.mark.parametrize("inside", ["rulebook", "_red_flags", "_offers", "_open_questions", "seek_care", "grant"])
@pytest.mark.parametrize("error", [RuntimeError, RecursionError, MemoryError, KeyError, AssertionError])
def test_a_crash_anywhere_inside_ends_in_the_list(
    small: Knowledge, complete_case: Complete, monkeypatch: pytest.MonkeyPatch, inside: str, error: type[Exception]
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise error("broken")

    monkeypatch.setattr(module, inside, crash)
    screened = safe_screen(complete_case(small), small)
    assert is_fallback(screened.screening)
    assert screened.cleared is None


@pytest.mark.parametrize("inside", ["_offers", "_open_questions", "seek_care", "grant"])
def test_an_emergency_found_before_the_crash_stays_one(
    small: Knowledge, complete_case: Complete, monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(module, inside, crash)
    screened = safe_screen(complete_case(small, fever="yes", iv_drug_use="yes"), small)
    assert is_fallback(screened.screening)
    assert screened.screening.urgency is Urgency.EMERGENCY_NOW


def test_even_a_broken_case_ends_in_the_list(small: Knowledge) -> None:
    broken: Any = object()
    assert is_fallback(safe_screen(broken, small).screening)
    assert is_fallback(safe_screen(broken, None).screening)


def test_an_interrupt_by_the_user_is_not_swallowed(small: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "rulebook", interrupt)
    with pytest.raises(KeyboardInterrupt):
        safe_screen(Case("x"), small)


def test_when_nothing_breaks_both_ways_agree(small: Knowledge, complete_case: Complete) -> None:
    case = complete_case(small, asthma="yes")
    assert safe_screen(case, small).screening == screen(case, small).screening


def test_the_list_needs_neither_knowledge_nor_its_libraries() -> None:
    script = (
        "import sys; from unclench.safety.emergency import fallback_screening; fallback_screening();"
        "bad = [m for m in ('pydantic', 'ruamel', 'unclench.knowledge', 'numpy') if m in sys.modules];"
        "assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


# ---- Cleared ----------------------------------------------------------------------------------------------------


def test_only_the_screen_makes_a_clearance(small: Knowledge, complete_case: Complete) -> None:
    cleared = screen(complete_case(small), small).cleared
    assert cleared is not None
    for key in (None, object(), cleared.key):
        with pytest.raises(NotCleared):
            Cleared(cleared.case, cleared.screening, key)
    with pytest.raises(NotCleared):
        dataclasses.replace(cleared, case=Case("somebody else"))
    with pytest.raises(NotCleared):
        pickle.dumps(cleared)
    with pytest.raises(NotCleared):
        copy.copy(cleared)
    with pytest.raises(NotCleared):
        copy.deepcopy(cleared)
    with pytest.raises(NotCleared):
        type("Forged", (Cleared,), {})
    with pytest.raises(dataclasses.FrozenInstanceError):
        cleared.case = Case("somebody else")  # type: ignore[misc]
    with pytest.raises(TypeError):
        cleared.screening.offers["ibuprofen"] = cleared.screening.offers["cold"]  # type: ignore[index]


def test_a_clearance_allows_only_what_is_offered(small: Knowledge, complete_case: Complete) -> None:
    cleared = screen(complete_case(small, asthma="yes"), small).cleared
    assert cleared is not None
    assert not cleared.allows("ibuprofen")
    assert cleared.allows("acetaminophen")
    assert not cleared.allows("leeches")


def test_nothing_on_offer_is_no_clearance(small: Knowledge, complete_case: Complete) -> None:
    case = complete_case(small)
    good = screen(case, small).screening
    blocked = fallback_screening().offers
    assert grant(case, good, gated=False) is not None
    assert grant(case, good, gated=True) is None
    assert grant(case, dataclasses.replace(good, offers=blocked), gated=False) is None
    assert grant(case, dataclasses.replace(good, complete=False), gated=False) is None
    assert grant(case, dataclasses.replace(good, urgency=Urgency.EMERGENCY_NOW), gated=False) is None


def test_nobody_but_the_screen_reaches_for_the_grant() -> None:
    root = Path(unclench.__file__).parent
    users = [
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if re.search(r"cleared import .*\bgrant\b|cleared\.grant|cleared\._KEY|_KEY\b", path.read_text("utf-8"))
    ]
    assert sorted(users) == ["safety/cleared.py", "safety/screen.py"]


# ---- What to do, how soon, whom to call ---------------------------------------------------------------------------


def contact(**changes: object) -> Contact:
    raw: dict[str, object] = {
        "id": "us",
        "country": "United States",
        "emergency_number": "911",
        "urgent_advice": "Your doctor's office or a nurse line.",
        "poison_line": "1-800-222-1222",
        "suicide_line": "988",
        "sources": ("a_source",),
        "verified": "primary",
    }
    return Contact.model_validate({**raw, **changes}, strict=False)


@pytest.mark.parametrize(
    ("answers", "do", "soon", "call"),
    [
        ({"saddle_numbness": "yes"}, "Call 911 now", "Now", "911"),
        ({"foot_drop": "yes"}, "today", "24 hours", "nurse line"),
        ({"night_pain": "yes", "thoracic_pain": "yes"}, "few days", "2 to 7 days", "nurse line"),
        ({"age_lt_18": "yes"}, "routine visit", "2 weeks", "nurse line"),
        ({}, "at home", "No visit", "In an emergency: 911"),
    ],
)
def test_advice_says_what_how_soon_and_whom(
    knowledge_builder: Any, complete_case: Complete, answers: dict[str, str], do: str, soon: str, call: str
) -> None:
    knowledge = knowledge_builder(contacts={"us": contact()})
    care = screen(complete_case(knowledge, **answers), knowledge).screening.seek_care
    assert do in care.what_to_do
    assert soon in care.how_soon
    assert call in care.whom_to_call
    assert ("Please check for" in care.what_to_say) == bool(answers)


def test_the_phone_call_tells_signs_and_what_they_may_mean(shipped: Knowledge) -> None:
    case = Case("x", findings={"saddle_numbness": Answer.YES, "urinary_incontinence_new": Answer.YES})
    said = screen(case, shipped).screening.seek_care.what_to_say
    for finding in case.findings:
        assert shipped.findings[finding].question.rstrip("?") in said
    assert "cauda equina" in said
    assert "Call for an ambulance" not in said


def test_nobody_is_sent_home_on_half_an_answer(shipped: Knowledge, complete_case: Complete) -> None:
    half = screen(Case("x"), shipped).screening
    assert not half.complete
    assert "not finished" in half.seek_care.what_to_do
    assert "at home" not in half.seek_care.what_to_do
    whole = screen(complete_case(shipped), shipped).screening
    assert "at home" in whole.seek_care.what_to_do


def test_a_country_without_a_sheet_still_has_its_number(small: Knowledge, complete_case: Complete) -> None:
    care = screen(complete_case(small, saddle_numbness="yes"), small, country="uk").screening.seek_care
    assert "999" in care.what_to_do
    care = screen(complete_case(small), small, country="eu").screening.seek_care
    assert "In an emergency: 112." in care.whom_to_call


def test_special_lines_are_named_when_they_are_needed(knowledge_builder: Any, fixture_tables: Any) -> None:
    findings = dict(fixture_tables["findings"])
    flags = dict(fixture_tables["red_flags"])
    for finding in ("suicidal_thoughts", "analgesic_over_max"):
        findings[finding] = {"group": "body", "use": "danger"}
        flags[finding] = {"when": finding, "urgency": "emergency_now", "gate": "no_plan"}
    knowledge = knowledge_builder(findings=findings, red_flags=flags, contacts={"us": contact()})
    for finding, line in (("suicidal_thoughts", "988"), ("analgesic_over_max", "1-800-222-1222")):
        care = screen(Case("x", findings={finding: Answer.YES}), knowledge).screening.seek_care
        assert line in care.whom_to_call
    assert "988" not in screen(Case("x"), knowledge).screening.seek_care.whom_to_call


def test_every_sign_on_the_list_is_grave_by_the_shipped_rules_too(shipped: Knowledge, complete_case: Complete) -> None:
    for sign in DANGER_SIGNS:
        for finding in sign.findings:
            assert finding in shipped.findings
            urgency = screen(complete_case(shipped, **{finding: "yes"}), shipped).screening.urgency
            assert urgency >= Urgency.SAME_DAY, finding


def _broken(*_args: Any, **_options: Any) -> Any:
    raise RuntimeError("broken")


def danger() -> Case:
    """Somebody who has said yes to one danger sign."""
    return Case(uid="one", findings={DANGER_SIGNS[0].findings[0]: Answer.YES})


def test_the_list_after_a_crash_is_in_the_language_of_the_knowledge(
    monkeypatch: pytest.MonkeyPatch, shipped: Knowledge
) -> None:
    monkeypatch.setattr(module, "_offers", _broken)
    case = danger()
    spanish = safe_screen(case, in_language(shipped, "es"), country="us").screening
    english = safe_screen(case, shipped, country="us").screening
    assert is_fallback(spanish)
    assert spanish.urgency is english.urgency is Urgency.EMERGENCY_NOW
    assert spanish.warnings == (catalogue("es").say(UNFINISHED),) != english.warnings == (UNFINISHED,)
    assert "911" in spanish.seek_care.what_to_do


def test_without_knowledge_the_list_is_in_english() -> None:
    screening = safe_screen(danger(), None, country="uk").screening
    assert screening.warnings == (UNFINISHED,)
    assert screening.urgency is Urgency.EMERGENCY_NOW
    assert "999" in screening.seek_care.what_to_do


def test_a_broken_catalogue_costs_only_the_language(monkeypatch: pytest.MonkeyPatch, shipped: Knowledge) -> None:
    spanish = in_language(shipped, "es")
    monkeypatch.setattr(module, "_offers", _broken)
    monkeypatch.setattr(module, "catalogue", _broken)
    screening = safe_screen(danger(), spanish, country="uk").screening
    assert is_fallback(screening)
    assert screening.warnings == (UNFINISHED,)
    assert screening.urgency is Urgency.EMERGENCY_NOW
    assert "999" in screening.seek_care.what_to_do

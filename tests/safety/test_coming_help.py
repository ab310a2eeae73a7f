"""What heads an emergency page fits the emergency: nobody with a heart attack is told to be taken by car."""

from __future__ import annotations

import pytest

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Help, UrgencyWord
from unclench.model.assessment import Line, SeekCare
from unclench.model.case import Answer, Case, Unmentioned
from unclench.safety.coming_help import often_harmless
from unclench.safety.screen import safe_screen, screen

BY_CAR = "let someone take you"


def care_of(knowledge: Knowledge, *findings: str, country: str = "us") -> SeekCare:
    case = Case("x", findings=dict.fromkeys(findings, Answer.YES))
    return screen(case, knowledge, country=country).screening.seek_care


@pytest.mark.parametrize(
    "finding",
    [
        "chest_pain",
        "face_droop",
        "anaphylaxis_signs",
        "severe_breathlessness",
        "tearing_pain",
        "fainted_or_collapsed",
        "major_trauma",
        "seizure",
    ],
)
def test_where_an_ambulance_is_meant_nobody_is_sent_by_car(shipped: Knowledge, finding: str) -> None:
    care = care_of(shipped, finding)
    assert care.what_to_do.startswith("Call 911 now and ask for an ambulance.")
    assert BY_CAR not in care.what_to_do
    assert [(one.line, one.number) for one in care.calls] == [(Line.EMERGENCY, "911")]


def test_every_emergency_says_how_help_comes_and_its_reason_agrees(shipped: Knowledge) -> None:
    emergencies = [rule for rule in shipped.red_flags.values() if rule.urgency is UrgencyWord.EMERGENCY_NOW]
    assert len(emergencies) > 40
    for rule in emergencies:
        assert rule.help is not None, rule.id
        if "or go to hospital" in rule.says or "maternity unit" in rule.says:
            assert rule.help is Help.HOSPITAL, rule.id
        elif "ambulance" in rule.says:
            assert rule.help is Help.AMBULANCE, rule.id


def test_squeezed_nerves_may_be_driven_but_not_beside_a_heart_attack(shipped: Knowledge) -> None:
    assert BY_CAR in care_of(shipped, "saddle_numbness").what_to_do
    assert BY_CAR not in care_of(shipped, "saddle_numbness", "chest_pain").what_to_do


@pytest.mark.parametrize(("country", "line"), [("us", "988"), ("uk", "116 123"), ("eu", "116 123")])
def test_thoughts_of_suicide_get_somebody_who_listens(shipped: Knowledge, country: str, line: str) -> None:
    care = care_of(shipped, "suicidal_thoughts", country=country)
    assert (care.calls[0].line, care.calls[0].number) == (Line.CRISIS, line)
    assert care.calls[1].line is Line.EMERGENCY
    assert line in care.what_to_do
    assert "back" not in care.what_to_say
    assert all("back" not in one for one in care.until_help)


@pytest.mark.parametrize(("country", "line"), [("us", "1-800-222-1222"), ("uk", "111"), ("eu", None)])
def test_poison_gets_the_poison_line_where_there_is_one(shipped: Knowledge, country: str, line: str | None) -> None:
    care = care_of(shipped, "poison_ingestion", country=country)
    assert care.calls[0].number == (line or "112")
    assert "hard to wake" in care.what_to_do or line is None
    assert care.what_to_say.startswith("Say what was taken")


def test_with_two_emergencies_both_lines_are_there(shipped: Knowledge) -> None:
    care = care_of(shipped, "suicidal_thoughts", "poison_ingestion", "chest_pain")
    assert [one.number for one in care.calls] == ["911", "1-800-222-1222", "988"]


def test_the_dispatcher_hears_plain_words_first(shipped: Knowledge) -> None:
    said = care_of(shipped, "pulsatile_abdomen").what_to_say
    assert said.index("bulging main artery in the belly") < said.index("aneurysm")
    said = care_of(shipped, "saddle_numbness").what_to_say
    assert said.index("squeezed nerves at the end of the spine") < said.index("cauda equina")
    assert "perforation" not in care_of(shipped, "abdominal_pain_severe").what_to_say


def test_in_a_country_that_is_not_known_the_local_number_is_named_too(shipped: Knowledge) -> None:
    care = care_of(shipped, "chest_pain", country="elsewhere")
    assert care.what_to_do.startswith("Call 112 or your local emergency number now")
    assert [one.number for one in care.calls] == ["112"]
    calm = screen(Case("x", unmentioned=Unmentioned.NO), shipped, country="elsewhere").screening.seek_care
    assert "112 or your local emergency number" in calm.whom_to_call


def for_another(knowledge: Knowledge, finding: str, country: str = "us") -> SeekCare:
    case = Case("x", findings={finding: Answer.YES})
    return safe_screen(case, knowledge, country=country, for_another=True).screening.seek_care


def test_a_helper_is_told_about_the_person_in_pain(shipped: Knowledge) -> None:
    care = for_another(shipped, "chest_pain")
    assert care.what_to_do.startswith("Call 911 now and ask for an ambulance. Do not take them by car")
    assert care.what_to_say.startswith("Say the age of the person, where they are, and that their back hurts.")
    assert "The person in pain said yes to: Chest pain" in care.what_to_say
    assert care.until_help[0].startswith("Let them stay in the position")


@pytest.mark.parametrize(("country", "calls"), [("us", "988"), ("elsewhere", "112")])
def test_a_helper_does_not_read_out_thoughts_of_suicide_as_their_own(
    shipped: Knowledge, country: str, calls: str
) -> None:
    care = for_another(shipped, "suicidal_thoughts", country)
    assert calls in care.what_to_do
    assert "I have thoughts" not in care.what_to_say
    assert care.what_to_say.startswith("You can say: “I am with somebody who has thoughts of ending their life.")
    assert "Do not leave them alone." in care.what_to_do or "Stay with them." in care.what_to_do


@pytest.mark.parametrize(
    ("finding", "often"),
    [("chest_pain", True), ("saddle_numbness", True), ("suicidal_thoughts", False), ("analgesic_over_max", False)],
)
def test_nobody_is_told_that_thoughts_of_suicide_mostly_mean_something_less_serious(
    shipped: Knowledge, finding: str, often: bool
) -> None:
    fired = screen(Case("x", findings={finding: Answer.YES}), shipped).screening.fired
    assert often_harmless(fired, shipped) is often

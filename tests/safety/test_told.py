"""What the words about the episode tell where a case leaves the findings out."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.knowledge.load import Knowledge
from unclench.model.case import Answer, Episode, Region, Trigger, Unmentioned
from unclench.model.urgency import Urgency
from unclench.safety.intake import read_case
from unclench.safety.screen import screen
from unclench.safety.told import OF_REGION, OF_TRIGGER, SAID_BETTER_BY, told

ANSWERS = (Answer.YES, Answer.NO, Answer.UNSURE)


def urgency(knowledge: Knowledge, **parts: Any) -> Urgency:
    return screen(read_case(parts, knowledge, unmentioned=Unmentioned.NO), knowledge).screening.urgency


@pytest.mark.parametrize(
    ("age", "episode", "least"),
    [
        (66, {"region": "flank", "duration_hours": 6}, Urgency.SAME_DAY),
        (40, {"region": "flank", "pain_nrs": 8}, Urgency.SAME_DAY),
        (84, {"trigger": "fall_or_blow"}, Urgency.SAME_DAY),
        (66, {"trigger": "fall_or_blow"}, Urgency.WITHIN_DAYS),
    ],
)
def test_an_empty_list_does_not_deny_what_the_episode_says(
    shipped: Knowledge, age: int, episode: dict[str, Any], least: Urgency
) -> None:
    assert urgency(shipped, person={"age_years": age}, episode=episode) >= least


def test_a_named_place_counts_beside_another_sign(shipped: Knowledge) -> None:
    sweating = {"findings": {"sweating_clammy": "yes"}, "person": {"age_years": 52}}
    assert urgency(shipped, episode={"region": "thoracic"}, **sweating) is Urgency.EMERGENCY_NOW


def test_a_definite_answer_is_never_changed(shipped: Knowledge) -> None:
    denied = {"person": {"age_years": 40}, "findings": {"flank_pain": "no"}}
    assert urgency(shipped, episode={"region": "flank", "pain_nrs": 8}, **denied) is Urgency.SELF_CARE


def test_open_questions_stay_open(shipped: Knowledge) -> None:
    case = read_case({"episode": {"region": "flank", "trigger": "fall_or_blow"}}, shipped)
    assert not {"flank_pain", "minor_trauma"} & {f for f, a in case.findings.items() if a is Answer.YES}


def test_a_serious_accident_is_not_called_a_small_one_too(shipped: Knowledge) -> None:
    episode = Episode(trigger=Trigger.FALL_OR_BLOW)
    assert told({"major_trauma": Answer.YES}, episode, shipped.findings) == {"major_trauma": Answer.YES}
    assert told({"major_trauma": Answer.NO}, episode, shipped.findings)["minor_trauma"] is Answer.YES


def test_every_finding_named_here_is_one_of_the_shipped_questions(shipped: Knowledge) -> None:
    named = {*OF_REGION.values(), *OF_TRIGGER.values(), *SAID_BETTER_BY, *SAID_BETTER_BY.values()}
    assert named <= set(shipped.findings)


@given(
    st.dictionaries(
        st.sampled_from(["flank_pain", "flank_pain_severe", "minor_trauma", "thoracic_pain"]), st.sampled_from(ANSWERS)
    ),
    st.sampled_from([None, *Region]),
    st.sampled_from([None, *Trigger]),
)
def test_answers_survive_and_only_yes_is_added(
    answers: dict[str, Answer], region: Region | None, trigger: Trigger | None
) -> None:
    known = {*OF_REGION.values(), *OF_TRIGGER.values()}
    filled = told(answers, Episode(region=region, trigger=trigger), known)
    assert filled == filled | answers
    assert all(filled[finding] is Answer.YES for finding in set(filled) - set(answers))
    assert told(filled, Episode(region=region, trigger=trigger), known) == filled

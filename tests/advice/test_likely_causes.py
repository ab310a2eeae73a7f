"""The ranking of causes: a posterior that sums to one, keeps its doubt, hears only answers, and gives its reasons."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unclench.advice.causes import HIGHEST, likely_causes
from unclench.advice.evidence import holds, term_test
from unclench.knowledge.load import load
from unclench.model.case import Answer, Case, Episode, Person, Region, Trigger, Unmentioned
from unclench.model.invalid import InvalidInput
from unclench.model.urgency import Urgency
from unclench.safety.intake import read_case
from unclench.safety.screen import screen

CASES = Path(__file__).resolve().parents[2].parent / "shared" / "cases" / "triage_cases.json"
KNOWLEDGE = load()
ANSWERS = [Answer.YES, Answer.NO, Answer.UNSURE]
FINDINGS = st.dictionaries(st.sampled_from(sorted(KNOWLEDGE.findings)), st.sampled_from(ANSWERS), max_size=12)
EPISODES = st.builds(
    Episode,
    duration_hours=st.one_of(st.none(), st.floats(0, 5000)),
    pain_nrs=st.one_of(st.none(), st.floats(0, 10)),
    region=st.one_of(st.none(), st.sampled_from(Region)),
    trigger=st.one_of(st.none(), st.sampled_from(Trigger)),
    known_spinal_problem=st.one_of(st.none(), st.booleans()),
)
CALM = Urgency.SELF_CARE


def ranked(findings=None, episode=None, urgency=CALM, uid="x"):
    case = Case(uid, Person(40.0), episode or Episode(), findings or {}, Unmentioned.NO)
    return likely_causes(case, KNOWLEDGE, urgency)


def share(causes, cause_id):
    return next(cause.probability for cause in causes if cause.id == cause_id)


@settings(max_examples=150, deadline=None)
@given(FINDINGS, EPISODES, st.sampled_from(Urgency))
def test_posterior_sums_to_one_and_is_never_too_sure(findings, episode, urgency):
    causes = ranked(findings, episode, urgency)
    assert {cause.id for cause in causes} == set(KNOWLEDGE.causes)
    assert sum(cause.probability for cause in causes) == pytest.approx(1.0, abs=1e-12)
    assert all(0 < cause.probability <= HIGHEST for cause in causes)
    assert [c.probability for c in causes] == sorted((c.probability for c in causes), reverse=True)
    assert all(1 <= len(cause.because) <= 3 for cause in causes)


@settings(max_examples=60, deadline=None)
@given(FINDINGS, EPISODES, st.randoms())
def test_order_of_answers_and_uid_do_not_matter(findings, episode, random):
    shuffled = list(findings.items())
    random.shuffle(shuffled)
    assert ranked(findings, episode) == ranked(dict(shuffled), episode, uid="another")


@settings(max_examples=60, deadline=None)
@given(FINDINGS, EPISODES)
def test_unsure_and_no_say_nothing(findings, episode):
    silent = {name: Answer.NO if answer is Answer.UNSURE else answer for name, answer in findings.items()}
    only_yes = {name: answer for name, answer in findings.items() if answer is Answer.YES}
    assert ranked(findings, episode) == ranked(silent, episode) == ranked(only_yes, episode)


def test_nothing_known_gives_the_priors_up_to_doubt():
    causes = ranked()
    by_prior = sorted(KNOWLEDGE.causes.values(), key=lambda sheet: -sheet.prior)
    assert [cause.id for cause in causes] == [sheet.id for sheet in by_prior]
    for sheet in by_prior:
        assert share(causes, sheet.id) == pytest.approx(sheet.prior * (1 - 0.0625) + 0.0625 / 5)


def test_posterior_matches_bayes_by_hand():
    """One feature, worked out by hand from the sheets: a lift."""
    ratio = {
        cause: next((item.ratio for item in sheet.likelihoods if item.when == "trigger=lifting"), 1.0)
        for cause, sheet in KNOWLEDGE.causes.items()
    }
    weight = {cause: sheet.prior * ratio[cause] for cause, sheet in KNOWLEDGE.causes.items()}
    causes = ranked(episode=Episode(trigger=Trigger.LIFTING))
    total = sum(weight.values())
    for cause, value in weight.items():
        by_hand = (1 - 0.0625) * value / total + 0.0625 / 5
        assert share(causes, cause) == pytest.approx(by_hand)


@pytest.mark.parametrize(
    ("episode", "findings", "cause"),
    [
        (Episode(trigger=Trigger.TWISTING), {}, "protective_after_injury"),
        (Episode(trigger=Trigger.HARD_EXERTION), {"recent_hard_exertion": Answer.YES}, "overexertion"),
        (Episode(trigger=Trigger.AWKWARD_POSTURE), {}, "fatigue_or_posture"),
        (Episode(known_spinal_problem=True), {"leg_pain_below_knee": Answer.YES}, "disc_or_known_spine"),
        (Episode(trigger=Trigger.NONE), {"fever": Answer.YES, "generalised_muscle_pain": Answer.YES}, "other"),
    ],
)
def test_a_plain_picture_of_each_cause_is_recognised(episode, findings, cause):
    causes = ranked(findings, episode)
    assert causes[0].id == cause
    assert any(reason.startswith("Speaks for it") for reason in causes[0].because)


def test_a_standing_danger_sign_raises_something_else():
    episode = Episode(trigger=Trigger.LIFTING)
    other = [share(ranked(episode=episode, urgency=urgency), "other") for urgency in Urgency]
    assert other == sorted(other)
    assert other[Urgency.EMERGENCY_NOW] > 3 * other[Urgency.SELF_CARE]


def test_the_same_fact_is_never_counted_twice():
    """No two features of the sheets share a term, so that near-synonyms are joined in one feature."""
    features = {item.when for sheet in KNOWLEDGE.causes.values() for item in sheet.likelihoods}
    terms = Counter(term.strip() for when in features for term in when.split(" or "))
    repeated = {term for term, count in terms.items() if count > 1}
    assert not repeated


def test_every_term_of_the_sheets_is_understood_and_names_a_finding_that_exists():
    features = {item.when for sheet in KNOWLEDGE.causes.values() for item in sheet.likelihoods}
    for term in {term.strip() for when in features for term in when.split(" or ")}:
        term_test(term)
        if term.isidentifier():
            assert term in KNOWLEDGE.findings or term == "known_spinal_problem", term


@pytest.mark.parametrize("term", ["height_cm>=3", "mood=bad", "two words", "fever!", ""])
def test_a_term_outside_the_language_is_refused(term):
    with pytest.raises(InvalidInput):
        term_test(term)


def test_bounds_hold_from_their_value_on_and_unknown_never_does():
    def at(pain):
        case = Case("x", episode=Episode(pain_nrs=pain), unmentioned=Unmentioned.NO)
        return holds("pain_nrs>=7", case, CALM)

    assert [at(6.99), at(7.0), at(10.0), at(None)] == [False, True, True, False]


def test_priors_sum_to_one():
    assert sum(sheet.prior for sheet in KNOWLEDGE.causes.values()) == pytest.approx(1.0)


@pytest.mark.skipif(not CASES.exists(), reason="the triage cases are not beside this checkout")
def test_top_cause_agrees_with_the_adjudicated_cases():
    """32 of 34 when written. The two misses differ from their neighbours only in free text, which is not read."""
    cases = [raw for raw in json.loads(CASES.read_text()) if raw["expected"].get("likely_cause")]
    right = 0
    for raw in cases:
        case = read_case(raw, KNOWLEDGE, unmentioned=Unmentioned.NO)
        urgency = screen(case, KNOWLEDGE).screening.urgency
        right += likely_causes(case, KNOWLEDGE, urgency)[0].id == raw["expected"]["likely_cause"]
    assert right / len(cases) >= 0.9, f"{right} of {len(cases)}"

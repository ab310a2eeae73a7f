"""A session can only be made for a step of a cleared person's plan, within the limits of the step and of the sheet."""

import copy
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.guide import compose, guide_of, guided_remedies
from unclench.knowledge.spoken import in_language
from unclench.model.assessment import OfferStatus
from unclench.model.invalid import InvalidInput
from unclench.safety.cleared import Cleared, NotCleared

CONTACT = {"ice_massage": "cold", "wrapped_cold_pack": "cold", "towel_compress": "heat"}


def test_every_remedy_that_is_done_by_the_clock_has_a_session(knowledge):
    assert set(guided_remedies(knowledge)) == {
        *CONTACT,
        "side_lying",
        "calves_on_chair",
        "knee_to_chest",
        "short_walks",
        "gentle_movement",
    }
    assert guide_of("ibuprofen", knowledge) is None


@pytest.mark.parametrize("proof", [None, True, object(), "cleared"])
def test_without_a_clearance_there_is_no_session(plan_of, knowledge, proof):
    with pytest.raises(NotCleared):
        compose(proof, plan_of(("side_lying", 20)), 0, knowledge)


def test_a_clearance_cannot_be_made_up_for_a_session(strain, plan_of, knowledge):
    with pytest.raises(NotCleared):
        compose(Cleared(strain.case, strain.screening, "key"), plan_of(("side_lying", 20)), 0, knowledge)
    with pytest.raises(NotCleared):
        copy.deepcopy(strain)


def test_an_emergency_leads_to_no_session(clear):
    assert clear("saddle_numbness") is None


CLOSING = ["raynaud", "open_wound_area", "pregnant", "known_disc_problem", "heart_failure", "radiotherapy_area_recent"]


@given(findings=st.lists(st.sampled_from(CLOSING), unique=True))
def test_what_the_check_does_not_offer_has_no_session_even_in_a_plan(clear, plan_of, knowledge, findings):
    cleared = clear(*findings)
    if cleared is None:
        return
    for remedy in guided_remedies(knowledge):
        offer = cleared.screening.offers[knowledge.remedies[remedy].offer]
        plan = plan_of((remedy, knowledge.remedies[remedy].minutes))
        if offer.status is OfferStatus.OFFERED:
            assert compose(cleared, plan, 0, knowledge).remedy == remedy
        else:
            with pytest.raises(NotCleared):
                compose(cleared, plan, 0, knowledge)


def test_cold_is_closed_to_somebody_with_a_cold_reaction(clear, plan_of, knowledge):
    cleared = clear("raynaud")
    assert cleared is not None
    with pytest.raises(NotCleared, match="cold"):
        compose(cleared, plan_of(("ice_massage", 5)), 0, knowledge)


@pytest.mark.parametrize("place", [-1, 1, 99])
def test_a_step_that_the_plan_does_not_have(strain, plan_of, knowledge, place):
    with pytest.raises(InvalidInput, match="place"):
        compose(strain, plan_of(("side_lying", 20)), place, knowledge)


@pytest.mark.parametrize("remedy", ["ibuprofen", "heat_wrap", "unheard_of"])
def test_a_step_that_needs_no_guiding(strain, plan_of, knowledge, remedy):
    with pytest.raises(InvalidInput, match="remedy"):
        compose(strain, plan_of((remedy, 10)), 0, knowledge)


@pytest.mark.parametrize("remedy", [*CONTACT, "side_lying", "knee_to_chest", "short_walks"])
def test_never_longer_than_the_sheet_allows(strain, plan_of, knowledge, remedy):
    most = knowledge.remedies[remedy].minutes_max
    for minutes in (most + 0.01, 0, -1, float("nan"), float("inf")):
        with pytest.raises(InvalidInput, match="duration"):
            compose(strain, plan_of((remedy, minutes)), 0, knowledge)
    assert compose(strain, plan_of((remedy, most)), 0, knowledge).limit_ms == most * 60_000


@given(remedy=st.sampled_from(sorted(CONTACT)), minutes=st.floats(0.1, 5))
def test_the_time_on_the_skin_is_that_of_the_step(script_of, remedy, minutes):
    script = script_of(remedy, minutes)
    (part,) = (part for part in script.parts if part.contact)
    assert script.contact == CONTACT[remedy]
    assert script.limit_ms == part.ms == round(minutes * 60_000)
    assert all(0 < check < part.ms for check in part.checks_ms)


def test_published_limits_of_cold_heat_and_stretch(script_of):
    """Ice massage 5 min, wrapped cold and warm towel 20 min at most, a hold of 5 s, five times each side."""
    assert script_of("ice_massage").limit_ms == 5 * 60_000
    assert script_of("wrapped_cold_pack", 20).limit_ms == script_of("towel_compress", 20).limit_ms == 20 * 60_000
    stretch = script_of("knee_to_chest")
    holds = [part for part in stretch.parts if part.pace == "hold"]
    assert [part.ms for part in holds] == [5_000] * 10
    assert [part.side for part in holds] == [holds[0].side, holds[1].side] * 5
    assert holds[0].side != holds[1].side
    ramps = [part.ms for part in stretch.parts if part.pace in ("in", "out")]
    assert min(ramps) >= 5_000


def test_no_two_minutes_of_ice_and_no_five_of_anything_else_pass_unseen(script_of):
    for remedy, most in (("ice_massage", 2), ("wrapped_cold_pack", 5), ("towel_compress", 5)):
        for minutes in (1, 5) if remedy == "ice_massage" else (1, 7, 20):
            (part,) = (part for part in script_of(remedy, minutes).parts if part.contact)
            seen = [0, *part.checks_ms, part.ms]
            assert max(b - a for a, b in pairwise(seen)) <= most * 60_000


def test_a_shorter_stretch_has_fewer_rounds_and_both_sides(script_of):
    short = script_of("knee_to_chest", 2)
    assert short.rounds == 4
    assert sum(part.ms for part in short.parts if part.active) == 2 * 60_000
    assert script_of("knee_to_chest", 0.1).rounds == 2


def test_every_session_that_touches_the_skin_asks_before_and_looks_after(on_skin):
    for script in on_skin:
        assert script.parts[0].if_no == "not_now"
        assert script.parts[-1].if_no == "skin"
        assert script.after == len(script.parts) - 1
        assert script.stop_signs


def test_warmth_is_tested_on_the_wrist_and_must_not_drip(script_of):
    asked = " ".join(part.says for part in script_of("towel_compress").parts if part.if_no == "again")
    assert "wrist" in asked
    assert "drip" in asked


def test_ice_keeps_saying_to_keep_it_moving(script_of):
    (part,) = (part for part in script_of("ice_massage").parts if part.active)
    assert part.cue_ms <= 5_000
    assert "Keep it moving" in part.cues


def test_another_language_changes_words_and_no_number(script_of, strain, plan_of, knowledge):
    spanish = in_language(knowledge, "es")
    for remedy in guided_remedies(knowledge):
        english = script_of(remedy).as_plain()
        other = compose(strain, plan_of((remedy, knowledge.remedies[remedy].minutes)), 0, spanish).as_plain()
        assert other["title"] != english["title"]
        assert _without_words(other) == _without_words(english)


def _without_words(thing):
    """Numbers, truths, and the ids that the machine reads."""
    ids = {"contact", "asleep", "if_no", "pace", "guide", "remedy", "kin", "same_skin", "after"}
    if isinstance(thing, dict):
        return {name: value if name in ids else _without_words(value) for name, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [_without_words(one) for one in thing]
    return None if isinstance(thing, str) else thing

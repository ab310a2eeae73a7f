"""Whether a session may begin now, after what was done before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.guide import Outcome, Past, opening

NOW = 1_795_485_600_000
MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def done(remedy, hours_ago, outcome=Outcome.FINISHED, active_ms=MINUTE, heard_ms=None):
    ended = NOW - round(hours_ago * HOUR)
    return Past(remedy, ended - 5 * MINUTE, ended, active_ms, outcome, ended if heard_ms is None else heard_ms)


def may(script, *past, screened_ms=NOW - 30 * DAY, now_ms=NOW):
    return opening(script, past, now_ms, screened_ms)


def test_the_first_session_may_begin(scripts):
    assert all(may(script).allowed for script in scripts)


@pytest.mark.parametrize(
    ("then", "now", "hours"),
    [
        ("ice_massage", "ice_massage", 2),
        ("wrapped_cold_pack", "ice_massage", 2),
        ("ice_massage", "wrapped_cold_pack", 2),
        ("ice_massage", "knee_to_chest", 2),
        ("wrapped_cold_pack", "towel_compress", 0.5),
        ("towel_compress", "towel_compress", 1),
        ("knee_to_chest", "knee_to_chest", 2),
    ],
)
def test_waits_between_remedies(script_of, then, now, hours):
    script = script_of(now)
    just = may(script, done(then, hours - 0.01))
    assert (just.allowed, just.because) == (False, "wait")
    assert just.says
    assert just.from_ms == NOW + round(0.01 * HOUR)
    assert may(script, done(then, hours)).allowed


def test_the_waits_are_no_shorter_than_the_gaps_of_the_sheets(scripts, knowledge):
    for script in scripts:
        if script.contact or script.day_most:
            own = [wait.ms for wait in script.waits if script.remedy in wait.after]
            assert max(own) >= knowledge.remedies[script.remedy].gap_minutes * MINUTE


def test_lying_walking_and_moving_wait_for_nothing(script_of):
    for remedy in ("side_lying", "calves_on_chair", "short_walks", "gentle_movement"):
        assert may(script_of(remedy), done("ice_massage", 0), done(remedy, 0), done("towel_compress", 0)).allowed


def test_no_more_ice_today_after_five_times(script_of, knowledge):
    ice = script_of("ice_massage")
    assert knowledge.remedies["ice_massage"].times_a_day_max == 5
    times = [done("ice_massage", hours) for hours in (3, 6, 9, 12, 15)]
    assert may(ice, *times[:4]).allowed
    often = may(ice, *times)
    assert (often.allowed, often.because, often.from_ms) == (False, "often", NOW + 9 * HOUR)


def test_a_session_in_which_nothing_was_done_counts_for_nothing(script_of):
    assert may(script_of("ice_massage"), done("ice_massage", 0, Outcome.NOT_NOW, active_ms=0)).allowed


@pytest.mark.parametrize("outcome", [None, Outcome.LOST])
def test_of_a_session_whose_end_nobody_knows_it_is_assumed_that_it_was_done(script_of, outcome):
    assert not may(script_of("ice_massage"), done("ice_massage", 0, outcome, active_ms=0)).allowed


def test_the_second_pain_closes_the_stretch_for_a_whole_day(script_of):
    stretch = script_of("knee_to_chest")
    assert may(stretch, done("knee_to_chest", 23.9, Outcome.GAVE_UP)).because == "gave_up"
    assert may(stretch, done("knee_to_chest", 24, Outcome.GAVE_UP)).allowed
    assert may(script_of("short_walks"), done("knee_to_chest", 0, Outcome.GAVE_UP)).allowed


@pytest.mark.parametrize("hurt_by", ["ice_massage", "wrapped_cold_pack", "towel_compress"])
def test_hurt_skin_closes_cold_and_heat_for_a_whole_day(on_skin, script_of, hurt_by):
    for script in on_skin:
        assert may(script, done(hurt_by, 23.9, Outcome.SKIN)).because == "skin"
        assert may(script, done(hurt_by, 24, Outcome.SKIN)).allowed
    assert may(script_of("short_walks"), done(hurt_by, 0, Outcome.SKIN)).allowed


def test_something_wrong_closes_everything_until_the_danger_check_was_done_again(scripts):
    for script in scripts:
        wrong = done("short_walks", 5, Outcome.WRONG)
        closed = may(script, wrong, screened_ms=NOW - 6 * HOUR)
        assert (closed.allowed, closed.because, closed.from_ms) == (False, "wrong", None)
        assert may(script, wrong, screened_ms=NOW - 4 * HOUR).allowed


def test_a_slow_phone_clock_hides_nothing_that_is_wrong(script_of):
    """By the phone it went wrong before the danger check; the server heard of it afterwards."""
    wrong = done("short_walks", 48, Outcome.WRONG, heard_ms=NOW - HOUR)
    assert not may(script_of("side_lying"), wrong, screened_ms=NOW - 2 * HOUR).allowed


def test_a_past_in_the_future_counts_as_just_now(script_of):
    closed = may(script_of("ice_massage"), done("ice_massage", -1000))
    assert closed.from_ms == NOW + 2 * HOUR


PASTS = st.lists(
    st.builds(
        done,
        st.sampled_from(["ice_massage", "wrapped_cold_pack", "towel_compress", "knee_to_chest", "short_walks"]),
        st.floats(-30, 60),
        st.sampled_from([None, *Outcome]),
        st.sampled_from([0, MINUTE]),
    ),
    max_size=8,
)


@given(which=st.integers(0, 7), past=PASTS, more=PASTS)
def test_more_past_never_opens_a_session(scripts, which, past, more):
    assert may(scripts[which], *past).allowed or not may(scripts[which], *past, *more).allowed


@given(which=st.integers(0, 7), past=PASTS)
def test_it_is_open_from_the_moment_that_it_names(scripts, which, past):
    told = may(scripts[which], *past)
    if told.allowed or told.from_ms is None:
        return
    earlier = [one for one in past if one.ended_ms <= NOW]
    if len(earlier) == len(past):
        assert not may(scripts[which], *past, now_ms=told.from_ms - 1).allowed
        assert may(scripts[which], *past, now_ms=told.from_ms).allowed


@pytest.mark.parametrize("active_ms", [0, 1])
@pytest.mark.parametrize("outcome", [None, *Outcome])
def test_the_skin_is_unseen_after_every_end_at_which_something_lay_there_and_nobody_said_how_it_is(outcome, active_ms):
    known = outcome in (None, Outcome.FINISHED, Outcome.SKIN, Outcome.NOT_NOW)
    lost_count = outcome in (Outcome.LATE, Outcome.LOST)
    assert done("ice_massage", 0, outcome, active_ms).skin_unseen is (not known and (active_ms > 0 or lost_count))

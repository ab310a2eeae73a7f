"""Whole sessions, told as a person lives them."""

import pytest

from unclench.guide import Event, Outcome, Phase

MINUTE_MS = 60_000
SKIN = ["ice_massage", "wrapped_cold_pack", "towel_compress"]
COLD = ["ice_massage", "wrapped_cold_pack"]
FREE = ["knee_to_chest", "side_lying", "calves_on_chair", "short_walks", "gentle_movement"]


def test_five_minutes_of_ice_with_two_looks_at_the_skin(phone):
    ice = phone("ice_massage").start()
    assert (ice.state.phase, ice.state.active_ms) == (Phase.RUNNING, 0)
    assert ice.watch(120).state.phase is Phase.CHECKING
    ice.watch(10).do(Event.YES)
    assert (ice.state.phase, ice.state.active_ms) == (Phase.RUNNING, 130_000)
    assert ice.watch(110).state.phase is Phase.CHECKING
    assert ice.do(Event.YES).watch(59).state.phase is Phase.RUNNING
    ice.watch(1)
    assert (ice.state.phase, ice.state.active_ms) == (Phase.ASKING, 5 * MINUTE_MS)
    ice.do(Event.YES)
    assert ice.state.outcome is Outcome.FINISHED


@pytest.mark.parametrize("remedy", FREE)
def test_without_contact_it_runs_to_its_end_by_itself(phone, remedy):
    session = phone(remedy).start()
    for _ in range(400):
        if session.state.phase is Phase.OVER:
            break
        session.sleep(3_000).tick()
    assert session.state.outcome is Outcome.FINISHED
    assert session.state.active_ms == sum(part.ms for part in session.script.parts if part.active)


@pytest.mark.parametrize("remedy", SKIN)
def test_the_plan_decides_the_minutes_on_the_skin(phone, remedy):
    session = phone(remedy, minutes=3).start().watch(119)
    while session.state.phase in (Phase.RUNNING, Phase.CHECKING):
        session.do(Event.YES).watch(1)
    assert (session.state.phase, session.state.active_ms) == (Phase.ASKING, 3 * MINUTE_MS)


@pytest.mark.parametrize("remedy", SKIN)
def test_a_pause_does_not_stop_the_time_on_the_skin(phone, remedy):
    session = phone(remedy, minutes=2 if remedy == "ice_massage" else 4).start().watch(60).do(Event.PAUSE)
    assert session.state.phase is Phase.PAUSED
    session.watch(session.script.limit_ms / 1000 - 60)
    assert (session.state.phase, session.state.active_ms) == (Phase.ASKING, session.script.limit_ms)


@pytest.mark.parametrize("remedy", SKIN)
def test_a_pause_puts_no_look_at_the_skin_off(phone, remedy):
    session = phone(remedy).start().watch(1).do(Event.PAUSE)
    first_s = next(part for part in session.script.parts if part.contact).checks_ms[0] / 1000
    assert session.watch(first_s - 2).state.phase is Phase.PAUSED
    assert session.watch(1).state.phase is Phase.CHECKING


@pytest.mark.parametrize("remedy", SKIN)
def test_nobody_answers_the_look_at_the_skin(phone, remedy):
    session = phone(remedy).start()
    first_ms = next(part for part in session.script.parts if part.contact).checks_ms[0]
    session.watch((first_ms + session.script.answer_ms) / 1000 - 1)
    assert session.state.phase is Phase.CHECKING
    session.watch(1)
    assert session.state.outcome is Outcome.NO_ANSWER


@pytest.mark.parametrize("remedy", SKIN)
@pytest.mark.parametrize("moment", ["at the first look", "afterwards"])
def test_bad_skin_ends_it(phone, remedy, moment):
    session = phone(remedy).start()
    if moment == "afterwards":
        session.do(Event.STOP)
    else:
        session.watch(next(part for part in session.script.parts if part.contact).checks_ms[0] / 1000)
    assert session.state.phase is (Phase.ASKING if moment == "afterwards" else Phase.CHECKING)
    assert session.do(Event.NO).state.outcome is Outcome.SKIN


@pytest.mark.parametrize("remedy", SKIN)
def test_pain_under_cold_or_heat_ends_it_at_once(phone, remedy):
    assert phone(remedy).start().watch(20).do(Event.HURTS).state.outcome is Outcome.HURT


@pytest.mark.parametrize("remedy", SKIN)
def test_numb_ends_it(phone, remedy):
    assert phone(remedy).start().watch(20).do(Event.NUMB).state.outcome is Outcome.NUMB


def test_numbness_without_cold_or_heat_leads_to_the_danger_check(phone):
    assert phone("knee_to_chest").start().watch(3).do(Event.NUMB).state.outcome is Outcome.WRONG


@pytest.mark.parametrize("remedy", SKIN)
def test_stopping_early_looks_at_the_skin_first(phone, remedy):
    session = phone(remedy).start().watch(20).do(Event.STOP)
    assert session.state.phase is Phase.ASKING
    assert session.state.part == session.script.after
    assert session.do(Event.YES).state.outcome is Outcome.FINISHED


@pytest.mark.parametrize("remedy", SKIN)
def test_silence_after_the_contact_counts_as_no_answer(phone, remedy):
    session = phone(remedy).start().watch(20).do(Event.STOP).watch(29 * 60)
    assert session.state.phase is Phase.ASKING
    session.watch(60)
    assert session.state.outcome is Outcome.NO_ANSWER


@pytest.mark.parametrize("remedy", SKIN)
def test_a_phone_that_slept_for_hours_on_the_skin_says_that_time_is_long_up(phone, remedy):
    session = phone(remedy).start().sleep(3 * 60 * MINUTE_MS).tick()
    assert session.state.outcome is Outcome.LATE
    assert session.state.late_ms == 3 * 60 * MINUTE_MS - session.script.limit_ms


def test_a_phone_that_slept_over_a_look_but_not_over_the_end_heard_no_answer(phone):
    session = phone("towel_compress").start().sleep(7 * MINUTE_MS).tick()
    assert session.state.outcome is Outcome.NO_ANSWER


def test_cold_is_put_off_where_the_skin_cannot_feel(phone):
    assert phone("ice_massage").do(Event.START, Event.NO).state.outcome is Outcome.NOT_NOW


def test_a_towel_too_hot_on_the_wrist_is_asked_about_again(phone):
    session = phone("towel_compress").do(Event.START, Event.YES, Event.NO)
    assert (session.state.phase, session.state.part, session.state.refused) == (Phase.ASKING, 1, 1)
    session.watch(120).do(Event.NO, Event.YES)
    assert (session.state.part, session.state.refused) == (2, 0)


def test_it_hurts_then_rest_then_smaller_then_stop_for_today(phone):
    stretch = phone("knee_to_chest").start().watch(7).do(Event.HURTS)
    assert (stretch.state.phase, stretch.state.hurts) == (Phase.RESTING, 1)
    stretch.watch(59).do(Event.AGAIN)
    assert stretch.state.phase is Phase.RESTING, "not before the rest is over"
    stretch.watch(1).do(Event.AGAIN)
    assert (stretch.state.phase, stretch.state.smaller) == (Phase.RUNNING, True)
    assert (stretch.state.part, stretch.state.spent_ms) == (stretch.script.parts[stretch.state.part].back, 0)
    assert stretch.watch(3).do(Event.HURTS).state.outcome is Outcome.GAVE_UP


@pytest.mark.parametrize("remedy", ["short_walks", "gentle_movement"])
def test_the_second_try_is_half_as_long(phone, remedy):
    session = phone(remedy, minutes=4).start().watch(60).do(Event.HURTS).watch(60).do(Event.AGAIN)
    assert session.state.phase is Phase.RUNNING
    assert session.watch(119).state.phase is Phase.RUNNING
    assert session.watch(1).state.outcome is Outcome.FINISHED


def test_a_shaking_hand_says_it_hurts_twice_and_means_it_once(phone):
    stretch = phone("knee_to_chest").start().watch(3).do(Event.HURTS, Event.HURTS)
    assert (stretch.state.phase, stretch.state.hurts) == (Phase.RESTING, 1)
    stretch.watch(2)
    assert stretch.do(Event.HURTS).state.outcome is Outcome.GAVE_UP


def test_giving_up_while_resting_is_giving_up_for_today(phone):
    assert phone("knee_to_chest").start().do(Event.HURTS, Event.STOP).state.outcome is Outcome.GAVE_UP


def test_an_interrupted_stretch_is_begun_again_from_its_start_and_never_in_the_middle(phone):
    stretch = phone("knee_to_chest").start().watch(7)
    assert stretch.script.parts[stretch.state.part].pace == "hold"
    stretch.do(Event.PAUSE).watch(30).do(Event.RESUME)
    assert stretch.script.parts[stretch.state.part].pace == "in"
    assert stretch.state.spent_ms == 0


def test_a_stretch_waits_for_a_phone_that_slept(phone):
    stretch = phone("knee_to_chest").start().watch(7)
    before = stretch.state.active_ms
    stretch.sleep(10 * MINUTE_MS).tick()
    assert (stretch.state.phase, stretch.state.active_ms) == (Phase.PAUSED, before)
    assert stretch.sleep(21 * MINUTE_MS).tick().state.outcome is Outcome.AWAY


@pytest.mark.parametrize("remedy", SKIN + FREE)
def test_something_is_wrong_ends_it_in_every_phase(phone, remedy):
    for prepare in (
        lambda one: one,
        lambda one: one.do(Event.START),
        lambda one: one.start(),
        lambda one: one.start().do(Event.PAUSE),
        lambda one: one.start().watch(125),
        lambda one: one.start().do(Event.STOP),
        lambda one: one.start().do(Event.HURTS),
    ):
        session = prepare(phone(remedy))
        if session.state.phase is not Phase.OVER:
            assert session.do(Event.WRONG).state.outcome is Outcome.WRONG


def test_reloading_goes_on_at_the_same_place(phone):
    session = phone("towel_compress").start().watch(200)
    before = session.state.active_ms
    session.reload(ms=4_000)
    assert (session.state.phase, session.state.active_ms) == (Phase.RUNNING, before + 4_000)


@pytest.mark.parametrize("remedy", SKIN)
def test_a_reload_under_a_clock_set_back_ends_what_lies_on_the_skin(phone, remedy):
    assert phone(remedy).start().watch(30).reload(ms=-3_600_000).state.outcome is Outcome.LATE


def test_a_reload_under_a_clock_set_back_pauses_what_does_not(phone):
    assert phone("short_walks").start().watch(30).reload(ms=-3_600_000).state.phase is Phase.PAUSED


@pytest.mark.parametrize("remedy", COLD)
def test_nothing_lies_on_the_skin_before_the_time_starts(phone, remedy):
    session = phone(remedy).do(Event.START, Event.YES, Event.YES)
    part = session.script.parts[session.state.part]
    assert (part.pace, part.contact, part.active) == ("ready", False, False)
    assert "start" in part.says

"""Whatever people press and whatever the clocks do: the promises of a session hold."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from unclench.guide import Event, Outcome, Phase, State, actions, advance, apply, go_on
from unclench.guide.keeping import read_state
from unclench.guide.passing import AWAY_MS

HOUR_MS = 3_600_000
EVENTS = st.sampled_from(list(Event))
GAPS = st.one_of(st.integers(0, 3_000), st.sampled_from([5_000, 5_001, 30_000, 60_000]), st.integers(0, 5 * HOUR_MS))
JUMPS = st.integers(-30 * HOUR_MS, 30 * HOUR_MS)
GUIDED = st.integers(0, 7)

PRESS = st.tuples(st.just("press"), EVENTS)
TWICE = st.tuples(st.just("twice"), EVENTS)
WATCH = st.tuples(st.just("watch"), st.integers(1, 400))
SLEEP = st.tuples(st.just("sleep"), GAPS)
WALL = st.tuples(st.just("wall is set"), st.tuples(GAPS, JUMPS))
STILL = st.tuples(st.just("steady stands still"), GAPS)
RELOAD = st.tuples(st.just("reload"), GAPS)
BACK = st.tuples(st.just("reload set back"), st.tuples(GAPS, st.integers(1, 30 * HOUR_MS)))
LIFE = st.lists(st.one_of(PRESS, PRESS, TWICE, WATCH, SLEEP, WALL, STILL, RELOAD, BACK), max_size=30)


def live(phone, what, value):
    """Let one thing happen; the true milliseconds that it took."""
    return DOES[what](phone, value)


def press(phone, event):
    phone.do(event)
    return 0


def press_twice(phone, event):
    phone.do(event, event)
    return 0


def watch(phone, seconds):
    phone.watch(seconds)
    return seconds * 1000


def sleep(phone, ms):
    phone.sleep(ms).tick()
    return ms


def set_the_wall(phone, gap_and_jump):
    gap, jump = gap_and_jump
    phone.sleep(gap)
    phone.wall_ms = max(0, phone.wall_ms + jump)
    phone.tick()
    return gap


def stand_still(phone, ms):
    phone.wall_ms += ms
    phone.tick()
    return ms


def reload(phone, ms):
    phone.reload(ms=ms)
    return ms


def reload_set_back(phone, gap_and_back):
    phone.reload(ms=-gap_and_back[1])
    return gap_and_back[0]


DOES = {
    "press": press,
    "twice": press_twice,
    "watch": watch,
    "sleep": sleep,
    "wall is set": set_the_wall,
    "steady stands still": stand_still,
    "reload": reload,
    "reload set back": reload_set_back,
}


def touching(phone):
    return phone.state.phase not in (Phase.NEW, Phase.OVER) and phone.script.parts[phone.state.part].contact


@given(which=st.integers(0, 2), begun=st.booleans(), life=LIFE)
def test_never_longer_on_the_skin_than_the_limit_whatever_the_clocks_do(on_skin, new_phone, which, begun, life):
    """The machine's count is never below the true one while either clock goes right, and never above the limit."""
    phone = new_phone(on_skin[which])
    if begun:
        phone.start()
    true_ms = 0
    for what, value in life:
        before = touching(phone)
        took = live(phone, what, value)
        if before and touching(phone):
            true_ms += took
            assert true_ms <= phone.state.active_ms
        assert phone.state.active_ms <= phone.script.limit_ms
        assert not (touching(phone) and phone.state.active_ms >= phone.script.limit_ms)


@given(which=st.integers(0, 2), life=st.lists(st.one_of(PRESS, WATCH), max_size=12), still=st.integers(1, 900))
def test_a_pause_never_lengthens_the_time_on_the_skin(on_skin, new_phone, which, life, still):
    """Whoever pauses is told to take it away no later than whoever does not."""
    phone = new_phone(on_skin[which]).start()
    for what, value in life:
        live(phone, what, value)
    other = new_phone(phone.script, phone.wall_ms, phone.steady_ms, phone.run, phone.state)
    other.do(Event.PAUSE).watch(still)
    phone.watch(still)
    assert touching(phone) or not touching(other)
    assert other.state.active_ms == phone.state.active_ms


@given(which=GUIDED, life=LIFE)
@example(which=3, life=[("press", Event.START), ("press", Event.YES)] + [("watch", 12), ("press", Event.HURTS)] * 2)
def test_after_the_second_pain_nothing_is_stretched_any_more(scripts, new_phone, which, life):
    phone = new_phone(scripts[which])
    pains = 0
    for what, value in life:
        live(phone, what, value)
        pains = max(pains, phone.state.hurts)
        if pains > 1 or (pains and phone.script.contact):
            assert phone.state.phase is Phase.OVER
            assert phone.state.outcome in (Outcome.GAVE_UP, Outcome.HURT)


@given(which=GUIDED, life=LIFE, event=st.sampled_from([Event.NUMB, Event.WRONG]))
def test_numb_or_wrong_always_ends_it(scripts, new_phone, which, life, event):
    phone = new_phone(scripts[which])
    for what, value in life:
        live(phone, what, value)
    was_over = phone.state.phase is Phase.OVER
    fresh = phone.state.phase is Phase.NEW
    phone.do(event)
    if event is Event.WRONG or not fresh:
        assert phone.state.phase is Phase.OVER
    if not was_over and phone.state.phase is Phase.OVER:
        assert phone.state.outcome in (Outcome.NUMB, Outcome.WRONG)


@given(which=st.integers(0, 2), life=LIFE)
def test_no_to_a_look_at_the_skin_always_ends_it(on_skin, new_phone, which, life):
    phone = new_phone(on_skin[which]).start()
    for what, value in life:
        live(phone, what, value)
        looking = phone.state.phase is Phase.CHECKING or (
            phone.state.phase is Phase.ASKING and phone.state.part >= phone.script.after
        )
        if looking:
            answered = apply(phone.script, phone.state, Event.NO, phone.now)
            assert answered.outcome is Outcome.SKIN


@given(which=GUIDED, life=LIFE)
def test_left_alone_every_session_that_was_begun_ends(scripts, new_phone, which, life):
    phone = new_phone(scripts[which]).do(Event.START)
    for what, value in life:
        live(phone, what, value)
    most = sum(part.ms for part in phone.script.parts) + 2 * AWAY_MS
    assert phone.sleep(most).tick().sleep(most).tick().state.phase is Phase.OVER


@given(which=GUIDED, life=LIFE, event=EVENTS)
def test_an_event_that_makes_no_sense_changes_nothing_but_time(scripts, new_phone, which, life, event):
    phone = new_phone(scripts[which])
    for what, value in life:
        live(phone, what, value)
    phone.tick()
    if event not in actions(phone.script, phone.state):
        assert apply(phone.script, phone.state, event, phone.now) == phone.state


@given(which=GUIDED, life=LIFE, event=EVENTS, gap=GAPS)
def test_over_is_over(scripts, new_phone, which, life, event, gap):
    phone = new_phone(scripts[which]).do(Event.START)
    for what, value in life:
        live(phone, what, value)
        if phone.state.phase is Phase.OVER:
            then = apply(phone.script, phone.state, event, phone.sleep(gap).now)
            assert replace(then, at=None) == replace(phone.state, at=None)


@given(which=GUIDED, life=st.lists(st.one_of(PRESS, TWICE, WATCH), max_size=12), parts=st.lists(GAPS, max_size=5))
def test_looking_more_often_never_hides_an_end(scripts, new_phone, which, life, parts):
    """One long look away and many short ones agree in the time counted on the skin, or in that it is over."""
    phone = new_phone(scripts[which])
    for what, value in life:
        live(phone, what, value)
    if phone.script.asleep == "wait":
        return
    once = new_phone(phone.script, phone.wall_ms, phone.steady_ms, phone.run, phone.state).sleep(sum(parts)).tick()
    for gap in parts:
        phone.sleep(gap).tick()
    assert once.state.active_ms == phone.state.active_ms
    assert (once.state.phase is Phase.OVER) >= (phone.state.phase is Phase.OVER)


@given(which=GUIDED, life=LIFE)
def test_every_state_can_be_kept_and_read_again(scripts, new_phone, which, life):
    phone = new_phone(scripts[which])
    for what, value in life:
        live(phone, what, value)
        assert read_state(phone.script, phone.state.as_plain()) == phone.state


@given(which=GUIDED, life=st.lists(st.one_of(PRESS, WATCH), max_size=10), back=st.integers(1, HOUR_MS))
def test_a_kept_state_from_the_future_never_runs_on_the_skin(scripts, new_phone, which, life, back):
    phone = new_phone(scripts[which])
    for what, value in life:
        live(phone, what, value)
    phone.reload(ms=-back)
    assert not touching(phone)
    assert phone.state.phase is not Phase.RUNNING


@pytest.mark.parametrize("kept", [None, [], "", 7, {}, {"version": 1}, {"version": 0}, "x" * 10_000])
def test_what_cannot_be_read_is_over_and_said_to_be_lost(scripts, new_phone, kept):
    for script in scripts:
        state = go_on(script, kept, new_phone(script).now)
        assert (state.phase, state.outcome) == (Phase.OVER, Outcome.LOST)


@example(which=0, life=[("press", Event.START), ("press", Event.NUMB)], field="active_ms", value=7_200_001)
@given(
    which=GUIDED,
    life=st.lists(st.one_of(PRESS, WATCH), max_size=10),
    field=st.sampled_from(sorted(State().as_plain())),
    value=st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-5, 2**60),
        st.floats(allow_nan=True),
        st.text(max_size=5),
        st.lists(st.integers(), max_size=2),
        st.sampled_from([str(word) for word in (*Phase, *Outcome)]),
    ),
)
def test_a_damaged_state_is_lost_or_possible_and_never_longer_on_the_skin(
    scripts, new_phone, which, life, field, value
):
    phone = new_phone(scripts[which])
    for what, thing in life:
        live(phone, what, thing)
    kept = phone.state.as_plain() | {field: value}
    state = go_on(phone.script, kept, phone.now)
    assert state.active_ms <= phone.script.limit_ms
    if state.outcome is not Outcome.LOST:
        assert advance(phone.script, state, phone.now) == state
        read_state(phone.script, state.as_plain())

"""Counting within a span of time: never one too many, nobody stopped for another's sake, and what is over forgotten."""

from hypothesis import given
from hypothesis import strategies as st

from unclench.web.window import Window

SECONDS = 60
steps = st.lists(st.tuples(st.sampled_from("abc"), st.floats(0.0, 45.0)), max_size=60)


class Hand:
    """A clock that is put forward by hand."""

    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


@given(st.integers(1, 4), steps)
def test_nobody_gets_more_than_the_most_from_the_first_of_a_span_on(most: int, asked: list[tuple[str, float]]) -> None:
    hand = Hand()
    window = Window(most, SECONDS, hand)
    opened: dict[str, tuple[float, int]] = {}  # when the span of each began, and how many were in it
    for who, later_s in asked:
        hand.now_s += later_s
        began_s, count = opened.get(who, (hand.now_s, 0))
        if hand.now_s >= began_s + SECONDS:
            began_s, count = hand.now_s, 0
        opened[who] = began_s, count + 1
        assert window.take(who) is (count + 1 <= most)


def test_what_is_over_is_forgotten() -> None:
    hand = Hand()
    window = Window(1, SECONDS, hand)
    for number in range(1000):
        hand.now_s += 1.0
        window.take(str(number))
    assert len(window) <= 2 * SECONDS
    hand.now_s += 2 * SECONDS
    window.take("somebody")
    assert len(window) == 1

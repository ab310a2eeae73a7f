"""Smooth stand-ins stay near what they stand in for, and never overflow."""

import math

from hypothesis import given
from hypothesis import strategies as st

from unclench.physiology.smooth import lesser, logistic, positive_part

ANY = st.floats(-1e6, 1e6)


@given(ANY)
def test_logistic_is_one_over_one_plus_exp(x: float) -> None:
    expected = 1.0 / (1.0 + math.exp(-x)) if abs(x) < 700 else float(x > 0)
    assert math.isclose(logistic(x), expected, rel_tol=1e-9, abs_tol=1e-15)


@given(ANY, st.floats(1e-3, 10))
def test_positive_part_lies_at_most_width_times_log_two_above_max(x: float, width: float) -> None:
    excess = positive_part(x, width) - max(x, 0.0)
    assert -1e-9 <= excess <= width * math.log(2) + 1e-9


@given(st.floats(-10, 10), st.floats(-10, 10), st.floats(1e-4, 0.1))
def test_lesser_is_never_above_either_and_at_most_width_below(a: float, b: float, width: float) -> None:
    gap = min(a, b) - lesser(a, b, width)
    assert -1e-12 <= gap <= width + 1e-12

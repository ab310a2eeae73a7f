"""The tridiagonal solver against NumPy's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unclench.simulate.linear import factor_tridiagonal, solve_tridiagonal

seeds = st.integers(0, 2**32 - 1)


@given(seeds, st.integers(2, 40))
@settings(max_examples=60, deadline=None)
def test_tridiagonal_solution(seed, size):
    rng = np.random.default_rng(seed)
    lower, upper = -rng.random(size), -rng.random(size)
    middle = 1e-3 + rng.random(size) - lower - upper
    full = np.diag(middle) + np.diag(lower[1:], -1) + np.diag(upper[:-1], 1)
    right = rng.normal(size=size)
    x = right.copy()
    factor_tridiagonal(lower, middle, upper, size)
    solve_tridiagonal(lower, middle, upper, size, x)
    assert full @ x == pytest.approx(right, abs=1e-9)

"""The small linear solvers against NumPy's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unclench.simulate.linear import factor, factor_tridiagonal, solve, solve_tridiagonal

seeds = st.integers(0, 2**32 - 1)


@given(seeds, st.integers(1, 14))
@settings(max_examples=60, deadline=None)
def test_dense_solution(seed, size):
    rng = np.random.default_rng(seed)
    matrix = rng.normal(size=(size, size)) * 10.0 ** rng.uniform(-3, 3, (size, 1))
    right = rng.normal(size=size)
    factors, pivots, x = matrix.copy(), np.zeros(size, np.int64), right.copy()
    factor(factors, pivots, size)
    solve(factors, pivots, size, x)
    expected = np.linalg.solve(matrix, right)
    assert x == pytest.approx(expected, rel=1e-8 * np.linalg.cond(matrix) + 1e-12, abs=1e-9 * np.abs(expected).max())


def test_dense_needs_its_row_exchange():
    matrix, pivots, x = np.array([[0.0, 2.0], [3.0, 0.0]]), np.zeros(2, np.int64), np.array([4.0, 9.0])
    factor(matrix, pivots, 2)
    solve(matrix, pivots, 2, x)
    assert x.tolist() == [3.0, 2.0]


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

"""The tridiagonal solver of the column's implicit step."""

from __future__ import annotations

from unclench.physiology.floats import Floats


def factor_tridiagonal(lower: Floats, diagonal: Floats, upper: Floats, size: int) -> None:
    """Thomas elimination in place: ``lower`` becomes the multipliers, ``diagonal`` the inverse pivots.

    ``lower[i]`` couples row i to i-1 and ``upper[i]`` row i to i+1. Stable without row exchange for the diagonally
    dominant matrices of conduction.
    """
    diagonal[0] = 1.0 / diagonal[0]
    for i in range(1, size):
        ratio = lower[i] * diagonal[i - 1]
        lower[i] = ratio
        diagonal[i] = 1.0 / (diagonal[i] - ratio * upper[i - 1])


def solve_tridiagonal(lower: Floats, diagonal: Floats, upper: Floats, size: int, x: Floats) -> None:
    """Replace the right-hand side ``x`` by the solution, with what :func:`factor_tridiagonal` left."""
    for i in range(1, size):
        x[i] = x[i] - lower[i] * x[i - 1]
    x[size - 1] = x[size - 1] * diagonal[size - 1]
    for i in range(size - 2, -1, -1):
        x[i] = (x[i] - upper[i] * x[i + 1]) * diagonal[i]

"""The two small linear solvers of an implicit step: dense with row exchange, and tridiagonal."""

from __future__ import annotations

from unclench.simulate.arrays import Ints, Matrix, Vector


def factor(matrix: Matrix, pivots: Ints, size: int) -> None:
    """Replace ``matrix`` by its LU factors, row exchanges in ``pivots`` (Golub & Van Loan, algorithm 3.4.1).

    A singular matrix leaves a zero on the diagonal, so that the solution is infinite and the step is refused.
    """
    for k in range(size):
        best = k
        for i in range(k + 1, size):
            if abs(matrix[i, k]) > abs(matrix[best, k]):
                best = i
        pivots[k] = best
        if best != k:
            for j in range(size):
                held = matrix[k, j]
                matrix[k, j] = matrix[best, j]
                matrix[best, j] = held
        inverse = 1.0 / matrix[k, k] if matrix[k, k] != 0.0 else 1e300
        for i in range(k + 1, size):
            ratio = matrix[i, k] * inverse
            matrix[i, k] = ratio
            if ratio != 0.0:
                for j in range(k + 1, size):
                    matrix[i, j] -= ratio * matrix[k, j]
        matrix[k, k] = inverse


def solve(factors: Matrix, pivots: Ints, size: int, x: Vector) -> None:
    """Replace the right-hand side ``x`` by the solution, with what :func:`factor` left."""
    for k in range(size):
        held = x[pivots[k]]
        x[pivots[k]] = x[k]
        x[k] = held
    for i in range(1, size):
        total = x[i]
        for j in range(i):
            total -= factors[i, j] * x[j]
        x[i] = total
    for i in range(size - 1, -1, -1):
        total = x[i]
        for j in range(i + 1, size):
            total -= factors[i, j] * x[j]
        x[i] = total * factors[i, i]


def factor_tridiagonal(lower: Vector, diagonal: Vector, upper: Vector, size: int) -> None:
    """Thomas elimination in place: ``lower`` becomes the multipliers, ``diagonal`` the inverse pivots.

    ``lower[i]`` couples row i to i-1 and ``upper[i]`` row i to i+1. Stable without row exchange for the diagonally
    dominant matrices of conduction.
    """
    diagonal[0] = 1.0 / diagonal[0]
    for i in range(1, size):
        ratio = lower[i] * diagonal[i - 1]
        lower[i] = ratio
        diagonal[i] = 1.0 / (diagonal[i] - ratio * upper[i - 1])


def solve_tridiagonal(lower: Vector, diagonal: Vector, upper: Vector, size: int, x: Vector) -> None:
    """Replace the right-hand side ``x`` by the solution, with what :func:`factor_tridiagonal` left."""
    for i in range(1, size):
        x[i] -= lower[i] * x[i - 1]
    x[size - 1] *= diagonal[size - 1]
    for i in range(size - 2, -1, -1):
        x[i] = (x[i] - upper[i] * x[i + 1]) * diagonal[i]

"""Lanes: several people's numbers side by side in one wide machine register.

The equations are written for one person and a row of numbers. Handed :func:`lane_rows` of a table (rows, people)
instead, the same text compiles to instructions that carry :data:`WIDTH` bytes of people at once, because
``lane_type`` and ``lane_math`` define the operators, and the functions of ``math`` that equations use, for lanes. LLVM
cuts lanes into whatever registers a processor has (AVX-512, AVX2, NEON), so one text serves all.

Rules for equations in lanes: no ``if`` on what differs between people (use :func:`unclench.physiology.smooth.choose`);
an ``if`` on what is alike for all, such as the mechanism, is allowed; ``math.pow`` takes a base from 0 up and a
positive exponent; results agree with ``math`` to about 1e-14 (double) or 3e-7 (single precision).
"""

from __future__ import annotations

from typing import Any

from unclench.simulate.arrays import Matrix

WIDTH = 64
"""Bytes side by side: one AVX-512 register, or several smaller ones."""


def lane_rows(table: Matrix) -> Any:  # noqa: ANN401 - in the interpreter a table, compiled a type of its own
    """The rows of a C-contiguous ``table`` (rows, lanes), each read and written as one number with many lanes.

    In the interpreter a row of the table is an array, which behaves alike under arithmetic but not under ``math``; only
    compiled code may rely on it.
    """
    return table

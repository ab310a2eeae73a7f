"""One try of a step by each of several people at once, and the tables that it works in."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from unclench.physiology.spasm import INPUTS, PARAMETERS, STATES
from unclench.simulate.arrays import Matrix
from unclench.simulate.lanes import WIDTH, lane_rows
from unclench.simulate.life import Records
from unclench.simulate.rosenbrock import MATRIX_ROWS, Stage, spasm_error, spasm_step


class Tables(Protocol):
    """Numbers of several people side by side, in single or double precision: fields of (rows, people).

    The columns of one person hold parameters, state, inputs at both ends of the step to try and its length in seconds;
    then the ``change`` of the state and the ``worst`` error (in shares of each state's range) of the step.
    """

    p: Matrix
    state: Matrix
    before: Matrix
    after: Matrix
    step_s: Matrix
    worst: Matrix
    rates: Matrix
    shifted: Matrix
    trial: Matrix
    first: Matrix
    second: Matrix
    drift: Matrix
    change: Matrix
    error: Matrix
    matrix: Matrix


ROWS = {
    **dict.fromkeys(Tables.__annotations__, len(STATES)),
    "p": len(PARAMETERS),
    "before": len(INPUTS),
    "after": len(INPUTS),
    "step_s": 1,
    "worst": 1,
    "matrix": MATRIX_ROWS,
}


def new_tables(kind: type[np.floating[Any]]) -> Records:
    """One record of zeroed tables for as many people as fit side by side, on a boundary of machine registers."""
    people = WIDTH // np.dtype(kind).itemsize
    layout = np.dtype([(name, kind, (rows, people)) for name, rows in ROWS.items()])
    memory = np.zeros(layout.itemsize + WIDTH, np.uint8)
    begin = -memory.ctypes.data % WIDTH
    return memory[begin : begin + layout.itemsize].view(layout).view(np.recarray)


def try_steps(tables: Tables) -> None:
    """Try the step of every person in the tables."""
    state, step_s, worst = lane_rows(tables.state), lane_rows(tables.step_s), lane_rows(tables.worst)
    stage = Stage(
        lane_rows(tables.rates),
        lane_rows(tables.shifted),
        lane_rows(tables.trial),
        lane_rows(tables.first),
        lane_rows(tables.second),
        lane_rows(tables.drift),
        lane_rows(tables.matrix),
        lane_rows(tables.change),
        lane_rows(tables.error),
    )
    spasm_step(state, lane_rows(tables.before), lane_rows(tables.after), lane_rows(tables.p), step_s[0], stage)
    worst[0] = spasm_error(state, stage)

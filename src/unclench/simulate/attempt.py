"""One try of a step by each of several people at once, of the spasm or of the column, and the tables for it."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from unclench.physiology import heat_parameters
from unclench.physiology.spasm import INPUTS, PARAMETERS, STATES
from unclench.simulate.arrays import Matrix
from unclench.simulate.compile import hot
from unclench.simulate.heat_step import first_stage, heat_error, second_stage
from unclench.simulate.lanes import WIDTH, lane_rows
from unclench.simulate.life import COLUMN_ROWS, HEAT_STATES, Column, Records
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


class WarmTables(Protocol):
    """The same for the column: those of ``Column``, parameters, temperatures, and the step to try."""

    widths_m: Matrix
    conductance: Matrix
    capacity: Matrix
    perfusion: Matrix
    metabolism: Matrix
    lower: Matrix
    middle: Matrix
    upper: Matrix
    first: Matrix
    second: Matrix
    error: Matrix
    change: Matrix
    trial: Matrix
    border: Matrix
    contact: Matrix
    drift: Matrix
    p: Matrix
    heat: Matrix
    step_s: Matrix
    worst: Matrix


WARM_ROWS = {
    **COLUMN_ROWS,
    "p": len(heat_parameters.PARAMETERS),
    "heat": HEAT_STATES,
    "step_s": 1,
    "worst": 1,
}


def new_tables(rows: dict[str, int], kind: type[np.floating[Any]]) -> Records:
    """One record of zeroed tables for as many people as fit side by side, on a boundary of machine registers."""
    people = WIDTH // np.dtype(kind).itemsize
    layout = np.dtype([(name, kind, (count, people)) for name, count in rows.items()])
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


def try_first_stages(tables: WarmTables) -> None:
    """The first stage of every column's step, with the contacts filled in."""
    first_stage(lane_rows(tables.heat), lane_rows(tables.p), lane_rows(tables.step_s)[0], column_of(tables))


def try_second_stages(tables: WarmTables) -> None:
    """The second stage of every column's step, with the contacts of the trial."""
    column, worst = column_of(tables), lane_rows(tables.worst)
    second_stage(lane_rows(tables.p), lane_rows(tables.step_s)[0], column)
    worst[0] = heat_error(column)


@hot
def column_of(tables: WarmTables) -> Column:
    """The rows of the columns in the tables."""
    return Column(
        lane_rows(tables.widths_m),
        lane_rows(tables.conductance),
        lane_rows(tables.capacity),
        lane_rows(tables.perfusion),
        lane_rows(tables.metabolism),
        lane_rows(tables.lower),
        lane_rows(tables.middle),
        lane_rows(tables.upper),
        lane_rows(tables.first),
        lane_rows(tables.second),
        lane_rows(tables.error),
        lane_rows(tables.change),
        lane_rows(tables.trial),
        lane_rows(tables.border),
        lane_rows(tables.contact),
        lane_rows(tables.drift),
    )

"""Everything about one virtual person that the integrator handles, as records: named fields at fixed places in memory.

A record is handed from function to function as one pointer, in the interpreter and compiled alike. The classes here
name the fields for readers and type checkers; the dtypes beside them lay them out.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol, TypeAlias

import numpy as np

from unclench.physiology import heat_parameters, kinetics
from unclench.physiology.floats import Floats
from unclench.physiology.spasm import INPUTS, OUTPUTS, PARAMETERS, STATES
from unclench.physiology.tissue_heat import CELLS
from unclench.simulate.arrays import Matrix, Vector
from unclench.simulate.lanes import WIDTH

HEAT_STATES = CELLS + 2
"""Temperatures of the cells, then of the source on the skin, then the vasomotor tone."""

OK, NOT_A_NUMBER, TOO_MANY_STEPS = 0, 1, 2
"""What became of a member."""

Records: TypeAlias = Any
"""An array of records (``numpy.recarray``)."""


class Spell(Protocol):
    """A time within which inputs do not change, and the jumps at its start.

    ``inputs`` follows ``spasm.INPUTS``; those that vary within a spell are filled in by the engine. ``fresh`` is 1
    when the source on the skin is new at the start, at ``source_c``; it has been applied since ``applied_s``.
    """

    start_s: float
    end_s: float
    inputs: Vector
    injury: float
    surface: int
    source_c: float
    applied_s: float
    fresh: int


SPELL = np.dtype(
    [
        ("start_s", "f8"),
        ("end_s", "f8"),
        ("inputs", "f8", (len(INPUTS),)),
        ("injury", "f8"),
        ("surface", "i8"),
        ("source_c", "f8"),
        ("applied_s", "f8"),
        ("fresh", "i8"),
    ],
    align=True,
)


class Dose(Protocol):
    """One oral dose; ``drug`` is an index into ``kinetics.DRUGS``, ``way`` how it is taken (see there)."""

    taken_s: float
    drug: int
    mg: float
    way: int


DOSE = np.dtype([("taken_s", "f8"), ("drug", "i8"), ("mg", "f8"), ("way", "i8")], align=True)


class Numbers(Protocol):
    """One person's parameters, each row in the order of its layer's PARAMETERS."""

    member: int
    spasm: Vector
    heat: Vector
    medicine: Vector


NUMBERS = np.dtype(
    [
        ("member", "i8"),
        ("spasm", "f8", (len(PARAMETERS),)),
        ("heat", "f8", (len(heat_parameters.PARAMETERS),)),
        ("medicine", "f8", (len(kinetics.PARAMETERS),)),
    ],
    align=True,
)


class Being(Protocol):
    """One person's state: spasm states, heat states, and the noise at the present knot."""

    spasm: Vector
    heat: Vector
    noise: float


BEING = np.dtype([("spasm", "f8", (len(STATES),)), ("heat", "f8", (HEAT_STATES,)), ("noise", "f8")], align=True)


class Summary(Protocol):
    """What happened to one person. Times in seconds are NaN for what did not happen.

    ``released_at_s`` is the start of the first release that lasted; ``burn_damage`` Henriques' integral above that of
    untouched skin; ``frozen_seconds`` how long the coldest spot of skin was below the freezing point of tissue.
    """

    status: int
    steps: int
    refused: int
    locked_at_s: float
    released_at_s: float
    unlocked_since_s: float
    locked_seconds: float
    burn_damage: float
    burn_rate_now: float
    burn_rate_at_rest: float
    coldest_skin_c: float
    hottest_skin_c: float
    frozen_seconds: float


SUMMARY = np.dtype(
    [
        *((name, "i8") for name in ("status", "steps", "refused")),
        *((name, "f8") for name in list(Summary.__annotations__)[3:]),
    ],
    align=True,
)


class Column(NamedTuple):
    """Rows of one person's column: what build_column fills, blood heat, the matrix, the contact, and a step's work."""

    widths_m: Floats
    conductance: Floats
    capacity: Floats
    perfusion: Floats
    metabolism: Floats
    lower: Floats
    middle: Floats
    upper: Floats
    first: Floats
    second: Floats
    error: Floats
    change: Floats
    trial: Floats
    border: Floats
    contact: Floats
    drift: Floats


CONTACT_ROWS = 8
COLUMN_ROWS = {
    **dict.fromkeys(Column._fields[:8], CELLS + 1),
    **dict.fromkeys(Column._fields[8:13], HEAT_STATES),
    "border": 3,
    "contact": CONTACT_ROWS,
    "drift": 1,
}


class Body(Column):
    """One person's column and its own clock, which runs ahead of the spasm's.

    The column has come to ``time_s`` in spell ``spell``, which it has ``entered`` (1) or not; the step being tried ends
    at ``after_s``, the next is to be ``step_s`` long; ``stirred`` is 1 once anything has touched the skin.
    """

    film_and_sink: Vector
    time_s: float
    after_s: float
    step_s: float
    spell: int
    entered: int
    stirred: int


class Trace(Protocol):
    """What skin and muscle felt when the column had come to ``time_s``, step by step, for the spasm to follow.

    ``count`` readings are there and ``read`` of them were used. The spasm is between the readings ``skin_c`` and
    ``muscle_c`` at ``from_s`` and ``to_s``.
    """

    times_s: Vector
    skins_c: Vector
    muscles_c: Vector
    skin_c: Vector
    muscle_c: Vector
    from_s: float
    to_s: float
    count: int
    read: int


class Work(Protocol):
    """The clock of one person's spasm equations, and what varies between stops.

    ``path`` holds the noise, ``nsaid`` and ``acetaminophen`` what medicine does, at the knots on both sides. ``before``
    are the inputs now, ``after`` at the end of the step being tried, ``after_s``. The person is in spell ``spell``,
    which they have ``entered`` (1) or not; ``feels`` is 1 once something has touched the skin. ``state`` is one of
    RUNNING, WAITING (for the column's next readings) and FINISHED.

    Rows of MOMENTS columns hold what is computed for several moments at once: noise and medicine ``coming`` at the next
    knots, of which ``came`` have been reached; state and inputs at ``due`` result times, still to be turned into
    results.
    """

    trial: Vector
    before: Vector
    after: Vector
    levels: Vector
    path: Vector
    nsaid: Vector
    acetaminophen: Vector
    coming: Matrix
    coming_levels: Matrix
    due_s: Matrix
    due_state: Matrix
    due_inputs: Matrix
    due_outputs: Matrix
    due_levels: Matrix
    time_s: float
    step_s: float
    after_s: float
    kept_noise: float
    most_steps: float
    knot: int
    output: int
    spell: int
    entered: int
    feels: int
    came: int
    due: int
    state: int


RUNNING, WAITING, FINISHED = 0, 1, 2
MOMENTS = WIDTH // 8
"""How many moments of one person are computed at once: as many as there are lanes of double precision."""
COMING_ROWS = 5
TRACE_ROOM = 256
"""Readings that a trace can hold; when it is full, the column waits for the spasm to use them."""
_N = len(STATES)
BODY = np.dtype(
    [
        *((name, "f8", (rows,)) for name, rows in COLUMN_ROWS.items()),
        ("film_and_sink", "f8", (2,)),
        *((name, "f8") for name in ("time_s", "after_s", "step_s")),
        *((name, "i8") for name in ("spell", "entered", "stirred")),
    ],
    align=True,
)
TRACE = np.dtype(
    [
        *((name, "f8", (TRACE_ROOM,)) for name in list(Trace.__annotations__)[:3]),
        *((name, "f8", (2,)) for name in list(Trace.__annotations__)[3:5]),
        *((name, "f8") for name in list(Trace.__annotations__)[5:7]),
        *((name, "i8") for name in list(Trace.__annotations__)[7:]),
    ],
    align=True,
)
WORK = np.dtype(
    [
        ("trial", "f8", (_N,)),
        ("before", "f8", (len(INPUTS),)),
        ("after", "f8", (len(INPUTS),)),
        ("levels", "f8", (len(kinetics.DRUGS),)),
        *((name, "f8", (2,)) for name in list(Work.__annotations__)[4:7]),
        ("coming", "f8", (COMING_ROWS, MOMENTS)),
        ("coming_levels", "f8", (len(kinetics.DRUGS), MOMENTS)),
        ("due_s", "f8", (1, MOMENTS)),
        ("due_state", "f8", (_N, MOMENTS)),
        ("due_inputs", "f8", (len(INPUTS), MOMENTS)),
        ("due_outputs", "f8", (len(OUTPUTS), MOMENTS)),
        ("due_levels", "f8", (len(kinetics.DRUGS), MOMENTS)),
        *((name, "f8") for name in list(Work.__annotations__)[14:19]),
        *((name, "i8") for name in list(Work.__annotations__)[19:]),
    ],
    align=True,
)


class Timeline(NamedTuple):
    """What happens: spells and doses in order of time, and the times at which results are wanted."""

    spells: Records
    doses: Records
    output_s: Vector
    room_c: float


class Life(NamedTuple):
    """One person going through one timeline; ``curves[k]`` receives the results at ``timeline.output_s[k]``."""

    seed: int
    tolerance: float
    timeline: Timeline
    numbers: Numbers
    being: Being
    body: Body
    trace: Trace
    work: Work
    curves: Matrix
    summary: Summary


def room(dtype: np.dtype[np.void], n: int) -> Records:
    """``n`` zeroed records."""
    return np.zeros(n, dtype).view(np.recarray)

"""One linearly implicit step of skin, fat and muscle temperature, of the source on the skin, and of vasomotor tone.

The same two-stage scheme as for the spasm (see ``rosenbrock``). The matrix is the tridiagonal one of conduction and
blood heat, bordered by the source; tone is slow and stays explicit. State ``heat``: CELLS temperatures in degC, then
the source's temperature in degC, then the tone.

What touches the skin differs so much from kind to kind that it is asked about person by person (:func:`touch`) and
handed over as a row of numbers; the column itself is written so that many people's fit side by side (see ``lanes``).
"""

from __future__ import annotations

from unclench.physiology.floats import Floats
from unclench.physiology.heat_parameters import ARTERIAL_C
from unclench.physiology.smooth import choose
from unclench.physiology.tissue_heat import (
    AIR,
    CELLS,
    build_column,
    mean_skin,
    perfusion_and_sources,
    resting_column,
    skin_reading,
    source_rate,
    surface,
    tone_rate,
)
from unclench.simulate.arrays import Vector
from unclench.simulate.life import HEAT_STATES, Body, Column
from unclench.simulate.linear import factor_tridiagonal, solve_tridiagonal
from unclench.simulate.rosenbrock import GAMMA

SOURCE = CELLS
TONE = CELLS + 1
HEAT_SCALE_C = 20.0
"""One tolerance unit of temperature: the tolerance is a share of the 20 degC that skin is cooled or warmed by."""
C_FILM, C_SINK, C_SOURCE_RATE, C_TO_SOURCE, C_TO_SKIN, C_SINK_SHARE, C_FILM_AFTER, C_SINK_AFTER = range(8)
"""What a contact row holds: film (W/m2/K), sink (degC), change of the source (degC/s), how that answers to the source's
and the skin's temperature (1/s), how the sink follows the source, and film and sink when the step ends."""
NUDGE_C = 1e-4
"""Temperature change by which the source's rate and the sink are differenced."""


def settle_column(p: Vector, room_c: float, body: Body, heat: Vector) -> None:
    """Build the person's column and fill ``heat`` with its resting state in bare skin at ``room_c``."""
    build_column(p, body.widths_m, body.conductance, body.capacity)
    heat[TONE] = resting_column(
        p,
        room_c,
        body.widths_m,
        body.conductance,
        body.perfusion,
        body.metabolism,
        body.middle,
        body.upper,
        heat,
    )
    heat[SOURCE] = room_c


def skin_surface(heat: Vector, kind: int, elapsed_s: float, room_c: float, p: Vector, body: Body) -> float:
    """Temperature of the skin's surface in degC under what lies on it."""
    surface(kind, heat[SOURCE], heat[0], elapsed_s, room_c, p, body.film_and_sink)
    return float(skin_reading(heat[0], body.film_and_sink[0], body.film_and_sink[1], body.conductance[0]))


def outer_conductance(film: float, surface_conductance: float) -> float:
    """From the sink through the film to the first cell, in W/m2/K."""
    return 1.0 / (1.0 / film + 1.0 / surface_conductance)


def heat_rates(heat: Vector, kind: int, elapsed_s: float, room_c: float, p: Vector, body: Body, rates: Vector) -> None:
    """Write d(heat)/dt in 1/s; leaves film, sink and blood heat exchange of this moment in ``body``."""
    touch(heat[SOURCE], heat[0], kind, elapsed_s, room_c, p, body)
    column_rates(heat, p, body, rates)


def touch(source_c: float, skin_c: float, kind: int, elapsed_s: float, room_c: float, p: Vector, body: Body) -> None:
    """Fill in what the skin meets at this moment, and how the source changes."""
    surface(kind, source_c, skin_c, elapsed_s, room_c, p, body.film_and_sink)
    body.contact[C_FILM] = body.film_and_sink[0]
    body.contact[C_SINK] = body.film_and_sink[1]
    body.contact[C_SOURCE_RATE] = source_rate(kind, source_c, skin_c, elapsed_s, room_c, p)


def touch_for_a_step(
    source_c: float, skin_c: float, kind: int, elapsed_s: float, step_s: float, room_c: float, p: Vector, body: Body
) -> None:
    """Fill in ``body.contact`` for a step: now, by how much it answers to both temperatures, and at the step's end."""
    contact = body.contact
    touch(source_c, skin_c, kind, elapsed_s, room_c, p, body)
    contact[C_FILM_AFTER] = contact[C_FILM]
    contact[C_SINK_AFTER] = contact[C_SINK]
    contact[C_TO_SOURCE] = 0.0
    contact[C_TO_SKIN] = 0.0
    contact[C_SINK_SHARE] = 0.0
    if kind == AIR:
        return
    now = contact[C_SOURCE_RATE]
    warmer = source_rate(kind, source_c + NUDGE_C, skin_c, elapsed_s, room_c, p)
    contact[C_TO_SOURCE] = (warmer - now) / NUDGE_C
    warmer = source_rate(kind, source_c, skin_c + NUDGE_C, elapsed_s, room_c, p)
    contact[C_TO_SKIN] = (warmer - now) / NUDGE_C
    surface(kind, source_c + NUDGE_C, skin_c, elapsed_s, room_c, p, body.film_and_sink)
    contact[C_SINK_SHARE] = (body.film_and_sink[1] - contact[C_SINK]) / NUDGE_C
    surface(kind, source_c, skin_c, elapsed_s + step_s, room_c, p, body.film_and_sink)
    contact[C_FILM_AFTER] = body.film_and_sink[0]
    contact[C_SINK_AFTER] = body.film_and_sink[1]


def column_rates(heat: Floats, p: Floats, column: Column, rates: Floats) -> None:
    """Write d(heat)/dt in 1/s under ``column.contact``; leaves blood heat exchange in ``column``."""
    contact, conductance = column.contact, column.conductance
    perfusion_and_sources(heat, heat[TONE], p, column.widths_m, column.perfusion, column.metabolism)
    inflow = outer_conductance(contact[C_FILM], conductance[0]) * (contact[C_SINK] - heat[0])
    for cell in range(CELLS):
        below = cell + 1 if cell + 1 < CELLS else cell
        outflow = conductance[cell + 1] * (heat[cell] - heat[below])
        blood = column.perfusion[cell] * (p[ARTERIAL_C] - heat[cell])
        rates[cell] = (inflow - outflow + blood + column.metabolism[cell]) / column.capacity[cell]
        inflow = outflow
    rates[SOURCE] = contact[C_SOURCE_RATE]
    rates[TONE] = tone_rate(heat[TONE], mean_skin(heat, column.widths_m), p)


def factor_heat(step_s: float, column: Column) -> None:
    """Factor 1 - gamma h A, with A from what :func:`column_rates` left in ``column``."""
    contact, border = column.contact, column.border
    weight = GAMMA * step_s
    outer = outer_conductance(contact[C_FILM], column.conductance[0])
    above = outer
    for cell in range(CELLS):
        below = column.conductance[cell + 1]
        scale = weight / column.capacity[cell]
        column.lower[cell] = -scale * above
        column.upper[cell] = -scale * below
        column.middle[cell] = 1.0 + scale * (above + below + column.perfusion[cell])
        above = below
    border[0] = 1.0 / (1.0 - weight * contact[C_TO_SOURCE])
    border[1] = -weight * contact[C_TO_SKIN]
    border[2] = -weight * outer * contact[C_SINK_SHARE] / column.capacity[0] * border[0]
    column.middle[0] = column.middle[0] - border[2] * border[1]
    factor_tridiagonal(column.lower, column.middle, column.upper, CELLS)


def solve_heat(column: Column, x: Floats) -> None:
    """Replace the right-hand side ``x`` by the solution, with what :func:`factor_heat` left."""
    x[0] = x[0] - column.border[2] * x[SOURCE]
    solve_tridiagonal(column.lower, column.middle, column.upper, CELLS, x)
    x[SOURCE] = (x[SOURCE] - column.border[1] * x[0]) * column.border[0]


def surface_drift(heat: Floats, column: Column) -> float:
    """Change of the first cell's rate over the step because the surface changes with time alone, in K/s."""
    contact = column.contact
    before = outer_conductance(contact[C_FILM], column.conductance[0]) * (contact[C_SINK] - heat[0])
    after = outer_conductance(contact[C_FILM_AFTER], column.conductance[0]) * (contact[C_SINK_AFTER] - heat[0])
    return (after - before) / column.capacity[0]


def first_stage(heat: Floats, p: Floats, step_s: float, column: Column) -> None:
    """The first of two stages from ``heat``, under ``column.contact``; ``column.trial`` is what it leads to."""
    first, trial = column.first, column.trial
    column_rates(heat, p, column, first)
    factor_heat(step_s, column)
    column.drift[0] = GAMMA * surface_drift(heat, column)
    first[0] = first[0] + column.drift[0]
    solve_heat(column, first)
    for i in range(HEAT_STATES):
        trial[i] = heat[i] + step_s * first[i]


def second_stage(p: Floats, step_s: float, column: Column) -> None:
    """The second stage, under the contact of the trial: the ``change`` of the state and its ``error`` estimate."""
    first, second = column.first, column.second
    column_rates(column.trial, p, column, second)
    for i in range(HEAT_STATES):
        second[i] = second[i] - 2.0 * first[i]
    second[0] = second[0] - column.drift[0]
    solve_heat(column, second)
    for i in range(HEAT_STATES):
        column.change[i] = step_s * (1.5 * first[i] + 0.5 * second[i])
        column.error[i] = 0.5 * step_s * (first[i] + second[i])


def heat_error(column: Column) -> float:
    """Largest error of the step as a share of each state's range; NaN when anything is."""
    worst = abs(column.error[TONE])
    spoiled = 0.0 * worst
    for i in range(HEAT_STATES - 1):
        share = abs(column.error[i]) / HEAT_SCALE_C
        worst = choose(share > worst, share, worst)
        spoiled = spoiled + 0.0 * share
    return worst + spoiled


def heat_step(heat: Vector, kind: int, elapsed_s: float, room_c: float, step_s: float, p: Vector, body: Body) -> None:
    """Take one step of one person from ``heat``, ``elapsed_s`` after this source was put on.

    ``body.change`` receives the change of the state and ``body.error`` the error estimate.
    """
    touch_for_a_step(heat[SOURCE], heat[0], kind, elapsed_s, step_s, room_c, p, body)
    first_stage(heat, p, step_s, body)
    touch(body.trial[SOURCE], body.trial[0], kind, elapsed_s + step_s, room_c, p, body)
    second_stage(p, step_s, body)

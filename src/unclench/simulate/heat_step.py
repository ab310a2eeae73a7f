"""One linearly implicit step of skin, fat and muscle temperature, of the source on the skin, and of vasomotor tone.

The same two-stage scheme as for the spasm (see ``rosenbrock``). The matrix is the tridiagonal one of conduction and
blood heat, bordered by the source; tone is slow and stays explicit. State ``heat``: CELLS temperatures in degC, then
the source's temperature in degC, then the tone.
"""

from __future__ import annotations

from unclench.physiology.heat_parameters import ARTERIAL_C
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
from unclench.simulate.life import HEAT_STATES, Body
from unclench.simulate.linear import factor_tridiagonal, solve_tridiagonal
from unclench.simulate.rosenbrock import GAMMA

SOURCE = CELLS
TONE = CELLS + 1
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


def outer_conductance(film: float, body: Body) -> float:
    """From the sink through the film to the first cell, in W/m2/K."""
    return float(1.0 / (1.0 / film + 1.0 / body.conductance[0]))


def heat_rates(heat: Vector, kind: int, elapsed_s: float, room_c: float, p: Vector, body: Body, rates: Vector) -> None:
    """Write d(heat)/dt in 1/s; leaves film, sink and blood heat exchange of this moment in ``body``."""
    surface(kind, heat[SOURCE], heat[0], elapsed_s, room_c, p, body.film_and_sink)
    perfusion_and_sources(heat, heat[TONE], p, body.widths_m, body.perfusion, body.metabolism)
    inflow = outer_conductance(body.film_and_sink[0], body) * (body.film_and_sink[1] - heat[0])
    for cell in range(CELLS):
        below = cell + 1 if cell + 1 < CELLS else cell
        outflow = body.conductance[cell + 1] * (heat[cell] - heat[below])
        blood = body.perfusion[cell] * (p[ARTERIAL_C] - heat[cell])
        rates[cell] = (inflow - outflow + blood + body.metabolism[cell]) / body.capacity[cell]
        inflow = outflow
    rates[SOURCE] = source_rate(kind, heat[SOURCE], heat[0], elapsed_s, room_c, p)
    rates[TONE] = tone_rate(heat[TONE], mean_skin(heat, body.widths_m), p)


def factor_heat(
    heat: Vector, rates: Vector, kind: int, elapsed_s: float, room_c: float, step_s: float, p: Vector, body: Body
) -> None:
    """Factor 1 - gamma h A, with A from what :func:`heat_rates` left in ``body``; changes its film and sink."""
    weight = GAMMA * step_s
    above = outer_conductance(body.film_and_sink[0], body)
    outer = above
    for cell in range(CELLS):
        below = body.conductance[cell + 1]
        scale = weight / body.capacity[cell]
        body.lower[cell] = -scale * above
        body.upper[cell] = -scale * below
        body.middle[cell] = 1.0 + scale * (above + below + body.perfusion[cell])
        above = below
    to_source, to_skin, sink_share = 0.0, 0.0, 0.0
    if kind != AIR:
        sink = body.film_and_sink[1]
        skin_c, source_c = heat[0], heat[SOURCE]
        warmer = source_rate(kind, source_c + NUDGE_C, skin_c, elapsed_s, room_c, p)
        to_source = (warmer - rates[SOURCE]) / NUDGE_C
        warmer = source_rate(kind, source_c, skin_c + NUDGE_C, elapsed_s, room_c, p)
        to_skin = (warmer - rates[SOURCE]) / NUDGE_C
        surface(kind, source_c + NUDGE_C, skin_c, elapsed_s, room_c, p, body.film_and_sink)
        sink_share = (body.film_and_sink[1] - sink) / NUDGE_C
    body.border[0] = 1.0 / (1.0 - weight * to_source)
    body.border[1] = -weight * to_skin
    body.border[2] = -weight * outer * sink_share / body.capacity[0] * body.border[0]
    body.middle[0] -= body.border[2] * body.border[1]
    factor_tridiagonal(body.lower, body.middle, body.upper, CELLS)


def solve_heat(body: Body, x: Vector) -> None:
    """Replace the right-hand side ``x`` by the solution, with what :func:`factor_heat` left."""
    x[0] -= body.border[2] * x[SOURCE]
    solve_tridiagonal(body.lower, body.middle, body.upper, CELLS, x)
    x[SOURCE] = (x[SOURCE] - body.border[1] * x[0]) * body.border[0]


def surface_drift(
    heat: Vector, kind: int, elapsed_s: float, room_c: float, step_s: float, p: Vector, body: Body
) -> float:
    """Change of the first cell's rate over the step because the surface changes with time alone, in K/s."""
    if kind == AIR:
        return 0.0
    surface(kind, heat[SOURCE], heat[0], elapsed_s, room_c, p, body.film_and_sink)
    before = outer_conductance(body.film_and_sink[0], body) * (body.film_and_sink[1] - heat[0])
    surface(kind, heat[SOURCE], heat[0], elapsed_s + step_s, room_c, p, body.film_and_sink)
    after = outer_conductance(body.film_and_sink[0], body) * (body.film_and_sink[1] - heat[0])
    return float((after - before) / body.capacity[0])


def heat_step(heat: Vector, kind: int, elapsed_s: float, room_c: float, step_s: float, p: Vector, body: Body) -> None:
    """Take one step from ``heat``, ``elapsed_s`` after this source was put on.

    ``body.trial`` receives the new state and ``body.error`` the error estimate.
    """
    first, second, trial = body.first, body.second, body.trial
    heat_rates(heat, kind, elapsed_s, room_c, p, body, body.rates)
    factor_heat(heat, body.rates, kind, elapsed_s, room_c, step_s, p, body)
    drift = surface_drift(heat, kind, elapsed_s, room_c, step_s, p, body)
    for i in range(HEAT_STATES):
        first[i] = body.rates[i]
    first[0] += GAMMA * drift
    solve_heat(body, first)
    for i in range(HEAT_STATES):
        trial[i] = heat[i] + step_s * first[i]
    heat_rates(trial, kind, elapsed_s + step_s, room_c, p, body, second)
    for i in range(HEAT_STATES):
        second[i] -= 2.0 * first[i]
    second[0] -= GAMMA * drift
    solve_heat(body, second)
    for i in range(HEAT_STATES):
        trial[i] = heat[i] + step_s * (1.5 * first[i] + 0.5 * second[i])
        body.error[i] = 0.5 * step_s * (first[i] + second[i])

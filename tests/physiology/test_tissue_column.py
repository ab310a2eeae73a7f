"""The column of skin, fat and muscle against closed forms of heat conduction, conservation and a finer mesh."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp
from scipy.special import erfc

from unclench.physiology import column as mesh
from unclench.physiology import tissue_heat
from unclench.physiology.tissue_heat import AIR, CELLS

DEAD = {
    "skin_flow": 0.0,
    "fat_flow": 0.0,
    "muscle_flow": 0.0,
    "skin_metabolism": 0.0,
    "fat_metabolism": 0.0,
    "muscle_metabolism": 0.0,
}
ONE_TISSUE = {
    f"{layer}_{what}": value
    for layer in ("skin", "fat", "muscle")
    for what, value in (("conductivity", 0.4), ("capacity", 3.5e6))
}


def test_sudden_contact_follows_the_half_space_with_a_film(column: Any) -> None:
    """Carslaw & Jaeger: T = T_sink + (T0 - T_sink) (erf(u) + exp(hx/k + h2at/k2) erfc(u + h sqrt(at)/k))."""
    film, k, c = 60.0, 0.4, 3.5e6
    body = column(room_c=0.0, **DEAD, **ONE_TISSUE, air_film=film)
    state = np.full(CELLS + 2, 30.0)
    state[-1] = 1.0
    seconds, states = body.run(state, AIR, 10, freeze_tone=True)
    centres = np.cumsum(body.widths) - body.widths / 2
    diffusivity = k / c
    for moment in (30.0, 120.0, 600.0):
        row = np.array([np.interp(moment, seconds, states[:, i]) for i in range(CELLS)])
        u = centres / (2 * math.sqrt(diffusivity * moment))
        reach = film * math.sqrt(diffusivity * moment) / k
        exact = 30.0 * (1 - erfc(u) + np.exp(film * centres / k + reach**2) * erfc(u + reach))
        shallow = centres < 0.03
        assert np.abs(row - exact)[shallow].max() < 0.12
        top = (film * 0.0 + body.conductance[0] * row[0]) / (film + body.conductance[0])
        assert top == pytest.approx(30.0 * math.exp(reach**2) * math.erfc(reach), abs=0.1)


def test_resting_column_is_the_exact_two_layer_profile(heat_row: Any) -> None:
    """Without skin and fat flow, heat crosses them in series; the muscle obeys the fin equation of Pennes."""
    p = heat_row(
        skin_flow=0.0,
        fat_flow=0.0,
        skin_metabolism=0.0,
        fat_metabolism=0.0,
        muscle_metabolism=0.0,
        muscle_flow=5e-4,
        metabolism_q10=1.0 + 1e-12,
        muscle_follows_skin=0.0,
    )
    at = tissue_heat.PARAMETERS.index
    widths, conductance, capacity = np.zeros(CELLS), np.zeros(CELLS + 1), np.zeros(CELLS)
    tissue_heat.build_column(p, widths, conductance, capacity)
    work, state = np.zeros((4, CELLS)), np.zeros(CELLS)
    tissue_heat.resting_column(p, 23.0, widths, conductance, work[0], work[1], work[2], work[3], state)
    k, depth = p[at("muscle_conductivity")], p[at("muscle_m")]
    m = math.sqrt(5e-4 * p[at("blood_capacity")] / k)
    muscle_conductance = k * m * math.tanh(m * depth)
    resistance = (
        1 / p[at("air_film")]
        + p[at("skin_m")] / p[at("skin_conductivity")]
        + p[at("fat_m")] / p[at("fat_conductivity")]
        + 1 / muscle_conductance
    )
    flux = (p[at("arterial_c")] - 23.0) / resistance
    skin_surface = (p[at("air_film")] * 23.0 + conductance[0] * state[0]) / (p[at("air_film")] + conductance[0])
    assert skin_surface == pytest.approx(23.0 + flux / p[at("air_film")], abs=0.02)
    bottom = p[at("arterial_c")] - flux / muscle_conductance / math.cosh(m * depth)
    assert state[-1] == pytest.approx(bottom, abs=0.02)


def test_resting_state_does_not_move(column: Any) -> None:
    body = column()
    state = body.rest()
    assert np.abs(body.rates(0.0, state, AIR)[:CELLS]).max() < 1e-9
    assert abs(body.rates(0.0, state, AIR)[-1]) < 1e-8
    assert 30.0 < state[0] < 34.5
    assert np.all(np.diff(state[:CELLS]) > 0)


@settings(max_examples=60, deadline=None)
@given(
    room=st.floats(5.0, 40.0),
    fat=st.floats(0.001, 0.06),
    flow=st.floats(0.0002, 0.004),
    film=st.floats(5.0, 20.0),
    most=st.floats(1.5, 10.0),
)
def test_every_person_has_a_resting_state_in_every_room(
    medians: dict[str, float], room: float, fat: float, flow: float, film: float, most: float
) -> None:
    """The tone feeds back on itself; wherever people are simulated it must have settled, hot rooms included."""
    changes = {"fat_m": fat, "skin_flow": flow, "air_film": film, "dilation_most": most}
    p = [(medians | changes)[name] for name in tissue_heat.PARAMETERS]
    widths, conductance, capacity = np.zeros(CELLS), np.zeros(CELLS + 1), np.zeros(CELLS)
    work, cells = np.zeros((4, CELLS)), np.zeros(CELLS)
    tissue_heat.build_column(p, widths, conductance, capacity)
    tone = tissue_heat.resting_column(p, room, widths, conductance, work[0], work[1], work[2], work[3], cells)
    assert tissue_heat.tone_target(tissue_heat.mean_skin(cells, widths), p) == pytest.approx(tone, rel=1e-6)
    assert min(room, 36.0) <= cells[0] <= 42.0


@settings(max_examples=40, deadline=None)
@given(
    skin=st.floats(0.001, 0.005),
    fat=st.floats(0.001, 0.06),
    muscle=st.floats(0.03, 0.1),
)
def test_mesh_fills_every_layer_exactly(medians: Any, skin: Any, fat: Any, muscle: Any) -> None:
    p = [(medians | {"skin_m": skin, "fat_m": fat, "muscle_m": muscle})[name] for name in tissue_heat.PARAMETERS]
    widths, conductance, capacity = np.zeros(CELLS), np.zeros(CELLS + 1), np.zeros(CELLS)
    tissue_heat.build_column(p, widths, conductance, capacity)
    assert widths[: mesh.SKIN_CELLS].sum() == pytest.approx(skin, rel=1e-12)
    assert widths[mesh.SKIN_CELLS : mesh.FAT_END].sum() == pytest.approx(fat, rel=1e-12)
    assert widths[mesh.FAT_END :].sum() == pytest.approx(muscle, rel=1e-12)
    assert conductance[CELLS] == 0.0
    across = 1.0 / conductance[1:CELLS]
    halves = 0.5 * widths[0] / medians["skin_conductivity"], 0.5 * widths[-1] / medians["muscle_conductivity"]
    expected = (
        skin / medians["skin_conductivity"]
        + fat / medians["fat_conductivity"]
        + muscle / medians["muscle_conductivity"]
    )
    assert across.sum() + sum(halves) == pytest.approx(expected, rel=1e-12)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_heat_is_conserved_inside_an_isolated_column(medians: Any, seed: Any) -> None:
    """With no film, blood or metabolism, conduction alone may only move heat about."""
    values = medians | DEAD | {"air_film": 1e-12}
    p = [values[name] for name in tissue_heat.PARAMETERS]
    widths, conductance, capacity = np.zeros(CELLS), np.zeros(CELLS + 1), np.zeros(CELLS)
    tissue_heat.build_column(p, widths, conductance, capacity)
    cells = np.random.default_rng(seed).uniform(0.0, 45.0, CELLS)
    flow = np.zeros(CELLS + 1)
    flow[1:CELLS] = conductance[1:CELLS] * (cells[:-1] - cells[1:])
    assert (flow[:-1] - flow[1:]).sum() == pytest.approx(0.0, abs=1e-6)


def fine_conduction(p: Any, factor: Any, kind_film: Any, sink_c: Any, start_c: Any, minutes: Any) -> Any:
    """Pure conduction from a uniform start on a mesh ``factor`` times finer, by SciPy, with its own assembly."""
    at = tissue_heat.PARAMETERS.index
    layers: list[Any] = []
    for layer, cells, growth in (
        ("skin", 8, mesh.SKIN_GROWTH),
        ("fat", 8, mesh.FAT_GROWTH),
        ("muscle", 12, mesh.MUSCLE_GROWTH),
    ):
        n, g = cells * factor, growth ** (1 / factor)
        w = g ** np.arange(n)
        k_and_c = [np.full(n, p[at(f"{layer}_{what}")]) for what in ("conductivity", "capacity")]
        layers.append([w / w.sum() * p[at(f"{layer}_m")], *k_and_c])
    widths, k, c = np.concatenate(layers, axis=1)
    between = 1.0 / (0.5 * widths[:-1] / k[:-1] + 0.5 * widths[1:] / k[1:])
    top = 1.0 / (1.0 / kind_film + 0.5 * widths[0] / k[0])

    def rates(_: Any, y: Any) -> Any:
        flow = np.concatenate([[top * (sink_c - y[0])], between * (y[:-1] - y[1:]), [0.0]])
        return (flow[:-1] - flow[1:]) / (c * widths)

    n = len(widths)
    done = solve_ivp(
        rates, (0, minutes * 60), np.full(n, start_c), method="LSODA", rtol=1e-8, atol=1e-9, lband=1, uband=1
    )
    depth = np.cumsum(widths) - widths / 2
    return depth, done.y[:, -1]


@pytest.mark.parametrize(("film", "minutes"), [(1000.0, 1.0), (50.0, 20.0)])
def test_usual_mesh_agrees_with_one_eight_times_finer(heat_row: Any, film: Any, minutes: Any) -> None:
    """Grid error of the 28 cells, on an abrupt contact and on a slow one, at the skin and 5 mm into the muscle."""
    p = heat_row()
    coarse_depth, coarse = fine_conduction(p, 1, film, 0.0, 33.0, minutes)
    fine_depth, fine = fine_conduction(p, 8, film, 0.0, 33.0, minutes)
    assert len(coarse) == CELLS
    for depth in (0.0001, 0.001, 0.0022 + 0.014 + 0.005):
        assert np.interp(depth, coarse_depth, coarse) == pytest.approx(np.interp(depth, fine_depth, fine), abs=0.2)

"""The column in time, through the compiled step, against closed forms of heat conduction."""

import itertools
import math

import numpy as np
import pytest

from unclench.model.case import Person
from unclench.physiology import heat_parameters as at
from unclench.physiology.contact import ICE_PACK_WRAPPED
from unclench.physiology.tissue_heat import AIR, CELLS, build_column, depth_reading
from unclench.simulate.compile import compiled
from unclench.simulate.heat_step import SOURCE, TONE, heat_rates, heat_step, skin_surface
from unclench.simulate.life import BODY, HEAT_STATES, room
from unclench.simulate.population import sample


@pytest.fixture
def bloodless(knowledge):
    """A person of one material, without blood flow or metabolism."""
    p = sample(Person(), 1, 1, knowledge).heat[0].copy()
    for flow in (
        at.SKIN_FLOW,
        at.FAT_FLOW,
        at.MUSCLE_FLOW,
        at.SKIN_METABOLISM,
        at.FAT_METABOLISM,
        at.MUSCLE_METABOLISM,
    ):
        p[flow] = 0.0
    for k in (at.SKIN_CONDUCTIVITY, at.FAT_CONDUCTIVITY, at.MUSCLE_CONDUCTIVITY):
        p[k] = 0.4
    for c in (at.SKIN_CAPACITY, at.FAT_CAPACITY, at.MUSCLE_CAPACITY):
        p[c] = 3.6e6
    p[at.MUSCLE_M] = 0.08
    return p


def march(p, kind, room_c, start_c, end_s, steps):
    step, body = compiled(heat_step), room(BODY, 1)[0]
    build_column(p, body.widths_m, body.conductance, body.capacity)
    heat = np.full(HEAT_STATES, start_c)
    heat[TONE] = 1.0
    times = end_s * np.linspace(0.0, 1.0, steps + 1) ** 2  # small steps first: the surface jumps at zero
    for before_s, after_s in itertools.pairwise(times):
        step(heat, kind, before_s, room_c, after_s - before_s, p, body)
        heat += body.change
    return heat, body


def half_space(depth_m, time_s, film, conductivity, diffusivity):
    """Share of the sink's step reached in a half-space behind a film (Carslaw & Jaeger 1959, section 2.7, eq. 1)."""
    h, root = film / conductivity, math.sqrt(diffusivity * time_s)
    x = depth_m / (2.0 * root)
    return math.erfc(x) - math.exp(h * depth_m + (h * root) ** 2) * math.erfc(x + h * root)


@pytest.mark.parametrize("minutes", [1.0, 5.0, 20.0])
def test_cooling_follows_the_closed_form_of_a_half_space_behind_a_film(bloodless, minutes):
    p, start_c, sink_c = bloodless, 35.0, 5.0
    heat, body = march(p, AIR, sink_c, start_c, minutes * 60.0, 400)
    surface_c = skin_surface(heat, AIR, 0.0, sink_c, p, body)
    for depth_m in (0.0, 0.0005, 0.002, 0.01, 0.02):
        share = half_space(depth_m, minutes * 60.0, p[at.AIR_FILM], 0.4, 0.4 / 3.6e6)
        expected = start_c + share * (sink_c - start_c)
        assert depth_reading(heat, body.widths_m, surface_c, depth_m) == pytest.approx(expected, abs=0.06)


def test_heat_that_leaves_the_column_is_heat_that_passed_the_skin(bloodless):
    p, body = bloodless, room(BODY, 1)[0]
    build_column(p, body.widths_m, body.conductance, body.capacity)
    heat, rates = np.full(HEAT_STATES, 30.0), np.zeros(HEAT_STATES)
    heat[:CELLS] = 25.0 + 10.0 * np.random.default_rng(3).random(CELLS)
    heat[TONE] = 1.0
    compiled(heat_rates)(heat, AIR, 0.0, 20.0, p, body, rates)
    surface_c = skin_surface(heat, AIR, 0.0, 20.0, p, body)
    passed = p[at.AIR_FILM] * (20.0 - surface_c)
    assert rates[:CELLS] @ body.capacity[:CELLS] == pytest.approx(passed, rel=1e-12)


def test_pack_and_skin_settle_to_one_temperature_when_nothing_is_lost(bloodless):
    """Two lumps through a film: a pack that loses nothing ends at the temperature that conserves heat."""
    p = bloodless
    p[at.PACK_LOSS] = 0.0
    p[at.MUSCLE_M] = 0.005
    heat, _ = march(p, ICE_PACK_WRAPPED, 23.0, 30.0, 3.0e5, 800)
    assert np.ptp(heat[: SOURCE + 1]) == pytest.approx(0.0, abs=1e-3)


def test_the_steps_converge_at_second_order(bloodless):
    fine, _ = march(bloodless, AIR, 5.0, 35.0, 600.0, 1600)
    errors = [np.abs(march(bloodless, AIR, 5.0, 35.0, 600.0, n)[0] - fine).max() for n in (50, 100, 200)]
    assert errors[0] / errors[1] > 3.0
    assert errors[1] / errors[2] > 3.0

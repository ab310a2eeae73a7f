"""The lumped ice cube against a cube resolved in layers with melting, and the closed forms of stroking."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from unclench.physiology import ice
from unclench.physiology.contact import (
    FUSION_HEAT,
    ICE_CUBE_MOVING,
    ICE_CUBE_STILL,
    ICE_PACK_WRAPPED,
    ICE_SPECIFIC_HEAT,
)
from unclench.physiology.heat_parameters import ARTERIAL_C
from unclench.physiology.tissue_heat import CELLS, coldest_skin, surface


def layered_cube(
    body: Any, state: Any, ice_c: Any, thickness_m: Any, film: Any, seconds: Any, layers: Any = 25, step_s: Any = 0.0008
) -> Any:
    """Skin surface every second under a cube of layers by enthalpy: explicit, melt drained, flow and tone held."""
    width = thickness_m / layers
    enthalpy = np.full(layers, ice.ICE_DENSITY * ICE_SPECIFIC_HEAT * ice_c)
    cells = state[:CELLS].copy()
    rates = np.zeros(CELLS)
    skin_resistance, half_layer = 1.0 / body.conductance[0], 0.5 * width / ice.ICE_CONDUCTIVITY
    body.rates(0.0, state, 0)
    between = body.conductance[1:CELLS]
    top, face, record = 0, 0.0, []
    every = round(1.0 / step_s)
    for step in range(round(seconds / step_s)):
        while top < layers - 1 and enthalpy[top] >= ice.ICE_DENSITY * FUSION_HEAT:
            top += 1
        solid = np.minimum(enthalpy, 0.0) / (ice.ICE_DENSITY * ICE_SPECIFIC_HEAT)
        into = cells[0] / (skin_resistance + 1.0 / film)
        if enthalpy[top] < 0.0:
            frozen = (cells[0] - solid[top]) / (skin_resistance + 1.0 / film + half_layer)
            face = solid[top] + frozen * half_layer
            into = frozen if face < 0.0 else into
        if step % every == 0:
            record.append(cells[0] - into * skin_resistance)
        flow = np.zeros(layers + 1)
        flow[top] = into
        flow[top + 1 : layers] = ice.ICE_CONDUCTIVITY * (solid[top:-1] - solid[top + 1 :]) / width
        enthalpy[top:] += step_s / width * (flow[top:layers] - flow[top + 1 :])
        rates[0] = -into
        rates[1:] = between * (cells[:-1] - cells[1:])
        rates[:-1] -= rates[1:]
        blood = body.perfusion * (body.p[ARTERIAL_C] - cells) + body.metabolism
        cells += step_s * (rates + blood) / body.capacity
    return np.array(record)


@pytest.mark.parametrize(("already_cold", "ice_c", "film"), [(True, -18.0, 1000.0), (False, -18.0, 300.0)])
def test_skin_under_a_held_cube_agrees_with_a_layered_one(
    column: Any, already_cold: Any, ice_c: Any, film: Any
) -> None:
    body = column(cube_film=film, fat_m=0.008)
    state = body.rest()
    if already_cold:
        _, states, _ = body.apply(ICE_PACK_WRAPPED, 0.0, 20.0, state)
        state = states[-1]
    layered = layered_cube(body, state, ice_c, 0.025, film, 61.0)
    seconds, _, skin = body.apply(ICE_CUBE_STILL, ice_c, 1.05, state)
    for moment in (20, 40, 60):
        assert np.interp(moment, seconds, skin) == pytest.approx(layered[moment], abs=0.7)
    assert np.interp(5, seconds, skin) == pytest.approx(layered[5], abs=1.5)


def test_a_melting_cube_never_takes_skin_below_zero(column: Any) -> None:
    """Maximum principle: with a face at 0 degC or warmer nothing in the column can be colder."""
    body = column(cube_film=5000.0)
    for kind in (ICE_CUBE_STILL, ICE_CUBE_MOVING):
        seconds, states, skin = body.apply(kind, 0.0, 10.0)
        coldest = [
            coldest_skin(kind, state[CELLS], top, at, body.p)
            for at, state, top in zip(seconds, states, skin, strict=True)
        ]
        assert min(coldest) > -1e-6


def test_contact_temperature_of_a_fresh_cube_is_that_of_two_half_spaces(column: Any) -> None:
    """Perfect contact of ice at -18 with skin at 32 degC: (e_ice T_ice + e_skin T_skin) / (e_ice + e_skin)."""
    body = column(cube_film=1e6, **{f"{layer}_conductivity": 0.37 for layer in ("fat", "muscle")})
    seconds, _, skin = body.apply(ICE_CUBE_STILL, -18.0, 0.2)
    ice_effusivity = math.sqrt(ice.ICE_CONDUCTIVITY * ice.ICE_DENSITY * ICE_SPECIFIC_HEAT)
    skin_effusivity = math.sqrt(0.37 * 3.76e6)
    start = body.rest()[0]
    expected = (ice_effusivity * -18.0 + skin_effusivity * start) / (ice_effusivity + skin_effusivity)
    late = (seconds > 3.0) & (seconds < 8.0)
    assert skin[late].mean() == pytest.approx(expected, abs=3.0)


@given(x=st.floats(0.0, 40.0))
def test_share_left_falls_and_stays_a_share(x: Any) -> None:
    here, further = ice.surface_left(x), ice.surface_left(x + 0.01)
    assert 0.0 < further < here <= 1.0 + 1e-12


def test_long_contact_series_meets_the_closed_form() -> None:
    assert ice.surface_left(5.0 + 1e-9) == pytest.approx(math.exp(25.0) * math.erfc(5.0), rel=2e-4)


@pytest.mark.parametrize("x", [0.02, 0.5, 1.0, 3.0])
def test_stroke_average_is_the_mean_over_the_stroke(x: Any) -> None:
    mean = quad(lambda share: ice.surface_left(x * math.sqrt(share)), 0.0, 1.0)[0]
    assert ice.stroke_average(x) == pytest.approx(mean, rel=1e-3)


def test_a_moving_cube_cools_the_patch_less_but_the_spot_more_than_its_mean(heat_row: Any) -> None:
    p, still, moving = heat_row(), [0.0, 0.0], [0.0, 0.0]
    surface(ICE_CUBE_STILL, 0.0, 20.0, 60.0, 23.0, p, still)
    surface(ICE_CUBE_MOVING, 0.0, 20.0, 60.0, 23.0, p, moving)
    assert moving[0] * (20.0 - moving[1]) < 0.4 * still[0] * (20.0 - still[1])
    assert coldest_skin(ICE_CUBE_MOVING, 0.0, 15.0, 60.0, p) < 15.0
    assert coldest_skin(ICE_CUBE_STILL, 0.0, 15.0, 60.0, p) == 15.0


def test_flux_is_continuous_where_the_face_begins_to_melt(heat_row: Any) -> None:
    p = heat_row()
    skins = np.linspace(0.5, 15.0, 400)
    flux = [ice.cube_film(-8.0, s, 60.0, p) * (s - ice.cube_sink(-8.0, s, 60.0, p)) for s in skins]
    assert np.abs(np.diff(flux)).max() < 60.0
    assert {ice.face_melts(-8.0, s, 60.0, p) for s in skins} == {True, False}

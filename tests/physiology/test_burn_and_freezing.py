"""Burns against Moritz and Henriques' times in hot water; freezing by its margin."""

import math
from typing import Any

import numpy as np
import pytest

from unclench.physiology.burn import THRESHOLD, burn_rate
from unclench.physiology.cold_injury import cold_injury_rate, freezing_margin
from unclench.physiology.readings import basal_reading
from unclench.physiology.tissue_heat import AIR, CELLS

MORITZ_SECONDS = {44: 21600, 45: 10800, 47: 2700, 49: 570, 51: 300, 53: 75, 55: 30, 60: 5}


@pytest.mark.parametrize("celsius", MORITZ_SECONDS)
def test_time_to_burn_in_flowing_water(column: Any, celsius: Any) -> None:
    """Moritz & Henriques 1947, within the factor of two by which their tested times were apart."""
    published = MORITZ_SECONDS[celsius]
    body = column(air_film=3000.0, room_c=float(celsius))
    resting = column(air_film=10.0).rest()
    seconds, states = body.run(resting, AIR, 2.5 * published / 60)
    skin = body.skin(seconds, states, AIR)
    basal = [basal_reading(row[:CELLS], body.widths, top, body.p) for row, top in zip(states, skin, strict=True)]
    rates = np.array([burn_rate(each, body.p) for each in basal])
    damage = np.concatenate([[0.0], np.cumsum(0.5 * (rates[1:] + rates[:-1]) * np.diff(seconds))])
    assert damage[-1] > THRESHOLD
    burnt_after = float(np.interp(THRESHOLD, damage, seconds))
    assert published / 2.2 < burnt_after < published * 2.2


def test_damage_rate_is_henriques(heat_row: Any) -> None:
    """3.1e98 exp(-75000 / T): with 44 degC for six hours the integral is about the published threshold."""
    p = heat_row()
    assert burn_rate(44.0, p) == pytest.approx(3.1e98 * math.exp(-75000 / 317.15), rel=1e-6)
    assert burn_rate(44.0, p) * 21600 == pytest.approx(1.33, abs=0.05)
    assert burn_rate(50.0, p) / burn_rate(49.0, p) == pytest.approx(2.05, abs=0.1)  # halving a degree, 44 to 51


def test_sensitive_skin_burns_sooner(heat_row: Any) -> None:
    assert burn_rate(45.0, heat_row(burn_sensitivity=2.0)) == pytest.approx(2 * burn_rate(45.0, heat_row()))


def test_freezing_margin_and_its_rate(heat_row: Any) -> None:
    p = heat_row()
    assert freezing_margin(-0.55, p) == 0.0
    assert freezing_margin(2.0, p) == pytest.approx(2.55)
    assert cold_injury_rate(-0.54, p) == 0.0
    assert cold_injury_rate(-0.56, p) == 1.0

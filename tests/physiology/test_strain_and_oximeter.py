"""Strain delays soreness by a day or two; an oximeter reads more oxygen than the fibres leave."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from unclench.physiology.inflammation import inflammation_rate
from unclench.physiology.oximeter_probe import PROBES, pace_under
from unclench.physiology.oxygen import oximeter_reading
from unclench.physiology.strain import overload, steady_strain, strain_rate

HOUR = 3600.0


def test_light_work_strains_nothing_and_hard_work_in_proportion(medians) -> None:
    threshold = medians["strain_threshold"]
    assert overload(0.45, threshold) < 1e-6
    assert overload(0.7, threshold) == pytest.approx(0.2, abs=1e-6)


def test_two_stages_peak_where_the_closed_form_says(medians) -> None:
    """Inflammation fed by fading strain peaks at ln(S/I)/(1/I - 1/S) hours: between one and two days (Pettitt 2010)."""
    fade, repair = medians["inflammation_decay_s"], medians["strain_s"]

    def rates(_: float, y: np.ndarray) -> list[float]:
        return [strain_rate(y[0], 0.0, 0.015, repair), inflammation_rate(y[1], 0.0, y[0], -1.0, 0.7, 0.0, fade)]

    hours = np.linspace(0, 96, 9601)
    path = solve_ivp(rates, (0, 96 * HOUR), [0.5, 0.0], t_eval=hours * HOUR, rtol=1e-9, atol=1e-12).y[1]
    expected = np.log(repair / fade) / (1 / fade - 1 / repair) / HOUR
    assert hours[path.argmax()] == pytest.approx(expected, abs=0.05)
    assert 24 < expected < 48


def test_strain_under_lasting_overload_settles(medians) -> None:
    level = steady_strain(0.1, 0.015, medians["strain_s"])
    assert strain_rate(level, 0.1, 0.015, medians["strain_s"]) == pytest.approx(0.0, abs=1e-15)


@pytest.mark.parametrize(("saturation", "share", "reading"), [(0.0, 0.25, 0.25), (1.0, 0.25, 1.0), (0.6, 0.0, 0.6)])
def test_an_oximeter_mixes_what_comes_and_what_goes(saturation: float, share: float, reading: float) -> None:
    assert oximeter_reading(saturation, share) == pytest.approx(reading)


def test_a_deeper_probe_and_the_thumb_lose_oxygen_faster() -> None:
    narrow, muscle, thumb, wide_on_thumb = (pace_under(probe) for probe in PROBES)
    assert narrow < muscle < thumb < wide_on_thumb
    assert muscle == 1.0
    assert wide_on_thumb / narrow == pytest.approx((36.7 / 87) / (6.4 / 80), rel=0.15)  # in the same eight people


def test_an_unknown_probe_is_no_probe() -> None:
    with pytest.raises(KeyError):
        pace_under("calf_15_mm")

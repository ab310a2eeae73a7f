"""Vasomotor tone: direction, bounds and published facts about local warming and cooling."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.physiology import perfusion

WARMTH = st.floats(0.0, 46.0)


def test_tone_is_one_at_neutral_skin(heat_row: Any) -> None:
    assert perfusion.tone_target(perfusion.NEUTRAL_SKIN_C, heat_row()) == pytest.approx(1.0, rel=1e-12)


@given(cool=WARMTH, step=st.floats(0.01, 10))
def test_warmer_skin_never_gets_less_blood(medians: Any, cool: Any, step: Any) -> None:
    from unclench.physiology.heat_parameters import PARAMETERS

    p = [medians[name] for name in PARAMETERS]
    assert perfusion.tone_target(cool + step, p) >= perfusion.tone_target(cool, p)


def test_cold_closes_and_heat_opens(heat_row: Any) -> None:
    """Local temperature alone takes skin flow from near closed to several times rest (Johnson & Kellogg 2010)."""
    p = heat_row()
    assert perfusion.tone_target(10.0, p) < 0.1
    share_at_42 = perfusion.tone_target(42.0, p) / perfusion.tone_target(44.0, p)
    assert 0.78 < share_at_42 < 0.953  # what two studies published, of the greatest flow
    assert 3.0 < perfusion.tone_target(43.0, p) < 10.0  # packs: threefold to fourfold; laboratory: eight- to tenfold


@given(tone=st.floats(0.02, 8.0), skin=WARMTH)
def test_tone_always_moves_towards_its_target(medians: Any, tone: Any, skin: Any) -> None:
    from unclench.physiology.heat_parameters import PARAMETERS

    p = [medians[name] for name in PARAMETERS]
    gap = perfusion.tone_target(skin, p) - tone
    rate = perfusion.tone_rate(tone, skin, p)
    assert rate * gap >= 0.0
    assert abs(rate) <= abs(gap) / p[PARAMETERS.index("constricting_s")] * (1 + 1e-12)


def test_constriction_outlasts_cooling_but_not_warming(heat_row: Any) -> None:
    """Flow stays low long after ice (Khoshnevis 2015), yet a warm pack reopens it within minutes."""
    p = heat_row()
    closed = 0.1
    left_alone = perfusion.tone_rate(closed, 32.0, p)
    warmed = perfusion.tone_rate(closed, 41.0, p)
    closing = -perfusion.tone_rate(1.0, 10.0, p)
    assert closing > 20 * left_alone
    assert warmed > 20 * left_alone


def test_rates_do_not_jump_where_time_constants_hand_over(heat_row: Any) -> None:
    p = heat_row()
    for skin in (20.0, 31.0, 36.0, 42.0):
        tones = [0.5 + 0.001 * i for i in range(1500)]
        rates = [perfusion.tone_rate(tone, skin, p) for tone in tones]
        jumps = [abs(b - a) for a, b in pairwise(rates)]
        assert max(jumps) < 4e-4


def test_deep_muscle_is_throttled_by_cold_skin_only(heat_row: Any) -> None:
    from unclench.physiology.heat_parameters import PARAMETERS
    from unclench.physiology.tissue_heat import CELLS

    p = heat_row()
    cells, widths = [35.0] * CELLS, [0.001] * CELLS

    def flow(tone: float) -> list[float]:
        blood, heat = [0.0] * CELLS, [0.0] * CELLS
        perfusion.perfusion_and_sources(cells, tone, p, widths, blood, heat)
        return blood

    assert flow(0.1)[-1] == pytest.approx((1 - 0.9 * p[PARAMETERS.index("muscle_follows_skin")]) * flow(1.0)[-1])
    assert flow(3.0)[-1] == flow(1.0)[-1]
    assert flow(3.0)[0] == pytest.approx(3 * flow(1.0)[0])

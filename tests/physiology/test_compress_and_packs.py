"""Towels and packs: order, energy, and the limits that physics sets."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.model.scenario import ColdSource, HeatSource
from unclench.physiology import compress, contact
from unclench.physiology.contact import DRIPPING, TOWEL_COMPRESS, UNDER_DRY_TOWEL, UNDER_PLASTIC
from unclench.physiology.heat_parameters import PARAMETERS
from unclench.physiology.tissue_heat import CELLS, source_rate, surface


def test_every_source_of_the_scenario_has_its_own_kind() -> None:
    assert set(contact.COLD_KINDS) == {source.value for source in ColdSource}
    assert set(contact.HEAT_KINDS) == {source.value for source in HeatSource}
    kinds = [*contact.COLD_KINDS.values(), *contact.HEAT_KINDS.values(), contact.AIR]
    assert len(set(kinds)) == len(kinds)
    assert contact.heat_kind("towel_compress", True, True, False) == TOWEL_COMPRESS + UNDER_PLASTIC + UNDER_DRY_TOWEL
    assert contact.heat_kind("heat_wrap", True, True, True) == contact.HEAT_WRAP


@pytest.mark.parametrize(("celsius", "pascal"), [(0.0, 611.2), (25.0, 3169.0), (45.0, 9595.0), (60.0, 19946.0)])
def test_vapour_pressure_agrees_with_steam_tables(celsius: Any, pascal: Any) -> None:
    assert compress.vapour_pressure(celsius) == pytest.approx(pascal, rel=0.005)


def minutes_above(body: Any, kind: Any, celsius: Any, source_c: Any = 45.0) -> Any:
    seconds, states, _ = body.apply(kind, source_c, 30.0)
    warm = states[:, CELLS] > celsius
    return seconds[warm][-1] / 60.0


def test_plastic_then_a_dry_towel_keep_a_compress_warm_longer(column: Any) -> None:
    body = column()
    bare, plastic, both = (
        minutes_above(body, TOWEL_COMPRESS + flags, 38.0)
        for flags in (0, UNDER_PLASTIC, UNDER_PLASTIC + UNDER_DRY_TOWEL)
    )
    assert bare < 0.7 * plastic
    assert plastic < 0.95 * both


@given(source=st.floats(30.0, 70.0), skin=st.floats(25.0, 45.0), room=st.floats(10.0, 30.0))
def test_covers_only_ever_slow_the_cooling(medians: Any, source: Any, skin: Any, room: Any) -> None:
    p = [medians[name] for name in PARAMETERS]

    def rate(flags: int) -> float:
        return compress.towel_rate(TOWEL_COMPRESS + flags, source, skin, room, p)

    assert rate(0) <= rate(UNDER_PLASTIC) + 1e-12
    assert rate(0) <= rate(UNDER_DRY_TOWEL) + 1e-12
    assert rate(UNDER_PLASTIC) <= rate(UNDER_PLASTIC + UNDER_DRY_TOWEL) + 1e-12


def test_wet_bulb_is_where_a_bare_towel_stops_cooling(heat_row: Any) -> None:
    """An uncovered wet towel with no skin under it tends to the wet-bulb temperature (about 15.6 degC at 23, 45 %)."""
    p = heat_row(
        towel_film=1e-9, contact_factor=1.0, towel_open_loss=4.5
    )  # convection only, as the Lewis relation assumes
    low, high = 0.0, 23.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if compress.towel_rate(TOWEL_COMPRESS, middle, 23.0, 23.0, p) > 0 else (low, middle)
    assert low == pytest.approx(15.6, abs=0.7)


def test_dripping_towel_hits_harder_than_a_wrung_one(column: Any) -> None:
    body = column()
    _, _, wrung = body.apply(TOWEL_COMPRESS + UNDER_PLASTIC + UNDER_DRY_TOWEL, 60.0, 10.0)
    _, _, dripping = body.apply(TOWEL_COMPRESS + UNDER_PLASTIC + UNDER_DRY_TOWEL + DRIPPING, 60.0, 10.0)
    assert dripping.max() > wrung.max() + 3.0


@pytest.mark.parametrize(
    "kind", [contact.GEL_PACK_BARE, contact.GEL_PACK_WRAPPED, contact.HOT_PACK, TOWEL_COMPRESS + UNDER_PLASTIC]
)
def test_skin_never_leaves_the_range_of_what_surrounds_it(column: Any, kind: Any) -> None:
    """Maximum principle with heat production: between the coldest and warmest of source, room and tissue."""
    source = 70.0 if kind in (contact.HOT_PACK, TOWEL_COMPRESS + UNDER_PLASTIC) else -15.0
    body = column()
    rest = body.rest()
    _, states, skin = body.apply(kind, source, 20.0)
    assert min(source, rest[0], 23.0) - 1e-6 <= skin.min()
    assert skin.max() <= max(source, rest[:CELLS].max()) + 1e-6
    assert abs(states[-1, CELLS] - 30.0) < abs(source - 30.0)


def test_melting_ice_stays_at_zero_through_its_latent_heat(heat_row: Any) -> None:
    p = heat_row()
    per_kelvin = contact.pack_capacity(contact.ICE_PACK_WRAPPED, 0.1, p)
    assert per_kelvin * contact.MELTING_WINDOW_C == pytest.approx(334_000.0 * p[PARAMETERS.index("ice_pack_mass")])
    warming = source_rate(contact.ICE_PACK_WRAPPED, 0.0, 12.0, 60.0, 23.0, p) * 1200
    assert 0.0 < warming < 0.25


def test_a_wet_pack_touches_better_melts_sooner_and_is_never_below_freezing(heat_row: Any) -> None:
    p = heat_row()
    dry, wet = contact.ICE_PACK_WRAPPED, contact.ICE_PACK_WET
    assert contact.pack_film(wet, 600.0, p) > contact.pack_film(dry, 600.0, p)
    share = p[PARAMETERS.index("wet_pack_ice_share")]
    assert contact.pack_capacity(wet, 0.1, p) == pytest.approx(share * contact.pack_capacity(dry, 0.1, p))
    assert contact.pack_capacity(wet, 5.0, p) == contact.pack_capacity(dry, 5.0, p)
    assert contact.pack_sink(wet, -18.0, 60.0, p) == 0.0
    assert contact.pack_sink(dry, -18.0, 60.0, p) == -18.0


def test_skin_under_a_wet_pack_is_colder_than_under_a_dry_one_and_above_freezing(column: Any) -> None:
    body = column(fat_m=0.0018, arterial_c=33.0)
    skins = [body.apply(kind, 0.0, 10.0)[2] for kind in (contact.ICE_PACK_WET, contact.ICE_PACK_WRAPPED)]
    assert 0.0 < skins[0][-1] < skins[1][-1] - 1.5
    _, states, skin = body.apply(contact.ICE_PACK_WET, 0.0, 20.0)
    assert skin.min() > 0.0
    assert states[-1, CELLS] < 0.5  # ice is left after twenty minutes


COLD_IN_CLOTH = (contact.ICE_PACK_WRAPPED, contact.ICE_PACK_WET, contact.FROZEN_PEAS, contact.GEL_PACK_WRAPPED)


@pytest.mark.parametrize("kind", COLD_IN_CLOTH)
def test_a_cold_pack_settles_on_the_skin(heat_row: Any, kind: int) -> None:
    p = heat_row(contact_starts=0.5, contact_settles_s=120.0)
    films = [contact.pack_film(kind, seconds, p) for seconds in (0.0, 120.0, 3600.0)]
    assert films[0] == pytest.approx(0.5 * films[2])
    assert films[1] == pytest.approx((1.0 - 0.5 * math.exp(-1.0)) * films[2])


@pytest.mark.parametrize("kind", [contact.GEL_PACK_BARE, contact.HEAT_WRAP, contact.HOT_PACK])
def test_bare_gel_and_warm_packs_touch_in_full_at_once(heat_row: Any, kind: int) -> None:
    p = heat_row()
    assert contact.pack_film(kind, 0.0, p) == contact.pack_film(kind, 3600.0, p)


def test_the_first_minute_of_ice_is_as_slow_as_published(column: Any) -> None:
    """Dykstra 2009, eight calves, two kinds of ice: 31 and 33 % of the fall within six minutes is in the first."""

    def share_in_first_minute(**changed: float) -> float:
        body = column(fat_m=0.0052, arterial_c=35.6, contact_factor=0.5, **changed)
        seconds, _, skin = body.apply(contact.ICE_PACK_WRAPPED, 0.0, 8.0)
        started = body.skin([0.0], body.rest()[None, :], contact.AIR)[0]
        first, six = started - np.interp([60.0, 360.0], seconds, skin)
        return float(first / six)

    assert share_in_first_minute() == pytest.approx(0.32, abs=0.05)
    assert share_in_first_minute(contact_starts=1.0) > 0.4


def test_frozen_peas_touch_worse_than_ice_hold_less_cold_and_thaw_below_zero(heat_row: Any, column: Any) -> None:
    """Warmed from -10 to 5 degC they take what the table of foods gives; ice takes more."""
    p = heat_row()
    peas, ice = contact.FROZEN_PEAS, contact.ICE_PACK_WRAPPED
    assert contact.pack_film(peas, 600.0, p) < contact.pack_film(ice, 600.0, p)
    steps = np.linspace(-10.0, 5.0, 15_001)
    middles = 0.5 * (steps[1:] + steps[:-1])
    heat = [sum(contact.pack_capacity(kind, float(at), p) for at in middles) * 0.001 for kind in (peas, ice)]
    mass = p[PARAMETERS.index("ice_pack_mass")]
    assert heat[0] / mass == pytest.approx(1970.0 * 8.9 + 263_000.0 + 3770.0 * 5.6, rel=1e-3)
    assert heat[0] < heat[1]
    body = column(fat_m=0.0078, arterial_c=35.6)
    skins = [body.apply(kind, start_c, 20.0)[2][-1] for kind, start_c in ((peas, -10.0), (ice, 0.0))]
    assert skins[0] > skins[1] + 1.0


def test_a_wrap_reaches_its_temperature_within_half_an_hour(heat_row: Any) -> None:
    """40 degC within 30 minutes and then steady (device description in the wrap trials)."""
    out = [0.0, 0.0]
    surface(contact.HEAT_WRAP, 40.0, 33.0, 1800.0, 23.0, heat_row(), out)
    assert out[1] == pytest.approx(40.0, abs=0.6)
    assert source_rate(contact.HEAT_WRAP, 40.0, 33.0, 1800.0, 23.0, heat_row()) == 0.0


@pytest.mark.parametrize(
    ("published", "fold_mm", "kind", "source_c"),
    [((-19.56, 3.78), 8, contact.ICE_PACK_WRAPPED, 0.0), ((-13.19, 5.07), 8, contact.GEL_PACK_WRAPPED, -5.0)],
)
def test_skin_cools_as_under_published_packs(
    column: Any, published: Any, fold_mm: Any, kind: Any, source_c: Any
) -> None:
    """Kennet 2007, nine ankles, 20 minutes: within one published SD."""
    mean, sd = published
    body = column(fat_m=fold_mm / 2000 - 0.0022, arterial_c=33.0)
    _, _, skin = body.apply(kind, source_c, 20.0)
    started = body.skin([0.0], body.rest()[None, :], contact.AIR)[0]
    assert skin[-1] - started == pytest.approx(mean, abs=sd)
    assert math.isfinite(started)

"""What a level does: half at the half-effect level, order of remedies, and body size."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.physiology.analgesia import acetaminophen_effect, nsaid_effect
from unclench.physiology.body import body_effects
from unclench.physiology.kinetics import ASPIRIN, IBUPROFEN, NAPROXEN, effect_site

LEVEL = st.floats(0.0, 400.0)


def test_half_effect_at_the_half_effect_level(medians: Any, drug_row: Any) -> None:
    p = drug_row()
    assert nsaid_effect(medians["ibuprofen_half_effect_mg_l"], 0.0, 0.0, p) == pytest.approx(0.5)
    assert nsaid_effect(0.0, medians["naproxen_half_effect_mg_l"], 0.0, p) == pytest.approx(0.5)
    assert nsaid_effect(0.0, 0.0, medians["aspirin_half_effect_mg_l"], p) == pytest.approx(0.5)
    assert acetaminophen_effect(9.98, p) == pytest.approx(0.5)
    assert nsaid_effect(0.0, 0.0, 0.0, p) == acetaminophen_effect(0.0, p) == 0.0


@given(ibuprofen=LEVEL, naproxen=LEVEL, salicylate=LEVEL, more=st.floats(0.01, 50))
def test_effect_is_a_share_that_grows_with_every_level(
    medians: Any, ibuprofen: Any, naproxen: Any, salicylate: Any, more: Any
) -> None:
    from unclench.physiology.kinetics import PARAMETERS

    p = [medians[name] for name in PARAMETERS]
    here = nsaid_effect(ibuprofen, naproxen, salicylate, p)
    assert 0.0 <= here < 1.0
    assert nsaid_effect(ibuprofen + more, naproxen, salicylate, p) >= here
    assert nsaid_effect(ibuprofen, naproxen + more, salicylate, p) >= here
    assert nsaid_effect(ibuprofen, naproxen, salicylate + more, p) >= here


def mean_effect(drug: Any, dose_mg: Any, p: Any, hours: Any = 6.0) -> Any:
    times = np.linspace(0.05, hours, 120)
    levels = [0.0] * 3
    effects = []
    for time in times:
        levels[drug] = effect_site(drug, dose_mg, time, False, p)
        effects.append(nsaid_effect(levels[0], levels[1], levels[2], p))
    return float(np.mean(effects))


def test_dose_response_is_in_the_published_order(drug_row: Any) -> None:
    """Numbers needed to treat: ibuprofen 400 2.5 and 200 2.7, aspirin 1000 3.8 and 650 4.2."""
    p = drug_row()
    ibuprofen = [mean_effect(IBUPROFEN, dose, p) for dose in (50, 100, 200, 400)]
    aspirin = [mean_effect(ASPIRIN, dose, p) for dose in (650, 1000)]
    assert ibuprofen == sorted(ibuprofen)
    assert aspirin == sorted(aspirin)
    assert ibuprofen[2] > aspirin[1] or ibuprofen[3] > aspirin[1] > aspirin[0]
    assert mean_effect(IBUPROFEN, 200, p) > mean_effect(ASPIRIN, 650, p)
    assert mean_effect(NAPROXEN, 400, p, 12.0) > mean_effect(IBUPROFEN, 400, p, 12.0)  # naproxen lasts


def test_an_unknown_body_is_the_usual_body() -> None:
    assert set(body_effects(None, None, None, None, 0.95).values()) == {1.0}


def test_old_people_clear_medicines_more_slowly() -> None:
    """Upton 1984: a quarter less at 73 after one dose, no less at steady state; nothing changes up to thirty."""
    young, middle, old, oldest = (body_effects(age, None, None, None, 0.95) for age in (20.0, 50.0, 73.0, 130.0))
    assert young["naproxen_half_life_h"] == 1.0
    assert middle["naproxen_half_life_h"] == pytest.approx(1 / 0.95**2)
    assert 1.0 < old["naproxen_half_life_h"] < 1 / 0.76
    assert old["naproxen_volume_l"] == 1.0
    assert oldest == body_effects(90.0, None, None, None, 0.95)


def test_a_heavier_person_has_more_fat_and_a_larger_volume() -> None:
    light, heavy = (body_effects(None, None, 170.0, kg, 0.95) for kg in (60.0, 110.0))
    assert heavy["fat_m"] > 2 * light["fat_m"]
    assert heavy["ibuprofen_volume_l"] == pytest.approx(110 / 70)
    clearance = [each["naproxen_volume_l"] / each["naproxen_half_life_h"] for each in (light, heavy)]
    assert clearance[1] / clearance[0] == pytest.approx((110 / 60) ** 0.75)


def test_women_and_men_lie_around_the_pooled_fat() -> None:
    woman, man = (body_effects(None, female, None, None, 0.95)["fat_m"] for female in (True, False))
    assert man < 1.0 < woman
    assert woman / man == pytest.approx(18 / 12, rel=0.02)
    assert (woman * man) ** 0.5 == pytest.approx(1.0, abs=0.01)

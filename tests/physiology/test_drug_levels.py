"""Drug levels: closed forms against integration, published peaks, superposition, and what saturation would change."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad, solve_ivp
from scipy.stats import gamma

from unclench.knowledge.load import load
from unclench.model.case import Person
from unclench.model.scenario import Drug
from unclench.physiology import kinetics
from unclench.physiology.kinetics import (
    ACETAMINOPHEN,
    ASPIRIN,
    FASTING,
    FIELDS,
    IBUPROFEN,
    LN2,
    NAPROXEN,
    QUICK,
    WITH_FOOD,
    concentration,
    effect_site,
)
from unclench.physiology.saturable import remaining
from unclench.simulate.life import DOSE, room
from unclench.simulate.medicine import naproxen_level, salicylate_level
from unclench.simulate.population import sample

RATES = st.floats(0.02, 8.0)


def test_drugs_are_those_of_the_scenario_in_order() -> None:
    assert [drug.value for drug in Drug] == list(kinetics.DRUGS)
    assert len(kinetics.PARAMETERS) == FIELDS * len(kinetics.DRUGS) + 7
    assert kinetics.PARAMETERS[kinetics.NSAID_HILL] == "nsaid_hill"


@given(rate=RATES, absorption=RATES, hours=st.floats(0.01, 30.0))
def test_closed_form_is_the_convolution_it_says(rate: Any, absorption: Any, hours: Any) -> None:
    """Erlang input (three stages) into first-order removal, by quadrature of the gamma density."""
    exact = quad(
        lambda s: gamma.pdf(s, 3, scale=1 / absorption) * math.exp(-rate * (hours - s)),
        0,
        hours,
        limit=200,
        epsabs=1e-12,
    )[0]
    assert kinetics.passed(rate, absorption, hours) == pytest.approx(exact, rel=1e-6, abs=1e-9)


@given(rate=RATES, hours=st.floats(0.01, 30.0), nudge=st.floats(-1e-6, 1e-6))
def test_equal_rates_are_no_special_case(rate: Any, hours: Any, nudge: Any) -> None:
    here = kinetics.passed(rate, rate * (1 + nudge), hours)
    assert here == pytest.approx(kinetics.passed(rate, rate, hours), rel=1e-4, abs=1e-12)


@given(rate=RATES, absorption=RATES, equilibration=RATES, hours=st.floats(0.05, 20.0))
def test_effect_site_follows_plasma_with_its_delay(rate: Any, absorption: Any, equilibration: Any, hours: Any) -> None:
    def plasma(s: float) -> float:
        return kinetics.passed(rate, absorption, s)

    exact = quad(lambda s: plasma(s) * equilibration * math.exp(-equilibration * (hours - s)), 0, hours, limit=200)[0]
    assert kinetics.lagged(rate, equilibration, absorption, hours) == pytest.approx(exact, rel=1e-4, abs=2e-6)


def curve(drug: Any, dose_mg: Any, p: Any, hours: Any = None, with_food: Any = False, form: Any = concentration) -> Any:
    hours = np.linspace(0.0, 48.0, 4801) if hours is None else hours
    return hours, np.array([form(drug, dose_mg, each, with_food, p) for each in hours])


@pytest.mark.parametrize("drug", range(4))
def test_nothing_before_the_dose_and_all_of_it_in_the_end(drug: Any, drug_row: Any) -> None:
    """Exposure equals bioavailable dose over clearance: volume, both phases and nothing lost by absorption.

    Clearance is that of a trace, so naproxen is given albumin and salicylate a way out that never fill.
    """
    p = drug_row(naproxen_half_filled_mg_l=1e9, aspirin_half_filled_mg_l=1e9)
    assert concentration(drug, 400.0, -1.0, False, p) == 0.0
    assert effect_site(drug, 400.0, 0.0, False, p) == 0.0
    base = drug * FIELDS
    exposure = quad(lambda t: concentration(drug, 400.0, t, False, p), 0, 400, limit=500)[0]
    phases = (
        kinetics.half_life(drug, 400.0, p) / LN2
        + p[base + kinetics.FAST_SHARE] * p[base + kinetics.FAST_HALF_LIFE_H] / LN2
    )
    assert exposure == pytest.approx(
        400.0 * p[base + kinetics.BIOAVAILABILITY] / p[base + kinetics.VOLUME_L] * phases, rel=1e-3
    )
    behind = quad(lambda t: effect_site(drug, 400.0, t, False, p), 0, 400, limit=500)[0]
    assert behind == pytest.approx(exposure, rel=1e-3)


@pytest.mark.parametrize(
    ("drug", "dose_mg", "peak_mg_l", "peak_h", "within"),
    [
        (IBUPROFEN, 400, 31.9, 1.5, 0.2),  # Dewland 2009
        (IBUPROFEN, 400, 33.2, 1.2, 0.2),  # means of four studies, 26.1 to 38.2 mg/l, and of five, 0.73 to 1.98 h
        (ACETAMINOPHEN, 1000, 18.0, 0.88, 0.21),  # film-coated tablets, 2003
        (ACETAMINOPHEN, 500, 8.33, 0.75, 0.2),  # 24 volunteers, 2003
    ],
)
def test_published_peaks(drug: Any, dose_mg: Any, peak_mg_l: Any, peak_h: Any, within: float, drug_row: Any) -> None:
    """The model has the middle of many studies, a fifth below the one of a gram of acetaminophen."""
    hours, levels = curve(drug, dose_mg, drug_row(), np.linspace(0, 8, 801))
    assert levels.max() == pytest.approx(peak_mg_l, rel=within)
    assert hours[levels.argmax()] == pytest.approx(peak_h, rel=0.3)


@pytest.mark.parametrize(("dose_mg", "peak_mg_l"), [(80, 4.0), (250, 15.8), (325, 21.9), (650, 42.1), (650, 50.0)])
def test_published_peaks_of_salicylate(dose_mg: float, peak_mg_l: float, drug_row: Any) -> None:
    """Benedek 1995, Weiser 2019 and labels; at 1.0 h after 80 mg and 1.5 h after 325 mg, between which the model is."""
    hours, levels = curve(ASPIRIN, dose_mg, drug_row(), np.linspace(0, 8, 801))
    assert levels.max() == pytest.approx(peak_mg_l, rel=0.22)
    assert 1.0 < hours[levels.argmax()] < 1.6


def test_a_salt_of_naproxen_peaks_sooner_and_higher_than_the_acid(drug_row: Any) -> None:
    """The label: 1 to 2 h after the sodium salt and 2 to 4 h after the acid; two of 220 mg peaked at 65.9 mg/l."""
    hours = np.linspace(0, 12, 1201)
    acid, salt = (np.array([concentration(NAPROXEN, 400, h, way, drug_row()) for h in hours]) for way in (0, QUICK))
    assert 2.0 < hours[acid.argmax()] < 4.0
    assert 1.0 < hours[salt.argmax()] < 2.0
    assert acid.max() < salt.max() == pytest.approx(65.9, rel=0.2)


@pytest.mark.parametrize("drug", range(4))
@pytest.mark.parametrize("way", [FASTING, WITH_FOOD, QUICK, WITH_FOOD + QUICK])
def test_nothing_is_absorbed_before_the_tablet_has_fallen_apart(drug: Any, way: int, drug_row: Any) -> None:
    """The lag moves the whole course: later by it, the level is what it would be without one."""
    p, without = drug_row(), drug_row(tablet_lag_h=1e-12, quick_lag_h=1e-12)
    lag = kinetics.absorption_lag(drug, way, p)
    assert concentration(drug, 400.0, 0.99 * lag, way, p) == effect_site(drug, 400.0, 0.99 * lag, way, p) == 0.0
    for form in (concentration, effect_site):
        assert form(drug, 400.0, lag + 0.7, way, p) == pytest.approx(form(drug, 400.0, 0.7, way, without), rel=1e-6)


def test_food_and_product_stretch_the_way_to_blood_together(drug_row: Any) -> None:
    p = drug_row(ibuprofen_food_delay=2.5, quick_product=0.4)
    assert [kinetics.stretch(IBUPROFEN, way, p) for way in range(4)] == pytest.approx([1.0, 2.5, 0.4, 1.0])


def test_ibuprofen_after_the_vein_falls_as_published(drug_row: Any) -> None:
    """An hour's infusion of 400 mg: 39.2 mg/l at its end, of an area of 109 mg h/l (Caldolor label, recalled)."""
    p = drug_row()
    slow, fast = (LN2 / p[each] for each in (kinetics.HALF_LIFE_H, kinetics.FAST_HALF_LIFE_H))
    share = p[kinetics.FAST_SHARE]
    end = (1 - math.exp(-slow)) / slow + share * (1 - math.exp(-fast)) / fast
    area = 1 / slow + share / fast
    assert end / area == pytest.approx(39.2 / 109.3, rel=0.05)
    assert 400 / p[kinetics.VOLUME_L] * area == pytest.approx(109.3, rel=0.1)


def test_acetaminophen_after_the_vein_is_close_to_the_published_three_compartments(drug_row: Any) -> None:
    """Allegaert 2014 (V 24.6, 23.1, 30.6 l; CL 16.7, Q 67.3, 2.04 l/h): what the merged third phase costs."""
    p = drug_row()
    v1, v2, v3, cl, q2, q3 = 24.6, 23.1, 30.6, 16.7, 67.3, 2.04

    def rates(_: Any, c: Any) -> Any:
        out2, out3 = q2 * (c[0] - c[1]), q3 * (c[0] - c[2])
        return [-(cl * c[0] + out2 + out3) / v1, out2 / v2, out3 / v3]

    hours = np.linspace(0.3, 8, 60)
    three = solve_ivp(rates, (0, 8), [1000 / v1, 0, 0], t_eval=hours, rtol=1e-9, atol=1e-9).y[0]
    base = ACETAMINOPHEN * FIELDS
    slow, fast = LN2 / p[base + kinetics.HALF_LIFE_H], LN2 / p[base + kinetics.FAST_HALF_LIFE_H]
    ours = (
        1000
        / p[base + kinetics.VOLUME_L]
        * (np.exp(-slow * hours) + p[base + kinetics.FAST_SHARE] * np.exp(-fast * hours))
    )
    assert np.abs(ours - three).max() < 1.5  # mg/l, of a peak near 20
    # The half-life leans to those by mouth, which are longer; what the vein says of the area gives way to that.
    assert np.trapezoid(ours, hours) == pytest.approx(np.trapezoid(three, hours), rel=0.2)


def crowded_naproxen(doses: Any, hours: Any, p: Any) -> Any:
    """Plasma levels by numerical integration: main phase cleared in proportion to what is free, and the fast phase."""
    rate, fast = (LN2 / p[NAPROXEN * FIELDS + each] for each in (kinetics.HALF_LIFE_H, kinetics.FAST_HALF_LIFE_H))
    share, half = p[NAPROXEN * FIELDS + kinetics.FAST_SHARE], p[kinetics.HALF_FILLED_MG_L]
    lag, absorption = (form(NAPROXEN, FASTING, p) for form in (kinetics.absorption_lag, kinetics.absorption_rate))

    def rates(t: Any, y: Any) -> Any:
        arrival = sum(
            kinetics.undiluted(NAPROXEN, dose, p) * gamma.pdf(t - at - lag, 3, scale=1 / absorption)
            for at, dose in doses
        )
        return [arrival - rate * y[0] * (1 + y[0] / half), share * arrival - fast * y[1]]

    done = solve_ivp(rates, (0, hours[-1]), [0.0, 0.0], t_eval=hours, max_step=0.25, rtol=1e-7, atol=1e-7)
    return done.y.sum(axis=0)


def taken(doses: Any, hours: Any, p: Any, at_site: bool = False, drug: int = NAPROXEN, way: int = FASTING) -> Any:
    """Naproxen or salicylate as the engine adds it up, at several hours."""
    level = naproxen_level if drug == NAPROXEN else salicylate_level
    records = room(DOSE, len(doses))
    for record, (at, mg) in zip(records, doses, strict=True):
        record.taken_s, record.drug, record.mg, record.way = 3600.0 * at, drug, mg, way
    return np.array([level(3600.0 * h, 3600.0 * h, 3600.0 * h, records, np.array(p), at_site) for h in hours])


@pytest.mark.parametrize(
    "doses",
    [
        [(0.0, 500.0)],
        [(0.0, 440.0), (8.0, 220.0), (16.0, 220.0), (24.0, 440.0)],
        [(12.0 * k, 750.0) for k in range(10)],
        [(0.0, 500.0), (1.0, 500.0), (2.0, 500.0)],
    ],
)
def test_the_closed_form_of_naproxen_is_close_to_its_equation(doses: Any, drug_row: Any) -> None:
    """Within 2 % of the peak all along: each dose arrives at one moment for those before it, and nowhere else."""
    p = drug_row()
    hours = np.linspace(0.25, doses[-1][0] + 30.0, 300)
    exact = crowded_naproxen(doses, hours, p)
    assert np.abs(taken(doses, hours, p) - exact).max() < 0.02 * exact.max()


def test_one_dose_of_naproxen_is_the_same_alone_and_added_up(drug_row: Any) -> None:
    p, hours = drug_row(), np.linspace(0.5, 60.0, 40)
    for form, at_site in ((concentration, False), (effect_site, True)):
        alone = np.array([form(NAPROXEN, 500.0, h, FASTING, p) for h in hours])
        assert taken([(0.0, 500.0)], hours, p, at_site) == pytest.approx(alone, rel=1e-12)


def test_repeated_naproxen_fills_albumin(drug_row: Any) -> None:
    """The label's low points on 500, 1000 and 1500 mg a day: 36.5, 49.2 and 56.4 mg/l. One dose is in proportion."""
    p = drug_row()
    low = [taken([(12.0 * k, mg) for k in range(14)], [168.0], p)[0] for mg in (250.0, 500.0, 750.0)]
    assert low == pytest.approx([36.5, 49.2, 56.4], rel=0.2)
    assert low[2] < 2.1 * low[0]
    peaks = [curve(NAPROXEN, mg, p, np.linspace(0, 12, 241))[1].max() for mg in (125.0, 500.0)]
    assert peaks[1] / peaks[0] == pytest.approx(78 / 20, rel=0.05)


def test_what_is_free_of_naproxen_follows_the_published_binding(drug_row: Any) -> None:
    """Capacity 643 umol/l of 230.3 g/mol (Bjornsson 2011): exact at none and at half, near it at usual levels."""
    p, most = drug_row(), 643 * 0.2303
    assert [kinetics.crowded(level, p) for level in (0.0, most / 2)] == pytest.approx([1.0, 2.0], rel=0.01)
    levels = np.linspace(0.0, 90.0, 91)
    straight = np.array([kinetics.crowded(level, p) for level in levels])
    assert straight == pytest.approx(1 / (1 - levels / most), rel=0.15)


def saturable(doses: Any, hours: Any, p: Any, way: int = FASTING) -> Any:
    """Salicylate in blood and at its site by integration: one way out that fills, and one that does not."""
    rate, equilibration = (
        LN2 / p[ASPIRIN * FIELDS + each] for each in (kinetics.HALF_LIFE_H, kinetics.EQUILIBRATION_H)
    )
    half, unfilled = p[kinetics.SALICYLATE_HALF_FILLED_MG_L], p[kinetics.SALICYLATE_UNFILLED]
    lag, absorption = (form(ASPIRIN, way, p) for form in (kinetics.absorption_lag, kinetics.absorption_rate))

    def rates(t: Any, y: Any) -> Any:
        arrival = sum(
            kinetics.undiluted(ASPIRIN, dose, p) * gamma.pdf(t - at - lag, 3, scale=1 / absorption)
            for at, dose in doses
        )
        lost = rate * y[0] * (unfilled + (1 - unfilled) / (1 + y[0] / half))
        return [arrival - lost, equilibration * (y[0] - y[1])]

    return solve_ivp(rates, (0, hours[-1]), [0.0, 0.0], t_eval=hours, max_step=0.1, rtol=1e-8, atol=1e-8).y


USUAL = [(4.0 * k, 650.0) for k in range(12)]


@pytest.mark.parametrize(
    ("doses", "way", "within"),
    [
        ([(0.0, 80.0)], FASTING, 0.03),
        ([(0.0, 650.0)], FASTING, 0.03),
        ([(0.0, 325.0), (0.0, 325.0)], FASTING, 0.03),  # two tablets of one dose, told apart or not
        ([(0.0, 1950.0)], QUICK, 0.03),
        (USUAL, FASTING, 0.03),
        ([(0.0, 1300.0), (4.0, 1300.0), *((8.0 + 4.0 * k, 650.0) for k in range(10))], FASTING, 0.03),
        ([(6.0 * k, 1000.0) for k in range(12)], FASTING, 0.03),
        (USUAL, WITH_FOOD, 0.04),
        ([(0.0, 1950.0)], WITH_FOOD, 0.05),
    ],
)
def test_the_closed_form_of_salicylate_is_close_to_its_equation(
    doses: Any, way: int, within: float, drug_row: Any
) -> None:
    """Of the person in the middle: 2 % of the peak in blood, 3 % at the site of effect; 4 to 5 % after food."""
    p, hours = drug_row(), np.linspace(0.25, doses[-1][0] + 30.0, 200)
    for at_site, exact in zip((False, True), saturable(doses, hours, p, way), strict=True):
        ours = taken(doses, hours, p, at_site, ASPIRIN, way)
        assert np.abs(ours - exact).max() < within * exact.max()
        if way != WITH_FOOD and not at_site:
            assert np.abs(ours - exact).max() < 0.02 * exact.max()


@pytest.mark.parametrize(("way", "nine_in_ten", "most"), [(FASTING, 0.05, 0.1), (WITH_FOOD, 0.2, 0.7)])
def test_people_who_absorb_slowly_are_further_from_the_equation(way: int, nine_in_ten: float, most: float) -> None:
    """Of 60 people after 650 mg: the closed form suits less well who absorbs slowly, most of all after food."""
    hours = np.linspace(0.25, 24.0, 96)
    errors = []
    for p in sample(Person(), 60, 1, load()).medicine:
        exact = saturable([(0.0, 650.0)], hours, p, way)[0]
        ours = taken([(0.0, 650.0)], hours, p, False, ASPIRIN, way)
        errors.append(np.abs(ours - exact).max() / exact.max())
    assert np.quantile(errors, 0.9) < nine_in_ten
    assert max(errors) < most


def test_little_salicylate_is_removed_in_proportion_and_much_in_a_plateau_by_rate(drug_row: Any) -> None:
    """The limits: of little, the plain closed form; at a plateau, as much leaves as is taken."""
    p = drug_row()
    hours = np.linspace(0.2, 20.0, 60)
    plain = np.array([kinetics.main_phase(ASPIRIN, 1e-3, h, FASTING, p) for h in hours])
    assert np.array([concentration(ASPIRIN, 1e-3, h, FASTING, p) for h in hours]) == pytest.approx(plain, rel=1e-4)
    level = taken([(0.5 * k, 60.0) for k in range(500)], [249.9], p, drug=ASPIRIN)[0]
    half, unfilled = p[kinetics.SALICYLATE_HALF_FILLED_MG_L], p[kinetics.SALICYLATE_UNFILLED]
    leaves = LN2 / p[ASPIRIN * FIELDS + kinetics.HALF_LIFE_H] * level * (unfilled + (1 - unfilled) / (1 + level / half))
    assert leaves == pytest.approx(2 * kinetics.undiluted(ASPIRIN, 60.0, p), rel=0.02)


def test_repeated_aspirin_builds_up(drug_row: Any) -> None:
    """650 mg every four hours: 150 mg/l at 30 h in five of six volunteers; doses by themselves would give a third."""
    p = drug_row()
    alone = sum(concentration(ASPIRIN, mg, 30.4 - at, FASTING, p) for at, mg in USUAL if at < 30.4)
    together = taken(USUAL, [30.4], p, drug=ASPIRIN)[0]
    assert together == pytest.approx(150.0, rel=0.3)
    assert alone < 0.5 * together


def two_ways(doses: Any, hours: Any, p: Any) -> Any:
    """Levy's numbers (1972, recalled): two ways that fill, at most 60 and 32 mg an hour, and 0.02 an hour."""
    lag, absorption = kinetics.absorption_lag(ASPIRIN, FASTING, p), kinetics.absorption_rate(ASPIRIN, FASTING, p)

    def rates(t: Any, y: Any) -> Any:
        arrival = sum(0.766 * dose * gamma.pdf(t - at - lag, 3, scale=1 / absorption) for at, dose in doses)
        return [arrival - 60 * y[0] / (338 + y[0]) - 32 * y[0] / (629 + y[0]) - 0.02 * y[0]]

    done = solve_ivp(rates, (0, hours[-1]), [0.0], t_eval=hours, max_step=0.1, rtol=1e-7, atol=1e-7)
    return done.y[0] / p[ASPIRIN * FIELDS + kinetics.VOLUME_L]


@pytest.mark.parametrize("doses", [[(0.0, 80.0)], [(0.0, 650.0)], USUAL, [(6.0 * k, 975.0) for k in range(8)]])
def test_one_way_that_fills_does_for_the_published_two(doses: Any, drug_row: Any) -> None:
    """Within 12 % of the peak: their half-life of a trace is 2.8 h, and after 80 mg 2.1 h were measured."""
    p, hours = drug_row(), np.linspace(0.1, doses[-1][0] + 24.0, 200)
    exact = two_ways(doses, hours, p)
    assert np.abs(taken(doses, hours, p, drug=ASPIRIN) - exact).max() < 0.12 * exact.max()


@pytest.mark.parametrize(("dose_mg", "hours"), [(80, 2.1), (650, 4.0), (650, 3.0), (1000, 3.35)])
def test_salicylate_lasts_longer_after_more(dose_mg: float, hours: float, drug_row: Any) -> None:
    """Benedek 1995, Rowland & Riegelman 1968, a label and a study of a gram: those of 650 mg disagree."""
    assert kinetics.half_life(ASPIRIN, dose_mg, drug_row()) == pytest.approx(hours, rel=0.22)
    assert kinetics.half_life(ASPIRIN, 650, drug_row()) > 1.4 * kinetics.half_life(ASPIRIN, 80, drug_row())
    assert kinetics.half_life(IBUPROFEN, dose_mg, drug_row()) == drug_row()[kinetics.HALF_LIFE_H]


def test_the_half_life_of_salicylate_is_that_of_the_hours_watched(drug_row: Any) -> None:
    """From half to an eighth of the dose takes two of them, by quadrature of the rates."""
    p = drug_row()
    rate = LN2 / p[ASPIRIN * FIELDS + kinetics.HALF_LIFE_H]
    half, unfilled, dose = p[kinetics.SALICYLATE_HALF_FILLED_MG_L], p[kinetics.SALICYLATE_UNFILLED], 650.0
    level = kinetics.undiluted(ASPIRIN, dose, p)
    takes = quad(lambda x: 1 / (rate * x * (unfilled + (1 - unfilled) / (1 + x / half))), level / 8, level / 2)[0]
    assert 2.0 * kinetics.half_life(ASPIRIN, dose, p) == pytest.approx(takes, rel=1e-6)


@given(level=st.floats(0.0, 400.0), once=st.floats(0.0, 1.0), twice=st.floats(0.0, 1.0))
def test_what_remains_remains_in_two_steps_as_in_one(level: float, once: float, twice: float) -> None:
    """Two times one after the other are their sum; nothing grows, and from nothing comes nothing."""
    left = remaining(remaining(level, once, 20.0, 0.1), twice, 20.0, 0.1)
    assert left == pytest.approx(remaining(level, once * twice, 20.0, 0.1), abs=1e-4 * level + 1e-12)
    assert 0.0 <= left <= level * (1 + 1e-12)


def test_salicylate_in_blood_within_three_minutes_of_a_solution(drug_row: Any) -> None:
    """300 mg in 15 ml: 0.33 mg/l. A tablet is still falling apart; food does not hold up the first of it.

    The published number is a mean, above the person in the middle, since levels rise with the third power of time.
    """
    p = drug_row()
    assert 0.1 < concentration(ASPIRIN, 300.0, 0.05, QUICK, p) < 0.33
    assert concentration(ASPIRIN, 300.0, 0.05, QUICK + WITH_FOOD, p) > 0.0
    assert concentration(ASPIRIN, 300.0, 0.05, FASTING, p) == 0.0


@pytest.mark.parametrize("drug", range(4))
def test_food_delays_and_flattens_but_loses_nothing(drug: Any, drug_row: Any) -> None:
    """Moore 2015: peaks 1.3 to 2.8 times later, lower; bioavailability the same.

    Salicylate that comes slower fills its way out less, so its area is smaller for another reason (0.89 was measured).
    """
    hours, fasting = curve(drug, 500.0, drug_row())
    _, fed = curve(drug, 500.0, drug_row(), with_food=True)
    assert 1.3 < hours[fed.argmax()] / hours[fasting.argmax()] < 2.8
    assert fed.max() < fasting.max()
    p = drug_row(aspirin_half_filled_mg_l=1e9)
    exposures = [quad(lambda t, f=f: concentration(drug, 500.0, t, f, p), 0, 300, limit=400)[0] for f in (False, True)]
    assert exposures[1] == pytest.approx(exposures[0], rel=1e-3)
    assert 0.85 < np.trapezoid(fed, hours) / np.trapezoid(fasting, hours) < 1.01

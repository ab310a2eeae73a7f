"""What is read of a run hangs on what was done and when, and not on how long the scenario is."""

import copy
from typing import Any

import numpy as np
import pytest

from unclench.knowledge.load import Knowledge
from unclench.model.invalid import InvalidInput
from unclench.model.scenario import Cold, ColdSource, Dose, Drug, Exertion, Scenario
from unclench.simulate.population import parameter_values
from unclench.validate import run_study
from unclench.validate.moments import JUST_BEFORE_MIN, LONGEST_HOURS, edges, long_enough, looked_at, read_at
from unclench.validate.quantities import peak_times
from unclench.validate.study import study_of

ICE = {"action": "cold", "start_min": 5, "duration_min": 10, "source": "ice_pack_wrapped"}
TABLET = {"action": "dose", "start_min": 30, "drug": "ibuprofen", "dose_mg": 400}
SHORT_HOURS, LONG_HOURS = 12, 24 * 21


def row(quantity: str, unit: str, **of: Any) -> dict[str, Any]:
    return {"quantity": quantity, "of": of, "value": 30.0, "unit": unit, "sd": 3.0, "use": "predicted"}


def predicted(arms: dict[str, Any], knowledge: Knowledge, members: int = 24) -> list[float]:
    raw = {"title": "Made up", "citation": "Nobody 2000", "verified": "primary", "arms": arms}
    study = study_of(raw, "made_up", parameter_values(knowledge))
    return [each.predicted for each in run_study(study, knowledge, members, 1)]


ROWS = [
    row("value", "degC", outcome="skin_c", minute=15),
    row("value", "degC", outcome="skin_c", minute=9.3),
    row("lowest", "degC", outcome="skin_c"),
    row("time_of_lowest", "min", outcome="skin_c"),
    row("change", "degC", outcome="skin_c", from_minute=5, minute=15),
    row("highest", "mg/l", outcome="ibuprofen_mg_l"),
    row("time_of_highest", "min", outcome="ibuprofen_mg_l"),
    row("area", "mg h/l", outcome="ibuprofen_mg_l", hours=7.5),
]


def test_a_longer_scenario_gives_the_same_numbers(knowledge: Knowledge) -> None:
    """Three weeks were once looked at every hour, which missed ice for ten minutes and the peak of a tablet."""

    def arm(hours: float) -> dict[str, Any]:
        scenario = {"hours": hours, "actions": [ICE, TABLET]}
        return {"people": {"n": 9}, "scenario": scenario, "observed": ROWS}

    short, long = (predicted({"only": arm(hours)}, knowledge) for hours in (SHORT_HOURS, LONG_HOURS))
    assert short[0] < 20.0
    np.testing.assert_allclose(long, short, rtol=0.01)


def test_the_moment_an_effort_ends_is_still_in_it(knowledge: Knowledge) -> None:
    """A hold of a minute: at its last moment pressure is that of the hold, and before its first that of rest."""
    hold = {"action": "exertion", "start_min": 10, "duration_min": 1, "effort": 0.3}
    pressures = [
        {**row("value", "mmHg", outcome="intramuscular_pressure_mmhg", minute=minute)} for minute in (10, 10.9, 11, 12)
    ]
    highest = row("highest", "mmHg", outcome="intramuscular_pressure_mmhg")
    arm = {"people": {"n": 9}, "scenario": {"hours": 24, "actions": [hold]}, "observed": [*pressures, highest]}
    rest, held, end, after, most = predicted({"only": arm}, knowledge)
    assert held > 2.0 * rest
    assert end == pytest.approx(held, rel=0.05)
    assert after == pytest.approx(rest, rel=0.3)
    assert most >= 0.99 * held


def test_edges_and_readings_by_hand() -> None:
    cold = Cold(start_min=0, duration_min=20, source=ColdSource.ICE_PACK_WRAPPED)
    scenario = Scenario(1.0, (cold, Exertion(20, 5, 0.2), Dose(30, Drug.IBUPROFEN, 400)))
    assert edges(scenario) == (20.0, 25.0, 30.0)
    before = 20.0 - JUST_BEFORE_MIN
    assert read_at({"minute": 20, "from_minute": 0}, scenario, "change") == {"minute": before, "from_minute": 0}
    assert read_at({"minute": 20, "from_minute": 25}, scenario, "highest") == {"minute": before, "from_minute": 25}
    assert read_at({"minute": 21}, scenario, "value") == {"minute": 21}


def test_many_doses_are_followed_less_closely(knowledge: Knowledge) -> None:
    doses: list[dict[str, Any]] = [{**TABLET, "start_min": 360 * number} for number in range(80)]
    scenario = {"hours": 500, "actions": doses}
    rows = [row("highest", "degC", outcome="skin_c")]
    arms = {"a": {"people": {"n": 9}, "scenario": scenario, "observed": rows}}
    raw = {"title": "Made up", "citation": "Nobody 2000", "verified": "primary", "arms": arms}
    study = study_of(raw, "made_up", parameter_values(knowledge))
    assert 500 < len(looked_at(study, study.arms[0])) < 2000


def test_a_peak_between_uneven_times_is_where_the_parabola_has_it() -> None:
    times = np.array([0.0, 1.0, 4.0, 5.0])
    values = -((times - 2.2) ** 2)[None, :]
    assert peak_times(times, values) == pytest.approx([2.2])


def test_shares_do_not_hang_on_where_a_scenario_ends(knowledge: Knowledge) -> None:
    """Followed for two weeks, everybody counted as recovered on day 14; a week in a row did not fit in either."""

    def share(hours: float, day: int) -> float:
        scenario = {"hours": hours, "starts_locked": True, "initial_injury": 1.0, "onset_hours": 24}
        rows = [row("recovered_share", "percent", day=day)]
        return predicted({"only": {"people": {"n": 99}, "scenario": scenario, "observed": rows}}, knowledge, 64)[0]

    wanted = share(24 * 30, 14)
    assert 5.0 < wanted < 95.0
    assert share(24 * 14, 14) == pytest.approx(wanted, abs=4.0)
    assert share(24 * 17, 14) == pytest.approx(wanted, abs=4.0)


def test_arms_that_start_otherwise_are_still_compared(knowledge: Knowledge) -> None:
    """Another injury locks other people: those in both are paired, and nothing breaks."""
    scenario = {"hours": 48, "starts_locked": True, "initial_injury": 1.0, "onset_hours": 24}
    other = {**copy.deepcopy(scenario), "initial_injury": 0.6}
    against = row("difference", "of 10", outcome="pain_nrs", minute=1440, against="less")
    against["value"] = 0.5
    mean = row("mean", "of 10", outcome="pain_nrs", minute=1440)
    mean["value"] = 5.0
    arms = {
        "more": {"people": {"n": 20}, "scenario": scenario, "observed": [against, mean]},
        "less": {"people": {"n": 20}, "scenario": other, "observed": [mean]},
    }
    difference, more, less = predicted(arms, knowledge, 48)
    assert 0.0 < difference < 10.0
    assert difference == pytest.approx(more - less, abs=1.0)


def test_nobody_who_locks_is_said(knowledge: Knowledge) -> None:
    scenario = {"hours": 4, "starts_locked": True, "initial_injury": 0.0}
    mean = {**row("mean", "of 10", outcome="pain_nrs", minute=60), "value": 5.0}
    with pytest.raises(InvalidInput, match="initial_injury"):
        predicted({"only": {"people": {"n": 9}, "scenario": scenario, "observed": [mean]}}, knowledge)


def test_the_last_day_of_a_year_is_followed_no_longer_than_a_scenario_may_be(knowledge: Knowledge) -> None:
    """Seven days in a row from day 365 on would end in the next year, which no scenario reaches."""
    raw = {"title": "Made up", "citation": "Nobody 2000", "verified": "primary"}
    share = {**row("recovered_share", "percent", day=365), "value": 80.0}
    arms = {"bout": {"people": {"n": 9}, "scenario": {"hours": 24}, "observed": [share]}}
    assert (
        long_enough(study_of({**raw, "arms": arms}, "made_up", parameter_values(knowledge)).arms[0]).hours
        == LONGEST_HOURS
    )

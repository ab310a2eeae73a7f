"""No medicine is planned before the dose ledger allows it, nor at all where the day's most was taken."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unclench.model.preferences import Preferences
from unclench.model.scenario import Dose as PlannedDose
from unclench.plan import build
from unclench.plan.allowances import allowances
from unclench.safety.ledger import Dose, next_dose
from unclench.safety.taken import Taken

NOW = datetime.datetime(2026, 11, 24, 3, 0, tzinfo=datetime.UTC)
MOST_WANTED = {"dose_per_mg": -0.002}
"""A medicine that does so much that the search wants as much of it as it may have."""


def dose(product: str, hours_ago: float, mg: float | None = None) -> Dose:
    return Dose(product, NOW, NOW - datetime.timedelta(hours=hours_ago), mg)


def planned(plan) -> list[tuple[str, float, float]]:
    """Every planned dose as medicine, minute and milligrams."""
    actions = [action for step in plan.steps for action in step.actions if isinstance(action, PlannedDose)]
    return [(str(one.drug), one.start_min, one.dose_mg) for one in actions]


@pytest.fixture
def plan_after(strain, knowledge, make_engine):
    def made(*doses: Dose):
        engine = make_engine(**MOST_WANTED)
        return build(strain, Preferences(), knowledge, members=16, engine=engine, taken=Taken(NOW, doses))

    return made


def test_with_nothing_taken_the_plan_is_the_one_that_asks_nothing(strain, knowledge, make_engine, plan_after) -> None:
    plain = build(strain, Preferences(), knowledge, members=16, engine=make_engine(**MOST_WANTED))
    assert planned(plain)[0][:2] == ("ibuprofen", 0.0)
    assert planned(plan_after()) == planned(plain)


def test_the_first_dose_waits_for_the_one_before(plan_after) -> None:
    doses = planned(plan_after(dose("ibuprofen", 1, 400)))
    assert doses[0] == ("ibuprofen", 300.0, 400.0)
    assert sum(mg for _, _, mg in doses) <= 800  # 400 of the day's 1200 are taken


def test_after_the_days_most_there_is_no_more_of_it(plan_after) -> None:
    plan = plan_after(*(dose("ibuprofen", hours, 400) for hours in (1, 7, 13)))
    assert {medicine for medicine, _, _ in planned(plan)} == {"acetaminophen"}
    assert plan.left_out["ibuprofen"] == ("dose_ledger_daily_total",)
    assert "dose_ledger_other_nsaid" in plan.left_out["naproxen"]


def test_another_medicine_of_the_family_is_not_added(plan_after) -> None:
    plan = plan_after(dose("naproxen", 20, 220))
    assert "ibuprofen" not in {medicine for medicine, _, _ in planned(plan)}
    assert plan.left_out["ibuprofen"] == ("dose_ledger_other_nsaid",)
    assert not any("pain gel may be used" in note for note in plan.notes)


def test_an_unknown_tablet_counts_as_every_medicine(plan_after) -> None:
    doses = planned(plan_after(Dose("little white pill", NOW)))
    assert {medicine for medicine, _, _ in doses} == {"acetaminophen"}  # of the others one may have been taken
    assert min(minute for _, minute, _ in doses) == 360


def test_only_who_wrote_doses_down_is_told_of_them(plan_after) -> None:
    says = "The plan keeps to what the doses"
    assert not any(note.startswith(says) for note in plan_after().notes)
    assert any(note.startswith(says) for note in plan_after(dose("ibuprofen", 1, 400)).notes)


DOSES = st.lists(
    st.builds(
        dose,
        st.sampled_from(["ibuprofen", "naproxen", "aspirin", "acetaminophen", "Advil PM", "white pill"]),
        st.floats(0, 72),
        st.sampled_from([None, 200, 400, 500, 1000]),
    ),
    max_size=6,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(doses=DOSES)
def test_the_ledger_allows_every_dose_of_every_day_that_is_simulated(doses, strain, knowledge, make_engine) -> None:
    engine = make_engine(**MOST_WANTED)
    plan = build(strain, Preferences(), knowledge, members=16, engine=engine, taken=Taken(NOW, tuple(doses)))
    for scenario, _ in engine.runs:
        so_far = list(doses)
        for action in sorted((a for a in scenario.actions if isinstance(a, PlannedDose)), key=lambda a: a.start_min):
            at = NOW + datetime.timedelta(minutes=action.start_min)
            earliest = next_dose(str(action.drug), so_far, at, knowledge.analgesics, mg=action.dose_mg).earliest
            assert earliest is not None
            assert earliest <= at
            so_far.append(Dose(str(action.drug), at, at, action.dose_mg))
    assert allowances(strain, Preferences(), knowledge).remedies.issuperset(step.remedy for step in plan.steps)

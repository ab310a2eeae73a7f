"""Scenarios become spells; what no body can do is refused."""

import numpy as np
import pytest

from unclench.model.invalid import InvalidInput
from unclench.model.scenario import (
    Cold,
    ColdSource,
    Dose,
    Drug,
    Exertion,
    Heat,
    HeatSource,
    Injury,
    Posture,
    PostureChange,
    Scenario,
    Stretch,
)
from unclench.physiology import spasm
from unclench.physiology.contact import AIR, ICE_CUBE_MOVING, TOWEL_COMPRESS
from unclench.simulate.noise import NOISE_GRID_S
from unclench.simulate.population import parameter_values
from unclench.simulate.schedule import onset, timeline


@pytest.fixture(scope="session")
def values(knowledge):
    return parameter_values(knowledge)


def at(events, minute):
    """The spell that holds at a minute."""
    k = int(np.searchsorted(events.spells.start_s, minute * 60.0, side="right")) - 1
    return events.spells[k]


def test_spells_tile_the_scenario_without_gaps(values):
    actions = (Exertion(7, 13, 0.4), PostureChange(11, Posture.SITTING), Dose(20, Drug.NAPROXEN, 220))
    events = timeline(Scenario(1.0, actions), values, 10.0)
    assert events.spells.start_s[0] == 0.0
    assert events.spells.end_s[-1] == 3600.0
    assert (events.spells.start_s[1:] == events.spells.end_s[:-1]).all()
    assert (events.spells.end_s > events.spells.start_s).all()
    assert events.output_s.tolist() == [0.0, 600.0, 1200.0, 1800.0, 2400.0, 3000.0, 3600.0]


def test_posture_starts_standing_and_effort_lasts_its_time(values):
    events = timeline(Scenario(1.0, (Exertion(7, 13, 0.4), PostureChange(11, Posture.LYING_SIDE))), values, 10.0)
    load, effort = spasm.I_SPINAL_LOAD, spasm.I_VOLUNTARY_DRIVE
    assert at(events, 5).inputs[load] == values["standing_load"]
    assert at(events, 12).inputs[load] == values["lying_side_load"]
    assert [at(events, minute).inputs[effort] for minute in (6.9, 7.1, 19.9, 20.1)] == [0.0, 0.4, 0.4, 0.0]


def test_a_stretch_ramps_holds_and_lets_go(values):
    events = timeline(Scenario(1.0, (Stretch(10, 1, 0.1, 0.02),)), values, 10.0)
    ramp, hold, after = at(events, 10.01), at(events, 10.5), at(events, 11.1)
    assert ramp.inputs[spasm.I_STRETCH_SPEED] == 0.02
    assert ramp.end_s - ramp.start_s == pytest.approx(0.1 / 0.02)
    assert (hold.inputs[spasm.I_STRETCH_SPEED], hold.inputs[spasm.I_STRETCH_AMOUNT]) == (0.0, 0.1)
    assert after.inputs[spasm.I_STRETCH_AMOUNT] == 0.0


def test_a_renewed_towel_is_fresh_at_every_renewal_and_air_follows(values):
    heat = Heat(10, 12, HeatSource.TOWEL_COMPRESS, 45.0, renewed_every_min=5.0)
    events = timeline(Scenario(1.0, (heat, Cold(30, 5, ColdSource.ICE_CUBE_MOVING))), values, 10.0)
    fresh = events.spells.start_s[events.spells.fresh == 1] / 60.0
    assert fresh.tolist() == [10.0, 15.0, 20.0, 30.0]
    assert at(events, 21).surface >= TOWEL_COMPRESS
    assert at(events, 21).applied_s == 600.0
    assert at(events, 31).surface == ICE_CUBE_MOVING
    assert [at(events, minute).surface for minute in (5, 25, 40)] == [AIR] * 3


def test_a_persisting_injury_does_not_heal_and_a_healing_one_does(values):
    events = timeline(Scenario(1.0, (Injury(10, 0.5), Injury(20, 0.3, heals=False))), values, 10.0)
    assert [at(events, minute).inputs[spasm.I_HEALS] for minute in (5, 15, 25)] == [1.0, 1.0, 0.0]
    assert events.spells.injury.tolist() == [0.0, 0.5, 0.3]


@pytest.mark.parametrize(
    "actions",
    [
        (Cold(0, 10, ColdSource.GEL_PACK_WRAPPED), Heat(9, 5, HeatSource.HOT_PACK, 50.0)),
        (Heat(9, 5, HeatSource.HOT_PACK, 50.0), Heat(9, 5, HeatSource.HOT_PACK, 50.0)),
        (Exertion(0, 10, 0.2), Exertion(5, 10, 0.3)),
        (Stretch(0, 10, 0.1, 0.02), Stretch(5, 10, 0.1, 0.02)),
        (PostureChange(5, Posture.SITTING), PostureChange(5, Posture.STANDING)),
    ],
)
def test_what_no_body_can_do_is_refused(actions):
    with pytest.raises(InvalidInput) as error:
        Scenario(1.0, actions)
    assert error.value.field == "actions[1].start_min"


def test_touching_applications_are_allowed(values):
    actions = (Cold(0, 10, ColdSource.ICE_PACK_WRAPPED), Heat(10, 5, HeatSource.HEAT_WRAP, 40.0))
    assert len(timeline(Scenario(1.0, actions), values, 10.0).spells) == 3


@pytest.mark.parametrize("every", [0.0, -1.0, 1441.0, float("nan")])
def test_output_interval_is_checked(values, every):
    with pytest.raises(InvalidInput):
        timeline(Scenario(1.0), values, every)


def test_onset_begins_on_a_noise_knot_and_ignores_the_plan(values):
    plan = Scenario(
        2.0, (PostureChange(0, Posture.LYING_SIDE),), starts_locked=True, initial_injury=0.7, onset_hours=1.3
    )
    events, bare = (
        onset(plan, values),
        onset(Scenario(2.0, starts_locked=True, initial_injury=0.7, onset_hours=1.3), values),
    )
    assert events.spells.start_s[0] % NOISE_GRID_S == 0.0
    assert events.spells.end_s[-1] == 0.0
    assert events.spells.injury.max() == 0.7
    assert (events.spells == bare.spells).all()

"""Noise, medicine and results of several moments at once against one moment after another."""

import numpy as np
import pytest

from unclench.model.case import Person
from unclench.model.scenario import Dose, Drug, Injury, Scenario
from unclench.physiology.kinetics import IBUPROFEN, QUICK, absorption_lag
from unclench.simulate.compile import compiled
from unclench.simulate.inputs import begin_path
from unclench.simulate.life import BEING, BODY, MOMENTS, SUMMARY, TRACE, WORK, Life, room
from unclench.simulate.look_ahead import ACETAMINOPHEN_TAKEN, NOISE, NSAID, look_ahead, look_ahead_in_lanes
from unclench.simulate.noise import NOISE_GRID_S
from unclench.simulate.population import parameter_values, sample
from unclench.simulate.results import RESULTS, note_due, write_due, write_noted, write_rest
from unclench.simulate.schedule import timeline

DOSES = (
    Dose(11, Drug.IBUPROFEN, 400),
    Dose(3, Drug.ACETAMINOPHEN, 500, with_food=True),
    Dose(2, Drug.ASPIRIN, 650, with_food=True),
    Dose(70, Drug.ASPIRIN, 500),
    Dose(1, Drug.NAPROXEN, 500, quick=True),
    Dose(95, Drug.NAPROXEN, 250),
)


@pytest.fixture
def life_of(knowledge):
    """A new-born life with room for everything, the same whenever asked."""

    def make(doses=DOSES, every_min=1.0):
        events = timeline(Scenario(3.0, (Injury(5, 1.0), *doses)), parameter_values(knowledge), every_min)
        people = sample(Person(), 2, 3, knowledge)
        scratch = room(BEING, 1)[0], room(BODY, 1)[0], room(TRACE, 1)[0], room(WORK, 1)[0]
        curves = np.full((len(events.output_s), len(RESULTS)), np.nan)
        life = Life(9, 1e-3, events, people[1], *scratch, curves, room(SUMMARY, 1)[0])
        begin_path(0, life)
        return life

    return make


@pytest.mark.parametrize("doses", [(), DOSES])
def test_what_comes_is_the_same_by_lane_and_by_moment(life_of, doses):
    in_turn, at_once = life_of(doses), life_of(doses)
    lanes = compiled(look_ahead_in_lanes)
    for knot in range(0, 80, MOMENTS):
        look_ahead(knot, 0.3, in_turn)
        lanes(knot, 0.3, at_once)
        for row in (NOISE, NSAID, ACETAMINOPHEN_TAKEN):
            assert at_once.work.coming[row] == pytest.approx(in_turn.work.coming[row], rel=1e-11, abs=1e-12)
    assert (in_turn.work.coming[NSAID].max() > 0.1) == bool(doses)


@pytest.mark.parametrize("times", [3, MOMENTS, 2 * MOMENTS + 1])
def test_results_are_the_same_by_lane_and_by_moment(life_of, times):
    """Also those that do not fill all lanes, which the end of life must write."""
    in_turn, at_once = life_of(), life_of()
    note, rest = compiled(note_due), compiled(write_noted)
    rng = np.random.default_rng(2)
    for moment in range(times):
        state, inputs = rng.uniform(0, 0.9, 11), rng.uniform(0, 1, 14)
        for life in (in_turn, at_once):
            life.being.spasm[:], life.work.before[:] = state, inputs
            life.work.time_s = moment * 60.0
        write_due(in_turn)
        note(at_once)
    write_rest(in_turn)
    rest(at_once)
    assert np.isfinite(in_turn.curves[:times]).all()
    assert at_once.curves == pytest.approx(in_turn.curves, rel=1e-11, abs=1e-13, nan_ok=True)


def test_a_dose_within_the_lanes_counts_from_its_own_moment_on(life_of):
    life = life_of((Dose(5, Drug.IBUPROFEN, 400, quick=True),))
    compiled(look_ahead_in_lanes)(0, 0.0, life)
    begins_min = 5 + 60 * absorption_lag(IBUPROFEN, QUICK, life.numbers.medicine)
    before = NOISE_GRID_S * np.arange(1, MOMENTS + 1) <= begins_min * 60
    assert before.any()
    assert not before.all()
    assert (life.work.coming[NSAID][before] == 0.0).all()
    assert (life.work.coming[NSAID][~before] > 0.0).all()

"""Doses add up, start when taken, and reach the spasm equations as effects between 0 and 1."""

import numpy as np
import pytest

from unclench.model.case import Person
from unclench.model.scenario import Dose, Drug, Scenario
from unclench.physiology.kinetics import ASPIRIN, NAPROXEN
from unclench.physiology.layout import I_NSAID_EFFECT, INPUTS
from unclench.simulate.life import DOSE, room
from unclench.simulate.medicine import dose_states, take_medicine
from unclench.simulate.population import sample
from unclench.simulate.results import RESULTS
from unclench.simulate.yardstick import noise_and_medicine

LEVELS = {
    Drug.IBUPROFEN: "ibuprofen_mg_l",
    Drug.NAPROXEN: "naproxen_mg_l",
    Drug.ASPIRIN: "salicylate_mg_l",
    Drug.ACETAMINOPHEN: "acetaminophen_mg_l",
}


@pytest.mark.parametrize("drug", list(Drug))
def test_levels_of_two_doses_are_the_sum_of_each(live, drug):
    """All but naproxen's and aspirin's.

    More of naproxen leaves when there is more: still all of the second dose, less of the first. Salicylate fills its
    way out, so there is more of both together than of each.
    """
    name = RESULTS.index(LEVELS[drug])

    def level(*doses):
        return live(Scenario(12.0, doses), members=3, every_min=30.0, tolerance=1e-2).curves[:, :, name]

    first, second = Dose(0, drug, 400), Dose(240, drug, 600, with_food=True)
    together, apart = level(first, second), level(first) + level(second)
    assert together.max() > 1.0
    if drug is Drug.NAPROXEN:
        assert together[:, :9] == pytest.approx(apart[:, :9], rel=1e-12)
        assert (together[:, 16:] > np.maximum(level(first), level(second))[:, 16:]).all()
        assert (together[:, -1] < 0.99 * apart[:, -1]).all()
    elif drug is Drug.ASPIRIN:
        assert together[:, :9] == pytest.approx(apart[:, :9], rel=1e-12)
        assert (together[:, 16:] > apart[:, 16:]).all()
        assert (together[:, -1] > 1.1 * apart[:, -1]).all()
    else:
        assert together == pytest.approx(apart, rel=1e-12)
    assert (level(second)[:, :9] == 0.0).all()


@pytest.mark.parametrize("drug", [NAPROXEN, ASPIRIN])
def test_the_yardstick_takes_what_does_not_add_up_as_the_engine_does(knowledge, drug):
    """What earlier doses are to each is found once and levels from plain numbers; the engine does both at all times."""
    p = sample(Person(), 1, 3, knowledge).medicine[0]
    doses = room(DOSE, 3)
    for record, (at, mg, way) in zip(doses, [(0.0, 500, 0), (6.0, 250, 2), (12.0, 500, 1)], strict=True):
        record.taken_s, record.drug, record.mg, record.way = 3600.0 * at, drug, mg, way
    states = dose_states(doses, p)
    assert states[0] == float(drug == NAPROXEN)
    assert states[0] < min(states[1:])
    table = np.array([[each.taken_s, each.drug, each.mg, each.way, s] for each, s in zip(doses, states, strict=True)])
    path, levels = np.zeros(3), np.zeros(4)
    for hour in (3.0, 9.0, 20.0):
        inputs, found = np.zeros(len(INPUTS)), np.zeros(len(INPUTS))
        noise_and_medicine(3600.0 * hour, inputs, np.zeros(4), path, table, p, levels)
        take_medicine(3600.0 * hour, doses, p, np.zeros(4), found)
        assert found[I_NSAID_EFFECT] > 0.05
        assert inputs[I_NSAID_EFFECT] == pytest.approx(found[I_NSAID_EFFECT], rel=1e-12)


def test_a_dose_changes_nothing_before_it_is_taken(live):
    plain, dosed = live(Scenario(2.0)), live(Scenario(2.0, (Dose(60, Drug.IBUPROFEN, 400),)))
    before = slice(0, 31)  # every 2 minutes
    assert np.array_equal(plain.curves[:, before], dosed.curves[:, before])

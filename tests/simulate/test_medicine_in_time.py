"""Doses add up, start when taken, and reach the spasm equations as effects between 0 and 1."""

import numpy as np
import pytest

from unclench.model.scenario import Dose, Drug, Scenario
from unclench.simulate.results import RESULTS

LEVELS = {
    Drug.IBUPROFEN: "ibuprofen_mg_l",
    Drug.NAPROXEN: "naproxen_mg_l",
    Drug.ASPIRIN: "salicylate_mg_l",
    Drug.ACETAMINOPHEN: "acetaminophen_mg_l",
}


@pytest.mark.parametrize("drug", list(Drug))
def test_levels_of_two_doses_are_the_sum_of_each(live, drug):
    name = RESULTS.index(LEVELS[drug])

    def level(*doses):
        return live(Scenario(12.0, doses), members=3, every_min=30.0, tolerance=1e-2).curves[:, :, name]

    first, second = Dose(0, drug, 400), Dose(240, drug, 600, with_food=True)
    together, apart = level(first, second), level(first) + level(second)
    assert together.max() > 1.0
    assert together == pytest.approx(apart, rel=1e-12)
    assert (level(second)[:, :9] == 0.0).all()


def test_a_dose_changes_nothing_before_it_is_taken(live):
    plain, dosed = live(Scenario(2.0)), live(Scenario(2.0, (Dose(60, Drug.IBUPROFEN, 400),)))
    before = slice(0, 31)  # every 2 minutes
    assert np.array_equal(plain.curves[:, before], dosed.curves[:, before])

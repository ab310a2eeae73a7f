"""Claims under changed gains: as shipped every short demand holds; self-excitation breaks A1 on each side."""

import pytest

from unclench.knowledge.load import Knowledge
from unclench.simulate.gains import SLOW, UNMEASURED, Changed, Demand, sweep
from unclench.simulate.population import parameters


@pytest.fixture(scope="module")
def swept(knowledge: Knowledge) -> dict[tuple[str, float], Changed]:
    return {(each.gain, round(each.factor, 2)): each for each in sweep(knowledge, ["self_excitation_gain"], long=False)}


def value(changed: Changed, says: str) -> float:
    return next(value for demand, value in changed.values.items() if demand.says == says)


def test_every_short_demand_holds_as_shipped(swept: dict[tuple[str, float], Changed]) -> None:
    shipped = swept["", 1.0]
    assert shipped.broken == ()
    assert {demand.claim for demand in shipped.values} == {"A1", "A2", "A3", "A4", "A7", "A8", "A13"}


def test_ten_percent_of_the_self_excitation_gain_breaks_a1_on_either_side(
    swept: dict[tuple[str, float], Changed],
) -> None:
    less, more = swept["self_excitation_gain", 0.9], swept["self_excitation_gain", 1.1]
    hurt, healthy = "injury and sudden stretch lock", "a healthy back is locked by a sudden stretch"
    assert value(less, hurt) < value(swept["", 1.0], hurt) < value(more, hurt)
    assert {demand.claim for demand in less.broken} >= {"A1"}
    assert healthy in {demand.says for demand in more.broken}


def test_the_gains_are_those_that_nobody_measured(knowledge: Knowledge) -> None:
    known = parameters(knowledge)
    assert {known[gain].provenance for gain in UNMEASURED} <= {"tuned", "assumed"}
    assert set(UNMEASURED) >= SLOW


def test_a_demand_holds_between_its_bounds() -> None:
    demand = Demand("A1", "something", 0.5, 1.0)
    assert demand.holds(0.5)
    assert not demand.holds(0.49)
    assert not demand.holds(float("nan"))
    assert Changed("", 1.0, {demand: 0.2}).broken == (demand,)

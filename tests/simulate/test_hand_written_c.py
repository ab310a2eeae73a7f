"""The hand-written C that the engine's speed is measured against is the same scheme and gives the same answers."""

import numpy as np
import pytest
from benchmarks.peer_c.__main__ import by_engine, by_hand, prepared
from benchmarks.peer_c.build import DOUBLE, PLAIN, SINGLE, by_c, why_not

from unclench.model.scenario import Scenario
from unclench.simulate.accuracy import errors
from unclench.simulate.eventful_day import eventful
from unclench.simulate.schedule import timeline

pytestmark = pytest.mark.skipif(bool(why_not()), reason=f"the C cannot be compiled: {why_not()}")
STEPS_APART = 0.01
"""Of the mean number of steps: a rounding can shift a step."""


@pytest.fixture(scope="module")
def day():
    return prepared(48, 6.0)


@pytest.mark.parametrize(("form", "precision"), [(DOUBLE, "double"), (PLAIN, "double"), (SINGLE, "single")])
def test_people_fare_alike(day, form, precision):
    own, hand = by_engine(day, precision), by_hand(day, form)
    assert own.summaries.locked_seconds.max() > 600.0  # something happened, or the rest says nothing
    apart, off = errors(hand.curves, own.curves)
    assert off.mean() <= 1.0 / 48.0  # one on the edge may fall either way
    assert np.median(apart) < 2e-5
    assert apart[~off].max() < 1e-3
    assert hand.summaries.steps.mean() == pytest.approx(own.summaries.steps.mean(), rel=STEPS_APART)
    assert (hand.summaries.status == own.summaries.status).all()
    assert np.allclose(hand.summaries.locked_seconds[~off], own.summaries.locked_seconds[~off], rtol=1e-3, atol=2.0)


def test_what_it_does_not_know_is_refused(day):
    events = timeline(eventful(3.0), _values(), 10.0)
    with pytest.raises(ValueError, match="neither tablets nor"):
        by_c(DOUBLE, day.people, events, day.beings.copy(), day.temperatures, seed=1, tolerance=1e-2)


def test_nobody_is_nobody(day):
    events = timeline(Scenario(1.0), _values(), 10.0)
    lives = by_c(DOUBLE, day.people[:0], events, day.beings[:0].copy(), day.temperatures[:, :0], seed=1, tolerance=1e-2)
    assert len(lives.summaries) == 0


def _values():
    from unclench.knowledge.load import load
    from unclench.simulate.population import parameter_values

    return parameter_values(load())

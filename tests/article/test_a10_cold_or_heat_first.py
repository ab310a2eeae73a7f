"""A10: cold first against heat first, as a difference within people and with its size."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from unclench.model.scenario import Action, Cold, ColdSource, Heat, HeatSource
from unclench.simulate.members import Members

Simulate = Callable[..., list[Members]]
OnRecord = Callable[[str, str, float], None]

EARLY, LATE = (15.0, 135.0, 255.0, 375.0), (495.0, 615.0, 735.0, 855.0)


def cold(minutes: tuple[float, ...]) -> tuple[Action, ...]:
    return tuple(Cold(minute, 15, ColdSource.ICE_PACK_WRAPPED, 0.0) for minute in minutes)


def warm(minutes: tuple[float, ...]) -> tuple[Action, ...]:
    return tuple(Heat(minute, 20, HeatSource.TOWEL_COMPRESS, 45.0) for minute in minutes)


@pytest.mark.slow
def test_the_order_makes_no_difference_that_anyone_could_notice(
    simulate: Simulate, on_record: OnRecord, scenes: Any
) -> None:
    orders: tuple[tuple[Action, ...], ...] = ((), cold(EARLY) + warm(LATE), warm(EARLY) + cold(LATE))
    none, cold_first, heat_first = simulate(
        *(scenes.locked(48.0, *scenes.days(2), *order, onset_hours=0.5) for order in orders),
        every_min=15.0,
        members=256,
    )
    pain = [run.mean("pain_nrs") for run in (none, cold_first, heat_first)]
    on_record("A10", "cold_first_against_none", float((pain[1] - pain[0]).mean()))
    on_record("A10", "heat_first_against_none", float((pain[2] - pain[0]).mean()))
    on_record("A10", "cold_first_against_heat_first", float((pain[1] - pain[2]).mean()))
    assert (pain[1] - pain[0]).mean() < 0
    assert (pain[2] - pain[0]).mean() < 0
    assert np.quantile(np.abs(pain[1] - pain[2]), 0.9) < 0.5  # well under a point for nine people in ten

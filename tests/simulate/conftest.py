"""What the engine's tests share: the shipped fact-sheets, and one way to run people through a scenario."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from unclench.knowledge.load import Knowledge, load
from unclench.model.case import Person
from unclench.model.scenario import Scenario
from unclench.simulate.ensemble import Lives, live_all
from unclench.simulate.life import BEING, room
from unclench.simulate.population import parameter_values, sample
from unclench.simulate.schedule import timeline

Runner = Callable[..., Lives]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture(scope="session")
def live(knowledge: Knowledge) -> Runner:
    """Run members from rest and hand back the raw lives; ``change`` may alter the people first."""

    def go(
        scenario: Scenario,
        *,
        members: int = 8,
        seed: int = 1,
        every_min: float = 2.0,
        tolerance: float = 1e-3,
        threads: int | None = 1,
        change: Callable[[Any], None] | None = None,
        engine: Callable[..., Lives] = live_all,
        first: int = 0,
        **options: Any,
    ) -> Lives:
        people = sample(Person(), members, seed, knowledge, first=first)
        if change is not None:
            change(people)
        events = timeline(scenario, parameter_values(knowledge), every_min)
        if engine is live_all:
            options = {"tolerance": tolerance, "threads": threads, **options}
        return engine(people, events, room(BEING, members), newborn=True, seed=seed, **options)

    return go

"""Shipped fact-sheets, the example cases, and a simulator stand-in fast enough to plan for many people."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from unclench.knowledge.load import Knowledge, load
from unclench.model.case import Case
from unclench.model.course import Band, Course, Outcome
from unclench.model.scenario import Dose, Mechanism
from unclench.safety.intake import read_case

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
TODAY = datetime.date(2026, 11, 24)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture
def today() -> datetime.date:
    return TODAY


@pytest.fixture(scope="session")
def example(knowledge: Knowledge) -> Callable[..., Case]:
    """An example case by name; keyword arguments replace top-level keys of the file before it is read."""

    def make(name: str, **changes: Any) -> Case:
        raw = YAML(typ="safe", pure=True).load((EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8"))
        return read_case({**raw, **changes}, knowledge)

    return make


@pytest.fixture
def quick_simulator(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the simulator under ``plan`` by a rule of thumb: 100 mg of a medicine takes 0.1 off everybody's pain."""
    from unclench.plan import builder
    from unclench.plan.engine import Outcomes
    from unclench.plan.workshop import Workshop

    def engine(scene, scenarios, members):
        return [one(scenario, members) for scenario in scenarios]

    def one(scenario, members):
        minutes = np.arange(0.0, scenario.hours * 60 + 1e-9, 10.0)
        pain = np.full((members, len(minutes)), 5.0) + 0.01 * np.arange(members)[:, None]
        for action in scenario.actions:
            if isinstance(action, Dose):
                pain[:, minutes >= action.start_min] -= action.dose_mg / 1000
        return Outcomes(minutes, pain, np.full(members, np.inf), 0.0, 20.0, lambda: a_course(minutes, pain))

    def workshop(here, judged, known, members, seed, given, tell):
        return Workshop(here, known, judged, given or engine, members, tell)

    monkeypatch.setattr(builder, "_workshop", workshop)


def a_course(minutes: Any, pain: Any) -> Course:
    """A course of that pain; a number that is not finite is put in to see that it does not reach JSON."""
    row = tuple(float(value) for value in pain.mean(axis=0))
    return Course(
        minutes=tuple(float(minute) for minute in minutes),
        bands={Outcome.PAIN_NRS: Band(row, row, row, row, row, row)},
        locked_share=(1.0,) * len(row),
        released_by=(0.0,) * len(row),
        minutes_to_release=None,
        burn_probability=0.0,
        cold_injury_probability=0.0,
        worst_burn_damage=float("nan"),
        lowest_skin_c=20.0,
        highest_skin_c=40.0,
        members=len(pain),
        failed=0,
        mechanism=Mechanism.VICIOUS_CYCLE,
        backend="stand-in",
        seed=1,
    )

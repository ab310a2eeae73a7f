"""A small stand-in for the simulator with known effects, shipped fact-sheets, and people cleared by the real screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest

from unclench.knowledge.load import Knowledge, load
from unclench.model.case import Answer, Case, Episode, Person, Region, Sex, Trigger, Unmentioned
from unclench.model.course import Course
from unclench.model.scenario import Cold, Dose, Heat, Mechanism, Posture, PostureChange, Scenario, Stretch
from unclench.plan.engine import Outcomes
from unclench.plan.scene import Scene
from unclench.safety.cleared import Cleared
from unclench.safety.screen import screen

MINUTES = np.arange(0.0, 24 * 60 + 1, 10.0)


class FakeEngine:
    """Pain that starts at 3 to 6 and falls by a known amount for each action; effects are constants of the instance.

    ``burning_minutes``: warmth held longer than this burns. ``freezing``: any cold freezes. ``failing``: rows that
    fail. Every run is remembered in ``runs`` as (scenario, members).
    """

    def __init__(self, **effects: float) -> None:
        self.effects = {"dose_per_mg": 0.0, "heat": 0.0, "cold": 0.0, "stretch": 0.0, "lying_hour": 0.0} | effects
        self.burning_minutes = float("inf")
        self.freezing = False
        self.failing: tuple[int, ...] = ()
        self.runs: list[tuple[Scenario, int]] = []

    def __call__(self, scene: Scene, scenarios: Sequence[Scenario], members: int) -> list[Outcomes]:
        return [self.run(scenario, members) for scenario in scenarios]

    def run(self, scenario: Scenario, members: int) -> Outcomes:
        self.runs.append((scenario, members))
        minutes = MINUTES[: int(scenario.hours * 6 + 1e-9) + 1]
        start = 3.0 + 3.0 * (np.arange(members) % 16) / 15
        pain = np.repeat(start[:, None], len(minutes), axis=1)
        wobble = 0.05 * np.sin(np.arange(members))[:, None]
        lying = lying_minutes(scenario)
        pain += self.effects["lying_hour"] * lying / 60 * (1 + wobble)
        for action in scenario.actions:
            after = minutes >= action.start_min
            pain[:, after] += self._effect(action) * (1 + wobble)
        pain[list(self.failing)] = np.nan
        release = np.full(members, np.inf if lying < self.effects.get("release_after_lying_min", np.inf) else 45.0)
        return Outcomes(
            minutes=minutes,
            pain_nrs=pain,
            release_min=release,
            worst_burn_damage=self._burn(scenario),
            lowest_skin_c=-1.0 if self.freezing and any(isinstance(a, Cold) for a in scenario.actions) else 20.0,
            course=lambda: an_empty_course(members),
        )

    def _effect(self, action: object) -> float:
        if isinstance(action, Dose):
            return self.effects["dose_per_mg"] * action.dose_mg
        names = {Heat: "heat", Cold: "cold", Stretch: "stretch"}
        return self.effects.get(names.get(type(action), ""), 0.0)

    def _burn(self, scenario: Scenario) -> float:
        held = [action.duration_min for action in scenario.actions if isinstance(action, Heat)]
        return 0.5 if max(held, default=0.0) > self.burning_minutes else 0.0


def lying_minutes(scenario: Scenario) -> float:
    """Minutes spent lying in the first two hours: later ones must not act back on earlier pain."""
    changes = [action for action in scenario.actions if isinstance(action, PostureChange)]
    ends = [change.start_min for change in changes[1:]] + [scenario.hours * 60]
    lying = (Posture.LYING_SIDE, Posture.LYING_CALVES_RAISED)
    return sum(
        max(min(end, 120.0) - change.start_min, 0.0)
        for change, end in zip(changes, ends, strict=True)
        if change.posture in lying
    )


def an_empty_course(members: int) -> Course:
    """A course with no bands, for tests that look at the rest of the plan."""
    return Course(
        minutes=(0.0,),
        bands={},
        locked_share=(1.0,),
        released_by=(0.0,),
        minutes_to_release=None,
        burn_probability=0.0,
        cold_injury_probability=0.0,
        worst_burn_damage=0.0,
        lowest_skin_c=20.0,
        highest_skin_c=40.0,
        members=members,
        failed=0,
        mechanism=Mechanism.VICIOUS_CYCLE,
        backend="fake",
        seed=1,
    )


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine(dose_per_mg=-0.001, heat=-0.05, cold=-0.03, stretch=-0.001, lying_hour=-0.3)


@pytest.fixture
def make_engine() -> Callable[..., FakeEngine]:
    return FakeEngine


@pytest.fixture(scope="session")
def clear(knowledge: Knowledge) -> Callable[..., Cleared | None]:
    """The real screen on an ordinary adult with a strain, with these findings besides; None when not cleared."""

    def make(findings: Mapping[str, Answer] | None = None, country: str = "us", **person: float) -> Cleared | None:
        who = Person(person.get("age_years", 41.0), Sex.MALE, 179.0, 84.0)
        bout = Episode(15.0, 6.0, Region.LUMBAR, Trigger.LIFTING, False)
        case = Case("test", who, bout, dict(findings or {}), Unmentioned.NO)
        return screen(case, knowledge, country=country).cleared

    return make


@pytest.fixture(scope="session")
def strain(clear: Callable[..., Cleared | None]) -> Cleared:
    """An ordinary adult with a strain and nothing else."""
    cleared = clear()
    assert cleared is not None
    return cleared

"""Shared by the article's claims about muscle: the ensemble, and the numbers on record for each claim.

``docs/model/claims.yaml`` records what was measured for each claim. A test measures it again and compares, so that a
claim that fails stays visible as a red row and none can drift unnoticed.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from unclench.knowledge.load import Knowledge, load
from unclench.model.case import Person
from unclench.model.scenario import Action, Exertion, Injury, Mechanism, Posture, PostureChange, Scenario, Stretch
from unclench.simulate.members import Members
from unclench.simulate.run import run_members_many

RECORD = Path(__file__).resolve().parents[2] / "docs" / "model" / "claims.yaml"
MEMBERS = 512
SEED = 5


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture(scope="session")
def claims() -> dict[str, Any]:
    """The record, claim by claim."""
    return {claim["id"]: claim for claim in YAML(typ="safe", pure=True).load(RECORD.read_text(encoding="utf-8"))}


@pytest.fixture(scope="session")
def on_record(claims: dict[str, Any]) -> Callable[[str, str, float], None]:
    """Assert that a measured number is the one on record, within what 512 members and a change of engine may differ."""

    def check(claim: str, name: str, measured: float) -> None:
        entry = claims[claim]["measured"][name]
        assert measured == pytest.approx(entry["value"], abs=entry["within"]), f"{claim} {name}: {measured:.4g}"

    return check


@pytest.fixture(scope="session")
def simulate(knowledge: Knowledge) -> Callable[..., list[Members]]:
    """Run scenarios on the same members of a population of unknown adults; nobody may fail."""

    def run(
        *scenarios: Scenario, every_min: float = 5.0, members: int = MEMBERS, seed: int = SEED, **overrides: float
    ) -> list[Members]:
        found = run_members_many(
            Person(),
            scenarios,
            knowledge=knowledge,
            members=members,
            seed=seed,
            output_every_min=every_min,
            overrides=overrides or None,
        )
        assert all(each.ok.all() for each in found)
        return found

    return run


class Scenes:
    """The happenings that several claims share."""

    lie_down = PostureChange(0, Posture.LYING_SIDE)

    @staticmethod
    def startle(at_min: float) -> Stretch:
        """A sudden stretch: a fifth of the muscle's length in a fifth of a second."""
        return Stretch(at_min, 0.1, 0.2, 1.0)

    @staticmethod
    def hard_sets() -> tuple[Exertion, ...]:
        """Overexertion: four efforts of five minutes at 45 % MVC, two minutes apart; over at minute 27."""
        return tuple(Exertion(1 + 7 * i, 5, 0.45) for i in range(4))

    def hurt(self, hours: float, mechanism: Mechanism = Mechanism.VICIOUS_CYCLE) -> Scenario:
        """Standing: a full injury at minute 9 and a sudden stretch at minute 10."""
        return Scenario(hours, (Injury(9, 1.0), self.startle(10)), mechanism)

    @staticmethod
    def locked(hours: float, *actions: Action, **more: Any) -> Scenario:
        """People who locked by a full injury a quarter of an hour ago and still are."""
        usual = {"starts_locked": True, "initial_injury": 1.0, "onset_hours": 0.25}
        return Scenario(hours, actions, **(usual | more))

    @staticmethod
    def days(number: int) -> tuple[PostureChange, ...]:
        """Days of 16 hours up (25 minutes sitting, 20 standing, 15 walking, again and again) and 8 lying."""
        turn = ((0, Posture.SITTING), (25, Posture.STANDING), (45, Posture.WALKING))
        return tuple(
            change
            for day in range(number)
            for change in (
                *(PostureChange(1440 * day + 60 * hour + minute, p) for hour in range(16) for minute, p in turn),
                PostureChange(1440 * day + 960, Posture.LYING_SIDE),
            )
        )


@pytest.fixture(scope="session")
def scenes() -> Scenes:
    return Scenes()


@pytest.fixture(scope="session")
def locked_at() -> Callable[[Members, float], Any]:
    """Who is locked at a minute of the scenario."""

    def at(run: Members, minute: float) -> Any:
        return run.locked[:, int(np.searchsorted(run.minutes, minute - 1e-9))]

    return at

"""A2: fatigue, overexertion and injury each lock some people, at different rates, if a vicious cycle is at work."""

from collections.abc import Callable
from typing import Any

import pytest

from unclench.model.scenario import Exertion, Mechanism, Scenario
from unclench.simulate.members import Members

Simulate = Callable[..., list[Members]]
OnRecord = Callable[[str, str, float], None]
LockedAt = Callable[[Members, float], Any]


@pytest.fixture(scope="module")
def rates(simulate: Simulate, scenes: Any, locked_at: LockedAt) -> dict[str, dict[str, float]]:
    found = {}
    for mechanism in Mechanism:
        tired, worked, hurt = simulate(
            Scenario(1.2, (Exertion(1, 60, 0.15), scenes.startle(62)), mechanism),
            Scenario(1.0, (*scenes.hard_sets(), scenes.startle(28)), mechanism),
            scenes.hurt(0.5, mechanism),
            every_min=0.5,
        )
        found[mechanism.value] = {
            "fatigue": float(locked_at(tired, 62.5).mean()),
            "overexertion": float(locked_at(worked, 28.5).mean()),
            "injury": float(locked_at(hurt, 10.5).mean()),
        }
    return found


@pytest.mark.parametrize("mechanism", [each.value for each in Mechanism])
@pytest.mark.parametrize("cause", ["fatigue", "overexertion", "injury"])
def test_rates_are_those_on_record(
    mechanism: str, cause: str, rates: dict[str, dict[str, float]], on_record: OnRecord
) -> None:
    on_record("A2", f"{mechanism}_{cause}", rates[mechanism][cause])


def test_each_cause_locks_some_and_at_its_own_rate(rates: dict[str, dict[str, float]]) -> None:
    found = rates["vicious_cycle"]
    assert 0.05 < found["fatigue"] < found["overexertion"] - 0.1 < found["injury"] - 0.2


def test_only_the_vicious_cycle_locks_without_injury(rates: dict[str, dict[str, float]]) -> None:
    for other in ("guarding_only", "pain_adaptation"):
        assert max(rates[other]["fatigue"], rates[other]["overexertion"]) < 0.05

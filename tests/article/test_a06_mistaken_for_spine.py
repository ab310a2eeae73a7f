"""A6: can the state of the muscle tell a spasm of overexertion from one of injury? What the model says, red or not."""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.stats import mannwhitneyu

from unclench.model.scenario import Scenario
from unclench.simulate.members import Members

Simulate = Callable[..., list[Members]]
OnRecord = Callable[[str, str, float], None]
LockedAt = Callable[[Members, float], Any]


def exceeds(a: Any, b: Any) -> float:
    """The chance that a value of ``a`` is larger than one of ``b`` (Mann-Whitney)."""
    return float(mannwhitneyu(a, b).statistic / (len(a) * len(b)))


def test_what_tells_injury_from_overexertion(
    simulate: Simulate, on_record: OnRecord, scenes: Any, locked_at: LockedAt, claims: Any
) -> None:
    hurt, worked = simulate(scenes.hurt(0.5), Scenario(1.0, (*scenes.hard_sets(), scenes.startle(28))), every_min=0.5)
    at_hurt, at_worked = int(np.searchsorted(hurt.minutes, 12)), int(np.searchsorted(worked.minutes, 30))
    outcomes = {
        "activation": "activation",
        "pressure": "intramuscular_pressure_mmhg",
        "pain": "pain_nrs",
        "range_of_motion": "range_of_motion",
    }
    found = {
        name: exceeds(
            hurt.curve(outcome)[locked_at(hurt, 12), at_hurt], worked.curve(outcome)[locked_at(worked, 30), at_worked]
        )
        for name, outcome in outcomes.items()
    }
    for name, value in found.items():
        on_record("A6", name, value)
    cannot_tell = all(0.25 < value < 0.75 for value in found.values())
    assert 0.25 < found["activation"] < 0.75
    assert claims["A6"]["verdict"] == ("green" if cannot_tell else "red")

"""Shared by physiology tests: the fact-sheets' medians, and held inputs of a person in a posture."""

from collections.abc import Callable

import pytest

from unclench.knowledge.load import load
from unclench.model.scenario import Posture
from unclench.physiology import layout as at
from unclench.physiology.posture import posture_demand

Inputs = Callable[..., list[float]]


@pytest.fixture(scope="session")
def medians() -> dict[str, float]:
    """Every parameter's median by name."""
    return {name: each.value for sheet in load().parameters.values() for name, each in sheet.parameters.items()}


@pytest.fixture(scope="session")
def row(medians: dict[str, float]) -> list[float]:
    """The median person's spasm parameters in order."""
    return [medians[name] for name in at.PARAMETERS]


@pytest.fixture(scope="session")
def inputs(medians: dict[str, float]) -> Inputs:
    """Builds held inputs: a posture at ease with untouched skin, and any input changed by name."""

    def build(posture: Posture = Posture.STANDING, **changed: float) -> list[float]:
        demand = posture_demand(posture, medians)
        held = dict.fromkeys(at.INPUTS, 0.0) | {
            "posture_drive": demand.posture_drive,
            "spinal_load": demand.spinal_load,
            "motion": demand.motion,
            "splint": 1.0,
            "heals": 1.0,
            "skin_c": 32.6,
            "muscle_c": medians["neutral_muscle_c"],
        }
        assert set(changed) <= set(held), f"no such input: {set(changed) - set(held)}"
        return [(held | changed)[name] for name in at.INPUTS]

    return build

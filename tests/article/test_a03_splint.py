"""A3: splinting costs range of motion and adds pain; the sign of the pain is a choice of weights, and shown as one."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from unclench.model.scenario import Injury, Mechanism, Posture, PostureChange, Scenario
from unclench.simulate.members import Members

Simulate = Callable[..., list[Members]]
OnRecord = Callable[[str, str, float], None]

STANDING, WALKING = (60.0, 115.0), (180.0, 235.0)
WALK = PostureChange(120, Posture.WALKING)
BEND = PostureChange(120, Posture.BENDING)


def with_and_without(
    simulate: Simulate, scenes: Any, mechanism: Mechanism, then: PostureChange = WALK, **weights: float
) -> tuple[Members, Members]:
    """The same people with the splint on and off; where nobody locks, everybody is hurt."""
    if mechanism is Mechanism.PAIN_ADAPTATION:
        hurt = (Injury(9, 1.0), scenes.startle(10), then)
        both = [Scenario(4.0, hurt, mechanism, splint=on) for on in (True, False)]
    else:
        both = [scenes.locked(4.0, then, mechanism=mechanism, splint=on) for on in (True, False)]
    on, off = simulate(*both, **weights)
    return on, off


def added_pain(on: Members, off: Members, window: tuple[float, float]) -> float:
    return float((on.mean("pain_nrs", *window) - off.mean("pain_nrs", *window)).mean())


def test_the_splint_costs_motion_and_adds_pain(simulate: Simulate, on_record: OnRecord, scenes: Any) -> None:
    on, off = with_and_without(simulate, scenes, Mechanism.VICIOUS_CYCLE)
    motion = [float(each.mean("range_of_motion", *STANDING).mean()) for each in (on, off)]
    on_record("A3", "vicious_cycle_added_pain_standing", added_pain(on, off, STANDING))
    on_record("A3", "vicious_cycle_added_pain_walking", added_pain(on, off, WALKING))
    on_record(
        "A3",
        "vicious_cycle_added_pain_bending",
        added_pain(*with_and_without(simulate, scenes, Mechanism.VICIOUS_CYCLE, BEND), WALKING),
    )
    on_record("A3", "vicious_cycle_range_of_motion_with", motion[0])
    on_record("A3", "vicious_cycle_range_of_motion_without", motion[1])
    assert added_pain(on, off, STANDING) > 0
    assert added_pain(on, off, WALKING) > 0
    assert motion[0] < motion[1]


@pytest.mark.parametrize(("mechanism", "sign"), [(Mechanism.GUARDING_ONLY, 1), (Mechanism.PAIN_ADAPTATION, -1)])
def test_rival_accounts_differ_in_the_sign(
    mechanism: Mechanism, sign: int, simulate: Simulate, on_record: OnRecord, scenes: Any
) -> None:
    added = added_pain(*with_and_without(simulate, scenes, mechanism), STANDING)
    on_record("A3", f"{mechanism.value}_added_pain_standing", added)
    assert np.sign(added) == sign


def test_bending_turns_the_sign_round_and_other_weights_more_so(
    simulate: Simulate, on_record: OnRecord, scenes: Any
) -> None:
    weights = {"stiffness_gain": 20.0, "pain_by_tension": 1.0, "pain_by_driver": 1.2}
    on, off = with_and_without(simulate, scenes, Mechanism.VICIOUS_CYCLE, BEND, **weights)
    on_record("A3", "other_weights_added_pain_standing", added_pain(on, off, STANDING))
    on_record("A3", "other_weights_added_pain_bending", added_pain(on, off, WALKING))
    assert added_pain(on, off, WALKING) < 0

"""A7: activation, blood flow and range of motion are reported, and all three go back when the spasm lets go."""

from collections.abc import Callable
from typing import Any

from unclench.model.scenario import Posture, PostureChange, Scenario
from unclench.simulate.members import Members

Simulate = Callable[..., list[Members]]
OnRecord = Callable[[str, str, float], None]


def test_release_brings_all_three_back(simulate: Simulate, on_record: OnRecord, scenes: Any, claims: Any) -> None:
    (rest,) = simulate(Scenario(1.0))
    (run,) = simulate(scenes.locked(3.0, PostureChange(0, Posture.LYING_SIDE)))
    let_go = ~run.locked[:, -1]
    names = {"activation": "activation", "blood_flow": "blood_flow_ml_100g_min", "range_of_motion": "range_of_motion"}
    found = {}
    for name, outcome in names.items():
        found[name] = (
            float(rest.curve(outcome)[:, -1].mean()),
            float(run.curve(outcome)[:, 0].mean()),
            float(run.curve(outcome)[let_go, -1].mean()),
        )
    for place, when in enumerate(("standing_at_rest", "locked", "released_lying")):
        on_record("A7", f"activation_{when}", found["activation"][place])
    on_record("A7", "range_of_motion_locked", found["range_of_motion"][1])
    on_record("A7", "range_of_motion_released", found["range_of_motion"][2])
    assert let_go.sum() > 100
    assert found["activation"][2] < found["activation"][0] < found["activation"][1]
    assert found["range_of_motion"][1] < found["range_of_motion"][2] < found["range_of_motion"][0] + 1e-6
    for place, when in enumerate(("standing_at_rest", "locked", "released_lying")):
        on_record("A7_flow", f"blood_flow_{when}", found["blood_flow"][place])
    starved = found["blood_flow"][1] < found["blood_flow"][0]
    assert claims["A7_flow"]["verdict"] == ("green" if starved else "red")

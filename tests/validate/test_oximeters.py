"""What a study reads of muscle oxygen is what an oximeter shows, by the kind that it names."""

from typing import Any

import pytest

from unclench.knowledge.load import Knowledge
from unclench.physiology.oximeter_probe import OXIMETERS
from unclench.simulate.population import parameter_values
from unclench.validate import run_study


def _row(quantity: str, **of: object) -> dict[str, Any]:
    of = {"outcome": "oxygen_saturation", **of}
    return {"quantity": quantity, "of": of, "value": 0.5, "tolerance": 0.1, "because": "Made up.", "use": "tuned"}


@pytest.fixture
def effort(small: dict[str, Any]) -> dict[str, Any]:
    """Lying, then a minute of hard effort; rows read at rest and in it."""
    actions = [
        {"action": "posture", "start_min": 0, "posture": "lying_calves_raised"},
        {"action": "exertion", "start_min": 10, "duration_min": 1, "effort": 0.6},
    ]
    arm = small["arms"]["ice"]
    arm["scenario"] = {"hours": 0.25, "actions": actions}
    arm["observed"] = [
        _row("value", minute=9),
        _row("value", minute=9, oximeter="spatially_resolved"),
        _row("value", minute=9, oximeter="inspectra"),
        _row("change", from_minute=9, minute=10.5),
        _row("change", from_minute=9, minute=10.5, oximeter="inspectra"),
    ]
    del small["arms"]["half_life"]
    return small


def test_devices_show_their_share_at_rest_and_in_effort(
    effort: dict[str, Any], read: Any, knowledge: Knowledge
) -> None:
    """In proportion, so that percentages of rest are the same under every device."""
    usual, named, other, falls, other_falls = (row.predicted for row in run_study(read(effort), knowledge, 64, 1))
    numbers = parameter_values(knowledge)
    share = numbers[OXIMETERS["spatially_resolved"]] / numbers[OXIMETERS["inspectra"]]
    assert usual == named
    assert usual == pytest.approx(share * other)
    assert falls == pytest.approx(share * other_falls)
    assert falls / usual == pytest.approx(other_falls / other)


def test_a_study_may_say_what_its_device_shows(effort: dict[str, Any], read: Any, knowledge: Knowledge) -> None:
    usual = run_study(read(effort), knowledge, 64, 1)[0].predicted
    effort["arms"]["ice"]["parameters"] = {"oximeter_shows": {"value": 0.5, "because": "Measured."}}
    half = run_study(read(effort), knowledge, 64, 1)[0].predicted
    assert half / usual == pytest.approx(0.5 / parameter_values(knowledge)["oximeter_shows"])

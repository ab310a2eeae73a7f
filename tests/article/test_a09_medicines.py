"""A9: what ibuprofen and acetaminophen do to pain over two weeks, as in the trials their strengths were fitted to."""

from collections.abc import Callable
from typing import Any

import pytest

from unclench.model.scenario import Dose, Drug, Mechanism
from unclench.simulate.members import Members

Simulate = Callable[..., list[Members]]
OnRecord = Callable[[str, str, float], None]

MEMBERS = 192
DAYS = 14


def doses(drug: Drug, mg: float, every_h: int) -> tuple[Dose, ...]:
    return tuple(Dose(60.0 * hour, drug, mg) for hour in range(0, 24 * DAYS, every_h))


@pytest.mark.slow
@pytest.mark.parametrize("mechanism", [Mechanism.VICIOUS_CYCLE, Mechanism.GUARDING_ONLY])
def test_sizes_against_nothing(mechanism: Mechanism, simulate: Simulate, on_record: OnRecord, scenes: Any) -> None:
    courses = ((), doses(Drug.IBUPROFEN, 400, 8), doses(Drug.ACETAMINOPHEN, 1000, 6))
    none, ibuprofen, acetaminophen = simulate(
        *(
            scenes.locked(24.0 * DAYS, *scenes.days(DAYS), *course, mechanism=mechanism, onset_hours=24.0)
            for course in courses
        ),
        every_min=60.0,
        members=MEMBERS,
    )
    changes = [float((run.mean("pain_nrs") - none.mean("pain_nrs")).mean()) for run in (ibuprofen, acetaminophen)]
    unlocked = float(ibuprofen.locked.mean() - none.locked.mean())
    on_record("A9", f"{mechanism.value}_ibuprofen", changes[0])
    on_record("A9", f"{mechanism.value}_locked_share_changed_by_ibuprofen", unlocked)
    if mechanism is Mechanism.VICIOUS_CYCLE:
        on_record("A9", "vicious_cycle_acetaminophen", changes[1])
        assert -1.098 < changes[0] < -0.361  # van der Gaag 2020, confidence interval
        assert -0.29 < changes[1] < 0.19  # Machado 2015, confidence interval

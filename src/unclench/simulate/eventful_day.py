"""What benchmarks carry people through: one day of work, an injury, a tablet, rest, ice, warmth, and getting up."""

from __future__ import annotations

from unclench.model import scenario as happens

ACTIONS: tuple[happens.Action, ...] = (
    happens.Exertion(5, 5, 0.3),
    happens.Injury(20, 1.0),
    happens.Stretch(20, 1 / 60, 0.1, 1.0),
    happens.Dose(30, happens.Drug.IBUPROFEN, 400),
    happens.PostureChange(60, happens.Posture.LYING_SIDE),
    happens.Cold(70, 10, happens.ColdSource.ICE_CUBE_MOVING),
    happens.Heat(100, 15, happens.HeatSource.TOWEL_COMPRESS, 45.0),
    happens.PostureChange(400, happens.Posture.STANDING),
    happens.PostureChange(800, happens.Posture.SITTING),
)
"""Minutes are those since the day began."""


def eventful(hours: float) -> happens.Scenario:
    """The first ``hours`` of the day; after its end nothing more happens."""
    end_min = hours * 60
    return happens.Scenario(
        hours, tuple(happens.lasting_until(action, end_min) for action in ACTIONS if action.start_min < end_min)
    )


def eventful_with_bare_skin(hours: float) -> happens.Scenario:
    """The same without ice, warmth and tablet: what other programs can run of it."""
    left_out = happens.Cold, happens.Heat, happens.Dose
    return happens.Scenario(hours, tuple(each for each in eventful(hours).actions if not isinstance(each, left_out)))

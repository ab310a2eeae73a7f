"""What each posture asks of the back: disc load, tonic muscle drive, and how much the back moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from unclench.model.scenario import Posture


@dataclass(frozen=True, slots=True)
class PostureDemand:
    """One posture's demands.

    Attributes:
        spinal_load: pressure in the lowest discs relative to relaxed standing (= 1).
        posture_drive: tonic activation of the back muscle, fraction of MVC.
        motion: how much the back moves, 0 (still) to 1 (constantly).
    """

    spinal_load: float
    posture_drive: float
    motion: float


def posture_parameters(posture: Posture) -> tuple[str, str, str]:
    """Names of the posture's three parameters, in the order of the fields of :class:`PostureDemand`."""
    return f"{posture}_load", f"{posture}_drive", f"{posture}_motion"


def posture_demand(posture: Posture, values: Mapping[str, float]) -> PostureDemand:
    """The demands of ``posture``, read from ``values`` by parameter name.

    Raises:
        KeyError: ``values`` lacks a parameter of this posture.
    """
    load, drive, motion = posture_parameters(posture)
    return PostureDemand(values[load], values[drive], values[motion])


POSTURE_PARAMETERS: tuple[str, ...] = tuple(name for posture in Posture for name in posture_parameters(posture))
"""Names of all posture parameters, posture by posture."""

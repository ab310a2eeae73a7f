"""What an oximeter on the skin shows of the muscle below it: how much, and how fast it falls without blood.

**How much.** Resting muscle was read at 62 to 88 percent by place and maker. Most devices show the same share of
what the model's muscle has, at rest and in effort; as a percentage of rest that share cancels.

**How fast** hangs on the place and on how deep the probe looks.

Without blood the same people's readings fell by 8 percent of rest a minute under a narrow probe on the forearm and by
42 under a wide one on the ball of the thumb. Skin and fat use little oxygen, so a probe that looks deeper sees more
of the muscle; why the thumb is so much faster is not known. Only this reading carries the factor, never the tissue.
"""

import math
from collections.abc import Mapping

FALLS_A_MINUTE: Mapping[str, tuple[float, ...]] = {
    "forearm_15_mm": (6.4 / 80.0, 8.5 / 85.2),
    "forearm_25_mm": (10.0 / 85.0,),
    "thenar_15_mm": (12.5 / 87.0, 12.1 / 90.4),
    "thenar_25_mm": (36.7 / 87.0,),
}
"""Fall a minute under a closed artery as a share of the reading at rest, by place and by millimetres between light and
reader: means of eight people (Bezemer 2009) and medians of eighteen (Gomez 2009), each at all of its places."""
MUSCLE_ITSELF = "forearm_25_mm"
"""The probe that is taken to show the model's muscle: deep, and where resting uptake was measured as well."""
PROBES: tuple[str, ...] = tuple(FALLS_A_MINUTE)
"""Names that a study may give its probe."""


OXIMETERS: Mapping[str, str] = {"spatially_resolved": "oximeter_shows", "inspectra": "inspectra_shows"}
"""Kinds of oximeter that a study may name, and the parameter that says which share of the saturation each shows."""
USUAL_OXIMETER = "spatially_resolved"
"""What is taken when a study names none: the devices of Artinis, Hamamatsu, Moxy and others."""


def pace_under(probe: str) -> float:
    """How many times faster than in the muscle itself oxygen falls under ``probe`` (geometric mean over studies).

    Raises:
        KeyError: no such probe was measured.
    """
    return _middle(FALLS_A_MINUTE[probe]) / _middle(FALLS_A_MINUTE[MUSCLE_ITSELF])


def _middle(falls: tuple[float, ...]) -> float:
    return math.prod(falls) ** (1.0 / len(falls))

"""Cold injury of the skin: whether its coldest spot is below the freezing point of tissue.

Skin is often supercooled without freezing (fingers freeze at 5 % probability near -4.8 degC; Danielsson 1996), so the
freezing point of tissue fluid is a cautious limit.
"""

from __future__ import annotations

from unclench.physiology.floats import Floats
from unclench.physiology.heat_parameters import FREEZING_C


def freezing_margin(coldest_skin_c: float, p: Floats) -> float:
    """Degrees by which the coldest spot of skin is above the freezing point of tissue; negative means below."""
    return coldest_skin_c - p[FREEZING_C]


def cold_injury_rate(coldest_skin_c: float, p: Floats) -> float:
    """1 while the coldest spot of skin is below the freezing point of tissue, else 0: its integral is seconds below."""
    return 1.0 if freezing_margin(coldest_skin_c, p) < 0.0 else 0.0

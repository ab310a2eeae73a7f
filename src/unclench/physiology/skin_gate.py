"""Gating: strong cold or warmth on the skin lets less pain through."""

from unclench.physiology.smooth import logistic


def cold_gate(skin_c: float, most: float, half_c: float, width_c: float) -> float:
    """Share (0-1) of pain input that passes cold skin: ``most`` is held back well below ``half_c`` (degC)."""
    return 1.0 - most * logistic((half_c - skin_c) / width_c)


def warm_gate(skin_c: float, most: float, half_c: float, width_c: float) -> float:
    """Share (0-1) of pain input that passes warmed skin: ``most`` is held back well above ``half_c`` (degC)."""
    return 1.0 - most * logistic((skin_c - half_c) / width_c)

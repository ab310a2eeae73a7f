"""Pain on the 0-10 scale, from what irritates the pain endings now."""

from unclench.physiology.smooth import positive_part

SILENT_CORNER = 0.015
"""Width of the rounded corner at the silent threshold."""


def metabolic_input(metabolite_response: float, sensitisation: float, gain: float) -> float:
    """Pain input from metabolites, which sensitised endings double."""
    return gain * metabolite_response * (1.0 + sensitisation)


def injury_input(driver: float, load: float, movement: float, gain: float, amplification: float) -> float:
    """Pain input from the injured part: half by spinal ``load``, half by its ``movement``, times ``amplification``."""
    return gain * driver * 0.5 * (load + movement) * amplification


def tension_input(active: float, sensitisation: float, driver: float, gain: float) -> float:
    """Pain input from muscle tension (``active``, fraction of MVC) pulling on sensitised or injured tissue."""
    return gain * active * (sensitisation + driver)


def felt_input(pain_input: float, silent: float) -> float:
    """What is felt of the input: nothing below ``silent``, all that is above it."""
    return positive_part(pain_input - silent, SILENT_CORNER)


def pain_score(felt: float, half: float) -> float:
    """Pain 0-10 that a person states: 5 when ``half`` is felt, never over 10."""
    return 10.0 * felt / (felt + half)

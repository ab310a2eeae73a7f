"""Doing one step of a plan, guided minute by minute: a pure state machine that a browser runs too."""

from unclench.guide.compose import compose
from unclench.guide.machine import apply, begin
from unclench.guide.moment import Moment
from unclench.guide.opening import Opening, Past, opening
from unclench.guide.script import Script
from unclench.guide.state import Event, Outcome, Phase, State

__all__ = [
    "Event",
    "Moment",
    "Opening",
    "Outcome",
    "Past",
    "Phase",
    "Script",
    "State",
    "apply",
    "begin",
    "compose",
    "opening",
]

"""Doing one step of a plan, guided minute by minute: a pure state machine that a browser runs too."""

from unclench.guide.compose import compose, guide_of, guided_remedies
from unclench.guide.keeping import go_on
from unclench.guide.machine import actions, apply, begin
from unclench.guide.moment import Moment
from unclench.guide.opening import Opening, Past, opening
from unclench.guide.passing import advance
from unclench.guide.record import Report, past_sessions, read_report
from unclench.guide.script import Script
from unclench.guide.state import Event, Outcome, Phase, State

__all__ = [
    "Event",
    "Moment",
    "Opening",
    "Outcome",
    "Past",
    "Phase",
    "Report",
    "Script",
    "State",
    "actions",
    "advance",
    "apply",
    "begin",
    "compose",
    "go_on",
    "guide_of",
    "guided_remedies",
    "opening",
    "past_sessions",
    "read_report",
]

"""When a dated threshold is due, counted from the moment that somebody first asked for help."""

from __future__ import annotations

from unclench.knowledge.schema import FollowUp

SINCE_ONSET_HOURS = 14 * 24.0
"""Thresholds from two weeks on are about how long the pain has lasted, so the time already passed is taken off;
earlier ones are about how the plan works and count from now. Taking time off only ever brings a visit forward."""


def is_dated(sheet: FollowUp) -> bool:
    """Whether the sheet names a time at all."""
    return sheet.after_hours is not None


def due_hours(sheet: FollowUp, duration_hours: float) -> float:
    """Hours from asking for help until the threshold is due; negative when it has passed already.

    Args:
        sheet: a dated threshold.
        duration_hours: how long the pain had lasted when help was asked for.
    """
    after = sheet.after_hours or 0.0
    return after - duration_hours if after >= SINCE_ONSET_HOURS else after

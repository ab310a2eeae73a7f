"""When to look again, and whom to see if it has not gone as it should, until twelve weeks."""

from __future__ import annotations

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import FollowUp
from unclench.model.plan import CheckPoint
from unclench.model.urgency import Urgency

SINCE_ONSET_HOURS = 14 * 24.0
"""Thresholds from two weeks on are about how long the pain has lasted, so the time already passed is taken off;
earlier ones are about how the plan works and count from now. Taking time off only ever brings a visit forward."""


def check_points(knowledge: Knowledge, duration_hours: float | None = None) -> tuple[CheckPoint, ...]:
    """The dated follow-ups, soonest first.

    Args:
        knowledge: holds the follow-up sheets.
        duration_hours: how long the pain has lasted; None counts as just begun.

    Returns:
        One check point a sheet. Of thresholds already passed only the latest is kept, and it is due now.
    """
    dated = sorted(
        (
            (_due_hours(sheet, duration_hours or 0.0), sheet)
            for sheet in knowledge.follow_ups.values()
            if _is_dated(sheet)
        ),
        key=lambda due: (due[0], due[1].after_hours or 0.0),
    )
    overdue = [sheet for due, sheet in dated if due < 0]
    latest = max(overdue, key=lambda sheet: sheet.after_hours or 0.0, default=None)
    return tuple(_check_point(max(due, 0.0), sheet) for due, sheet in dated if due >= 0 or sheet is latest)


def undated(knowledge: Knowledge) -> tuple[str, ...]:
    """Follow-up advice that holds at any time, as notes."""
    return tuple(f"{sheet.says} {sheet.if_not}" for sheet in knowledge.follow_ups.values() if not _is_dated(sheet))


def _is_dated(sheet: FollowUp) -> bool:
    return sheet.after_hours is not None


def _due_hours(sheet: FollowUp, duration_hours: float) -> float:
    after = sheet.after_hours or 0.0
    return after - duration_hours if after >= SINCE_ONSET_HOURS else after


def _check_point(due: float, sheet: FollowUp) -> CheckPoint:
    return CheckPoint(
        after_hours=due,
        question=sheet.says,
        if_not=sheet.if_not,
        urgency=str(sheet.urgency) if sheet.urgency else Urgency.SELF_CARE.id,
        sources=sheet.sources,
    )

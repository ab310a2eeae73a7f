"""When to look again, and whom to see if it has not gone as it should, until twelve weeks."""

from __future__ import annotations

from unclench.knowledge.follow_up_dates import due_hours, is_dated
from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import FollowUp
from unclench.model.plan import CheckPoint
from unclench.model.urgency import Urgency


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
            (due_hours(sheet, duration_hours or 0.0), sheet)
            for sheet in knowledge.follow_ups.values()
            if is_dated(sheet)
        ),
        key=lambda due: (due[0], due[1].after_hours or 0.0),
    )
    overdue = [sheet for due, sheet in dated if due < 0]
    latest = max(overdue, key=lambda sheet: sheet.after_hours or 0.0, default=None)
    return tuple(_check_point(max(due, 0.0), sheet) for due, sheet in dated if due >= 0 or sheet is latest)


def undated(knowledge: Knowledge) -> tuple[str, ...]:
    """Follow-up advice that holds at any time, as notes."""
    return tuple(f"{sheet.says} {sheet.if_not}" for sheet in knowledge.follow_ups.values() if not is_dated(sheet))


def _check_point(due: float, sheet: FollowUp) -> CheckPoint:
    return CheckPoint(
        after_hours=due,
        question=sheet.says,
        if_not=sheet.if_not,
        urgency=str(sheet.urgency) if sheet.urgency else Urgency.SELF_CARE.id,
        sources=sheet.sources,
    )

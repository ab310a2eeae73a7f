"""What is kept about a person, as JSON values."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import asdict
from typing import Any

from unclench.diary.doses import KeptDose, dose_body
from unclench.diary.entries import KeptEntry
from unclench.diary.expected import Expected
from unclench.diary.thresholds import Following, Threshold
from unclench.guide import Past
from unclench.web.diary_charts import Trend
from unclench.web.guide_steps import Session
from unclench.web.guide_words import why_closed

Json = dict[str, Any]


def entry_json(kept: KeptEntry, doubts: Container[str] = ()) -> Json:
    """An entry with the moment it is about; ``entry`` holds what may be sent back to word it anew.

    ``doubts`` are the ids of entries that were written when the clock here had gone back.
    """
    return {
        "id": kept.id,
        "at": kept.at.isoformat(),
        "recorded_at": kept.recorded_at.isoformat(),
        "came_late": kept.came_late,
        "changed": kept.changed,
        "clock_doubted": kept.clock_doubted or kept.id in doubts,
        "entry": kept.entry.as_body(),
    }


def dose_json(kept: KeptDose) -> Json:
    """A dose; ``dose`` holds what may be sent back to change it."""
    return {"id": kept.id, "recorded_at": kept.dose.reported_at.isoformat(), "dose": dose_body(kept.dose)}


def following_json(stand: Following) -> Json:
    """What the dates say: ``raised`` is whom to see now, ``asks`` the question that is due, ``ahead`` the next date."""
    return {
        "raised": _threshold(stand.raised),
        "asks": _threshold(stand.asks),
        "ahead": _threshold(stand.ahead),
        "all": [_threshold(one) for one in stand.all],
    }


def trend_json(drawn: Trend | None) -> Json | None:
    """Each entry beside what was expected then; ``about`` says by what: a plan, or the weeks of published groups."""
    if drawn is None:
        return None
    rows = [{"at": row.at.isoformat(), "pain_nrs": row.pain, "low": row.low, "high": row.high} for row in drawn.rows]
    return {"about": drawn.about or None, "rows": rows}


def expected_json(expected: Expected | None) -> Json | None:
    """What the latest plan let expect, in minutes from ``at``."""
    if expected is None:
        return None
    steps = [dict(zip(("remedy", "start_min", "duration_min"), step, strict=True)) for step in expected.steps]
    pain = {name: list(values) for name, values in expected.pain.items()}
    return {"at": expected.at.isoformat(), "minutes": list(expected.minutes), "pain_nrs": pain, "steps": steps}


def session_json(found: Session) -> Json:
    """A step of the plan as a session, and whether it may begin now."""
    opening = found.opening
    return {
        "step": found.place,
        "remedy": found.script.remedy,
        "guide": found.script.guide,
        "title": found.script.title,
        "limit_ms": found.script.limit_ms,
        "opening": {
            "allowed": opening.allowed,
            "because": opening.because or None,
            "says": None if opening.allowed else why_closed(opening),
            "from_ms": opening.from_ms,
        },
    }


def past_json(past: Past) -> Json:
    """A session that was begun before."""
    shown = {name: value for name, value in asdict(past).items() if name not in ("session", "skin_seen")}
    return {**shown, "outcome": None if past.outcome is None else past.outcome.value}


def _threshold(one: Threshold | None) -> Json | None:
    if one is None:
        return None
    return {
        "id": one.id,
        "due": one.due.isoformat(),
        "standing": one.standing.value,
        "says": one.says,
        "if_not": one.if_not,
        "urgency": one.urgency.id,
    }

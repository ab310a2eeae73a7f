"""One spell of pain: when help was first asked for, and how long it had hurt by then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from unclench.diary.answers import AnswerSheet, fold
from unclench.diary.entries import entries
from unclench.diary.event import Event, Kind


@dataclass(frozen=True, slots=True)
class Spell:
    """A spell: ``since`` is when help was first asked for, ``stated_pain`` (0-10) what was said then.

    ``duration_hours`` is how long the pain had lasted by then, as far as anybody said.
    """

    since: datetime
    duration_hours: float | None = None
    stated_pain: float | None = None


def latest_spell(events: Sequence[Event], numbers: Mapping[str, float]) -> Spell | None:
    """The spell that is going on, or None when nothing was asked or written yet.

    Doing the danger check again does not begin a new spell, or dates would never come. It is a new one when the pain is
    said to have begun after the check before, by more than ``same_spell_slack_hours`` and half of what was said; where
    nobody said how long, when ``same_spell_unknown_days`` lie between. Doubt counts as the same spell: its dates come
    sooner.

    Args:
        events: of one visit, in order.
        numbers: of the sheet ``diary_thresholds``.
    """
    checks = _checks(events)
    if not checks:
        written = entries(events)
        return Spell(written[0].at, None, written[0].entry.pain_nrs) if written else None
    first = len(checks) - 1
    while first and _is_same(checks[first - 1], checks[first], numbers):
        first -= 1
    since, sheet = checks[first]
    onsets = [at - timedelta(hours=hours) for at, one in checks[first:] if (hours := _hours(one)) is not None]
    lasted = (since - min(onsets)).total_seconds() / 3600 if onsets else None
    return Spell(since, None if lasted is None else max(lasted, 0.0), _number(sheet, "pain_nrs"))


def _checks(events: Sequence[Event]) -> list[tuple[datetime, AnswerSheet]]:
    """Every danger check by the moment it began, with what it was told."""
    asked = [event for event in events if event.kind in (Kind.STARTED, Kind.ANSWERED)]
    starts = [place for place, event in enumerate(asked) if event.kind is Kind.STARTED]
    spans = pairwise([*starts, len(asked)])
    return [(asked[start].at, fold(asked[start:end])) for start, end in spans]


def _is_same(
    earlier: tuple[datetime, AnswerSheet], later: tuple[datetime, AnswerSheet], numbers: Mapping[str, float]
) -> bool:
    apart = later[0] - earlier[0]
    hours = _hours(later[1])
    if hours is None:
        return apart <= timedelta(days=numbers["same_spell_unknown_days"])
    return apart <= timedelta(hours=1.5 * hours + numbers["same_spell_slack_hours"])


def _hours(sheet: AnswerSheet) -> float | None:
    return _number(sheet, "duration_hours")


def _number(sheet: AnswerSheet, name: str) -> float | None:
    value = sheet.episode.get(name)
    return None if value is None else float(value)

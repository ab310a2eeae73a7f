"""What was tried: remedies named in the diary, and guided sessions with how they ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from unclench.diary import Event, Kind
from unclench.diary.entries import KeptEntry
from unclench.diary.event import standing
from unclench.knowledge.load import Knowledge
from unclench.language.catalogue import noted
from unclench.web import words
from unclench.web.language import Table, _
from unclench.web.numbers import plural

ENDED = Table(
    {
        "finished": noted("finished"),
        "stopped": noted("stopped early"),
        "numb": noted("stopped because it went numb"),
        "hurt": noted("stopped because it hurt"),
        "gave_up": noted("stopped because it hurt, also with less"),
        "skin": noted("stopped because of the skin"),
        "wrong": noted("stopped because something was wrong"),
        "no_answer": noted("ended without an answer"),
        "late": noted("ended without an answer"),
        "away": noted("ended without an answer"),
        "lost": noted("ended without an answer"),
        "went_over": noted("went over into the next step"),
        "not_now": noted("not begun"),
    }
)


def tried(events: Sequence[Event], kept: Sequence[KeptEntry], knowledge: Knowledge) -> tuple[str, ...]:
    """A line for each remedy in the diary, the most used first, then one for each remedy of guided sessions."""
    used = Counter(remedy for one in kept for remedy in one.entry.did)
    said = [
        _("{remedy}: {times}", remedy=_title(remedy, knowledge), times=_times(times))
        for remedy, times in used.most_common()
    ]
    return (*said, *_guided(events, knowledge))


def _guided(events: Sequence[Event], knowledge: Knowledge) -> list[str]:
    by_remedy: dict[str, dict[str, list[Mapping[str, Any]]]] = {}
    for event in standing(events):
        body = event.body
        if event.kind is Kind.SESSION and isinstance(body.get("remedy"), str):
            sessions = by_remedy.setdefault(body["remedy"], {})
            sessions.setdefault(str(body.get("session", event.id)), []).append(body)
    return [_session_line(_title(remedy, knowledge), sessions) for remedy, sessions in by_remedy.items()]


def _session_line(title: str, sessions: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    minutes = sum(max(_active_ms(one) for one in reports) for reports in sessions.values()) / 60_000
    ends = Counter(ENDED[end] for reports in sessions.values() if (end := _end(reports)) in ENDED)
    said = (
        [_times(len(sessions)), _("{time} in all", time=words.span(minutes))]
        if minutes >= 1
        else [_times(len(sessions))]
    )
    said += [f"{end} ({_times(times)})" for end, times in ends.most_common()]
    return _("{remedy}, guided: {times}", remedy=title, times="; ".join(said))


def _end(reports: Sequence[Mapping[str, Any]]) -> str:
    return next((str(one["outcome"]) for one in reversed(reports) if one.get("outcome")), "")


def _active_ms(report: Mapping[str, Any]) -> float:
    value = report.get("active_ms")
    return float(value) if isinstance(value, int | float) else 0.0


def _title(remedy: str, knowledge: Knowledge) -> str:
    sheet = knowledge.remedies.get(remedy)
    return sheet.title if sheet is not None else words.REMEDY.get(remedy) or remedy.replace("_", " ")


def _times(number: int) -> str:
    return plural("{number} time", "{number} times", number)

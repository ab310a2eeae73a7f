"""The diary's picture: what came, before the band of what was expected; with the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from unclench.diary.entries import KeptEntry
from unclench.diary.expected import QUANTILES, Expected, expected_at, interpolated
from unclench.diary.spell import Spell
from unclench.knowledge.schema import PublishedPain
from unclench.web.charts import HEIGHT, WIDTH, Frame, Tick, legible, ticks
from unclench.web.language import _
from unclench.web.numbers import number_words, plural
from unclench.web.words import span

USUAL_COURSE = "what_to_expect"
"""The sheet with the published course of pain over the weeks."""

SCALE = 10.0
DAY_PICTURE = timedelta(hours=36)
"""So long after a plan the picture is about its day; later it is about the weeks."""
LONGEST_ONSET = timedelta(weeks=12)
"""Pain that lasted longer before help was asked for is no longer what the published course is about."""
WEEK_MINUTES = 7 * 24 * 60.0
ROOM = 1.15
"""A picture of weeks ends a little after the last entry."""


@dataclass(frozen=True, slots=True)
class TrendRow:
    """One entry beside what was expected then: 9 in 10 simulated people, or the mean of people in studies."""

    at: datetime
    pain: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Trend:
    """Everything a template needs to draw it. ``about`` says what the band is: ``plan``, ``weeks`` or nothing."""

    about: str
    outer: str
    inner: str
    expected: str
    line: str
    dots: tuple[tuple[float, float], ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    rows: tuple[TrendRow, ...]
    width: float = WIDTH
    height: float = HEIGHT


def trend(
    kept: Sequence[KeptEntry], expected: Expected | None, spell: Spell | None, usual: Sequence[PublishedPain]
) -> Trend | None:
    """The picture of a diary, or None while there is too little to show.

    Args:
        kept: its entries, in order.
        expected: what the latest plan let expect.
        spell: when the pain began.
        usual: how pain went in published groups of people.
    """
    if not kept:
        return None
    if expected is not None and expected.at - timedelta(hours=1) <= kept[-1].at <= expected.at + DAY_PICTURE:
        return _day(kept, expected)
    onset = _onset(spell, kept)
    if onset is not None:
        return _weeks(kept, onset, usual)
    return _plain(kept) if len(kept) > 1 else None


def weeks_ahead(usual: Sequence[PublishedPain], weeks: float) -> Trend:
    """The picture of the weeks ahead alone: how pain went in published groups of people."""
    frame = Frame(weeks * WEEK_MINUTES, 0.0, SCALE)
    return _drawn("weeks", frame, (), (), **_usual_lines(frame, usual))


def _day(kept: Sequence[KeptEntry], expected: Expected) -> Trend:
    start = expected.at - timedelta(hours=1)
    shown = [one for one in kept if one.at >= start]
    first = min(shown[0].at, expected.at)
    shift = (expected.at - first).total_seconds() / 60
    minutes = [minute + shift for minute in expected.minutes]
    frame = Frame(max(minutes[-1], _minutes(first, shown[-1].at), 1.0), 0.0, SCALE)
    p05, p25, median, p75, p95 = (expected.pain[name] for name in QUANTILES)
    rows = tuple(
        TrendRow(one.at, one.entry.pain_nrs, *(expected_at(expected, one.at) or (None, None))) for one in shown
    )
    bands = {"outer": frame.area(minutes, p05, p95), "inner": frame.area(minutes, p25, p75)}
    return _drawn("plan", frame, _dots(frame, first, shown), rows, **bands, expected=frame.line(minutes, median))


def _weeks(kept: Sequence[KeptEntry], onset: datetime, usual: Sequence[PublishedPain]) -> Trend:
    shown = [one for one in kept if one.at >= onset]
    frame = Frame(max(_minutes(onset, shown[-1].at) * ROOM, WEEK_MINUTES), 0.0, SCALE)
    weeks = [one.after_weeks for one in usual]
    low, high = [one.low_nrs for one in usual], [one.high_nrs for one in usual]

    def row(one: KeptEntry) -> TrendRow:
        after = _minutes(onset, one.at) / WEEK_MINUTES
        if after > weeks[-1]:
            return TrendRow(one.at, one.entry.pain_nrs, None, None)
        return TrendRow(one.at, one.entry.pain_nrs, interpolated(weeks, low, after), interpolated(weeks, high, after))

    lines = _usual_lines(frame, usual)
    return _drawn("weeks", frame, _dots(frame, onset, shown), tuple(map(row, shown)), **lines)


def _plain(kept: Sequence[KeptEntry]) -> Trend:
    frame = Frame(max(_minutes(kept[0].at, kept[-1].at), 1.0), 0.0, SCALE)
    rows = tuple(TrendRow(one.at, one.entry.pain_nrs, None, None) for one in kept)
    return _drawn("", frame, _dots(frame, kept[0].at, kept), rows)


def _usual_lines(frame: Frame, usual: Sequence[PublishedPain]) -> dict[str, str]:
    """The published mean and its interval, by straight lines between the published points, as far as the frame goes."""
    weeks = [one.after_weeks for one in usual]
    end = min(frame.last / WEEK_MINUTES, weeks[-1])
    places = [*(week for week in weeks if week < end), end]
    minutes = [place * WEEK_MINUTES for place in places]
    low, mean, high = (
        [interpolated(weeks, values, place) for place in places]
        for values in zip(*((one.low_nrs, one.mean_nrs, one.high_nrs) for one in usual), strict=True)
    )
    return {"outer": frame.area(minutes, low, high), "expected": frame.line(minutes, mean)}


def _drawn(
    about: str,
    frame: Frame,
    dots: tuple[tuple[float, float], ...],
    rows: tuple[TrendRow, ...],
    *,
    outer: str = "",
    inner: str = "",
    expected: str = "",
) -> Trend:
    return Trend(
        about=about,
        outer=outer,
        inner=inner,
        expected=expected,
        line=" ".join(f"{x},{y}" for x, y in dots) if len(dots) > 1 else "",
        dots=dots,
        across=legible([Tick(round(frame.x(at), 1), _after(at)) for at in ticks(frame.last)]),
        up=tuple(Tick(round(frame.y(SCALE * part / 5), 1), number_words(SCALE * part / 5)) for part in range(6)),
        rows=rows,
    )


def _after(minutes: float) -> str:
    weeks = minutes / WEEK_MINUTES
    if not minutes:
        return _("start")
    return plural("{number} week", "{number} weeks", weeks) if weeks >= 2 and weeks.is_integer() else span(minutes)


def _dots(frame: Frame, start: datetime, shown: Sequence[KeptEntry]) -> tuple[tuple[float, float], ...]:
    return tuple(
        (round(frame.x(max(_minutes(start, one.at), 0.0)), 1), round(frame.y(one.entry.pain_nrs), 1)) for one in shown
    )


def _onset(spell: Spell | None, kept: Sequence[KeptEntry]) -> datetime | None:
    """When the pain began, where the danger check was told and the published course is about such pain."""
    if spell is None or spell.duration_hours is None:
        return None
    lasted = timedelta(hours=spell.duration_hours)
    onset = spell.since - lasted
    return onset if lasted <= LONGEST_ONSET and kept[-1].at >= onset else None


def _minutes(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 60

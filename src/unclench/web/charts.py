"""Charts as plain coordinates: a course drawn as bands over time, ready for an SVG that needs no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from unclench.model.course import Band, Course, Outcome
from unclench.web.language import _
from unclench.web.numbers import number_words
from unclench.web.words import span

WIDTH, HEIGHT = 360.0, 230.0
LEFT, RIGHT, TOP, BOTTOM = 34.0, 10.0, 10.0, 34.0
MINUTES_OF_TICKS = (30, 60, 120, 240, 360, 720, 1440, 2880, 5760, 10_080, 20_160, 40_320, 60_480, 120_960, 524_160)
TICKS_AT_MOST = 5
POINTS_AT_MOST = 150


LETTER = 7.3
"""Width of a letter of a label. An assumption for wide fonts at this size; a narrower font only leaves more room."""

BETWEEN_LABELS = 6.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled place on an axis."""

    at: float
    label: str

    @property
    def anchor(self) -> str:
        """Which end of the label stands at its place: at the edges of the picture it may not run out of it."""
        return "start" if self.at <= LEFT else "end" if self.at > WIDTH - 40 else "middle"

    @property
    def begins(self) -> float:
        """Where the label begins, about."""
        return self.at - len(self.label) * LETTER * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]

    @property
    def ends(self) -> float:
        """Where the label ends, about."""
        return self.begins + len(self.label) * LETTER


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table that stands beside the chart: the middle and the 5-95 % range at one time."""

    when: str
    median: float
    low: float
    high: float
    other: float | None


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything a template needs to draw one outcome over time. Points are SVG ``x,y`` lists."""

    outer: str
    inner: str
    middle: str
    compare: str
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    rows: tuple[Row, ...]
    width: float = WIDTH
    height: float = HEIGHT


@dataclass(frozen=True, slots=True)
class Frame:
    """Maps minutes and values onto the drawing."""

    last: float
    low: float
    high: float

    def x(self, minute: float) -> float:
        """Pixels from the left."""
        return LEFT + (WIDTH - LEFT - RIGHT) * minute / self.last

    def y(self, value: float) -> float:
        """Pixels from the top; a value off the scale stays at its edge."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - share)

    def line(self, minutes: Sequence[float], values: Sequence[float]) -> str:
        """SVG points of a line, thinned so that a long course stays a small page."""
        stride = max(1, -(-len(minutes) // POINTS_AT_MOST))
        places = [*range(0, len(minutes) - 1, stride), len(minutes) - 1]
        return " ".join(f"{self.x(minutes[place]):.1f},{self.y(values[place]):.1f}" for place in places)

    def area(self, minutes: Sequence[float], low: Sequence[float], high: Sequence[float]) -> str:
        """SVG points of the area between two lines."""
        forth = self.line(minutes, high)
        back = " ".join(reversed(self.line(minutes, low).split()))
        return f"{forth} {back}"


def course_chart(course: Course, outcome: Outcome, *, top: float | None = None, compare: Course | None = None) -> Chart:
    """The chart of one outcome; ``compare`` adds the middle of another course as a dashed line.

    ``top`` fixes the upper end of the scale; otherwise it is the largest value drawn.
    """
    band = course.bands[outcome]
    other = compare.bands[outcome] if compare is not None else None
    highest = top if top is not None else _round_up(max(*band.p95, *(other.median if other else (0.0,))))
    frame = Frame(course.minutes[-1] or 1.0, 0.0, highest)
    return Chart(
        outer=frame.area(course.minutes, band.p05, band.p95),
        inner=frame.area(course.minutes, band.p25, band.p75),
        middle=frame.line(course.minutes, band.median),
        compare=frame.line(compare.minutes, other.median) if compare is not None and other is not None else "",
        across=legible([Tick(round(frame.x(minute), 1), span(minute)) for minute in ticks(course.minutes[-1])]),
        up=tuple(Tick(round(frame.y(highest * part / 5), 1), number_words(highest * part / 5)) for part in range(6)),
        rows=_rows(course, band, other),
    )


def trend_chart(minutes: Sequence[float], values: Sequence[float], top: float) -> Chart:
    """The chart of single numbers over time, such as a diary's pain."""
    frame = Frame(max(minutes[-1], 1.0), 0.0, top)
    return Chart(
        outer="",
        inner="",
        middle=" ".join(f"{frame.x(at):.1f},{frame.y(value):.1f}" for at, value in zip(minutes, values, strict=True)),
        compare="",
        across=legible(
            [Tick(round(frame.x(minute), 1), span(minute) if minute else _("start")) for minute in ticks(minutes[-1])]
        ),
        up=tuple(Tick(round(frame.y(top * part / 5), 1), number_words(top * part / 5)) for part in range(6)),
        rows=(),
    )


def ticks(last: float) -> list[float]:
    """Minutes at which an axis up to ``last`` is labelled: five places at most, at round distances."""
    coarsest = max(1.0, last / TICKS_AT_MOST)
    apart = next((float(minutes) for minutes in MINUTES_OF_TICKS if last / minutes <= TICKS_AT_MOST), coarsest)
    return [place * apart for place in range(int(last // apart) + 1)]


def legible(across: Sequence[Tick]) -> tuple[Tick, ...]:
    """As many labels as do not run into each other: all, else every second, and so on."""
    for step in range(1, len(across)):
        chosen = across[::step]
        if all(one.ends + BETWEEN_LABELS <= other.begins for one, other in pairwise(chosen)):
            return tuple(chosen)
    return tuple(across[:1])


def _rows(course: Course, band: Band, other: Band | None) -> tuple[Row, ...]:
    rows = []
    for minute in ticks(course.minutes[-1]):
        place = min(range(len(course.minutes)), key=lambda index: abs(course.minutes[index] - minute))
        rows.append(
            Row(
                span(minute),
                band.median[place],
                band.p05[place],
                band.p95[place],
                other.median[place] if other is not None and place < len(other.median) else None,
            )
        )
    return tuple(rows)


def _round_up(value: float) -> float:
    for step in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100):
        if value <= step:
            return float(step)
    return value * 1.1

"""The course of pain as a picture that needs no style sheet, so that page and PDF show the same one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from xml.sax.saxutils import escape

from unclench.diary.entries import KeptEntry
from unclench.web import own_time
from unclench.web.charts import Frame
from unclench.web.numbers import day_and_time, number_words

WIDTH, HEIGHT, TOP = 360.0, 230.0, 10.0
DATES_AT_MOST = 4
GRID = 'stroke="currentColor" stroke-opacity="0.25" stroke-width="0.7"'


def course_picture(kept: Sequence[KeptEntry], says: str) -> str:
    """The SVG of pain over time, a dot for each entry; ``says`` is told to those who do not see it."""
    minutes = [(one.at - kept[0].at).total_seconds() / 60 for one in kept]
    frame = Frame(max(minutes[-1], 1.0), 0.0, TOP)
    places = [(frame.x(at), frame.y(one.entry.pain_nrs)) for at, one in zip(minutes, kept, strict=True)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="currentColor"/>' for x, y in places)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" font-size="12" '
        'font-family="sans-serif" fill="currentColor" role="img">'
        f"<title>{escape(says)}</title>{_levels(frame)}{_dates(frame, kept)}"
        f'<polyline points="{line}" fill="none" stroke="currentColor" stroke-width="1.4"/>{dots}</svg>'
    )


def _levels(frame: Frame) -> str:
    """Lines and numbers at every second step of the scale."""
    drawn = []
    for level in range(0, 11, 2):
        y = frame.y(level)
        drawn.append(f'<line x1="{frame.x(0):.1f}" x2="{frame.x(frame.last):.1f}" y1="{y:.1f}" y2="{y:.1f}" {GRID}/>')
        drawn.append(f'<text x="{frame.x(0) - 6:.1f}" y="{y + 4:.1f}" text-anchor="end">{number_words(level)}</text>')
    return "".join(drawn)


def _dates(frame: Frame, kept: Sequence[KeptEntry]) -> str:
    """Dates along the foot, evenly apart."""
    count = DATES_AT_MOST if frame.last >= 60 * DATES_AT_MOST else 2
    drawn = []
    for place in range(count):
        minute = frame.last * place / (count - 1)
        said = escape(_moment(kept, minute))
        anchor = "start" if place == 0 else "end" if place == count - 1 else "middle"
        y = HEIGHT - (17 if place % 2 == 0 else 4)  # two rows, so that long dates do not meet
        drawn.append(f'<text x="{frame.x(minute):.1f}" y="{y:.1f}" text-anchor="{anchor}">{said}</text>')
    return "".join(drawn)


def _moment(kept: Sequence[KeptEntry], minute: float) -> str:
    return day_and_time(own_time.local(kept[0].at + timedelta(minutes=minute)))

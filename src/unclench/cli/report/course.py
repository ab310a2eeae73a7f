"""A course in the terminal: a small chart of the likely pain with its band, and the numbers beside it."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from unclench.cli.report.layout import console, heading, minutes_in_words, paragraph, percent
from unclench.cli.speech import _
from unclench.language.catalogue import noted
from unclench.model.course import Band, Course, Outcome

CHART_HEIGHT = 13
CHART_WIDTH = 84

SHOWN = (
    Outcome.PAIN_NRS,
    Outcome.ACTIVATION,
    Outcome.BLOOD_FLOW,
    Outcome.RANGE_OF_MOTION,
    Outcome.SKIN_C,
    Outcome.MUSCLE_C,
)

WORDS = {
    Outcome.PAIN_NRS: noted("pain (0-10)"),
    Outcome.ACTIVATION: "muscle activation (share of maximum)",
    Outcome.BLOOD_FLOW: "muscle blood flow (ml/100 g/min)",
    Outcome.RANGE_OF_MOTION: "range of motion (share of your own)",
    Outcome.SKIN_C: "skin temperature (C)",
    Outcome.MUSCLE_C: "muscle temperature (C)",
}


def print_course(course: Course) -> None:
    """Print a course on its own."""
    out = console()
    heading(out, f"{course.members} virtual people over {minutes_in_words(course.minutes[-1])}")
    for warning in course.warnings:
        paragraph(out, f"Please note: {warning}.", style="bold")
    print_chart(out, course)
    print_numbers(out, course)
    paragraph(
        out,
        f"mechanism {course.mechanism.value}, backend {course.backend}, seed {course.seed}, "
        f"failed members {course.failed}",
        style="dim",
    )


def print_chart(out: Console, course: Course, outcome: Outcome = Outcome.PAIN_NRS) -> None:
    """Median and 5-95 % band of one outcome over time, drawn with characters."""
    band = course.bands[outcome]
    hours = [minute / 60 for minute in course.minutes]
    what = _(WORDS.get(outcome, outcome.value))
    paragraph(out, _("{what}: line = middle of the ensemble, dots = 5 % and 95 %", what=what))
    drawing = _drawn(hours, (band.p95, band.p05), band.median, min(out.width - 4, CHART_WIDTH))
    out.print(Padding(Text.from_ansi(drawing), (0, 0, 0, 2)))


def _drawn(hours: list[float], edges: Sequence[Sequence[float]], middle: Sequence[float], width: int) -> str:
    import plotext

    figure = plotext.figure
    figure.clear()
    figure.theme("colorless")
    figure.plot_size(width, CHART_HEIGHT)
    for edge in edges:
        figure.draw(figure.signal(hours, list(edge), marker="·"))
    figure.draw(figure.signal(hours, list(middle), marker="hd"))
    figure.ruler("y").lim(0, max(1.0, *edges[0]))
    figure.label(_("hours from now"))
    drawing = str(figure.build())
    figure.clear()
    return drawing


def print_numbers(out: Console, course: Course) -> None:
    """Start, middle and end of the main outcomes, and the summary numbers."""
    table = Table(box=None, padding=(0, 2))
    middle = len(course.minutes) // 2
    at = (0, middle, len(course.minutes) - 1)
    table.add_column("median (5-95 %)")
    for index in at:
        table.add_column(f"at {minutes_in_words(course.minutes[index])}", justify="right")
    for outcome in SHOWN:
        if outcome in course.bands:
            table.add_row(WORDS[outcome], *(_cell(course.bands[outcome], index) for index in at))
    out.print(Padding(table, (0, 0, 0, 1)))
    paragraph(out, _released(course))
    if course.minutes_to_release is not None:
        release = course.minutes_to_release
        paragraph(
            out,
            f"time to release among those released: {minutes_in_words(release.median)} "
            f"({minutes_in_words(release.p05)} to {minutes_in_words(release.p95)})",
        )
    paragraph(
        out,
        f"burn risk {percent(course.burn_probability)}, cold-injury risk {percent(course.cold_injury_probability)}, "
        f"skin between {course.lowest_skin_c:.1f} and {course.highest_skin_c:.1f} C",
    )


def _released(course: Course) -> str:
    """The share released; where nobody was locked, 0 % would say that everybody still is."""
    if not any(course.locked_share) and not any(course.released_by):
        return "nobody was locked at any of these times, so nobody was released"
    return f"released by the end: {percent(course.released_by[-1])}"


def _cell(band: Band, index: int) -> str:
    return f"{band.median[index]:.2f} ({band.p05[index]:.2f}-{band.p95[index]:.2f})"

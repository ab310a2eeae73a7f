"""Tables for the terminal: score, validation, benchmark, problems of the knowledge base, fact-sheets."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from unclench.cli.report.layout import bullets, console, heading, paragraph, percent
from unclench.safety.effort import Middle
from unclench.safety.score import Score

if TYPE_CHECKING:
    from unclench.knowledge.check import Problem
    from unclench.simulate.bench import Report as BenchReport
    from unclench.validate import Report

MISSES_SHOWN = 8
NAME_WIDTH = 20


def print_score(score: Score) -> None:
    """The bars over a set of cases, with 95 % bounds and the cases that missed."""
    out = console()
    heading(out, f"{score.cases} cases against what their notes expect")
    table = Table(box=None, padding=(0, 1))
    for title, side in (
        ("", "left"),
        ("hits", "right"),
        ("share", "right"),
        ("95 % bounds", "right"),
        ("bar", "right"),
    ):
        table.add_column(title, justify=side)  # type: ignore[arg-type]
    for bar in score.bars:
        low, high = bar.bounds
        verdict = Text("met", style="green") if bar.met else Text("MISSED", style="bold red")
        wanted = Text(f">= {percent(bar.at_least)} ") + verdict if bar.at_least else Text("no bar", style="dim")
        share = percent(bar.share) if bar.share is not None else "-"
        table.add_row(bar.says, f"{bar.hits}/{bar.total}", share, f"{100 * low:.0f}-{100 * high:.0f} %", wanted)
    out.print(Padding(table, (0, 0, 0, 1)))
    for bar in score.bars:
        if bar.misses:
            heading(out, f"{bar.says}: misses")
            bullets(out, [f"{miss.uid}: {miss.says}" for miss in bar.misses[:MISSES_SHOWN]])
            if len(bar.misses) > MISSES_SHOWN:
                paragraph(out, f"... and {len(bar.misses) - MISSES_SHOWN} more (--json lists them all)")


def print_effort(asked: Sequence[Middle]) -> None:
    """What the danger check asks of a simple strain: median, its 95 % bounds, the most, and the bar."""
    out = console()
    counted = len(asked[0].values)
    heading(out, f"What is asked of the {counted} simple strains")
    if not counted:
        paragraph(out, "No case here is marked as a simple strain, so there is nothing to count.")
        return
    table = Table(box=None, padding=(0, 1))
    table.add_column("")
    for title in ("median", "95 % bounds", "most", "bar"):
        table.add_column(title, justify="right")
    for one in asked:
        low, high = one.bounds
        verdict = Text("met", style="green") if one.met else Text("MISSED", style="bold red")
        wanted = Text(f"{'all' if one.every_one else 'median'} <= {one.at_most:g} ") + verdict
        bounds = f"{figure(low)}-{figure(high)}" if math.isfinite(high) else "too few"
        table.add_row(one.says, figure(one.median), bounds, figure(one.most), wanted)
    out.print(Padding(table, (0, 0, 0, 1)))


def figure(value: float | None) -> str:
    """A count as it is, a measured number with two decimals; "-" when there is none."""
    if value is None:
        return "-"
    return f"{value:.0f}" if value == int(value) else f"{value:.2f}"


SEVERITY_STYLE = {"error": "red", "warning": "yellow", "note": "dim"}


def print_problems(problems: Sequence[Problem], with_notes: bool) -> None:
    """What is wrong in the knowledge base and how to mend it; notes only when asked for."""
    out = console()
    for problem in problems:
        if problem.severity == "note" and not with_notes:
            continue
        place = f"{problem.file}:{problem.line}" if problem.line else str(problem.file)
        style = SEVERITY_STYLE[problem.severity]
        out.print(Text(f"{problem.severity} ", style=style) + Text(place, style="bold") + Text(f"  {problem.says}"))
        paragraph(out, f"mend: {problem.mend}", indent=4, style="dim")
    counts = [f"{sum(p.severity == severity for p in problems)} {severity}s" for severity in SEVERITY_STYLE]
    hint = "" if with_notes else " (--notes shows them)"
    out.print(", ".join(counts) + hint)


def print_sheet(sheet: Mapping[str, Any]) -> None:
    """One fact-sheet, key by key."""
    out = console()
    heading(out, f"{sheet.get('kind', '')} {sheet.get('id', '')}".strip())
    _print_value(out, {key: value for key, value in sheet.items() if key not in ("kind", "id")}, 2)


def _print_value(out: Console, value: object, indent: int) -> None:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if inner is None or inner in ([], {}, ()):
                continue
            if isinstance(inner, Mapping | list | tuple):
                paragraph(out, f"{key}:", indent, style="bold")
                _print_value(out, inner, indent + 2)
            else:
                out.print(Padding(Text(f"{key}: ", style="bold") + Text(str(inner)), (0, 0, 0, indent)))
    elif isinstance(value, list | tuple):
        for item in value:
            if isinstance(item, Mapping):
                _print_value(out, item, indent)
                out.print()
            else:
                bullets(out, [str(item)], indent=indent)
    else:
        paragraph(out, str(value), indent)


def print_sheet_list(listed: Sequence[Mapping[str, str]]) -> None:
    """Ids by kind, each with its title."""
    out = console()
    for kind in dict.fromkeys(sheet["kind"] for sheet in listed):
        sheets = [sheet for sheet in listed if sheet["kind"] == kind]
        heading(out, f"{kind} ({len(sheets)})")
        for sheet in sheets:
            line = Text(f"{sheet['id']}  ", style="bold") + Text(sheet["title"], style="dim")
            out.print(Padding(line, (0, 0, 0, 2)))


def print_rows(title: str, columns: Sequence[str], rows: Sequence[Sequence[str | Text]]) -> None:
    """A plain table of text cells; the first column is left-aligned."""
    out = console()
    heading(out, title)
    table = Table(box=None, padding=(0, 1))
    for index, column in enumerate(columns):
        if index == 0:
            table.add_column(column, overflow="fold", min_width=NAME_WIDTH)
        else:
            table.add_column(column, justify="right", overflow="fold")
    for row in rows:
        table.add_row(*row)
    out.print(Padding(table, (0, 0, 0, 1)))


def print_validation(report: Report) -> None:
    """Predicted beside observed, one row a number, then the summary."""
    from unclench.validate.row import shown

    cells = []
    for row in report.rows:
        observed = row.observed
        verdict = Text("ok", style="green") if row.within else Text("RED", style="bold red")
        if row.failed:
            verdict.append(f", {row.failed} failed")
        of = ", ".join(f"{key} {value}" for key, value in observed.of.items())
        what = f"{row.study} {row.arm}: {observed.quantity}" + (f" ({of})" if of else "") + f", {observed.use.value}"
        cells.append(
            (
                what,
                verdict,
                f"{observed.value:.3g} {observed.unit}",
                f"{shown(row.predicted)} ({shown(row.p05)} to {shown(row.p95)})",
                f"{row.z:+.1f}",
            )
        )
    columns = ("study, arm: number, its use", "", "observed", "predicted (90 %)", "z")
    print_rows(f"{len(report.rows)} published numbers, {report.members} virtual people", columns, cells)
    _print_validation_summary(report)


def _agreement_bullets(report: Report) -> list[str]:
    agreed = report.agreement
    if not agreed.rows:
        return []
    return [
        f"{agreed.rows} predictions are of a kind that three or more studies measured: another of these has "
        f"{percent(agreed.another_study)} of them within tolerance, the mean of all others "
        f"{percent(agreed.all_others)}, the model {percent(agreed.model)}, and with the best move of each of "
        f"the {agreed.kinds} kinds, chosen afterwards, {percent(agreed.with_hindsight)}"
    ]


def _print_validation_summary(report: Report) -> None:
    from unclench.validate.render import found, name_of

    summary = report.summary
    seeds = len(report.over_seeds)
    verdicts = [
        (bar.asks, found(bar), Text("met", style="green") if bar.met else Text("NOT MET", style="bold red"))
        for bar in report.bars
    ]
    title = "Bars" if seeds == 1 else f"Bars, each over {seeds} seeds"
    print_rows(title, ("", "found", "verdict"), verdicts)
    out = console()
    heading(out, "Together")
    bullets(
        out,
        [
            f"{summary.predicted} of {summary.rows} rows are predictions ({percent(summary.predicted_share)}), "
            f"{summary.set_aside} are set aside; {percent(summary.within_share)} of predictions lie within tolerance "
            f"({percent(summary.within_share_with_set_aside)} with those set aside, "
            f"{percent(summary.fitted_within_share)} of the fitted and tuned ones)",
            *(
                f"round {found.number}: {percent(found.within_share)} of {found.rows} predictions within tolerance"
                for found in report.rounds
                if len(report.rounds) > 1
            ),
            *_agreement_bullets(report),
            f"90 % interval over people: holds {percent(summary.people_covered_share)} of predicted rows, mean "
            f"interval score {summary.people_interval_score:.2f} tolerances, median half-width "
            f"{summary.people_half_width:.2f}",
            f"90 % interval of such a study (defined after the first had failed): holds "
            f"{percent(summary.covered_share)}, mean interval score {summary.interval_score:.2f}, median half-width "
            f"{summary.half_width:.2f}; {report.between.ratio:.2f} standard deviations of people between studies",
            f"median error {summary.error:.2f} tolerances against {summary.baseline_error:.2f} for repeating the mean "
            f"of the training rows; closer in {percent(summary.beaten_share)} of {summary.baseline_rows} rows; "
            f"interval score {summary.scored_interval_score:.2f} against {summary.baseline_interval_score:.2f} for "
            f"their spread ({summary.scored_rows} rows)"
            if summary.baseline_rows
            else "no number that the model was fitted to is of the same kind, so there is no mean to compare with",
            *(f"no finite prediction or interval, so in no score or width: {name_of(row)}" for row in report.endless),
            f"{summary.failed} virtual people failed" if summary.failed else "no virtual person failed",
        ],
    )
    paragraph(out, f"seed {report.seed}, knowledge {report.knowledge_hash}", style="dim")


def print_bench(report: BenchReport) -> None:
    """Speed beside accuracy, every measurement of one run."""
    from unclench.simulate.bench import PARTS

    def share(value: float | None) -> str:
        return "-" if value is None else f"{value:.1e}"

    columns = ("", "people", "seconds", "person-h/s", "error", "worst", "off")
    for part, title in PARTS.items():
        rows = [
            (
                speed.what if part == "solvers" else f"{speed.what}, {speed.threads} threads",
                f"{speed.people} x {speed.hours:g} h",
                " ".join(f"{seconds:.2f}" for seconds in speed.seconds),
                f"{speed.person_hours_per_second:,.0f}",
                share(speed.median_error),
                share(speed.worst_error),
                "-" if speed.off_branch is None else percent(speed.off_branch),
            )
            for speed in report.speeds
            if speed.part == part
        ]
        print_rows(title, columns, rows)
    print_rows("Ratios in this run", ("", "times"), [(what, f"{ratio:,.0f}") for what, ratio in report.ratios])
    paragraph(
        console(),
        f"Compiling took {report.compile_seconds:.1f} s, apart. On one thread seconds are the processor's, otherwise "
        "the clock's; all repeats are shown and the best counts. Errors are those of the first people, against "
        "far finer runs: the middle one, the worst on the true branch, and the share off it.",
        style="dim",
    )

"""A report as a page of markdown."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from unclench.validate.bars import Bar
from unclench.validate.picture import draw
from unclench.validate.red_rows import reason_for
from unclench.validate.report import Report
from unclench.validate.row import Row, shown

NO_REASON = "no reason written down"


def as_markdown(report: Report, picture: str | None = None) -> str:
    """The page ``docs/validation.md``: what the rows say together, then every row, red ones marked."""
    lines = [
        "# The model against published studies",
        "",
        f"Written by `unclench validate` ({report.members} virtual people, seed {report.seed}), not by hand.",
        "Studies and tolerances lie in `studies/`, which explains the format. Rows that fail stay.",
        "",
        *_summary_lines(report),
        "",
    ]
    if picture:
        lines += [f"![Errors of all rows in units of their tolerance]({picture})", ""]
    lines += _red_lines(report)
    for study in report.studies:
        lines += [f"## {study.title}", "", f"`{study.id}` - {study.citation} (read: {study.verified})", ""]
        if study.note:
            lines += [study.note.strip(), ""]
        lines += [
            "| group | quantity | n | observed | predicted (90 % of such studies) | 90 % of people "
            "| error / tolerance | use | |",
            "|---|---|---|---|---|---|---|---|---|",
            *(_row_line(row, report) for row in report.rows if row.study == study.id),
            "",
        ]
    return "\n".join(lines)


def _summary_lines(report: Report) -> list[str]:
    s = report.summary
    return [
        *_bar_lines(report),
        "",
        f"* {s.rows} rows; {s.predicted} of them ({s.predicted_share:.0%}) were not used to fit or tune anything, "
        f"{s.set_aside} are set aside (neither training nor predictions, see [studies](../studies/README.md)).",
        f"* Of the predicted rows, {s.within_share:.1%} are within tolerance ({s.within_share_with_set_aside:.1%} with "
        f"those set aside; fitted and tuned rows: {s.fitted_within_share:.0%}).",
        *_round_lines(report),
        *_agreement_lines(report),
        *_interval_lines(report),
        f"* {s.baseline_rows} predicted rows have fitted or tuned rows of their kind. The median error there is "
        f"{s.error:.2f} tolerances, against {s.baseline_error:.2f} for repeating the mean of those; the model "
        f"is closer in {s.beaten_share:.0%}. Where these rows are two or more and differ ({s.scored_rows} predicted "
        f"rows), the mean interval score is {s.scored_interval_score:.1f} tolerances, against "
        f"{s.baseline_interval_score:.1f} for their mean and spread.",
        *_endless_lines(report),
        f"* {s.failed} virtual people failed in any row." if s.failed else "* No virtual person failed in any row.",
    ]


def _bar_lines(report: Report) -> list[str]:
    seeds = len(report.over_seeds)
    over = f"{seeds} seeds ({report.seed} to {report.seed + seeds - 1})" if seeds > 1 else f"seed {report.seed}"
    return [
        f"| bar | found, {over} | verdict |",
        "|---|---|---|",
        *(f"| {bar.asks} | {found(bar)} | {'met' if bar.met else '**not met**'} |" for bar in report.bars),
    ]


def found(bar: Bar) -> str:
    """What was found for a bar: its value, or the lowest and highest over the seeds."""
    low, high = min(bar.found), max(bar.found)
    write = "{:.2f}" if bar.id.startswith("baseline") else "{:.1%}"
    ends = dict.fromkeys((write.format(low), write.format(high)))
    return " to ".join(ends) if not math.isnan(low) else "nothing to measure"


def _round_lines(report: Report) -> list[str]:
    """What each collection of studies found; nothing to say where there was only one."""
    if len(report.rounds) < 2:
        return []
    each = "; ".join(
        f"round {found.number}: {found.rows} rows, {found.within_share:.1%} within tolerance, "
        f"{found.covered_share:.1%} in the interval of such a study"
        for found in report.rounds
    )
    return [
        f"* Predictions by the round in which their studies were written down, each before the model was first run on "
        f"them: {each}. Only the last round was never seen while this model was made."
    ]


def _agreement_lines(report: Report) -> list[str]:
    agreed = report.agreement
    if not agreed.rows:
        return []
    return [
        f"* How far studies agree with each other: {agreed.rows} predicted rows are of a kind that three or more "
        f"studies measured. Another of these studies, carried over by the model for dose, time and people, has "
        f"{agreed.another_study:.1%} of them within tolerance on average; the mean of all others, "
        f"{agreed.all_others:.1%}; and the model, {agreed.model:.1%}.",
        f"* What hindsight would give: one factor (or amount) for each of the {agreed.kinds} kinds of these rows, "
        f"chosen afterwards so that as many as can be are within tolerance, would bring the model to "
        f"{agreed.with_hindsight:.1%}. No prediction can know these numbers.",
    ]


def _interval_lines(report: Report) -> list[str]:
    s = report.summary
    return [
        f"* The 90 % interval over people holds {s.people_covered_share:.1%} of the predicted rows; mean interval "
        f"score {s.people_interval_score:.1f} tolerances, median half-width {s.people_half_width:.2f}. This was the "
        "first definition, and coverage of studies by it had failed.",
        f"* The 90 % interval of what such a study reports holds {s.covered_share:.1%}; mean interval score "
        f"{s.interval_score:.1f}, median half-width {s.half_width:.2f}. It was defined after that failure, so it is no "
        "independent success: chance in the study's people and the virtual ones, and "
        f"{report.between.ratio:.2f} standard deviations of people for what differs between studies "
        f"(`between_studies.yaml`{_found(report)}).",
    ]


def _found(report: Report) -> str:
    """What the fitted and tuned rows of this run say about the spread between studies."""
    if report.between_found is None:
        return ""
    return f"; the fitted and tuned rows of this run give {report.between_found.ratio:.2f}"


def _endless_lines(report: Report) -> list[str]:
    """The rows that no mean score holds; nothing where there is none."""
    if not report.endless:
        return []
    names = "; ".join(name_of(row) for row in report.endless)
    return [
        f"* {len(report.endless)} rows have no finite prediction or interval, because too many virtual people "
        f"never get there; they count in the shares and in no score or width: {names}."
    ]


def _red_lines(report: Report) -> list[str]:
    """What is known of why rows are red, and how many have no reason; nothing where nothing is red."""
    red = [(row, agree) for row, agree in zip(report.rows, report.others_agree, strict=True) if not row.within]
    if not red or not report.reasons:
        return []
    alike = [agree for _, agree in red if agree is not None]
    why = [reason_for(row, report.reasons) for row, _ in red]
    counted = [(reason, why.count(reason)) for reason in report.reasons]
    without = why.count(None)
    return [
        "## Red rows, and why",
        "",
        f"{len(red)} rows are red. {len(alike)} of them are of a kind that three or more studies measured: for "
        f"{alike.count(False)} the mean of all other studies lies outside the tolerance too (the studies disagree), "
        f"for {alike.count(True)} it lies within (the model could do better). Every one takes the first reason that "
        f"`red_rows.yaml` has for it" + (f"; {without} with {NO_REASON}." if without else "."),
        "",
        "| reason | rows | |",
        "|---|---|---|",
        *(f"| {_words(reason.id)} | {count} | {' '.join(reason.says.split())} |" for reason, count in counted if count),
        "",
    ]


def _row_line(row: Row, report: Report) -> str:
    observed = row.observed
    spread = f" (SD {observed.sd:g})" if observed.sd is not None else f" ({observed.low:.3g} to {observed.high:.3g})"
    use = observed.use.value.replace("_", " ")
    reason = reason_for(row, report.reasons)
    mark = "ok" if row.within else "**red**" + (f": {_words(reason.id)}" if reason else "")
    if row.failed:
        mark += f", {row.failed} people failed"
    return (
        f"| {row.arm.replace('_', ' ')} | {describe(observed.quantity, observed.of)} | {row.n} "
        f"| {observed.value:g} {observed.unit}{spread} | {shown(row.predicted)} ({shown(row.p05)} to {shown(row.p95)}) "
        f"| {shown(row.people_p05)} to {shown(row.people_p95)} | {row.z:+.2f} | {use} | {mark} |"
    )


def _words(name: str) -> str:
    return name.replace("_", " ")


def describe(quantity: str, of: Mapping[str, Any]) -> str:
    """A quantity and what it is of, on one line."""
    details = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in of.items() if key != "outcome")
    return f"{quantity.replace('_', ' ')} {of.get('outcome', '')} {details}".replace("  ", " ").strip()


def name_of(row: Row) -> str:
    """Study, arm and what a row measured, on one line."""
    return f"{row.study} {row.arm}: {describe(row.observed.quantity, row.observed.of)}"


def write_page(report: Report, folder: Path) -> None:
    """Write ``validation.md`` and its picture ``validation.svg`` into a folder, which must exist."""
    draw(report, folder / "validation.svg")
    (folder / "validation.md").write_text(as_markdown(report, "validation.svg"), encoding="utf-8")

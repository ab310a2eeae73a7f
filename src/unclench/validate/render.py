"""A report as a page of markdown and as a picture."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from unclench.validate.compare import Row
from unclench.validate.report import BLIND, Report


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
    for study in report.studies:
        lines += [f"## {study.title}", "", f"`{study.id}` - {study.citation} (read: {study.verified})", ""]
        if study.note:
            lines += [study.note.strip(), ""]
        lines += [
            "| group | quantity | n | observed | predicted (90 % of such studies) | 90 % of people "
            "| error / tolerance | use | |",
            "|---|---|---|---|---|---|---|---|---|",
            *(_row_line(row) for row in report.rows if row.study == study.id),
            "",
        ]
    return "\n".join(lines)


def _summary_lines(report: Report) -> list[str]:
    s = report.summary
    return [
        f"* {s.rows} rows; {s.predicted} of them ({s.predicted_share:.0%}) were not used to fit or tune anything.",
        f"* Of these, {s.within_share:.0%} are within tolerance (fitted and tuned rows: {s.fitted_within_share:.0%}).",
        f"* The 90 % interval holds {s.covered_share:.0%} of them; mean interval score {s.interval_score:.1f} "
        "tolerances. It is where nine in ten studies of that size would report the number: chance in the study's "
        f"people and the virtual ones, and {report.between.ratio:.2f} standard deviations of people for what differs "
        f"between studies (`studies/between_studies.yaml`{_found(report)}). "
        f"The interval over people holds {s.people_covered_share:.0%}.",
        f"* {s.baseline_rows} predicted rows have fitted or tuned rows of their kind. The median error there is "
        f"{s.error:.2f} tolerances, against {s.baseline_error:.2f} for repeating the mean of those; the model "
        f"is closer in {s.beaten_share:.0%}.",
    ]


def _found(report: Report) -> str:
    """What the fitted and tuned rows of this run say about the spread between studies."""
    if report.between_found is None:
        return ""
    return f"; the fitted and tuned rows of this run give {report.between_found.ratio:.2f}"


def _row_line(row: Row) -> str:
    observed = row.observed
    spread = f" (SD {observed.sd:g})" if observed.sd is not None else f" ({observed.low:.3g} to {observed.high:.3g})"
    mark = "ok" if row.within else "**red**"
    return (
        f"| {row.arm.replace('_', ' ')} | {describe(observed.quantity, observed.of)} | {row.n} "
        f"| {observed.value:g} {observed.unit}{spread} | {row.predicted:.3g} ({row.p05:.3g} to {row.p95:.3g}) "
        f"| {row.people_p05:.3g} to {row.people_p95:.3g} | {row.z:+.2f} | {observed.use.value} | {mark} |"
    )


def describe(quantity: str, of: Mapping[str, Any]) -> str:
    """A quantity and what it is of, on one line."""
    details = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in of.items() if key != "outcome")
    return f"{quantity.replace('_', ' ')} {of.get('outcome', '')} {details}".replace("  ", " ").strip()


def draw(report: Report, path: Path) -> None:
    """Draw every row's error in units of its tolerance; the band from -1 to 1 is agreement. Needs matplotlib."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": "unclench", "svg.fonttype": "none"}):
        figure = Figure(figsize=(8, 0.16 * len(report.rows) + 1.5), layout="constrained")
        axes = figure.subplots()
        axes.axvspan(-1, 1, color="#dbe9dd")
        for place, row in enumerate(report.rows):
            colour = "#1b5e8a" if row.observed.use in BLIND else "#a8a8a8"
            axes.plot([max(-4.0, min(4.0, row.z))], [place], "o" if row.within else "X", color=colour, markersize=5)
        axes.set_yticks(range(len(report.rows)), [f"{row.study}: {row.arm}" for row in report.rows], fontsize=5)
        axes.set_xlim(-4.2, 4.2)
        axes.set_ylim(len(report.rows), -1)
        axes.set_xlabel("error / tolerance (blue: predicted, grey: fitted or tuned, cross: outside)")
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)


def write_page(report: Report, folder: Path) -> None:
    """Write ``validation.md`` and its picture ``validation.svg`` into a folder, which must exist."""
    draw(report, folder / "validation.svg")
    (folder / "validation.md").write_text(as_markdown(report, "validation.svg"), encoding="utf-8")

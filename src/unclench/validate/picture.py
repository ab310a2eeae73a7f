"""A report as a picture: every row a dot, one line for each kind of number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from unclench.validate.report import Report
from unclench.validate.row import Row
from unclench.validate.study import BLIND, Observed

EDGE = 4.0
"""Errors beyond so many tolerances are drawn here."""
UNIT_ENDINGS = ("_mg_l", "_ml_100g_min", "_mmhg", "_nrs", "_c")
PREDICTED, OTHER, WITHIN = "#1b5e8a", "#9a9a9a", "#dbe9dd"
APART = 0.16
"""How far below each other dots of one line are drawn that would cover each other, in lines."""


def draw(report: Report, path: Path) -> None:
    """Draw every row's error in units of its tolerance; the band from -1 to 1 is agreement. Needs matplotlib."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    kinds = _kinds(report.rows)
    with mpl.rc_context({"svg.hashsalt": "unclench", "svg.fonttype": "none"}):
        figure = Figure(figsize=(9, 0.34 * len(kinds) + 1.8), layout="constrained")
        axes = figure.subplots()
        axes.axvspan(-1, 1, color=WITHIN, zorder=0)
        axes.axvline(0, color="white", zorder=1)
        for line, rows in enumerate(kinds.values()):
            for place, row in zip(_places(rows), rows, strict=True):
                colour = PREDICTED if row.observed.use in BLIND else OTHER
                marker = "o" if row.within else "X"
                axes.plot([_shown(row)], [line + place], marker, color=colour, markersize=5, alpha=0.85)
            axes.text(EDGE + 0.35, line, _count(rows), fontsize=7, va="center", color=PREDICTED)
        axes.set_yticks(range(len(kinds)), list(kinds), fontsize=7)
        axes.hlines([line + 0.5 for line in range(len(kinds))], -EDGE - 0.2, EDGE + 0.2, color="#eeeeee", zorder=0)
        axes.set_xlim(-EDGE - 0.2, EDGE + 0.2)
        axes.set_ylim(len(kinds) - 0.4, -0.6)
        axes.tick_params(top=True, labeltop=True)
        axes.set_xlabel(
            "(predicted - observed) / tolerance. Blue: predicted, grey: fitted, tuned or set aside; cross: outside. "
            f"\nRight: predictions within tolerance. Beyond {EDGE:g}: drawn at the edge.",
            fontsize=8,
        )
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)


def _kinds(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Rows by kind, in the order of what they are about."""
    kinds: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        about = str(row.observed.of.get("outcome", row.observed.of.get("drug", "")))
        kinds[about, row.observed.quantity].append(row)
    return {_label(about, rows[0].observed): rows for (about, _), rows in sorted(kinds.items())}


def _label(about: str, observed: Observed) -> str:
    """What a line is about, its quantity and the unit, which the name of an outcome ends in."""
    noun = about.removesuffix(next((end for end in UNIT_ENDINGS if about.endswith(end)), ""))
    quantity = observed.quantity.removeprefix("drug_")
    return f"{noun} {quantity} ({observed.unit})".replace("_", " ").strip()


def _places(rows: Sequence[Row]) -> list[float]:
    """Where in its line each dot lies, so that equal errors do not cover each other."""
    taken: dict[int, int] = defaultdict(int)
    places = []
    for row in rows:
        bin_ = round(_shown(row) / 0.12)
        above_or_below = taken[bin_]
        taken[bin_] += 1
        places.append(((above_or_below + 1) // 2) * APART * (-1.0) ** above_or_below)
    return [max(-0.42, min(0.42, place)) for place in places]


def _shown(row: Row) -> float:
    return max(-EDGE, min(EDGE, row.z))


def _count(rows: Sequence[Row]) -> str:
    blind = [row for row in rows if row.observed.use in BLIND]
    return f"{sum(row.within for row in blind)} of {len(blind)}" if blind else ""

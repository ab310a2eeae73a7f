"""Error against time, as a picture and as tables, from what ``unclench bench`` and ``benchmarks.peers`` measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

Points = dict[str, list[dict[str, Any]]]
"""By solver: error, worst error and processor seconds per person-hour, from loose to tight."""
COLOURS = {
    "engine, double": "#1b6ca8",
    "engine, single": "#6ab0de",
    "C in lanes, double": "#444444",
    "C in lanes, single": "#999999",
    "C, one person at a time, double": "#c9a227",
    "SciPy LSODA, compiled rates": "#b03a2e",
    "SciPy LSODA, NumPy rates": "#e59866",
    "SciPy LSODA, Python rates": "#e59866",
}
SPARE = ("#2e7d32", "#8e44ad", "#00838f", "#6d4c41")


def of_peers(answer: dict[str, Any]) -> Points:
    """The spasm's equations alone."""
    found: Points = {}
    for row in answer["spasm"]:
        seconds = 1.0 / row["person_hours_per_cpu_second"]
        found.setdefault(row["family"], []).append(_point(row["setting"], row, seconds))
    return found


def of_engine(answer: dict[str, Any]) -> Points:
    """The whole day."""
    found: Points = {}
    for row in (each for each in answer["speeds"] if each["part"] == "solvers"):
        family, setting = row["what"].rsplit(", ", 1)
        found.setdefault(family, []).append(_point(setting, row, 1.0 / row["person_hours_per_second"]))
    return found


def _point(setting: str, row: dict[str, Any], seconds: float) -> dict[str, Any]:
    return {"setting": setting, "error": row["median_error"], "worst": row["worst_error"], "seconds": seconds}


def draw(sides: dict[str, Points], path: Path) -> None:
    """Both sides as one picture. Needs matplotlib."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context({"svg.hashsalt": "unclench", "svg.fonttype": "none"}):
        figure = Figure(figsize=(11, 5), layout="constrained")
        axes = figure.subplots(1, 2, sharey=True)
        spare = iter(SPARE)
        colours = dict(COLOURS)
        for side, (title, points) in zip(axes, sides.items(), strict=True):
            for family, curve in points.items():
                if family not in colours:
                    colours[family] = next(spare)
                style = "--" if family.startswith("C") else "-"
                side.plot(
                    [each["error"] for each in curve],
                    [each["seconds"] for each in curve],
                    style,
                    marker="o",
                    markersize=4,
                    color=colours[family],
                    label=family,
                )
            side.set(xscale="log", yscale="log", title=title, xlabel="median error (share of range)")
            side.grid(True, which="major", color="#dddddd")
            side.legend(fontsize="x-small")
        axes[0].set_ylabel("processor seconds per person-hour")
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)


def table(points: Points) -> list[str]:
    """One row for each solver and tolerance."""
    lines = [
        "| solver | setting | ms per person-hour | median error | worst |",
        "|---|---|---:|---:|---:|",
    ]
    for family, curve in points.items():
        for each in curve:
            cells = (
                family,
                each["setting"],
                f"{1e3 * each['seconds']:.3g}",
                f"{each['error']:.1e}",
                f"{each['worst']:.1e}",
            )
            lines.append(f"| {' | '.join(cells)} |")
    return lines

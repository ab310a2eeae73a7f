"""Draw error against time: ``python -m benchmarks.work_precision ENGINE.json PEERS.json [--docs docs/model]``.

ENGINE.json comes from ``unclench bench --save``, PEERS.json from ``python -m benchmarks.peers --save``. Writes
``work_precision.svg`` and the same numbers as ``work_precision.md``.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

Points = dict[str, list[dict[str, Any]]]
"""By solver: error, worst error and processor seconds per person-hour, from loose to tight."""
DOCS = Path(__file__).parents[1] / "docs" / "model"
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
HEAD = """# Error against time

Every solver at several tolerances; what lies lower and further left is better. Time is the processor's on one thread,
the best of all repeats. Error is the median over people of the time-mean error of the worst state, as a share of its
range.

![Error against time](work_precision.svg)

Left: the spasm's equations alone for two hours (temperatures held, no noise, no tablets), which is what every program
can run; the truth is LSODA at 1e-9. Right: the whole day with skin, tablets and noise, which only the engine and SciPy
run here; the truth is the engine at a tolerance a hundred times finer.

Written by `python -m benchmarks.work_precision`, the last steps of `make bench`; not measured by the tests.

"""


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


def measured_on(answer: dict[str, Any]) -> str:
    """The machine and its load, for under the tables."""
    about = answer["machine"]
    load = about.get("load", about.get("load_after"))
    busy = load > (about["processors"] or 1)
    name = about.get("processor", about["platform"])
    return f"{name}, {about['processors']} processors, average load {load:.1f} at the end" + (
        ": **others used the machine as well, so take the times as rough**." if busy else "."
    )


def main() -> None:
    """Write picture and page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engine", type=Path)
    parser.add_argument("peers", type=Path)
    parser.add_argument("--docs", type=Path, default=DOCS)
    chosen = parser.parse_args()
    engine, peers = (json.loads(path.read_text("utf-8")) for path in (chosen.engine, chosen.peers))
    sides = {"The spasm's equations alone, 2 h": of_peers(peers), "The whole day": of_engine(engine)}
    draw(sides, chosen.docs / "work_precision.svg")
    lines = []
    for title, answer in zip(sides, (peers, engine), strict=True):
        lines += [f"## {title}", "", *table(sides[title]), "", measured_on(answer), ""]
    (chosen.docs / "work_precision.md").write_text(HEAD + "\n".join(lines), encoding="utf-8")
    print(f"wrote work_precision.svg and work_precision.md into {chosen.docs}")


if __name__ == "__main__":
    main()

"""Write docs/model/speed.md and its picture: ``python -m benchmarks.speed_page build/bench [--docs docs/model]``.

The folder holds what ``make bench`` saved (engine.json, c.json, peers.json) and, if ``make million`` was run,
million.json. Nothing is measured here.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.work_precision import draw, of_engine, of_peers, table

DOCS = Path(__file__).parents[1] / "docs" / "model"
HEAD = """# How fast, and how accurate

Everything here was measured by `make bench` and `make million` and put on this page by `python -m
benchmarks.speed_page build/bench`. Every repeat is in the JSON files that these commands leave in `build/bench`; here
the best of them counts, because nothing makes a program faster than it is. On one thread times are the processor's,
on several the clock's. Compiling is never counted.

*Error* is the time-mean error of the worst output, as a share of its range; of this the median over people, and the
worst of those who lock and let go as in the truth. *Off* is the share who do not: they pass close to the edge between
locked and relaxed, where a small error decides ([convergence.md](convergence.md)).
"""
PICTURE = """## Error against time

![Error against time](work_precision.svg)

Every solver at several tolerances; what lies lower and further left is better. Left: the spasm's equations alone for
two hours (temperatures held, no noise, no tablets), which is what every program can run; the truth is LSODA at 1e-9.
Right: the whole day with skin, tablets and noise, which only the engine and SciPy run here; the truth is LSODA at
1e-8 for a few people. The engine joins the effect of tablets at moments two minutes apart by straight lines, which sets
a floor under its error there.
"""
BY_HAND = """## Against the same scheme by hand in C

`benchmarks/peer_c` is the engine's scheme once more, written by hand in C and compiled on the spot: the same
equations, steps, step control, frozen noise, results and summaries, for the same people at the same tolerance. It
covers bare skin without tablets, so the engine is given that day too. *In lanes* it carries as many people side by
side as the engine does, in the compiler's vector types; *one person at a time* is plain C with the C library's
mathematics. C compilers fuse products and sums into one instruction, which Numba does not; one row forbids it to
them. The two take turns on one thread.
"""


def bars(results: dict[str, Any]) -> Iterator[tuple[str, str, str, bool]]:
    """What was to be reached, what was reached (0: the engine is never as accurate), and whether that is enough."""
    engine, peers, hand = results["engine"], results["peers"], results["c"]
    ratios = engine["ratios"]
    plain = next(ratio for name, ratio in ratios.items() if name.endswith("NumPy rates, rtol 1e-04"))
    yield "SciPy LSODA with NumPy rates, rtol 1e-4: times as fast", "1,000 or more", f"{plain:,.0f}", plain >= 1000.0
    equal = min((ratio for name, ratio in ratios.items() if "equal error" in name and "compiled" in name), default=0.0)
    yield "SciPy LSODA with compiled rates, at equal error", "100 or more", f"{equal:,.0f}", equal >= 100.0
    for program in ("diffrax", "libRoadRunner"):
        rows = [each for each in peers["spasm"] if each["family"].startswith(program)]
        found = [each.get("engine_is_faster_at_equal_error", 0.0) for each in rows]  # 0: never as accurate
        if found:
            yield f"{program}, at equal error", "25 or more", f"{min(found):,.0f}", min(found) >= 25.0
    for row in hand["rows"]:
        if row["form"].startswith("C in lanes"):
            times = row["engine_takes_times_as_long"]
            yield f"{row['form']}: the engine takes times as long", "1.25 or less", f"{times:.2f}", times <= hand["bar"]
    for row in (each for each in engine["speeds"] if each["part"] == "whole run"):
        bar, middle = (2.0 if row["what"] == "double" else 1.0), statistics.median(row["seconds"])
        what = (
            f"{row['people']:,} people x {row['hours']:g} h, {row['what']} precision, {row['threads']} threads: seconds"
        )
        yield what, f"{bar:g} or less", f"{min(row['seconds']):.2f} (middle {middle:.2f})", middle <= bar
        worst, near = row["worst_error"], row["near_edge"]
        yield "the same: share of them near the edge, set apart", "1 % or less", f"{100.0 * near:.2f} %", near <= 0.01
        yield "the same: worst error of all others", "0.001 or less", f"{worst:.1e}", worst <= 1e-3


def bar_table(results: dict[str, Any]) -> list[str]:
    """The bars, met or missed."""
    lines = ["| | bar | measured | |", "|---|---|---:|---|"]
    return [
        *lines,
        *(f"| {what} | {bar} | {got} | {'met' if met else '**missed**'} |" for what, bar, got, met in bars(results)),
    ]


def c_table(rows: list[dict[str, Any]]) -> list[str]:
    """The engine beside the hand-written C."""
    lines = [
        "| C | C, s | engine, s | engine / C | apart (median) | worst | other branch | steps, C and engine |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        cells = (
            row["form"],
            f"{min(row['c_s']):.3f}",
            f"{min(row['engine_s']):.3f}",
            f"{row['engine_takes_times_as_long']:.2f}",
            f"{row['median_difference']:.1e}",
            f"{row['worst_difference_on_the_same_branch']:.1e}",
            f"{100.0 * row['on_another_branch']:.2f} %",
            f"{row['c_steps']:.1f}, {row['engine_steps']:.1f}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def growth_table(engine: dict[str, Any], part: str) -> list[str]:
    """The engine by threads, people or hours."""
    lines = [
        "| people | hours | threads | seconds, all repeats | person-hours/s | error | worst | off |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in (each for each in engine["speeds"] if each["part"] == part):
        cells = (
            f"{row['people']:,}",
            f"{row['hours']:g}",
            str(row["threads"]),
            " ".join(f"{each:.3g}" for each in row["seconds"]),
            f"{row['person_hours_per_second']:,.0f}",
            f"{row['median_error']:.1e}",
            f"{row['worst_error']:.1e}",
            f"{100.0 * row['off_branch']:.2f} %",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def heat_table(rows: list[dict[str, Any]]) -> list[str]:
    """The heat part."""
    lines = ["| solver | ms | largest error, degC | engine times as fast, as accurate |", "|---|---:|---:|---:|"]
    for row in rows:
        faster = row.get("engine_is_faster_at_equal_error")
        shown = f"{faster:,.0f}" if faster else ""
        lines.append(f"| {row['solver']} | {1e3 * min(row['seconds']):.3g} | {row['error_c']:.3f} | {shown} |")
    return lines


def memory_table(million: dict[str, Any]) -> list[str]:
    """Up to a million people on disk."""
    lines = [
        "| people | hours | failed | seconds | processor seconds | GB on disk | own memory, MB | pages of files, MB |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in million["rows"]:
        cells = (
            f"{row['people']:,}",
            f"{row['hours']:g}",
            str(row["failed"]),
            f"{row['seconds']:.0f}",
            f"{row['processor_seconds']:.0f}",
            f"{row['gb_on_disk']:.2f}",
            f"{row['peak_own_mb']:.0f}",
            f"{row['peak_files_mb']:.0f}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def measured_on(answer: dict[str, Any]) -> str:
    """The machine and its load, for under a table."""
    about = answer["machine"]
    load = about.get("load", about.get("load_after"))
    busy = load > (about["processors"] or 1) + 0.5
    name = about.get("processor", about["platform"])
    return f"{name}, {about['processors']} processors, average load {load:.1f} at the end" + (
        ": **others used the machine as well, so times are too long**." if busy else "."
    )


def page(results: dict[str, Any]) -> str:
    """The whole page."""
    engine, peers, hand = results["engine"], results["peers"], results["c"]
    growth = (
        ("Threads", "threads"),
        ("Cost against people", "people"),
        ("Cost against hours", "hours"),
    )
    lines = [HEAD, *bar_table(results), "", measured_on(engine), "", PICTURE, *table(of_peers(peers)), ""]
    lines += [
        "The whole day:",
        "",
        *table(of_engine(engine)),
        "",
        BY_HAND,
        *c_table(hand["rows"]),
        "",
        measured_on(hand),
        "",
    ]
    for title, part in growth:
        lines += [f"## {title}", "", *growth_table(engine, part), ""]
    lines += [
        "## Heat",
        "",
        "Twenty minutes of sudden cold, for which a closed form exists.",
        "",
        *heat_table(peers["heat"]),
        "",
    ]
    if "million" in results:
        lines += [
            "## Memory, up to a million people",
            "",
            "Block by block into NumPy files. Pages of files are what the system keeps at hand of them and takes back",
            "when it needs to; the program's own memory is what must not grow.",
            "",
            *memory_table(results["million"]),
            "",
            measured_on(results["million"]),
            "",
        ]
    return "\n".join(lines)


def main() -> None:
    """Write page and picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--docs", type=Path, default=DOCS)
    chosen = parser.parse_args()
    found = {path.stem: json.loads(path.read_text("utf-8")) for path in chosen.folder.glob("*.json")}
    if missing := {"engine", "c", "peers"} - set(found):
        names = ", ".join(f"{name}.json" for name in sorted(missing))
        parser.error(f"{chosen.folder} lacks {names}; run `make bench` first")
    sides = {"The spasm's equations alone, 2 h": of_peers(found["peers"]), "The whole day": of_engine(found["engine"])}
    draw(sides, chosen.docs / "work_precision.svg")
    (chosen.docs / "speed.md").write_text(page(found), encoding="utf-8")
    print(f"wrote speed.md and work_precision.svg into {chosen.docs}")


if __name__ == "__main__":
    main()

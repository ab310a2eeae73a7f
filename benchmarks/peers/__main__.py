"""Run every peer that is installed: ``python -m benchmarks.peers [--people N] [--json] [--save FILE]``."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.machine import machine, quiet, say
from benchmarks.peer_c import build
from benchmarks.peers import diffrax_peer, heat, roadrunner_peer
from benchmarks.peers.episode import (
    HOURS,
    ROWS,
    Array,
    Episode,
    by_engine,
    by_hand_written_c,
    by_lsoda,
    errors,
    make,
)

from unclench.knowledge.load import load
from unclench.simulate.run import TOLERANCE

REPEATS = 3
TOLERANCES = tuple(TOLERANCE * factor for factor in (5, 2, 1, 1 / 3, 1 / 10, 1 / 30, 1 / 100))
FEW, FEWER, SIDE_BY_SIDE = 32, 4, 64
"""So many people for solvers that take one after the other, for Python's rates, and for those side by side in XLA."""


@dataclass(frozen=True)
class Runner:
    """A solver at one tolerance: ``run`` carries the first so many people as it likes."""

    family: str
    setting: str
    run: Callable[[], Array]


def engine_and_c(episode: Episode) -> Iterator[Runner]:
    """The engine, and its scheme by hand in C, at the same tolerances."""
    reason = build.why_not()
    if reason:
        say(f"hand-written C left out: {reason}")
    for tolerance in TOLERANCES:
        setting = f"tolerance {tolerance:.1e}"
        for precision in ("double", "single"):
            yield Runner(
                f"engine, {precision}",
                setting,
                partial(by_engine, episode, tolerance, precision),
            )
        for form in () if reason else (build.DOUBLE, build.SINGLE, build.PLAIN):
            yield Runner(form.name, setting, partial(by_hand_written_c, episode, tolerance, form))


def lsoda(episode: Episode, count: int, rtol: float, compile_rates: bool) -> Callable[[], Array]:
    """SciPy for the first ``count`` people."""
    return lambda: np.array(
        [
            by_lsoda(episode.starts[i], episode.numbers[i], episode.inputs[:, i], rtol, compile_rates)[:, ROWS]
            for i in range(count)
        ]
    )


def others(episode: Episode, few: int, fewer: int, side_by_side: int) -> Iterator[Runner]:
    """Everybody else who is installed."""
    for rtol in (1e-2, 1e-3, 1e-4, 1e-5):
        yield Runner("SciPy LSODA, compiled rates", f"rtol {rtol:.0e}", lsoda(episode, few, rtol, True))
    for rtol in (1e-3, 1e-4, 1e-5):
        yield Runner("SciPy LSODA, Python rates", f"rtol {rtol:.0e}", lsoda(episode, fewer, rtol, False))
    if there("diffrax"):
        for method, rtol in (("Kvaerno3", 1e-3), ("Kvaerno5", 1e-3), ("Kvaerno5", 1e-4)):
            name = f"diffrax {version('diffrax')} {method}"
            yield Runner(name, f"rtol {rtol:.0e}", diffrax_peer.solver(episode, rtol, method, side_by_side))
    if there("libroadrunner"):
        for rtol in (1e-2, 1e-3, 1e-4, 1e-5):
            name = f"libRoadRunner {version('libroadrunner')}"
            yield Runner(name, f"rtol {rtol:.0e}", roadrunner_peer.solver(episode, rtol, few))


def row(runner: Runner, episode: Episode) -> dict[str, Any]:
    """Time a solver (first call apart: it compiles) and compare its answer with the truth."""
    say(f"{runner.family}, {runner.setting}")
    began = time.process_time()
    found = runner.run()
    first = time.process_time() - began
    seconds = []
    for _ in range(REPEATS):
        began = time.process_time()
        found = runner.run()
        seconds.append(time.process_time() - began)
    wrong = errors(found, episode.truth[: len(found)], episode.truth)
    return {
        "solver": f"{runner.family}, {runner.setting}",
        "family": runner.family,
        "setting": runner.setting,
        "people": len(found),
        "first_call_s": first,
        "seconds": seconds,
        "person_hours_per_cpu_second": len(found) * HOURS / min(seconds),
        "median_error": float(np.median(wrong)),
        "worst_error": float(wrong.max()),
        "errors": wrong.tolist(),
    }


def measure(people: int) -> list[dict[str, Any]]:
    """One row for each solver and tolerance."""
    say(f"the truth for {people} people (LSODA, a thousand times finer)")
    episode = make(load(), people)
    runners = (*engine_and_c(episode), *others(episode, *(min(each, people) for each in (FEW, FEWER, SIDE_BY_SIDE))))
    return [row(runner, episode) for runner in runners]


def ratios(rows: list[dict[str, Any]]) -> None:
    """Add to each peer's row how much faster the engine is: as accurate on the same people, and for C as it stands."""
    engine = [each for each in rows if each["family"] == "engine, double"]
    for peer in (each for each in rows if not each["family"].startswith("engine")):
        base, count = peer["person_hours_per_cpu_second"], peer["people"]
        if peer["family"].startswith("C "):
            precision = "single" if peer["family"].endswith("single") else "double"
            twin = f"engine, {precision}, {peer['setting']}"
            (same,) = (each for each in rows if each["solver"] == twin)
            peer["engine_takes_times_as_long"] = base / same["person_hours_per_cpu_second"]
            continue
        good = [each for each in engine if np.median(each["errors"][:count]) <= peer["median_error"]]
        if good:
            best = max(each["person_hours_per_cpu_second"] for each in good)
            peer["engine_is_faster_at_equal_error"] = best / base


def there(package: str) -> bool:
    """Whether a package is installed."""
    try:
        version(package)
    except PackageNotFoundError:
        say(f"{package} is not installed: left out")
        return False
    return True


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=128)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--save", type=Path, help="also write everything into this file as JSON")
    chosen = parser.parse_args()
    rows = measure(chosen.people)
    ratios(rows)
    say("heat")
    warmth = heat.measure(load())
    answer = json.dumps({"machine": machine(), "spasm": rows, "heat": warmth}, indent=1) + "\n"
    if chosen.save:
        chosen.save.write_text(answer, "utf-8")
    if chosen.json:
        sys.stdout.write(answer)
        return
    sys.stdout.write("The spasm's equations for two hours, one thread\n")
    for each in rows:
        faster, slower = each.get("engine_is_faster_at_equal_error"), each.get("engine_takes_times_as_long")
        sys.stdout.write(
            f"{each['solver']:48s} {each['person_hours_per_cpu_second']:12.1f} person-h/CPU-s"
            f"  error {each['median_error']:.1e} (worst {each['worst_error']:.1e})"
            f"  first call {each['first_call_s']:6.1f} s"
            + (f"  engine {faster:.0f}x at equal error" if faster else "")
            + (f"  engine takes {slower:.2f} times as long" if slower else "")
            + "\n"
        )
    sys.stdout.write("Heat: 20 minutes of sudden cold\n")
    for each in warmth:
        faster = each.get("engine_is_faster_at_equal_error")
        sys.stdout.write(
            f"{each['solver']:48s} {1e3 * min(each['seconds']):12.3f} CPU-ms"
            f"  error {each['error_c']:.4f} degC  first call {each['first_call_s']:6.1f} s"
            + (f"  engine {faster:.0f}x" if faster else "")
            + "\n"
        )
    sys.stdout.write(quiet() + "\n")


if __name__ == "__main__":
    main()

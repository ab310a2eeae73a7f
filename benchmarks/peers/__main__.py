"""Run every peer that is installed: ``python -m benchmarks.peers [--people N] [--json]``."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
from benchmarks.peers import diffrax_peer, heat, roadrunner_peer
from benchmarks.peers.episode import HOURS, ROWS, Array, Episode, by_engine, by_lsoda, errors, make

from unclench.knowledge.load import load

REPEATS = 3


def row(name: str, run: Callable[[], Array], episode: Episode) -> dict[str, Any]:
    """Time a solver (first call apart: it compiles) and compare its answer with the truth."""
    began = time.process_time()
    found = run()
    first = time.process_time() - began
    seconds = []
    for _ in range(REPEATS):
        began = time.process_time()
        found = run()
        seconds.append(time.process_time() - began)
    wrong = errors(found, episode.truth[: len(found)])
    return {
        "solver": name,
        "people": len(found),
        "first_call_s": first,
        "seconds": seconds,
        "person_hours_per_cpu_second": len(found) * HOURS / min(seconds),
        "median_error": float(np.median(wrong)),
        "worst_error": float(wrong.max()),
    }


def lsoda(episode: Episode, count: int, rtol: float) -> Callable[[], Array]:
    """SciPy with compiled rates, for the first ``count`` people."""
    return lambda: np.array(
        [by_lsoda(episode.starts[i], episode.numbers[i], episode.inputs[:, i], rtol)[:, ROWS] for i in range(count)]
    )


def measure(people: int) -> list[dict[str, Any]]:
    """One row for each solver and tolerance."""
    episode = make(load(), people)
    rows = [
        row(f"engine, tolerance {tol:.0e}", lambda t=tol: by_engine(episode, t), episode)  # type: ignore[misc]
        for tol in (1e-2, 3e-3, 1e-3, 1e-4)
    ]
    rows += [
        row(f"SciPy LSODA compiled, rtol {rtol:.0e}", lsoda(episode, people, rtol), episode) for rtol in (1e-3, 1e-4)
    ]
    if _there("diffrax"):
        rows += [
            row(
                f"diffrax {version('diffrax')} {method}, rtol {rtol:.0e}",
                diffrax_peer.solver(episode, rtol, method),
                episode,
            )
            for method, rtol in (("Kvaerno3", 1e-3), ("Kvaerno5", 1e-3), ("Kvaerno5", 1e-4))
        ]
    if _there("libroadrunner"):
        rows += [
            row(
                f"libRoadRunner {version('libroadrunner')}, rtol {rtol:.0e}",
                roadrunner_peer.solver(episode, rtol),
                episode,
            )
            for rtol in (1e-3, 1e-4)
        ]
    return rows


def ratios(rows: list[dict[str, Any]]) -> None:
    """Add to each peer's row how much faster the engine is at the loosest tolerance that is as accurate."""
    engine = [each for each in rows if each["solver"].startswith("engine")]
    for peer in rows:
        good = [each for each in engine if each["median_error"] <= max(peer["median_error"], 0.0)]
        if peer not in engine and good:
            best = max(each["person_hours_per_cpu_second"] for each in good)
            peer["engine_is_faster_at_equal_error"] = best / peer["person_hours_per_cpu_second"]


def _there(package: str) -> bool:
    try:
        version(package)
    except PackageNotFoundError:
        sys.stderr.write(f"{package} is not installed: left out\n")
        return False
    return True


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=64)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    rows = measure(chosen.people)
    ratios(rows)
    warmth = heat.measure(load())
    if chosen.json:
        sys.stdout.write(json.dumps({"spasm": rows, "heat": warmth}, indent=1) + "\n")
        return
    for each in rows:
        faster = each.get("engine_is_faster_at_equal_error")
        sys.stdout.write(
            f"{each['solver']:44s} {each['person_hours_per_cpu_second']:12.1f} person-h/CPU-s"
            f"  error {each['median_error']:.1e} (worst {each['worst_error']:.1e})"
            f"  first call {each['first_call_s']:6.1f} s" + (f"  engine {faster:.0f}x" if faster else "") + "\n"
        )
    for each in warmth:
        faster = each.get("engine_is_faster_at_equal_error")
        sys.stdout.write(
            f"{each['solver']:44s} {1e3 * min(each['seconds']):12.3f} CPU-ms for 20 min of cold"
            f"  error {each['error_c']:.4f} degC  first call {each['first_call_s']:6.1f} s"
            + (f"  engine {faster:.0f}x" if faster else "")
            + "\n"
        )


if __name__ == "__main__":
    main()

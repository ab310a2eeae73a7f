"""How long does a plan take, search included: in a process that has made one before, and from the terminal?

    python benchmarks/planning.py            a readable table
    python benchmarks/planning.py --json     the same as JSON

Every example that gets a plan is planned in a warm process, and one of them by ``unclench plan`` in new processes whose
compiled engine is on disk. Seconds are of the clock and of the processor, on all cores; all repeats are kept, the
middle one is shown. On a busy machine only the processor's seconds say something.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from unclench.advice import plan
from unclench.cli.inputs import read_case_file
from unclench.knowledge.load import Knowledge, load
from unclench.model.case import Case, Unmentioned
from unclench.model.preferences import Preferences
from unclench.simulate.warm_up import warm_up

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
COMMAND = [sys.executable, "-c", "from unclench.cli.main import run; run()", "plan"]
WARM_BAR_S, COLD_BAR_S = 1.0, 3.0
REPEATS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    warm_up()
    rows = [*warm_rows(load()), cold_row("overexertion")]
    if chosen.json:
        print(json.dumps({"cores": os.cpu_count(), "load": os.getloadavg()[0], "rows": rows}, indent=1))
        return
    print(f"{'plan':<34}{'ways tried':>11}{'clock s':>10}{'processor s':>13}{'bar s':>8}")
    for row in rows:
        clock, processor = statistics.median(row["clock_s"]), statistics.median(row["processor_s"])
        print(f"{row['plan']:<34}{row['ways_tried']:>11}{clock:>10.2f}{processor:>13.2f}{row['bar_s']:>8.1f}")
    print(f"load average {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores; the middle of {REPEATS}")


def warm_rows(knowledge: Knowledge) -> list[dict[str, Any]]:
    """One row for each example that gets a plan."""
    rows = []
    for path in sorted(EXAMPLES.glob("*.yaml")):
        (case, *_), _ = read_case_file(str(path), knowledge, Unmentioned.NO)
        answer = _plan(case, knowledge)
        if answer.plan is None:
            continue
        taken = [_taken(partial(_plan, case, knowledge), time.process_time) for _ in range(REPEATS)]
        rows.append(_row(f"{path.stem}, warm", answer.plan.ways_tried, WARM_BAR_S, taken))
    return rows


def cold_row(name: str) -> dict[str, Any]:
    """The same from the terminal, everything read from disk."""

    def ask() -> dict[str, Any]:
        done = subprocess.run([*COMMAND, str(EXAMPLES / f"{name}.yaml"), "--json"], capture_output=True, check=True)
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    tried = ask()["ways_tried"]
    return _row(f"{name}, new process", tried, COLD_BAR_S, [_taken(ask, _children_s) for _ in range(REPEATS)])


def _plan(case: Case, knowledge: Knowledge) -> Any:
    return plan(case, knowledge, today=date(2026, 11, 24), preferences=Preferences())


def _taken(work: Callable[[], object], processor_s: Callable[[], float]) -> tuple[float, float]:
    clock, processor = time.perf_counter(), processor_s()
    work()
    return time.perf_counter() - clock, processor_s() - processor


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _row(name: str, tried: int, bar_s: float, taken: list[tuple[float, float]]) -> dict[str, Any]:
    clock, processor = ([round(each[i], 3) for each in taken] for i in (0, 1))
    return {"plan": name, "ways_tried": tried, "bar_s": bar_s, "clock_s": clock, "processor_s": processor}


if __name__ == "__main__":
    main()

"""Does memory stay flat up to a million people? ``python -m benchmarks.million [--hours H] [--people N ...] [--json]``.

Each number of people is run in a process of its own, block by block, into ordinary NumPy files on disk. Resident memory
(Linux) is read at every block. Pages of the files that the system keeps at hand are counted apart: it takes them
back whenever it needs to, they are not the program's.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.machine import machine, quiet, say

from unclench.knowledge.load import load
from unclench.model.case import Person
from unclench.simulate.blocks import run_in_blocks, write_to_disk
from unclench.simulate.eventful_day import eventful
from unclench.simulate.members import Members
from unclench.simulate.warm_up import warm_up

PEOPLE = (10_000, 100_000, 1_000_000)
HOURS, EVERY_MIN, PRECISION = 6.0, 30.0, "single"
SAY_EVERY_S = 10.0
GROWN_MOST = 1.25
"""The largest run may hold this many times the memory of the smallest."""


def resident() -> dict[str, float]:
    """MB of this process's memory at hand: its own, and pages of files."""
    found = {}
    for line in Path("/proc/self/status").read_text("utf-8").splitlines():
        name, _, rest = line.partition(":")
        if name in ("RssAnon", "RssFile", "RssShmem"):
            found[name] = int(rest.split()[0]) / 1024.0
    return {"own_mb": found["RssAnon"], "files_mb": found["RssFile"] + found["RssShmem"]}


def watched(blocks: Iterator[Members], members: int, seen: list[dict[str, float]]) -> Iterator[Members]:
    """The same blocks; memory is read as each arrives, when the one before is still held: then it is fullest."""
    done, spoke = 0, time.perf_counter()
    for each in blocks:
        done += len(each.numbers)
        seen.append({"people": done, **resident()})
        yield each
        if time.perf_counter() - spoke > SAY_EVERY_S:
            spoke = time.perf_counter()
            say(f"{done:,} of {members:,}: own memory {seen[-1]['own_mb']:.0f} MB")


def run_one(members: int, hours: float, folder: Path) -> dict[str, Any]:
    """Run so many people into ``folder`` in this process, and read a little of the files again."""
    warm_up()
    seen: list[dict[str, float]] = []
    began, processor = time.perf_counter(), time.process_time()
    blocks = run_in_blocks(
        Person(),
        eventful(hours),
        knowledge=load(),
        members=members,
        output_every_min=EVERY_MIN,
        precision=PRECISION,
    )
    written = write_to_disk(watched(blocks, members, seen), members, folder)
    seconds, processor = time.perf_counter() - began, time.process_time() - processor
    summaries = np.load(folder / "summaries.npy", mmap_mode="r")
    return {
        "people": members,
        "written": written,
        "failed": int((summaries["status"] != 0).sum()),
        "hours": hours,
        "output_every_min": EVERY_MIN,
        "precision": PRECISION,
        "seconds": seconds,
        "processor_seconds": processor,
        "gb_on_disk": sum(each.stat().st_size for each in folder.iterdir()) / 1e9,
        "peak_own_mb": max(each["own_mb"] for each in seen),
        "peak_files_mb": max(each["files_mb"] for each in seen),
        "memory": seen[:: max(1, len(seen) // 20)] + seen[-1:],
    }


def in_its_own_process(members: int, hours: float) -> dict[str, Any]:
    """:func:`run_one` where nothing else has used memory; its files are deleted afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="unclench-million-"))
    command = [sys.executable, "-m", "benchmarks.million", "--one", str(folder), "--hours", str(hours)]
    try:
        done = subprocess.run([*command, "--people", str(members)], stdout=subprocess.PIPE, text=True, check=True)
    finally:
        shutil.rmtree(folder)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def main() -> None:
    """Print the table; exit 1 when memory grows or anybody is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, nargs="+", default=PEOPLE)
    parser.add_argument("--hours", type=float, default=HOURS)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--save", type=Path, help="also write everything into this file as JSON")
    chosen = parser.parse_args()
    if chosen.one:
        print(json.dumps(run_one(chosen.people[0], chosen.hours, chosen.one)))
        return
    rows = []
    for members in chosen.people:
        say(f"{members:,} people x {chosen.hours:g} h")
        rows.append(in_its_own_process(members, chosen.hours))
    answer = json.dumps({"machine": machine(), "rows": rows}, indent=1) + "\n"
    if chosen.save:
        chosen.save.write_text(answer, "utf-8")
    if chosen.json:
        print(answer, end="")
    else:
        print(f"{chosen.hours:g} h, a result every {EVERY_MIN:g} min, {PRECISION} precision, on disk")
        print(
            f"{'people':>10}{'written':>10}{'failed':>8}{'seconds':>10}{'CPU s':>8}"
            f"{'GB on disk':>12}{'own MB':>9}{'file MB':>9}"
        )
        for row in rows:
            print(
                f"{row['people']:>10,}{row['written']:>10,}{row['failed']:>8}{row['seconds']:>10.1f}"
                f"{row['processor_seconds']:>8.1f}{row['gb_on_disk']:>12.2f}"
                f"{row['peak_own_mb']:>9.0f}{row['peak_files_mb']:>9.0f}"
            )
        print(quiet())
    flat = rows[-1]["peak_own_mb"] <= GROWN_MOST * rows[0]["peak_own_mb"]
    everybody = all(row["written"] == row["people"] for row in rows)
    if not flat or not everybody:
        sys.exit("memory grew with people" if everybody else "somebody is missing")


if __name__ == "__main__":
    main()

"""The engine beside its own scheme by hand in C: ``python -m benchmarks.peer_c [--people N] [--json] [--save FILE]``.

Both carry the same people on one thread through the same day with bare skin and without tablets, for that is what the
C knows: spasm, noise, jumps, step control, results and summaries, but no column of skin and no drug levels. Same
tolerance, same steps, same frozen noise. The two take turns, so that a busy machine slows both.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.machine import machine, quiet, say
from benchmarks.peer_c.build import DOUBLE, FLAGS, PLAIN, SINGLE, WIDTH, Form, by_c, library, why_not

from unclench.knowledge.load import load
from unclench.model.case import Person
from unclench.model.scenario import Scenario
from unclench.simulate.accuracy import errors
from unclench.simulate.ensemble import Lives, live_all
from unclench.simulate.eventful_day import eventful_with_bare_skin
from unclench.simulate.life import BEING, Records, Timeline, room
from unclench.simulate.population import parameter_values, sample
from unclench.simulate.results import RESULTS
from unclench.simulate.run import TOLERANCE
from unclench.simulate.schedule import timeline
from unclench.simulate.speed import OUTPUT_EVERY_MIN, SEED, TRUTH_TOLERANCE

PEOPLE, HOURS, TURNS = 512, 24.0, 7
BAR = 1.25
FAIR = Form("C in lanes, double, no fused multiply-add", WIDTH // 8, "double", ("-ffp-contract=off",))
"""Numba never fuses a product with a sum; GCC and Clang do wherever the processor can, unless told not to."""
PAIRS = ((DOUBLE, "double"), (FAIR, "double"), (SINGLE, "single"), (PLAIN, "double"))


@dataclass(frozen=True)
class Day:
    """People at rest and what happens to them."""

    people: Records
    beings: Records
    temperatures: np.ndarray
    timeline: Timeline


def prepared(count: int, hours: float) -> Day:
    """``count`` people and a day with bare skin."""
    knowledge = load()
    values, people, beings = parameter_values(knowledge), sample(Person(), count, SEED, knowledge), room(BEING, count)
    still = timeline(Scenario(1 / 60), values, 1.0)
    resting = live_all(people, still, beings, newborn=True, seed=SEED, tolerance=1e-6).curves
    temperatures = np.array([resting[:, 0, RESULTS.index(name)] for name in ("skin_c", "muscle_c")])
    return Day(people, beings, temperatures, timeline(eventful_with_bare_skin(hours), values, OUTPUT_EVERY_MIN))


def by_engine(day: Day, precision: str, tolerance: float = TOLERANCE) -> Lives:
    """Everybody's day by the engine on one thread."""
    beings = day.beings.copy()
    return live_all(
        day.people, day.timeline, beings, newborn=False, seed=SEED, tolerance=tolerance, threads=1, precision=precision
    )


def by_hand(day: Day, form: Form) -> Lives:
    """The same by the C."""
    beings = day.beings.copy()
    return by_c(form, day.people, day.timeline, beings, day.temperatures, seed=SEED, tolerance=TOLERANCE)


def measure(count: int = PEOPLE, hours: float = HOURS, turns: int = TURNS) -> list[dict[str, Any]]:
    """A row for each form of the C with the engine's in the same precision."""
    say(f"{count} people at rest")
    day = prepared(count, hours)
    say("the truth")
    truth = by_engine(day, "double", TRUTH_TOLERANCE).curves
    return [_pair(day, form, precision, turns, truth) for form, precision in PAIRS]


def _pair(day: Day, form: Form, precision: str, turns: int, truth: Any) -> dict[str, Any]:
    say(f"{form.name}: compiling, then {turns} turns")
    began = time.perf_counter()
    library(form)
    compiling = time.perf_counter() - began
    engine, own, hand, hands = by_engine(day, precision), [], by_hand(day, form), []
    for _ in range(turns):
        own.append(_seconds(lambda: by_engine(day, precision)))
        hands.append(_seconds(lambda: by_hand(day, form)))
    apart, off = errors(hand.curves, engine.curves)
    found: dict[str, Any] = {
        "form": form.name,
        "precision": precision,
        "people": len(day.people),
        "hours": float(day.timeline.spells[-1].end_s / 3600.0),
        "compile_s": compiling,
        "engine_s": own,
        "c_s": hands,
        "engine_takes_times_as_long": min(own) / min(hands),
        "median_difference": float(np.median(apart)),
        "worst_difference_on_the_same_branch": float(apart[~off].max()),
        "on_another_branch": float(off.mean()),
    }
    for name, lives in (("engine", engine), ("c", hand)):
        wrong, lost = errors(lives.curves, truth)
        found[f"{name}_median_error"], found[f"{name}_worst_error"] = float(np.median(wrong)), float(wrong[~lost].max())
        found[f"{name}_steps"] = float(lives.summaries.steps.mean())
        found[f"{name}_refused"] = float(lives.summaries.refused.mean())
    return found


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--save", type=Path, help="also write everything into this file as JSON")
    chosen = parser.parse_args()
    if why_not():
        sys.stdout.write(f"Hand-written C: skipped, {why_not()}\n")
        return
    rows = measure(chosen.people)
    answer = json.dumps({"machine": machine(), "flags": FLAGS, "bar": BAR, "rows": rows}, indent=1) + "\n"
    if chosen.save:
        chosen.save.write_text(answer, "utf-8")
    if chosen.json:
        sys.stdout.write(answer)
        return
    sys.stdout.write(
        f"The scheme by hand in C ({' '.join(FLAGS[:2])}), {chosen.people} people x {HOURS:g} h, one thread\n"
    )
    for each in rows:
        sys.stdout.write(
            f"{each['form']:44s} C {min(each['c_s']):6.3f} s  engine {min(each['engine_s']):6.3f} s"
            f"  engine takes {each['engine_takes_times_as_long']:4.2f} times as long (bar {BAR})"
            f"  apart {each['median_difference']:.1e} (worst {each['worst_difference_on_the_same_branch']:.1e},"
            f" other branch {100 * each['on_another_branch']:.2f} %)"
            f"  steps {each['c_steps']:.1f} and {each['engine_steps']:.1f}"
            f"  error {each['c_median_error']:.1e} and {each['engine_median_error']:.1e}\n"
        )
    sys.stdout.write(quiet() + "\n")


if __name__ == "__main__":
    main()

"""How long do a million people's days take on a graphics card, and what share of its peak is that?

    python benchmarks/gpu.py                              1,000,000 people x 24 h, as JSON
    python benchmarks/gpu.py --people 100000 --hours 6

Without a card it says so and ends with status 1. Compiling is timed apart, on one person; drawing the people is not
timed; copying to the card and back is.

Operations: the additions, subtractions, multiplications and divisions of one step of the spasm are counted by running
the step in the interpreter on numbers that count themselves, and multiplied by the steps taken and refused.
Exponentials and roots, the heat column and all bookkeeping count nothing, so the share of the peak is a lower bound.
The peak is single precision's, two operations (a fused multiply-add) for every core in every cycle; the engine
computes in double precision, so a card without fast double precision cannot come near it.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from typing import Any

from unclench.knowledge.load import load
from unclench.model.case import Person
from unclench.model.scenario import Scenario
from unclench.physiology.spasm import INPUTS
from unclench.physiology.spasm import PARAMETERS as SPASM_PARAMETERS
from unclench.simulate.cuda.launch import PEOPLE_AT_A_TIME, NoCard, check_card, live_on_card
from unclench.simulate.eventful_day import ACTIONS
from unclench.simulate.life import BEING, OK, room
from unclench.simulate.population import parameter_values, sample
from unclench.simulate.rosenbrock import COUNT, MATRIX_ROWS, Stage, spasm_step
from unclench.simulate.run import TOLERANCE
from unclench.simulate.schedule import timeline
from unclench.simulate.speed import SEED

FP32_CORES_A_MULTIPROCESSOR = {
    (7, 0): 64,
    (7, 5): 64,
    (8, 0): 64,
    (8, 6): 128,
    (8, 9): 128,
    (9, 0): 128,
}
"""By compute capability: CUDA C++ Programming Guide, "Arithmetic Instructions"."""


class Counted(float):
    """A number that counts the arithmetic done with it."""

    count = 0


def _counting(name: str) -> Any:
    plain = getattr(float, name)

    def counted(self: float, *other: float) -> Any:
        Counted.count += 1
        answer = plain(self, *other)
        return answer if answer is NotImplemented else Counted(answer)

    return counted


for _sign in ("add", "sub", "mul", "truediv"):
    setattr(Counted, f"__{_sign}__", _counting(f"__{_sign}__"))
    setattr(Counted, f"__r{_sign}__", _counting(f"__r{_sign}__"))


def operations_a_step() -> int:
    """Arithmetic operations of one step of one person, everyday inputs."""
    knowledge = load()
    p = [Counted(each) for each in sample(Person(), 1, SEED, knowledge).spasm[0]]
    assert len(p) == len(SPASM_PARAMETERS)

    def row(length: int, value: float) -> list[float]:
        return [Counted(value)] * length

    stage = Stage(*(row(MATRIX_ROWS if name == "matrix" else COUNT, 0.0) for name in Stage._fields))
    Counted.count = 0
    spasm_step(row(COUNT, 0.5), row(len(INPUTS), 0.0), row(len(INPUTS), 0.0), p, Counted(1.0), stage)
    return Counted.count


def card() -> dict[str, Any]:
    """Name and single-precision peak of the card at hand; the peak is null for a card not in the table."""
    from numba import cuda

    device = cuda.get_current_device()
    cores = FP32_CORES_A_MULTIPROCESSOR.get(tuple(device.compute_capability))
    per_cycle = None if cores is None else 2.0 * cores * device.MULTIPROCESSOR_COUNT
    name = device.name.decode() if isinstance(device.name, bytes) else str(device.name)
    return {
        "name": name,
        "compute_capability": list(device.compute_capability),
        "fp32_peak_per_s": None if per_cycle is None else per_cycle * device.CLOCK_RATE * 1000.0,
    }


def last_minute(action: Any) -> float:
    """When an action is over, in minutes."""
    return float(action.start_min + getattr(action, "duration_min", 0.0))


def measure(people: int, hours: float) -> dict[str, Any]:
    """Seconds for everybody's life, in blocks as large as the card takes at once; the first block is one person's."""
    knowledge = load()
    actions = tuple(each for each in ACTIONS if last_minute(each) <= hours * 60)
    events = timeline(Scenario(hours, actions), parameter_values(knowledge), hours * 60)
    seconds, steps, failed = [], 0, 0
    blocks = [(first, min(PEOPLE_AT_A_TIME, people - first)) for first in range(0, people, PEOPLE_AT_A_TIME)]
    for first, n in [(0, 1), *blocks]:
        crowd = sample(Person(), n, SEED, knowledge, first=first)
        started = time.perf_counter()
        lives = live_on_card(crowd, events, room(BEING, n), newborn=True, seed=SEED, tolerance=TOLERANCE)
        seconds.append(time.perf_counter() - started)
        if len(seconds) > 1:
            steps += int(lives.summaries.steps.sum() + lives.summaries.refused.sum())
            failed += int((lives.summaries.status != OK).sum())
    return {"compile_and_one_person_s": seconds[0], "blocks_s": seconds[1:], "steps": steps, "failed": failed}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--hours", type=float, default=24.0)
    chosen = parser.parse_args()
    try:
        check_card()
    except NoCard as reason:
        print(f"Not measured. {reason}", file=sys.stderr)
        return 1
    found, measured, each = card(), measure(chosen.people, chosen.hours), operations_a_step()
    seconds = sum(measured["blocks_s"])
    reached, peak = each * measured["steps"] / seconds, found["fp32_peak_per_s"]
    report = {
        "card": found,
        "people": chosen.people,
        "hours": chosen.hours,
        **measured,
        "seconds": seconds,
        "operations_a_step_at_least": each,
        "operations_per_s_at_least": reached,
        "share_of_fp32_peak_at_least": reached / peak if peak else None,
    }
    json.dump(report, sys.stdout, indent=1)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""How fast and how accurate the engine is, against SciPy on the same model in the same run.

All repeats are kept. Every speed stands beside its error: per member, the time-mean error of each spasm output as a
share of its range, the worst output counting; members that lock or release differently from the truth are counted
apart. The truth is the engine at a tolerance a hundred times finer, itself held to the reference by the tests.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from unclench.knowledge.load import Knowledge
from unclench.model.case import Person
from unclench.model.scenario import (
    Action,
    Cold,
    ColdSource,
    Dose,
    Drug,
    Exertion,
    Heat,
    HeatSource,
    Injury,
    Posture,
    PostureChange,
    Scenario,
    Stretch,
)
from unclench.physiology.spasm import OUTPUTS
from unclench.simulate.arrays import Cube, Flags, Vector
from unclench.simulate.ensemble import Lives, live_all
from unclench.simulate.life import BEING, Timeline, room
from unclench.simulate.population import parameter_values, sample
from unclench.simulate.run import TOLERANCE
from unclench.simulate.schedule import timeline
from unclench.simulate.warm_up import warm_up
from unclench.simulate.yardstick import scipy_lives

ACTIONS = (
    Exertion(5, 5, 0.3),
    Injury(20, 1.0),
    Stretch(20, 1 / 60, 0.1, 1.0),
    Dose(30, Drug.IBUPROFEN, 400),
    PostureChange(60, Posture.LYING_SIDE),
    Cold(70, 10, ColdSource.ICE_CUBE_MOVING),
    Heat(100, 15, HeatSource.TOWEL_COMPRESS, 45.0),
    PostureChange(400, Posture.STANDING),
    PostureChange(800, Posture.SITTING),
)
"""One eventful day: work, an injury, a tablet, rest, ice, warmth, and getting up again."""
TRUTH_TOLERANCE = TOLERANCE / 100
LADDER = (TOLERANCE, TOLERANCE / 3, TOLERANCE / 10, TOLERANCE / 30)
SEED = 1
MEASUREMENTS = 17
"""How many things :func:`bench` measures, for progress."""


@dataclass(frozen=True, slots=True)
class Speed:
    """One measurement.

    Attributes:
        what: which solver, with its tolerance.
        people: how many virtual people.
        hours: of their time.
        threads: on how many threads.
        seconds: of every repeat: processor time on one thread, wall time on several.
        median_error: over members; None where it was not measured.
        worst_error: over members that stay on the truth's branch.
        off_branch: share of members that lock or release differently from the truth.
        steps: mean accepted steps a member, or 0 where unknown.
    """

    what: str
    people: int
    hours: float
    threads: int
    seconds: tuple[float, ...]
    median_error: float | None = None
    worst_error: float | None = None
    off_branch: float | None = None
    steps: float = 0.0

    @property
    def person_hours_per_second(self) -> float:
        """Throughput of the best repeat."""
        return self.people * self.hours / min(self.seconds)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything measured in one run."""

    compile_seconds: float
    speeds: tuple[Speed, ...]
    ratios: tuple[tuple[str, float], ...]

    def as_dict(self) -> dict[str, object]:
        """Everything as plain values for JSON; times are seconds."""
        return {
            "compile_seconds": self.compile_seconds,
            "speeds": [
                {**asdict(each), "person_hours_per_second": each.person_hours_per_second} for each in self.speeds
            ],
            "ratios": dict(self.ratios),
        }


def measure(knowledge: Knowledge, *, quick: bool = False, progress: Callable[[float], None] | None = None) -> Report:
    """:func:`bench` at its usual size, or ``quick``; ``progress`` is called with the rough share done, 0-1."""
    seen = itertools.count(1)

    def tick(_: str) -> None:
        if progress is not None:
            progress(min(next(seen) / MEASUREMENTS, 1.0))

    if quick:
        return bench(knowledge, people=64, scipy_people=1, hours=4.0, repeats=1, progress=tick)
    return bench(knowledge, progress=tick)


def bench(
    knowledge: Knowledge,
    *,
    people: int = 256,
    scipy_people: int = 4,
    hours: float = 24.0,
    repeats: int = 3,
    progress: Callable[[str], None] | None = None,
) -> Report:
    """Measure the engine, SciPy with NumPy rates and with compiled rates, threads, people and hours.

    Args:
        knowledge: fact-sheets, which hold every parameter.
        people: how many the engine carries in each measurement.
        scipy_people: how many of the same people SciPy carries.
        hours: of the scenario, at least 2.
        repeats: of every measurement.
        progress: called with what is measured next.
    """
    say = progress or (lambda _: None)
    say("compiling, or reading compiled code from disk")
    compile_seconds = warm_up()
    day, values = Scenario(hours, _within(hours)), parameter_values(knowledge)
    events, crowd = timeline(day, values, 10.0), sample(Person(), people, SEED, knowledge)
    few = crowd[:scipy_people]

    def engine(count: int, what: Timeline, tolerance: float, threads: int, precision: str = "double") -> Lives:
        beings = room(BEING, count)
        return live_all(
            sample(Person(), count, SEED, knowledge) if count > people else crowd[:count],
            what,
            beings,
            newborn=True,
            seed=SEED,
            tolerance=tolerance,
            threads=threads,
            precision=precision,
        )

    say("truth")
    truth = engine(people, events, TRUTH_TOLERANCE, 1).curves
    speeds = []
    for tolerance in LADDER:
        say(f"engine at tolerance {tolerance:.1e}")
        speeds.append(
            _speed(
                f"engine, tolerance {tolerance:.1e}",
                (people, hours, 1),
                repeats,
                lambda each=tolerance: engine(people, events, each, 1),  # type: ignore[misc]
                truth,
            )
        )
    say("engine in single precision")
    engine(1, events, TOLERANCE, 1, "single")  # compiled by its first run
    speeds.append(
        _speed(
            f"single precision, tolerance {TOLERANCE:.1e}",
            (people, hours, 1),
            repeats,
            lambda: engine(people, events, TOLERANCE, 1, "single"),
            truth,
        )
    )
    for compile_rates, rtol in ((False, 1e-4), (True, 1e-4), (True, 1e-3)):
        name = f"SciPy LSODA, {'compiled' if compile_rates else 'NumPy'} rates, rtol {rtol:.0e}"
        say(name)
        scipy_lives(few[:1], events, seed=SEED, rtol=rtol, compile_rates=compile_rates)
        speeds.append(
            _speed(
                name,
                (scipy_people, hours, 1),
                1 if not compile_rates else repeats,
                lambda c=compile_rates, r=rtol: scipy_lives(few, events, seed=SEED, rtol=r, compile_rates=c),  # type: ignore[misc]
                truth[:scipy_people],
            )
        )
    ratios = _ratios(speeds)
    for threads in (1, 2, 4):
        say(f"{threads} threads")
        work = (people, hours, threads)
        speeds.append(_speed("threads", work, repeats, lambda t=threads: engine(people, events, TOLERANCE, t), None))  # type: ignore[misc]
    for count, span in ((people // 4, hours), (4 * people, hours), (people, hours / 4), (people, hours * 3)):
        say(f"{count} people, {span:g} h")
        what = timeline(Scenario(span, _within(span)), values, 10.0)
        speeds.append(
            _speed("size", (count, span, 2), repeats, lambda n=count, w=what: engine(n, w, TOLERANCE, 2), None)  # type: ignore[misc]
        )
    return Report(compile_seconds, tuple(speeds), ratios)


def _within(hours: float) -> tuple[Action, ...]:
    return tuple(action for action in ACTIONS if action.start_min < hours * 60)


def _speed(
    what: str, size: tuple[int, float, int], repeats: int, work: Callable[[], Lives], truth: Cube | None
) -> Speed:
    people, hours, threads = size
    clock = time.process_time if threads == 1 else time.perf_counter
    seconds = []
    for _ in range(repeats):
        began = clock()
        lives = work()
        seconds.append(clock() - began)
    steps = float(np.mean(lives.summaries.steps))
    if truth is None:
        return Speed(what, people, hours, threads, tuple(seconds), steps=steps)
    error, off = errors(lives.curves, truth)
    on_branch = error[~off] if not off.all() else error
    return Speed(
        what,
        people,
        hours,
        threads,
        tuple(seconds),
        float(np.median(error)),
        float(on_branch.max()),
        float(off.mean()),
        steps,
    )


def errors(curves: Cube, truth: Cube) -> tuple[Vector, Flags]:
    """Per member: the worst output's time-mean error as a share of its range, and whether it locks differently."""
    count = len(OUTPUTS)
    spread = np.maximum(np.ptp(truth[:, :, :count], axis=(0, 1)), 0.1)
    worst = np.abs(curves[:, :, :count] - truth[:, :, :count]).mean(axis=1) / spread
    locked = OUTPUTS.index("locked")
    return worst.max(axis=1), np.asarray((curves[:, :, locked] != truth[:, :, locked]).any(axis=1))


def _ratios(speeds: Sequence[Speed]) -> tuple[tuple[str, float], ...]:
    """Engine against SciPy: at the engine's own tolerance, and at the loosest that is as accurate as SciPy's run."""
    ladder = [each for each in speeds if each.what.startswith("engine")]
    ratios = []
    for other in (each for each in speeds if each.what.startswith("SciPy")):
        base = other.person_hours_per_second
        ratios.append((f"engine default / {other.what}", ladder[0].person_hours_per_second / base))
        as_good = [each for each in ladder if (each.median_error or 0.0) <= (other.median_error or 0.0)]
        if as_good:
            best = max(each.person_hours_per_second for each in as_good)
            ratios.append((f"engine at equal error / {other.what}", best / base))
    return tuple(ratios)

"""How fast and how accurate the engine is: against SciPy, by threads, people and hours, in one run.

All repeats are kept, and every speed stands beside its error (see ``speed``).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache, partial

import numpy as np

from unclench.knowledge.load import Knowledge
from unclench.model.case import Person
from unclench.simulate.arrays import Cube
from unclench.simulate.ensemble import PRECISIONS, Lives
from unclench.simulate.eventful_day import eventful
from unclench.simulate.run import TOLERANCE, run_members
from unclench.simulate.speed import OUTPUT_EVERY_MIN, SEED, Speed, Task, Track
from unclench.simulate.warm_up import warm_up
from unclench.simulate.yardstick import scipy_lives

LADDER = tuple(TOLERANCE * factor for factor in (5.0, 2.0, 1.0, 1 / 3, 1 / 10, 1 / 30))
"""Tolerances of the engine; the third is its own."""
SCIPY = ((False, 1e-3), (False, 1e-4), (True, 1e-2), (True, 1e-3), (True, 1e-4), (True, 1e-5))
"""SciPy's runs: whether its rates are compiled, and its relative tolerance."""
EXACT_RTOL = 1e-8
"""Of the run that is the truth among solvers; medicine at every moment, not at knots as in the engine."""
PARTS = {
    "solvers": "Solvers on the whole day, one thread",
    "whole run": "A whole run, people drawn and all",
    "threads": "Threads",
    "people": "Cost against people",
    "hours": "Cost against hours",
}
Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured.

    Attributes:
        people: carried by the engine beside other solvers.
        scipy_people: how many of them SciPy carries with compiled rates, and have their errors taken; half of them with
            NumPy's.
        hours: of the day beside other solvers.
        repeats: of every measurement (SciPy with NumPy's rates, the slowest by far, once).
        whole: people of a whole run.
        threads: to try, those above the processors that there are left out.
        thread_people: people of that.
        crowds: numbers of people for ``crowd_hours``.
        crowd_hours: as said.
        spans: hours for ``span_people``.
        span_people: as said.
    """

    people: int = 256
    scipy_people: int = 4
    hours: float = 24.0
    repeats: int = 3
    whole: int = 4096
    threads: tuple[int, ...] = (1, 2, 4, 8, 16)
    thread_people: int = 1024
    crowds: tuple[int, ...] = (64, 256, 1024, 4096, 16_384, 65_536)
    crowd_hours: float = 6.0
    spans: tuple[float, ...] = (6.0, 24.0, 72.0, 168.0)
    span_people: int = 1024


QUICK = Size(64, 1, 2.0, 1, 256, (1, 2), 64, (64, 256), 2.0, (2.0, 4.0), 64)


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


def measure(knowledge: Knowledge, *, quick: bool = False, progress: Progress | None = None) -> Report:
    """Everything at its usual size, or ``quick``; ``progress`` gets the share of measurements done and the next."""
    return bench(knowledge, QUICK if quick else Size(), progress)


def bench(knowledge: Knowledge, size: Size, progress: Progress | None = None) -> Report:
    """Measure the engine, SciPy with NumPy rates and with compiled rates, a whole run, threads, people and hours."""
    say = progress or (lambda _share, _now: None)
    say(0.0, "compiling, or reading compiled code from disk")
    compile_seconds = warm_up()
    track = Track(knowledge, size.people)

    @cache
    def exact() -> Cube:
        people, day = track.people(size.scipy_people), track.day(size.hours)
        return scipy_lives(people, day, seed=SEED, rtol=EXACT_RTOL, compile_rates=True).curves

    tasks = [*engine_tasks(track, size, exact), *scipy_tasks(track, size, exact)]
    for kind in (whole_tasks, thread_tasks, people_tasks, hour_tasks):
        tasks += kind(track, size)
    say(0.0, f"the truth for {size.scipy_people} people, LSODA at {EXACT_RTOL:.0e}")
    exact()
    speeds = []
    for done, task in enumerate(tasks):
        say(done / len(tasks), f"{task.part}: {task.what}, {task.people} people, {task.hours:g} h")
        speeds.append(task.measure())
    return Report(compile_seconds, tuple(speeds), ratios(speeds))


def engine_tasks(track: Track, size: Size, truth: Callable[[], Cube]) -> Iterator[Task]:
    """The engine on one thread, at every tolerance, in both precisions."""
    people, day = track.people(size.people), track.day(size.hours)
    for precision in PRECISIONS:
        for tolerance in LADDER:
            work = partial(track.engine, people, day, tolerance, 1, precision)
            warm = partial(track.engine, people[:1], day, tolerance, 1, precision)
            what = f"engine, {precision}, tolerance {tolerance:.1e}"
            yield Task("solvers", what, size.people, size.hours, 1, size.repeats, work, truth, warm)


def scipy_tasks(track: Track, size: Size, truth: Callable[[], Cube]) -> Iterator[Task]:
    """SciPy's LSODA on one thread."""
    day = track.day(size.hours)
    for compile_rates, rtol in SCIPY:
        count = size.scipy_people if compile_rates else max(1, size.scipy_people // 2)
        people = track.people(count)
        run = partial(scipy_lives, timeline=day, seed=SEED, rtol=rtol, compile_rates=compile_rates)
        what = f"SciPy LSODA, {'compiled' if compile_rates else 'NumPy'} rates, rtol {rtol:.0e}"
        repeats = size.repeats if compile_rates else 1
        warm = partial(scipy_lives, people[:1], track.day(0.1), seed=SEED, rtol=rtol, compile_rates=compile_rates)
        yield Task("solvers", what, count, size.hours, 1, repeats, partial(run, people), truth, warm)


def whole_tasks(track: Track, size: Size) -> Iterator[Task]:
    """What somebody waits for who asks for a simulation, on all processors, in both precisions."""

    def whole(precision: str) -> Lives:
        found = run_members(
            Person(),
            eventful(size.hours),
            knowledge=track.knowledge,
            members=size.whole,
            seed=SEED,
            output_every_min=OUTPUT_EVERY_MIN,
            precision=precision,
        )
        return Lives(found.curves, found.summaries)

    threads = os.cpu_count() or 1
    for precision in PRECISIONS:
        yield Task(
            part="whole run",
            what=precision,
            people=size.whole,
            hours=size.hours,
            threads=threads,
            repeats=size.repeats,
            work=partial(whole, precision),
            truth=lambda: track.crowd(size.whole, size.hours)[0],
            near=lambda: track.crowd(size.whole, size.hours)[1],
        )


def thread_tasks(track: Track, size: Size) -> Iterator[Task]:
    """The engine on more and more threads; on one thread its seconds are the processor's."""
    people, day = track.people(size.thread_people), track.day(size.hours)
    for threads in (each for each in size.threads if each <= (os.cpu_count() or 1)):
        work = partial(track.engine, people, day, TOLERANCE, threads, "double")
        truth = partial(track.truth, size.hours)
        yield Task("threads", "engine", size.thread_people, size.hours, threads, size.repeats, work, truth)


def people_tasks(track: Track, size: Size) -> Iterator[Task]:
    """The engine on all processors with more and more people."""
    day, threads = track.day(size.crowd_hours), os.cpu_count() or 1
    for count in size.crowds:
        work = partial(track.engine, track.people(count), day, TOLERANCE, threads, "double")
        truth = partial(track.truth, size.crowd_hours)
        yield Task("people", "engine", count, size.crowd_hours, threads, size.repeats, work, truth)


def hour_tasks(track: Track, size: Size) -> Iterator[Task]:
    """The engine on all processors for longer and longer."""
    people, threads = track.people(size.span_people), os.cpu_count() or 1
    for hours in size.spans:
        work = partial(track.engine, people, track.day(hours), TOLERANCE, threads, "double")
        truth = partial(track.truth, hours)
        yield Task("hours", "engine", size.span_people, hours, threads, size.repeats, work, truth)


def ratios(speeds: Sequence[Speed]) -> tuple[tuple[str, float], ...]:
    """Engine against SciPy: at the engine's own tolerance, and at the loosest as accurate on the same people.

    The engine is never as accurate as SciPy's finest runs, because it joins the effect of medicine at knots two minutes
    apart by straight lines; then there is no ratio at equal error.
    """
    ladder = [each for each in speeds if each.what.startswith("engine, double, tolerance")]
    (own,) = (each for each in ladder if each.what.endswith(f"{TOLERANCE:.1e}"))
    found = []
    for other in (each for each in speeds if each.what.startswith("SciPy")):
        base = other.person_hours_per_second
        found.append((f"engine default / {other.what}", own.person_hours_per_second / base))
        wrong, same = float(np.median(other.errors)), slice(other.checked)
        as_good = [each for each in ladder if float(np.median(each.errors[same])) <= wrong]
        if as_good:
            best = max(each.person_hours_per_second for each in as_good)
            found.append((f"engine at equal error / {other.what}", best / base))
    return tuple(found)

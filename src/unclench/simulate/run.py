"""Run a scenario on an ensemble of virtual people like this person.

``run`` answers with quantiles, ``run_members`` with every member, and the ``_many`` forms take several scenarios on the
same members with the same noise, so that differences between scenarios are differences within people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from unclench.knowledge.load import Knowledge
from unclench.model.case import Person, check_range
from unclench.model.course import Course
from unclench.model.invalid import InvalidInput, one_of
from unclench.model.made_for import check_together, outside
from unclench.model.scenario import Scenario
from unclench.simulate.courses import course
from unclench.simulate.engine import BACKENDS, Engine
from unclench.simulate.ensemble import PRECISIONS
from unclench.simulate.members import Members
from unclench.simulate.population import parameter_values
from unclench.simulate.schedule import timeline
from unclench.simulate.start import Start, find_start, onset_key

TOLERANCE = 6e-3
"""Local error per step as a share of each state's range; see docs/decisions/0002 for the error it leaves."""
Progress = Callable[[float], None]
Starts = dict[tuple[object, ...], tuple[int, Start]]
"""Starting members by what they depend on, each with how many were asked for."""


def run(
    person: Person,
    scenario: Scenario,
    *,
    knowledge: Knowledge,
    members: int = 512,
    seed: int = 1,
    backend: str = "numba",
    output_every_min: float = 10.0,
    progress: Progress | None = None,
) -> Course:
    """How an ensemble of people like ``person`` fares under ``scenario``.

    Args:
        person: what is known; the unknown stays at the population's median.
        scenario: what happens.
        knowledge: fact-sheets, which hold every parameter.
        members: how many virtual people.
        seed: decides who they are and what noise they meet.
        backend: ``numba`` (compiled) or ``reference`` (SciPy on the same equations: slow, the definition).
        output_every_min: minutes between reported times.
        progress: called with the share done, 0-1.

    Raises:
        InvalidInput: an impossible scenario or a number out of range.
    """
    return run_many(
        person,
        [scenario],
        knowledge=knowledge,
        members=members,
        seed=seed,
        backend=backend,
        output_every_min=output_every_min,
        progress=progress,
    )[0]


def run_many(
    person: Person,
    scenarios: Sequence[Scenario],
    *,
    knowledge: Knowledge,
    members: int = 512,
    seed: int = 1,
    backend: str = "numba",
    output_every_min: float = 10.0,
    progress: Progress | None = None,
) -> list[Course]:
    """Several scenarios on the same members with the same noise; see :func:`run`."""
    return [
        course(each, outside(person, each.scenario))
        for each in run_members_many(
            person,
            scenarios,
            knowledge=knowledge,
            members=members,
            seed=seed,
            backend=backend,
            output_every_min=output_every_min,
            progress=progress,
        )
    ]


def run_members(  # noqa: PLR0913 - options by keyword
    person: Person,
    scenario: Scenario,
    *,
    knowledge: Knowledge,
    members: int = 512,
    seed: int = 1,
    backend: str = "numba",
    output_every_min: float = 10.0,
    progress: Progress | None = None,
    tolerance: float = TOLERANCE,
    threads: int | None = None,
    precision: str = "double",
    overrides: Mapping[str, float] | None = None,
    also_at_min: Sequence[float] = (),
) -> Members:
    """Every member of one run by itself; see :func:`run` and :func:`run_members_many`."""
    return run_members_many(
        person,
        [scenario],
        knowledge=knowledge,
        members=members,
        seed=seed,
        backend=backend,
        output_every_min=output_every_min,
        progress=progress,
        tolerance=tolerance,
        threads=threads,
        precision=precision,
        overrides=overrides,
        also_at_min=also_at_min,
    )[0]


def run_members_many(  # noqa: PLR0913 - options by keyword
    person: Person,
    scenarios: Sequence[Scenario],
    *,
    knowledge: Knowledge,
    members: int = 512,
    seed: int = 1,
    backend: str = "numba",
    output_every_min: float = 10.0,
    progress: Progress | None = None,
    tolerance: float = TOLERANCE,
    threads: int | None = None,
    precision: str = "double",
    overrides: Mapping[str, float] | None = None,
    starts: Starts | None = None,
    also_at_min: Sequence[float] = (),
) -> list[Members]:
    """Several scenarios on the same members with the same noise: row k of every result is the same person.

    A scenario that ``starts_locked`` is run on those members who, after an onset of ``onset_hours`` (an injury of
    ``initial_injury`` and a sharp stretch, standing), are locked at time zero; members are drawn by number until enough
    are found. Of the cohort ``new_episode`` those are taken who hurt at least moderately, locked or not: people are
    seen because they hurt. The onset itself is not reported. Where the mechanism knows no locked state, nobody is
    turned away and the course shows and says that nobody is locked.

    Args:
        person: what is known; the unknown stays at the population's median.
        scenarios: what happens, each from time zero.
        knowledge: fact-sheets, which hold every parameter.
        members: how many virtual people.
        seed: decides who they are and what noise they meet.
        backend: ``numba`` or ``reference``.
        output_every_min: minutes between reported times.
        progress: called with the share of all work done, 0-1.
        tolerance: local error per step as a share of each state's range.
        threads: as many as there are processors when None; results do not depend on it.
        precision: of the steps, ``double`` or ``single`` (faster, and as accurate as the tolerance allows).
        overrides: parameter medians to use instead of the sheets', by name.
        starts: a memory of starting members, filled and used again, for several calls about the same person with the
            same knowledge, seed, tolerance, backend and overrides; a start found for many members serves fewer.
        also_at_min: further minutes at which results are reported.

    Raises:
        InvalidInput: an impossible scenario or a number out of range.
    """
    check_range("members", members, 1, 10_000_000)
    check_range("seed", seed, 0, 2**63 - 1)
    if backend not in BACKENDS:
        raise InvalidInput("backend", backend, one_of(BACKENDS))
    if precision not in PRECISIONS:
        raise InvalidInput("precision", precision, one_of(PRECISIONS))
    for each in scenarios:
        check_together(person, each)
    values = parameter_values(knowledge) | dict(overrides or {})
    timelines = [timeline(scenario, values, output_every_min, also_at_min) for scenario in scenarios]
    engine = Engine(backend, seed, tolerance, threads, precision)
    known: Starts = {} if starts is None else starts
    results = []
    for done, (scenario, events) in enumerate(zip(scenarios, timelines, strict=True)):
        wanted, start = known.get(key := onset_key(scenario), (0, None))
        if start is None or wanted < members:
            start = find_start(person, scenario, members, engine, knowledge, values, overrides)
            known[key] = members, start
        start = _first(start, members)
        lives = engine.live(
            start.people,
            events,
            start.beings.copy(),
            newborn=not scenario.starts_locked,
            progress=_part(progress, done, len(scenarios)),
        )
        results.append(
            Members(
                scenario=scenario,
                numbers=start.people.member,
                minutes=events.output_s / 60.0,
                curves=lives.curves,
                summaries=lives.summaries,
                drawn=start.drawn,
                seed=seed,
                backend=backend,
            )
        )
    return results


def _first(start: Start, members: int) -> Start:
    """The start of the first ``members`` members alone: the same people as if only so many had been asked for."""
    if len(start.people) <= members:
        return start
    rows = np.arange(members)
    drawn = int(start.people.member[members - 1]) + 1 if start.drawn else 0
    return Start(start.people[rows], start.beings[rows], drawn)


def _part(progress: Progress | None, done: int, of: int) -> Progress | None:
    """Progress of one run among several, as progress of the whole."""
    if progress is None:
        return None
    return lambda share: progress((done + share) / of)

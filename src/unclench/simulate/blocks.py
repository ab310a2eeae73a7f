"""Runs of any size in little memory: members block by block, kept on disk where that is wanted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np

from unclench.knowledge.load import Knowledge
from unclench.model.case import Person, check_range
from unclench.model.invalid import InvalidInput, one_of
from unclench.model.made_for import check_together
from unclench.model.scenario import Scenario
from unclench.simulate.engine import Engine
from unclench.simulate.ensemble import PRECISIONS
from unclench.simulate.life import SUMMARY, Timeline
from unclench.simulate.members import Members
from unclench.simulate.population import parameter_values
from unclench.simulate.results import RESULTS
from unclench.simulate.run import TOLERANCE
from unclench.simulate.schedule import timeline
from unclench.simulate.start import find_start

BLOCK = 4096
"""Members in a block: some 100 MB for a day reported every ten minutes."""


def run_in_blocks(  # noqa: PLR0913 - options by keyword
    person: Person,
    scenario: Scenario,
    *,
    knowledge: Knowledge,
    members: int,
    seed: int = 1,
    output_every_min: float = 10.0,
    block: int = BLOCK,
    precision: str = "double",
    threads: int | None = None,
) -> Iterator[Members]:
    """The members of one run, up to ``block`` at a time; together they are those of ``run.run_members``.

    Only one block is in memory at once, when the caller lets go of the last. Fewer members come when too few lock in a
    scenario that starts locked. Other arguments as in ``run.run_members_many``.

    Raises:
        InvalidInput: an impossible scenario or a number out of range.
    """
    check_range("members", members, 1, 1_000_000_000)
    check_range("seed", seed, 0, 2**63 - 1)
    check_range("block", block, 1, 10_000_000)
    if precision not in PRECISIONS:
        raise InvalidInput("precision", precision, one_of(PRECISIONS))
    check_together(person, scenario)
    values = parameter_values(knowledge)
    events = timeline(scenario, values, output_every_min)
    engine = Engine("numba", seed, TOLERANCE, threads, precision)
    return _blocks(person, scenario, knowledge, members, block, engine, values, events)


def _blocks(
    person: Person,
    scenario: Scenario,
    knowledge: Knowledge,
    members: int,
    block: int,
    engine: Engine,
    values: Mapping[str, float],
    events: Timeline,
) -> Iterator[Members]:
    first = done = 0
    while done < members:
        wanted = min(block, members - done)
        start = find_start(person, scenario, wanted, engine, knowledge, values, None, first)
        drawn = start.drawn or wanted
        lives = engine.live(start.people, events, start.beings, newborn=not scenario.starts_locked)
        yield Members(
            scenario=scenario,
            numbers=start.people.member,
            minutes=events.output_s / 60.0,
            curves=lives.curves,
            summaries=lives.summaries,
            drawn=start.drawn,
            seed=engine.seed,
            backend=engine.backend,
        )
        if len(start.people) < wanted:
            return
        first += drawn
        done += wanted


def write_to_disk(blocks: Iterable[Members], members: int, folder: Path) -> int:
    """Write blocks into ``folder`` as they come; returns how many members there were, failed ones included.

    ``curves.npy`` (members, times, results; single precision; NaN for what a member did not live to see) and
    ``summaries.npy`` (records) are ordinary NumPy files that ``numpy.load(..., mmap_mode="r")`` opens without reading
    them. Rows after the last member stay zero when fewer came than ``members``.
    """
    from numpy.lib.format import open_memmap

    folder.mkdir(parents=True, exist_ok=True)
    done = 0
    curves = summaries = None
    for each in blocks:
        if curves is None or summaries is None:
            shape = (members, len(each.minutes), len(RESULTS))
            curves = open_memmap(folder / "curves.npy", "w+", np.dtype(np.float32), shape)
            summaries = open_memmap(folder / "summaries.npy", "w+", SUMMARY, (members,))
        rows = slice(done, done + len(each.numbers))
        curves[rows], summaries[rows] = each.curves, each.summaries
        curves.flush()
        summaries.flush()
        done += len(each.numbers)
    return done

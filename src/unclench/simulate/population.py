"""Virtual people: every member's parameters, drawn around the fact-sheets' medians.

A parameter is log-normal over people, with the spread its sheet gives, about a median that the person's age, sex,
height and weight have moved. That draw depends on the seed, the member's number and the parameter's name alone: member
17 is the same person in an ensemble of 20 or 20,000, and a new parameter leaves all others as they were. What is not
known about a median is no spread between people: members of one world share it (:mod:`unclench.simulate.doubt`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from zlib import crc32

import numpy as np

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Parameter
from unclench.model.case import Person, Sex
from unclench.model.scenario import Cohort
from unclench.physiology import heat_parameters, kinetics, spasm
from unclench.physiology.body import CLEARANCE_PER_DECADE, body_effects
from unclench.physiology.person import PERSON_PARAMETERS, person_effects
from unclench.simulate.arrays import Ints, Matrix, Vector
from unclench.simulate.doubt import DOUBT, WORLDS, shifts, world_of
from unclench.simulate.life import NUMBERS, Records, room
from unclench.simulate.philox import STREAM_PARAMETERS, WORD, philox

DRAWN_AT_ONCE = 512
"""Members drawn together: enough for NumPy to be quick, few enough that what it computes with stays small."""


def parameters(knowledge: Knowledge) -> dict[str, Parameter]:
    """Every parameter of every sheet by name (names are unique over all sheets)."""
    return {name: each for sheet in knowledge.parameters.values() for name, each in sheet.parameters.items()}


OF_COHORTS = "healing_days"
"""The parameter of which every cohort but the pooled one has its own, ``<cohort>_healing_days``."""
SPREAD = ".log_sd"
"""Ending of an override that replaces a parameter's spread over people instead of its median."""


def parameter_values(knowledge: Knowledge) -> dict[str, float]:
    """The median of every parameter by name."""
    return {name: each.value for name, each in parameters(knowledge).items()}


def sample(
    person: Person,
    n: int,
    seed: int,
    knowledge: Knowledge,
    *,
    first: int = 0,
    overrides: Mapping[str, float] | None = None,
    cohort: Cohort = Cohort.POOLED,
) -> Records:
    """Members ``first`` to ``first + n - 1`` of the population that this person is one of, as records of ``NUMBERS``.

    Args:
        person: what is known of the person; the unknown stays at the population's median.
        n: how many members.
        seed: which population.
        knowledge: fact-sheets with the parameters.
        first: number of the first member.
        overrides: medians to use instead of a sheet's, by parameter name, for sensitivity studies and validation; a
            name that ends in ``.log_sd`` replaces the spread, and ``doubt`` multiplies what is not known about medians.
            A number that is given so is taken as known.
        cohort: whose healing times people have.

    Raises:
        KeyError: a parameter that the equations need is in no sheet.
    """
    known = parameters(knowledge)
    changed = of_cohort(cohort, overrides)
    female = None if person.sex is None else person.sex is Sex.FEMALE
    coefficients = {name: changed.get(name, known[name].value) for name in PERSON_PARAMETERS}
    slowing = changed.get(CLEARANCE_PER_DECADE, known[CLEARANCE_PER_DECADE].value)
    effects = {
        **person_effects(person.age_years, female, person.height_cm, person.weight_kg, coefficients),
        **body_effects(person.age_years, female, person.height_cm, person.weight_kg, slowing),
    }
    moved = shifts(knowledge, seed)
    people = room(NUMBERS, n)
    people.member = np.arange(first, first + n)
    for table, names in (
        (people.spasm, spasm.PARAMETERS),
        (people.heat, heat_parameters.PARAMETERS),
        (people.medicine, kinetics.PARAMETERS),
    ):
        columns = [_column(name, drawn_as(name, cohort), known, changed, moved) for name in names]
        centres = [column.median * effects.get(column.name, 1.0) for column in columns]
        _draw(columns, centres, people.member, seed, table)
    return people


def drawn_as(name: str, cohort: Cohort) -> str:
    """The parameter whose numbers people of a cohort have for ``name``."""
    return f"{cohort.value}_{name}" if name == OF_COHORTS and cohort is not Cohort.POOLED else name


def of_cohort(cohort: Cohort, overrides: Mapping[str, float] | None) -> dict[str, float]:
    """The overrides as people of this cohort take them.

    What is given for everybody's healing holds for theirs too, unless theirs is given as well.
    """
    changed = dict(overrides or {})
    for ending in ("", SPREAD):
        if OF_COHORTS + ending in changed:
            changed.setdefault(drawn_as(OF_COHORTS, cohort) + ending, changed[OF_COHORTS + ending])
    return changed


@dataclass(frozen=True, slots=True)
class _Column:
    """How one parameter is drawn: ``shifts`` and ``log_sds`` hold one number for every world."""

    name: str
    median: float
    shifts: Vector
    log_sds: Vector
    low: float
    high: float

    @property
    def varies(self) -> bool:
        return bool(self.shifts.any() or self.log_sds.any())


def _column(
    name: str,
    source: str,
    known: Mapping[str, Parameter],
    changed: Mapping[str, float],
    moved: Mapping[str, Vector],
) -> _Column:
    """How ``name`` is drawn when its numbers are those of ``source``."""
    sheet, certain = known[source], np.zeros(WORLDS)
    doubt = changed.get(DOUBT, 1.0)
    spread = source + SPREAD
    return _Column(
        name,
        changed.get(source, sheet.value),
        certain if source in changed else doubt * moved.get(source, certain),
        changed.get(spread, sheet.log_sd)
        * (np.ones(WORLDS) if spread in changed else np.exp(doubt * moved.get(spread, certain))),
        -np.inf if sheet.low is None else sheet.low,
        np.inf if sheet.high is None else sheet.high,
    )


def _draw(columns: Sequence[_Column], medians: Sequence[float], numbers: Ints, seed: int, into: Matrix) -> None:
    """Fill ``into`` (members, parameters): log-normal about the medians, kept within what the sheets allow."""
    into[:] = medians
    places = [place for place, column in enumerate(columns) if column.varies]
    drawn = [columns[place] for place in places]
    indices = np.array([crc32(column.name.encode()) for column in drawn], np.int64)
    shift, log_sd = (
        np.array([getattr(each, kind) for each in drawn]).reshape(-1, WORLDS).T for kind in ("shifts", "log_sds")
    )
    low, high = (np.array([getattr(each, kind) for each in drawn]) for kind in ("low", "high"))
    for first in range(0, len(numbers), DRAWN_AT_ONCE):
        some = slice(first, first + DRAWN_AT_ONCE)
        world = world_of(numbers[some])
        logs = shift[world] + log_sd[world] * standard_normals(seed, indices, numbers[some, None])
        into[some, places] = np.clip(np.asarray(medians)[places] * np.exp(logs), low, high)


def standard_normals(seed: int, index: int | Ints, numbers: Ints) -> Vector:
    """Standard normal draws of many members at once: the same values as ``philox.standard_normal`` in a loop.

    ``index`` and ``numbers`` are broadcast against each other.
    """
    words = numbers.astype(np.uint64)
    indices = np.asarray(index, np.int64).astype(np.uint64)
    zero = np.zeros(np.broadcast_shapes(words.shape, indices.shape), np.uint64)
    c0, c1, _, _ = cast(Any, philox)(
        zero + (indices & np.uint64(WORD)),
        zero + (words & np.uint64(WORD)),
        zero + np.uint64(STREAM_PARAMETERS),
        zero,
        zero + np.uint64(seed & WORD),
        zero + np.uint64((seed >> 32) & WORD),
    )
    radius = np.sqrt(-2.0 * np.log((c0 + 0.5) / 4294967296.0))
    return np.asarray(radius * np.cos(2.0 * np.pi * (c1 + 0.5) / 4294967296.0), np.float64)

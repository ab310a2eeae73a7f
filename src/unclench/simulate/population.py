"""Virtual people: every member's parameters, drawn around the fact-sheets' medians.

A parameter is log-normal over people, with the spread its sheet gives, about a median that the person's age, sex,
height and weight have moved. The draw of a parameter depends on the seed, the member's number and the parameter's name
alone: member 17 is the same person in an ensemble of 20 or 20,000, and a new parameter leaves all others as they were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast
from zlib import crc32

import numpy as np

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Parameter
from unclench.model.case import Person, Sex
from unclench.model.scenario import Cohort
from unclench.physiology import heat_parameters, kinetics, spasm
from unclench.physiology.body import body_effects
from unclench.physiology.person import PERSON_PARAMETERS, person_effects
from unclench.simulate.arrays import Ints, Matrix, Vector
from unclench.simulate.life import NUMBERS, Records, room
from unclench.simulate.philox import STREAM_PARAMETERS, WORD, philox

DRAWN_AT_ONCE = 512
"""Members drawn together: enough for NumPy to be quick, few enough that what it computes with stays small."""


def parameters(knowledge: Knowledge) -> dict[str, Parameter]:
    """Every parameter of every sheet by name (names are unique over all sheets)."""
    return {name: each for sheet in knowledge.parameters.values() for name, each in sheet.parameters.items()}


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
) -> Records:
    """Members ``first`` to ``first + n - 1`` of the population that this person is one of, as records of ``NUMBERS``.

    Args:
        person: what is known of the person; the unknown stays at the population's median.
        n: how many members.
        seed: which population.
        knowledge: fact-sheets with the parameters.
        first: number of the first member.
        overrides: medians to use instead of a sheet's, by parameter name, for sensitivity studies and validation;
            a name that ends in ``.log_sd`` replaces the spread.

    Raises:
        KeyError: a parameter that the equations need is in no sheet.
    """
    known = parameters(knowledge)
    changed = dict(overrides or {})
    medians = {name: each.value for name, each in known.items()} | changed
    female = None if person.sex is None else person.sex is Sex.FEMALE
    coefficients = {name: medians[name] for name in PERSON_PARAMETERS}
    effects = {
        **person_effects(person.age_years, female, person.height_cm, person.weight_kg, coefficients),
        **body_effects(female, person.height_cm, person.weight_kg),
    }
    people = room(NUMBERS, n)
    people.member = np.arange(first, first + n)
    for table, names in (
        (people.spasm, spasm.PARAMETERS),
        (people.heat, heat_parameters.PARAMETERS),
        (people.medicine, kinetics.PARAMETERS),
    ):
        spreads = [changed.get(name + SPREAD, known[name].total_log_sd) for name in names]
        centres = [medians[name] * effects.get(name, 1.0) for name in names]
        _draw([known[name] for name in names], names, spreads, centres, people.member, seed, table)
    return people


def of_cohort(cohort: Cohort, knowledge: Knowledge, overrides: Mapping[str, float] | None) -> Mapping[str, float]:
    """The overrides that give people the healing times of their cohort; explicit ``overrides`` win."""
    changed = dict(overrides or {})
    if cohort is Cohort.POOLED:
        return changed
    name = f"{cohort.value}_healing_days"
    theirs = parameters(knowledge)[name]
    healing = {
        "healing_days": changed.get(name, theirs.value),
        f"healing_days{SPREAD}": changed.get(name + SPREAD, theirs.log_sd),
    }
    return {**healing, **changed}


def _draw(
    sheets: Sequence[Parameter],
    names: Sequence[str],
    log_sds: Sequence[float],
    medians: Sequence[float],
    numbers: Ints,
    seed: int,
    into: Matrix,
) -> None:
    """Fill ``into`` (members, parameters): log-normal about the medians, kept within what the sheets allow."""
    into[:] = medians
    spread = [column for column, log_sd in enumerate(log_sds) if log_sd != 0.0]
    indices = np.array([crc32(names[column].encode()) for column in spread], np.int64)
    log_sd, low, high = np.array([_bounds(sheets[column], log_sds[column]) for column in spread]).reshape(-1, 3).T
    for first in range(0, len(numbers), DRAWN_AT_ONCE):
        some = slice(first, first + DRAWN_AT_ONCE)
        drawn = np.asarray(medians)[spread] * np.exp(log_sd * standard_normals(seed, indices, numbers[some, None]))
        into[some, spread] = np.clip(drawn, low, high)


def _bounds(parameter: Parameter, log_sd: float) -> tuple[float, float, float]:
    low, high = parameter.low, parameter.high
    return log_sd, -np.inf if low is None else low, np.inf if high is None else high


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

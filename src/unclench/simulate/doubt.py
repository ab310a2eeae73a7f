"""What is not known about the medians: everybody of one world shares the same error, and worlds differ.

A calibration leaves each median with a posterior spread, and those of one group correlated. Such an error is the same
for all people, so it must not average out over an ensemble. Members are therefore dealt out to ``WORLDS`` worlds by
their number, and every world has one joint draw of all medians from their posteriors. An ensemble's quantiles then hold
both kinds of spread, and how far world means lie apart says how unsure a mean is (:func:`doubt_of_mean`).

Worlds come in mirrored pairs, and the draws are made uncorrelated with unit variance over all pairs (moment matching;
Barraquand 1995, Manag Sci 41:1882), so a whole round of worlds has the sheets' medians and the posterior's covariance.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from zlib import crc32

import numpy as np

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Posterior
from unclench.model.invalid import InvalidInput
from unclench.simulate.arrays import Ints, Matrix, Vector
from unclench.simulate.philox import STREAM_WORLDS, standard_normal

PAIRS = 32
WORLDS = 2 * PAIRS
"""How many joint draws of the medians there are. An ensemble of 256 has four people in each."""
LEAST_IN_A_WORLD = 4
"""People a world needs, on average, before the spread of world means can be told from that of people."""
NORMAL_95 = 1.6449
DOUBT = "doubt"
"""An override of this name multiplies what is not known about medians: 0 takes them as known."""


def world_of(numbers: Ints) -> Ints:
    """The world of each member, 0 to ``WORLDS`` - 1; it hangs on the member's number alone."""
    return np.asarray(numbers % WORLDS)


def shifts(knowledge: Knowledge, seed: int) -> Mapping[str, Vector]:
    """Change of the logarithm of each calibrated number in every world, (worlds,), by name.

    Args:
        knowledge: the posteriors.
        seed: which population; the worlds of another seed are others.

    Raises:
        InvalidInput: more numbers are calibrated than there are pairs of worlds to keep them apart.
    """
    posteriors = tuple(knowledge.posteriors[name] for name in sorted(knowledge.posteriors))
    return _shifts(posteriors, seed)


@lru_cache(maxsize=8)
def _shifts(posteriors: tuple[Posterior, ...], seed: int) -> Mapping[str, Vector]:
    names = [name for each in posteriors for name in each.parameters]
    if not names:
        return {}
    if len(names) > PAIRS:
        raise InvalidInput("posteriors", f"{len(names)} parameters", f"at most {PAIRS} in all")
    indices = [crc32(name.encode()) for name in names]
    drawn = np.array([[standard_normal(seed, STREAM_WORLDS, pair, each) for each in indices] for pair in range(PAIRS)])
    apart, signs = np.linalg.qr(drawn)
    alike = math.sqrt(PAIRS) * apart * np.where(np.diag(signs) < 0.0, -1.0, 1.0)
    found: dict[str, Vector] = {}
    done = 0
    for each in posteriors:
        count = len(each.parameters)
        moved = alike[:, done : done + count] @ _root(each).T
        found |= {
            name: np.stack([moved[:, at], -moved[:, at]], axis=1).ravel() for at, name in enumerate(each.parameters)
        }
        done += count
    return found


def _root(posterior: Posterior) -> Matrix:
    """A matrix whose product with its transpose is the posterior's covariance."""
    spread = np.array(posterior.log_sd)
    return np.asarray(spread[:, None] * np.linalg.cholesky(np.array(posterior.correlation)))


def enough_to_tell(numbers: Ints) -> bool:
    """Whether these members are enough to tell the spread of world means from that of people."""
    worlds = len(np.unique(world_of(numbers)))
    return 1 < worlds <= len(numbers) // LEAST_IN_A_WORLD


def doubt_of_mean(values: Matrix, numbers: Ints) -> Vector:
    """Standard deviation of an ensemble's true mean over worlds: how unsure it is because medians are not known.

    From the analysis of variance of one factor (Searle, Casella & McCulloch 1992, Variance Components, section 3.6); 0
    where chance alone would put the world means as far apart in one of twenty ensembles (normal approximation).

    Args:
        values: one row a member, all finite, (n, t); :func:`enough_to_tell` must hold.
        numbers: the members' numbers in the population, (n,).
    """
    _, place, sizes = np.unique(world_of(numbers), return_inverse=True, return_counts=True)
    worlds, people = len(sizes), len(values)
    sums = np.zeros((worlds, values.shape[1]))
    np.add.at(sums, place, values)
    means = sums / sizes[:, None]
    within = ((values - means[place]) ** 2).sum(axis=0) / (people - worlds)
    between = (sizes[:, None] * (means - values.mean(axis=0)) ** 2).sum(axis=0) / (worlds - 1)
    size = (people - float((sizes**2).sum()) / people) / (worlds - 1)
    by_chance = 1.0 + NORMAL_95 * math.sqrt(2.0 / (worlds - 1) + 2.0 / (people - worlds))
    return np.asarray(np.where(between > by_chance * within, np.sqrt(np.maximum(between - within, 0.0) / size), 0.0))

"""From members to a course: quantiles over time and summary numbers, with failed members counted and left out."""

from __future__ import annotations

import numpy as np

from unclench.model.course import Band, Course, Estimate, Outcome
from unclench.model.invalid import InvalidInput
from unclench.model.scenario import Cohort
from unclench.physiology.burn import THRESHOLD
from unclench.simulate.arrays import Flags, Ints, Matrix, Vector
from unclench.simulate.doubt import doubt_of_mean, enough_to_tell
from unclench.simulate.members import Members

NOBODY_LOCKS = (
    "starts_locked: nobody could be started locked, because no muscle stays locked after this onset under this "
    "hypothesis; everybody starts unlocked instead, and nothing here is about a release"
)
NOBODY_HURTS = (
    "starts_locked: nobody of the cohort new_episode hurts at least moderately after this injury and onset, so the run "
    "is of everybody and not of people in a bout"
)
NOBODY_LOCKED = "starts_locked: nobody in this run is locked at minute 0, so nothing here is about a release"


def course(members: Members, warnings: tuple[str, ...] = ()) -> Course:
    """The course of an ensemble, with what was to be said about it beforehand.

    ``locked_share`` is over all members that did not fail. ``released_by`` is the share of the members who were locked
    at any time whose first lasting release had come by then. ``minutes_to_release`` counts from the lock (time zero
    when a scenario starts locked); members not released by the end count as longer than all others, it is None when
    they are the majority, and its 95th percentile stops at the scenario's end.

    Raises:
        InvalidInput: every member failed.
    """
    ok = members.ok
    if not ok.any():
        raise InvalidInput("scenario", "all members failed", "a scenario that the equations can follow")
    locked_ever = ok & members.ever_locked
    warnings = (*warnings, *_about_the_start(members))
    damage = members.summary("burn_damage")[ok]
    frozen = members.summary("frozen_seconds")[ok]
    return Course(
        minutes=_floats(members.minutes),
        bands={outcome: _band(members.curve(outcome)[ok], members.numbers[ok]) for outcome in Outcome},
        locked_share=_floats(members.locked[ok].mean(axis=0)),
        released_by=_floats(_released_by(members, locked_ever)),
        minutes_to_release=_release(members, locked_ever),
        burn_probability=float(np.mean(damage >= THRESHOLD)),
        cold_injury_probability=float(np.mean(frozen > 0.0)),
        worst_burn_damage=float(damage.max()),
        lowest_skin_c=float(members.summary("coldest_skin_c")[ok].min()),
        highest_skin_c=float(members.summary("hottest_skin_c")[ok].max()),
        members=int(ok.sum()),
        failed=int((~ok).sum()),
        mechanism=members.scenario.mechanism,
        backend=members.backend,
        seed=members.seed,
        accepted_share=members.accepted_share,
        warnings=warnings,
    )


def _about_the_start(members: Members) -> tuple[str, ...]:
    """What is to be said when a start in the bout was wanted and is none: by who is in a run (see find_start)."""
    if not members.scenario.starts_locked:
        return ()
    if members.scenario.cohort is not Cohort.NEW_EPISODE:
        return () if members.drawn else (NOBODY_LOCKS,)
    hurts = () if members.drawn else (NOBODY_HURTS,)
    return hurts if members.locked[members.ok, 0].any() else (*hurts, NOBODY_LOCKED)


def _band(values: Matrix, numbers: Ints) -> Band:
    p05, p25, median, p75, p95 = np.quantile(values, (0.05, 0.25, 0.5, 0.75, 0.95), axis=0)
    doubt = doubt_of_mean(values, numbers) if enough_to_tell(numbers) else ()
    quantiles = (p05, p25, median, p75, p95, values.mean(axis=0), doubt)
    return Band(*(_floats(each) for each in quantiles))


def _released_by(members: Members, locked_ever: Flags) -> Vector:
    released = members.summary("released_at_s")[locked_ever] / 60.0
    if len(released) == 0:
        return np.zeros(len(members.minutes))
    return np.asarray((released[:, None] <= members.minutes[None, :] + 1e-9).mean(axis=0))


def _release(members: Members, locked_ever: Flags) -> Estimate | None:
    waited = members.minutes_to_release[locked_ever]
    if len(waited) == 0:
        return None
    p05, median, p95 = np.quantile(waited, (0.05, 0.5, 0.95), method="higher")
    if not np.isfinite(median):
        return None
    return Estimate(float(median), float(p05), float(min(p95, members.minutes[-1])))


def _floats(values: Vector | tuple[()]) -> tuple[float, ...]:
    return tuple(float(value) for value in values)

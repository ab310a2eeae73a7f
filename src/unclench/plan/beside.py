"""What the table of other ways leaves open, in plain sentences: why a way with less pain was not taken, who let go."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from unclench.language.catalogue import Catalogue, catalogue, noted
from unclench.model.plan import Alternative
from unclench.plan.compare import DAY_MIN, RUNNER_UP
from unclench.plan.effects import mean_with_interval
from unclench.plan.engine import Outcomes, released_share
from unclench.plan.judgement import Judgement
from unclench.plan.search import Found
from unclench.plan.workshop import Workshop

NOT_TAKEN = noted(
    "“{way}” came out {points} points lower, but only {sure} of that is beyond chance. To be taken, it had to be "
    "{needed}."
)
CHANGES_NOT_TAKEN = noted(
    "“{way}” came out {points} points lower, but only {sure} of that is beyond chance. It makes {changes} changes at "
    "once, and each has to save {worth}: {needed} together."
)
COUNTED = noted("The share that let go counts {all} virtual people for your plan and {some} for the other ways.")
NO_CLEAR_DIFFERENCE = noted(
    "Of the same {some} virtual people, {plan} let go within 24 hours with your plan and {nothing} with nothing done. "
    "That is no clear difference."
)
FEWER_LET_GO = noted(
    "Of the same {some} virtual people, {plan} let go within 24 hours with your plan and {nothing} with nothing done. "
    "So in the simulation your plan makes the muscle let go in fewer people."
)


def beside(
    found: Found, planned: Outcomes, nothing: Outcomes, alternatives: Sequence[Alternative], workshop: Workshop
) -> tuple[str, ...]:
    """The sentences that this table needs; none when nothing in it looks odd."""
    spoken = catalogue(workshop.knowledge.language)
    runner_up = next((other for other in alternatives if other.id == RUNNER_UP), None)
    said = (
        "" if runner_up is None else _not_taken(runner_up, found.changes, workshop.judged, spoken),
        _let_go(planned, nothing, spoken),
    )
    return tuple(text for text in said if text)


def _not_taken(other: Alternative, changes: int, judged: Judgement, spoken: Catalogue) -> str:
    """Why a way that came out with less pain is not the plan, with what it saved for certain and what it had to."""
    saved = other.mean_difference
    needed = changes * judged.worth_nrs
    if saved is None or other.within_noise or saved.median >= 0 or not 0 < -saved.p95 < needed:
        return ""
    return spoken.say(
        NOT_TAKEN if changes == 1 else CHANGES_NOT_TAKEN,
        way=other.title,
        points=f"{-saved.median:.2f}",
        sure=f"{math.floor(-saved.p95 * 100) / 100:.2f}",  # never rounded up to what was needed
        changes=changes,
        worth=f"{judged.worth_nrs:g}",
        needed=f"{needed:g}",
    )


def _let_go(planned: Outcomes, nothing: Outcomes, spoken: Catalogue) -> str:
    """Whether doing nothing really lets go in more people, where the table looks so: on the same people."""
    if round(100 * released_share(nothing, DAY_MIN)) <= round(100 * released_share(planned, DAY_MIN)):
        return ""
    same = planned.first(len(nothing.pain_nrs))
    alive = np.isfinite(same.pain_nrs).all(axis=1) & np.isfinite(nothing.pain_nrs).all(axis=1)
    with_plan, without = (one.release_min[alive] <= DAY_MIN for one in (same, nothing))
    fewer = mean_with_interval(without.astype(float) - with_plan.astype(float))
    counts = {"some": int(alive.sum()), "plan": int(with_plan.sum()), "nothing": int(without.sum())}
    compared = spoken.say(FEWER_LET_GO if fewer.p05 > 0 else NO_CLEAR_DIFFERENCE, **counts)
    if len(planned.pain_nrs) == len(nothing.pain_nrs):
        return compared
    return f"{spoken.say(COUNTED, all=len(planned.pain_nrs), some=len(nothing.pain_nrs))} {compared}"

"""Hard limits of a plan. A day that breaks one of them is never simulated, let alone offered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Remedy
from unclench.model.preferences import Preferences
from unclench.model.scenario import Cold, Dose, Heat
from unclench.plan.dosing import within_limits
from unclench.plan.judgement import judgement
from unclench.plan.layout import Draft
from unclench.safety.taken import Taken

Interval = tuple[float, float]
"""Start and end in minutes from now."""


def broken_limits(
    drafts: Sequence[Draft], preferences: Preferences, knowledge: Knowledge, taken: Taken | None = None
) -> tuple[str, ...]:
    """Which hard limits this day breaks, one word each; empty for a day that may be planned.

    Medicine: the product limit in every window of 24 hours, one medicine at most, and no objection of the dose ledger
    after what was ``taken`` before. Remedies: the minutes, times a
    day, gap and temperature of their sheets. Effort: the time that a day's plan may take, how many entries it may have.
    Order: one warm or cold thing at a time, and everything but sleep before bedtime.
    """
    judged = judgement(knowledge)
    most_busy_min = judged.busy_hours_most * 60
    if preferences.minutes_a_day is not None:
        most_busy_min = min(most_busy_min, preferences.minutes_a_day)
    broken = {
        "medicine": not _medicine_is_within(drafts, knowledge, taken),
        "remedy": any(not _remedy_is_within(knowledge.remedies[r], drafts) for r in {d.remedy for d in drafts}),
        "effort": busy_minutes(drafts) > most_busy_min + 1e-9 or len(drafts) > judged.entries_most,
        "order": _overlap([_spell(each) for each in _thermal(drafts)]),
        "bedtime": any(end > judged.awake_min + 1e-9 for draft in drafts for _, end in times_of(draft)),
    }
    return tuple(name for name, is_broken in broken.items() if is_broken)


def times_of(draft: Draft) -> tuple[Interval, ...]:
    """When this entry is done: once, or at each of its spells when it is spread over the day."""
    spells = tuple((spell.start_min, spell.end_min) for spell in draft.spells)
    return spells or ((draft.start_min, draft.start_min + draft.duration_min),)


def busy_minutes(drafts: Iterable[Draft]) -> float:
    """Minutes in which the person does something of the plan; what is done at the same time counts once."""
    busy, until = 0.0, 0.0
    for start, end in sorted(interval for draft in drafts for interval in times_of(draft)):
        busy += max(0.0, end - max(start, until))
        until = max(until, end)
    return busy


def _medicine_is_within(drafts: Sequence[Draft], knowledge: Knowledge, taken: Taken | None) -> bool:
    planned = [action for draft in drafts for action in draft.actions if isinstance(action, Dose)]
    medicines = {str(dose.drug) for dose in planned}
    doses = tuple((dose.start_min, dose.dose_mg) for dose in planned)
    return len(medicines) <= 1 and all(
        within_limits(medicine, doses, knowledge)
        and (taken is None or taken.may_follow(medicine, doses, knowledge.analgesics))
        for medicine in medicines
    )


def _remedy_is_within(sheet: Remedy, drafts: Sequence[Draft]) -> bool:
    mine = [draft for draft in drafts if draft.remedy == sheet.id]
    intervals = sorted(interval for draft in mine for interval in times_of(draft))
    warm_or_cold = [action for action in _thermal(mine) if sheet.temperature_c_max is not None]
    return (
        all(end - start <= sheet.minutes_max + 1e-9 for start, end in intervals)
        and len(intervals) <= sheet.times_a_day_max
        and all(later[0] - earlier[1] >= sheet.gap_minutes - 1e-9 for earlier, later in pairwise(intervals))
        and all(action.source_c <= (sheet.temperature_c_max or 0.0) for action in warm_or_cold)
    )


def _thermal(drafts: Iterable[Draft]) -> list[Cold | Heat]:
    return [action for draft in drafts for action in draft.actions if isinstance(action, Cold | Heat)]


def _spell(action: Cold | Heat) -> Interval:
    return action.start_min, action.start_min + action.duration_min


def _overlap(intervals: Sequence[Interval]) -> bool:
    return any(earlier[1] > later[0] + 1e-9 for earlier, later in pairwise(sorted(intervals)))

"""When to take tablets, within the strictest limits, and no more of them than the day allows."""

from __future__ import annotations

from itertools import pairwise

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Analgesic, ProductLimit
from unclench.model.invalid import InvalidInput
from unclench.plan.judgement import judgement
from unclench.safety.taken import Taken

MINUTES_A_DAY = 24 * 60


def dose_options(medicine: str, country: str, knowledge: Knowledge) -> tuple[float, ...]:
    """The single doses (mg) that may be planned, smallest first: the label's, none above the product limit.

    A country whose label names no tablet strength uses those of the other labels, under the same limit.
    """
    sheet = knowledge.analgesics[medicine]
    limit = limit_of(sheet)
    here = {dose for label in sheet.labels if label.country == country for dose in label.dose_mg}
    anywhere = {dose for label in sheet.labels for dose in label.dose_mg}
    return tuple(sorted(dose for dose in here or anywhere if dose <= limit.single_dose_mg))


def dose_times(
    medicine: str, dose_mg: float, knowledge: Knowledge, *, from_min: float = 0.0, doses: int | None = None
) -> tuple[float, ...]:
    """Minutes from now at which to take ``dose_mg``: first at ``from_min``, then every interval while awake.

    There are never more than the day's limits allow, nor than ``doses``.

    Raises:
        InvalidInput: the dose is above the product's single dose, or the product has no limit in milligrams.
    """
    limit = limit_of(knowledge.analgesics[medicine])
    if not 0 < dose_mg <= limit.single_dose_mg:
        raise InvalidInput(f"{medicine}.dose_mg", dose_mg, f"above 0 and at most {limit.single_dose_mg:g} mg")
    most = min(int(limit.max_24h_mg // dose_mg), knowledge.remedies[medicine].times_a_day_max)
    wanted = most if doses is None else min(doses, most)
    times = (from_min + number * limit.interval_hours * 60 for number in range(wanted))
    return tuple(at for at in times if at < judgement(knowledge).awake_min)


def room_for(medicine: str, dose_mg: float, most: int, taken: Taken | None, knowledge: Knowledge) -> tuple[float, int]:
    """The minute from which ``dose_mg`` may be taken and how many such doses fit, after what was taken before.

    Never more than ``most``; none where the dose ledger has no room for one before bedtime.
    """
    if taken is None:
        return 0.0, most
    wait = taken.wait_min(medicine, dose_mg, knowledge.analgesics)
    if wait is None:
        return 0.0, 0
    for doses in range(most, 0, -1):
        times = dose_times(medicine, dose_mg, knowledge, from_min=wait, doses=doses)
        if times and taken.may_follow(medicine, [(at, dose_mg) for at in times], knowledge.analgesics):
            return wait, doses
    return wait, 0


def limit_of(sheet: Analgesic) -> ProductLimit:
    """The product limit. Raises InvalidInput for a product that has none, such as a gel."""
    if sheet.limit is None:
        raise InvalidInput(f"analgesics.{sheet.id}", sheet.id, "a medicine with a limit in milligrams")
    return sheet.limit


def within_limits(medicine: str, doses: tuple[tuple[float, float], ...], knowledge: Knowledge) -> bool:
    """Whether doses (minute, mg) keep the single dose, the gap, and the sum in every window of 24 hours."""
    limit = limit_of(knowledge.analgesics[medicine])
    ordered = sorted(doses)
    gaps = (later[0] - earlier[0] for earlier, later in pairwise(ordered))
    sums = (sum(mg for at, mg in ordered if start <= at < start + MINUTES_A_DAY) for start, _ in ordered)
    return (
        all(mg <= limit.single_dose_mg for _, mg in ordered)
        and all(gap >= limit.interval_hours * 60 for gap in gaps)
        and all(total <= limit.max_24h_mg for total in sums)
    )

"""The dose ledger: from every dose taken, in the app or outside it, the earliest time of the next.

The ledger only ever says "not before". It never clears an interaction: whether a medicine suits the person at all is
the danger check's business, and both must agree. All times are UTC, so that travel and clock changes cannot shorten
a gap. A dose dated in the future (the clock was set back) counts as just taken.

What it cannot see: a clock that runs ahead, and doses nobody told it about.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from unclench.knowledge.schema import Analgesic
from unclench.model.invalid import InvalidInput, one_of
from unclench.safety.products import ingredients

DAY = datetime.timedelta(hours=24)

COURSE = datetime.timedelta(days=30)
"""How far back days of use are counted against the label's limit of days. Labels name no window: an assumption on the
strict side, since it also counts an earlier course of the same month."""


class Hold(StrEnum):
    """Why the next dose must wait, or may not come at all."""

    INTERVAL = "interval"
    DAILY_TOTAL = "daily_total"
    OTHER_NSAID = "other_nsaid"
    DAY_LIMIT = "day_limit"
    NO_LIMIT_KNOWN = "no_limit_known"


@dataclass(frozen=True, slots=True)
class Dose:
    """One dose as reported.

    ``product`` is what the person calls it. Unknown time: taken when reported, but for the limit of days possibly on
    the day before. Unknown amount, or less than the smallest tablet holds (two tablets noted as 2 mg): the largest
    single dose. Unknown product: the largest single dose of every medicine known here, at an unknown time.

    Raises:
        InvalidInput: a time is not in UTC, or the amount is not a positive number.
    """

    product: str
    reported_at: datetime.datetime
    taken_at: datetime.datetime | None = None
    mg: float | None = None

    def __post_init__(self) -> None:
        _check_utc("dose.reported_at", self.reported_at)
        if self.taken_at is not None:
            _check_utc("dose.taken_at", self.taken_at)
        if self.mg is not None and not (0 < self.mg < math.inf):
            raise InvalidInput("dose.mg", self.mg, "a positive number of milligrams, or null")


@dataclass(frozen=True, slots=True)
class Intake:
    """So much of one ingredient at one time; the latest it can have been, unless the time is ``timed``."""

    at: datetime.datetime
    ingredient: str
    mg: float
    timed: bool


@dataclass(frozen=True, slots=True)
class NextDose:
    """When the ledger has no objection to the next dose.

    ``earliest`` is None when no time is right: ask a pharmacist or doctor. ``because`` says what it waits for.
    """

    drug: str
    mg: float
    earliest: datetime.datetime | None
    because: tuple[Hold, ...]


def intakes(doses: Iterable[Dose], now: datetime.datetime, analgesics: Mapping[str, Analgesic]) -> tuple[Intake, ...]:
    """What was taken of each ingredient, oldest first, with everything unknown read on the safe side."""
    found: list[Intake] = []
    for dose in doses:
        known = ingredients(dose.product, analgesics)
        taken_at = dose.taken_at if known else None
        at = dose.reported_at if taken_at is None else taken_at
        for ingredient in known or analgesics:
            largest = largest_single_mg(analgesics[ingredient])
            is_said = len(known) == 1 and dose.mg is not None and dose.mg >= smallest_tablet_mg(analgesics[ingredient])
            mg = dose.mg if is_said and dose.mg else max(largest, dose.mg or 0.0)
            found.append(Intake(min(at, now), ingredient, mg, taken_at is not None))
    return tuple(sorted(found, key=lambda intake: (intake.at, intake.ingredient)))


def next_dose(
    drug: str,
    doses: Iterable[Dose],
    now: datetime.datetime,
    analgesics: Mapping[str, Analgesic],
    *,
    mg: float | None = None,
) -> NextDose:
    """The earliest time for the next dose of a medicine.

    Args:
        drug: an ingredient, for example ``ibuprofen``.
        doses: everything taken, in any order.
        now: the current time in UTC.
        analgesics: the fact-sheets with the limits.
        mg: the amount wanted; the largest single dose when left out.

    Raises:
        InvalidInput: unknown drug, a time that is not UTC, or an amount above the largest single dose.
    """
    _check_utc("now", now)
    sheet = analgesics.get(drug)
    if sheet is None:
        raise InvalidInput("drug", drug, one_of(analgesics))
    limit = sheet.limit
    if limit is None:
        return NextDose(drug, 0.0, None, (Hold.NO_LIMIT_KNOWN,))
    most = min(limit.single_dose_mg, limit.max_24h_mg)
    wanted = most if mg is None else mg
    if not 0 < wanted <= most:
        raise InvalidInput("mg", mg, f"more than 0 and at most {most:g}")
    taken = intakes(doses, now, analgesics)
    same = [intake for intake in taken if intake.ingredient == drug]
    others = _others_of_family(drug, taken, analgesics)
    waits = {
        Hold.INTERVAL: _last(same, now, datetime.timedelta(hours=limit.interval_hours)),
        Hold.DAILY_TOTAL: _when_room(same, wanted, limit.max_24h_mg, now),
        Hold.OTHER_NSAID: _last(others, now, DAY),
    }
    earliest = max(waits.values())
    if _days_of_use([*same, *others], now, earliest) > limit.max_days:
        return NextDose(drug, wanted, None, (Hold.DAY_LIMIT,))
    return NextDose(drug, wanted, earliest, tuple(hold for hold, until in waits.items() if until > now))


def family_until(
    drug: str, doses: Iterable[Dose], now: datetime.datetime, analgesics: Mapping[str, Analgesic]
) -> datetime.datetime:
    """Until when a medicine must wait for others of its family that were taken; ``now`` when it need not."""
    _check_utc("now", now)
    return _last(_others_of_family(drug, intakes(doses, now, analgesics), analgesics), now, DAY)


def never_together(drugs: Iterable[str], analgesics: Mapping[str, Analgesic]) -> tuple[str, ...]:
    """Those of these medicines of which no two may be taken together, in their order."""
    return tuple(drug for drug in drugs if drug in analgesics and _is_nsaid(analgesics[drug]))


def _others_of_family(drug: str, taken: Sequence[Intake], analgesics: Mapping[str, Analgesic]) -> list[Intake]:
    if not _is_nsaid(analgesics[drug]):
        return []
    return [one for one in taken if one.ingredient != drug and _is_nsaid(analgesics[one.ingredient])]


def _last(taken: Sequence[Intake], now: datetime.datetime, gap: datetime.timedelta) -> datetime.datetime:
    return max([now, *(intake.at + gap for intake in taken)])


def _when_room(taken: Sequence[Intake], wanted_mg: float, most_mg: float, now: datetime.datetime) -> datetime.datetime:
    """When enough of the last 24 hours' doses are a full day old for one more to fit."""
    recent = [intake for intake in taken if intake.at + DAY > now]
    total = sum(intake.mg for intake in recent)
    earliest = now
    for intake in recent:
        if total + wanted_mg <= most_mg:
            break
        total -= intake.mg
        earliest = intake.at + DAY
    return earliest


def _days_of_use(taken: Sequence[Intake], now: datetime.datetime, next_at: datetime.datetime) -> int:
    """The most different days (UTC) of the course that can have a dose, the next one included.

    A dose of unknown time fell on the day it was reported or on the day before (an assumption: who forgets to say
    when, says it within a day). Each may have a day of its own, but no two of them more days than there are.
    """
    course = [intake for intake in taken if intake.at > now - COURSE]
    known = {next_at.date(), *(intake.at.date() for intake in course if intake.timed)}
    unknown = [intake.at for intake in course if not intake.timed]
    possible = known.union(*({at.date(), (at - DAY).date()} for at in unknown))
    return min(len(possible), len(known) + len(unknown))


def smallest_tablet_mg(sheet: Analgesic) -> float:
    """What the smallest tablet holds; 0 for what is not measured in milligrams."""
    return sheet.limit.smallest_tablet_mg if sheet.limit else 0.0


def largest_single_mg(sheet: Analgesic) -> float:
    """The largest single dose that any label or the limit names."""
    labelled = [mg for label in sheet.labels for mg in label.dose_mg]
    return max([sheet.limit.single_dose_mg if sheet.limit else 0.0, *labelled])


def _is_nsaid(sheet: Analgesic) -> bool:
    return sheet.drug_class != "non_nsaid"


def _check_utc(name: str, time: datetime.datetime) -> None:
    if time.utcoffset() != datetime.timedelta(0):
        raise InvalidInput(name, time.isoformat(), "a time in UTC, for example 2026-11-24T03:00:00+00:00")

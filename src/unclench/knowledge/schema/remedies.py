"""What helps and how much of it: medicines with their labels, remedies, signs to stop, dated thresholds."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from unclench.knowledge.schema.rules import OfferId, UrgencyWord
from unclench.knowledge.schema.sheet import Id, Sheet, Text, Verified


class Label(Sheet):
    """One country's label for a drug."""

    country: Literal["us", "uk", "eu"]
    dose_mg: tuple[float, ...] = ()
    directions: Text
    interval_hours: float | None = None
    max_24h_mg: float | None = None
    max_days: int | None = None
    min_age_years: int | None = None
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    verified: Verified


class ProductLimit(Sheet):
    """The strictest reconciled limit that Unclench uses everywhere.

    ``smallest_tablet_mg``: an amount below it is likely a number of tablets, and counts as the largest single dose.
    ``quick``: what is sold under the limit dissolves at once (the sodium salt of naproxen); it matters to levels alone.
    """

    smallest_tablet_mg: Annotated[float, Field(gt=0)]
    single_dose_mg: float
    interval_hours: float
    max_24h_mg: float
    max_days: int
    review_day: int
    min_age_years: int
    with_food: bool = False
    quick: bool = False
    countries: tuple[Literal["us", "uk", "eu"], ...] = ("us", "uk", "eu")
    offered_by_default: bool = True
    why: Text


class Analgesic(Sheet):
    """A medicine that can be bought without a prescription: names, limits, and what it is sold as."""

    id: OfferId
    names: dict[str, str]
    rxnorm: str | None = None
    drug_class: Literal["nsaid", "nsaid_topical", "non_nsaid"]
    brands: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    combination_products: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()
    limit: ProductLimit | None = None
    expect: Text
    stop_signs: tuple[Id, ...] = ()
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    verified: Verified
    note: str | None = None


class StopSign(Sheet):
    """A sign at which a remedy must stop, and what to do then."""

    id: Id
    says: Text
    then: Text
    urgency: UrgencyWord
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    verified: Verified


class Remedy(Sheet):
    """How a remedy is done, how much of it, why, and when to stop. ``offer`` is the offer that must be open for it."""

    id: Id
    offer: OfferId
    title: Text
    amount: Text
    minutes: float
    minutes_max: float
    times_a_day_max: int
    gap_minutes: float = 0
    temperature_c: float | None = None
    temperature_c_max: float | None = None
    hold_seconds: float | None = None
    repeats: int | None = None
    how: Annotated[tuple[Text, ...], Field(min_length=1)]
    why: Text
    evidence: Text
    evidence_strength: Literal["good", "some", "weak", "none", "against"]
    claims: tuple[str, ...] = ()
    stop_signs: Annotated[tuple[Id, ...], Field(min_length=1)]
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    verified: Verified
    needs: tuple[str, ...] = ()


class Reached(StrEnum):
    """What a diary can show about a dated threshold."""

    SOME_LESS_PAIN = "some_less_pain"
    CLEARLY_LESS_PAIN = "clearly_less_pain"
    MOVES = "moves"
    MOVES_MOST = "moves_most"
    MOVES_FREELY = "moves_freely"
    NO_TABLETS = "no_tablets"


class PublishedPain(Sheet):
    """Mean pain (0-10) of a published group of people so many weeks after it began, with its 95 % interval."""

    after_weeks: float
    mean_nrs: Annotated[float, Field(ge=0, le=10)]
    low_nrs: Annotated[float, Field(ge=0, le=10)]
    high_nrs: Annotated[float, Field(ge=0, le=10)]


class FollowUp(Sheet):
    """A dated threshold: what must have happened by then, and how soon to be seen if it has not.

    ``reached_when`` is what a diary must show, all of it; a threshold without it is asked about when its day has come.
    ``asks`` are the danger questions that matter again with every look, ``pain_course`` what others went through.
    """

    id: Id
    after_hours: float | None = None
    says: Text
    if_not: Text
    urgency: UrgencyWord | None = None
    reached_when: tuple[Reached, ...] = ()
    asks: tuple[Id, ...] = ()
    pain_course: tuple[PublishedPain, ...] = ()
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    verified: Verified

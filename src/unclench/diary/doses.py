"""Doses as they were reported, kept in the diary and handed to the dose ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from unclench.diary.entries import CLOCKS_APART, WRITTEN_LATE, read_moment
from unclench.diary.event import Event, Kind, standing
from unclench.model.case import check_range
from unclench.model.invalid import InvalidInput
from unclench.model.reading import check_keys, mapping_at
from unclench.safety.ledger import Dose

PRODUCT_LIMIT = 80
"""Characters of a product's name."""

OF_DOSES = (Kind.DOSE, Kind.CHANGED, Kind.UNDONE)
"""The events that say which doses there are."""

DOSE_KEYS = ("product", "taken_at", "mg")

HOURS_AGO_LIMIT = 24.0 * 7
"""A dose longer ago than this changes nothing that the ledger counts by the hour."""


@dataclass(frozen=True, slots=True)
class KeptDose:
    """A dose with the id of its event, as last worded."""

    id: str
    dose: Dose
    changed: bool = False


def read_dose(product: str, hours_ago: float | None, mg: float | None, now: datetime) -> Dose:
    """A dose from what a person filled in; what they leave open is read on the safe side by the ledger.

    Args:
        product: what it says on the pack; empty means that it is not known.
        hours_ago: when it was taken; None means that it is not known.
        mg: how much of the medicine; None means that it is not known.
        now: the moment of the report.

    Raises:
        InvalidInput: the name is too long, or a number is off its scale.
    """
    if len(product) > PRODUCT_LIMIT:
        raise InvalidInput("product", product, f"at most {PRODUCT_LIMIT} characters")
    check_range("hours_ago", hours_ago, 0, HOURS_AGO_LIMIT, or_null=True)
    check_range("mg", mg, 1, 10_000, or_null=True)
    taken_at = None if hours_ago is None else (now - timedelta(hours=hours_ago)).astimezone(UTC)
    return Dose(product, now.astimezone(UTC), taken_at, mg)


def read_told_dose(raw: object, now: datetime) -> Dose:
    """A dose from plain values: ``product``, ``taken_at`` with its time zone, ``mg``; null is not known.

    Raises:
        InvalidInput: an unknown key, a wrong type, a time that is ahead or longer ago than a year, or an amount off
            its scale.
    """
    mapping = mapping_at(raw, "dose")
    check_keys(mapping, dict.fromkeys(DOSE_KEYS), "")
    product, mg = mapping.get("product") or "", mapping.get("mg")
    if not isinstance(product, str) or len(product) > PRODUCT_LIMIT or not product.isprintable():
        raise InvalidInput("product", product, f"text of at most {PRODUCT_LIMIT} characters, or null")
    check_range("mg", mg, 1, 10_000, or_null=True)
    taken_at = read_moment(mapping, "taken_at")
    if taken_at is not None and not now - WRITTEN_LATE <= taken_at <= now + CLOCKS_APART:
        allowed = f"a time of the last {WRITTEN_LATE.days} days that is not ahead, or null"
        raise InvalidInput("taken_at", taken_at.isoformat(), allowed)
    return Dose(product.strip(), now.astimezone(UTC), taken_at, mg)


def dose_body(dose: Dose) -> dict[str, Any]:
    """The dose as the JSON types in which it is kept; the moment of the report is the event's own."""
    return {
        "product": dose.product,
        "taken_at": None if dose.taken_at is None else dose.taken_at.isoformat(),
        "mg": dose.mg,
    }


def doses(events: Sequence[Event]) -> tuple[KeptDose, ...]:
    """The doses that were not undone, as last worded, in the order in which they were reported."""
    kept: dict[str, KeptDose] = {}
    for event in standing(events):
        if event.kind is Kind.DOSE:
            kept[event.id] = KeptDose(event.id, _dose(event.body, event.at))
        elif event.kind is Kind.CHANGED and "dose" in event.body and (name := str(event.body["event"])) in kept:
            kept[name] = KeptDose(name, _dose(event.body["dose"], kept[name].dose.reported_at), changed=True)
    return tuple(kept.values())


def _dose(body: Mapping[str, Any], reported_at: datetime) -> Dose:
    return Dose(body["product"], reported_at, read_moment(body, "taken_at"), body["mg"])

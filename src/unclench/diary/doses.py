"""Doses as they were reported, kept in the diary and handed to the dose ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from unclench.diary.event import Event, Kind, standing
from unclench.model.case import check_range
from unclench.model.invalid import InvalidInput
from unclench.safety.ledger import Dose

PRODUCT_LIMIT = 80
"""Characters of a product's name."""

HOURS_AGO_LIMIT = 24.0 * 7
"""A dose longer ago than this changes nothing that the ledger counts by the hour."""


@dataclass(frozen=True, slots=True)
class KeptDose:
    """A dose with the id of its event."""

    id: str
    dose: Dose


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
    check_range("hours_ago", hours_ago, 0, HOURS_AGO_LIMIT)
    check_range("mg", mg, 1, 10_000)
    taken_at = None if hours_ago is None else (now - timedelta(hours=hours_ago)).astimezone(UTC)
    return Dose(product, now.astimezone(UTC), taken_at, mg)


def dose_body(dose: Dose) -> dict[str, Any]:
    """The dose as the JSON types in which it is kept; the moment of the report is the event's own."""
    return {
        "product": dose.product,
        "taken_at": None if dose.taken_at is None else dose.taken_at.isoformat(),
        "mg": dose.mg,
    }


def doses(events: Sequence[Event]) -> tuple[KeptDose, ...]:
    """The doses that were not undone, in the order in which they were reported."""
    return tuple(KeptDose(one.id, _dose(one.body, one.at)) for one in standing(events) if one.kind is Kind.DOSE)


def _dose(body: Mapping[str, Any], reported_at: datetime) -> Dose:
    taken_at = body["taken_at"]
    return Dose(
        body["product"], reported_at, None if taken_at is None else datetime.fromisoformat(taken_at), body["mg"]
    )

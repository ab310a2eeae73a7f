"""What a danger check opens, closed again by what is known beside it: that it has lapsed, or what was taken.

Both only ever close: no offer gets opener here, no urgency lower, and no reason is lost.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from unclench.knowledge.schema import Analgesic
from unclench.model.assessment import Offer, OfferStatus, Screening
from unclench.safety.ledger import Dose, Hold, NextDose, family_until, next_dose
from unclench.safety.screen import NOT_SCREENED

LEDGER = "dose_ledger_"
"""Begins the reason for a block that the dose ledger gives; what it waits for follows."""


def lapsed(screening: Screening) -> Screening:
    """The answer of a check that does not count any more: as urgent as it was, and nothing on offer."""
    offers = {
        remedy: Offer(OfferStatus.BLOCKED, tuple(dict.fromkeys((*_closing(offer), NOT_SCREENED))))
        for remedy, offer in screening.offers.items()
    }
    return replace(screening, complete=False, offers=MappingProxyType(offers))


def after_doses(
    screening: Screening, doses: Iterable[Dose], now: datetime.datetime, analgesics: Mapping[str, Analgesic]
) -> Screening:
    """The answer with every medicine closed for which the ledger says "not yet" or "not at all"."""
    taken = tuple(doses)
    offers = dict(screening.offers)
    for drug in map(str, analgesics):
        offer, following = offers.get(drug), holding(drug, taken, now, analgesics)
        if offer is not None and following is not None:
            reasons = (*_closing(offer), *(ledger_reason(hold) for hold in following.because))
            offers[drug] = Offer(OfferStatus.BLOCKED, reasons)
    return replace(screening, offers=MappingProxyType(offers))


def holding(
    drug: str, doses: Iterable[Dose], now: datetime.datetime, analgesics: Mapping[str, Analgesic]
) -> NextDose | None:
    """What the ledger holds against a medicine at this moment; None when nothing.

    Of a medicine without a limit, such as a gel, only that others of its family were taken.
    """
    if analgesics[drug].limit is None:
        until = family_until(drug, doses, now, analgesics)
        return NextDose(drug, 0.0, until, (Hold.OTHER_NSAID,)) if until > now else None
    following = next_dose(drug, doses, now, analgesics)
    return None if may_come_now(following, now) else following


def may_come_now(following: NextDose, now: datetime.datetime) -> bool:
    """Whether the ledger has no objection to a dose at this moment."""
    return following.earliest is not None and following.earliest <= now


def suits(offer: Offer | None, *, complete: bool) -> bool | None:
    """Whether a medicine suits somebody, whatever they have taken: what speaks against it wins over what is unknown.

    Returns:
        False where a rule closes it or asks to ask first; None where the danger check is not finished or has lapsed.
    """
    if offer is None:
        return None
    rules = [reason for reason in offer.because if reason != NOT_SCREENED and not reason.startswith(LEDGER)]
    if offer.status is not OfferStatus.OFFERED and rules:
        return False
    return True if complete and NOT_SCREENED not in offer.because else None


def ledger_reason(hold: Hold) -> str:
    """The reason of a block by the ledger."""
    return LEDGER + hold.value


def _closing(offer: Offer) -> tuple[str, ...]:
    """The reasons of an offer that was not open anyway; a caution on an open one is no reason to close it."""
    return () if offer.status is OfferStatus.OFFERED else offer.because

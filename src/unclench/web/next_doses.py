"""Every medicine with both verdicts: the danger check's on whether it suits, the ledger's on when the next may come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from unclench.diary.doses import KeptDose
from unclench.model.assessment import OfferStatus
from unclench.model.preferences import Country
from unclench.safety.ledger import Dose, Hold, NextDose, next_dose
from unclench.web import road
from unclench.web.services import Services
from unclench.web.visits import Visit


@dataclass(frozen=True, slots=True)
class Verdict:
    """One medicine: whether it suits at all (None: the danger check is not done), and what the ledger says."""

    drug: str
    suits: bool | None
    following: NextDose


def verdicts(visit: Visit | None, here: Country, kept: Sequence[KeptDose], services: Services) -> list[Verdict]:
    """Every medicine whose limits are known."""
    suits = _suits(visit, here, services)
    taken = [one.dose for one in kept]
    analgesics = services.knowledge.analgesics
    return [
        Verdict(str(drug), suits.get(drug), next_dose(drug, taken, services.now(), analgesics))
        for drug, sheet in analgesics.items()
        if sheet.limit is not None
    ]


def not_together(drug: str, services: Services) -> list[str]:
    """The medicines after which the ledger would hold this one back."""
    now, analgesics = services.now(), services.knowledge.analgesics
    others = [str(other) for other in analgesics if other != drug]
    held = {other: next_dose(drug, [Dose(other, now, now)], now, analgesics).because for other in others}
    return [other for other, because in held.items() if Hold.OTHER_NSAID in because]


def known_products(services: Services) -> list[str]:
    """The names on packs that are understood, in order."""
    sheets = services.knowledge.analgesics.values()
    return sorted({name for sheet in sheets for name in (*sheet.names.values(), *sheet.brands)})


def _suits(visit: Visit | None, here: Country, services: Services) -> dict[str, bool]:
    sheet = services.answers(visit)
    if not sheet.started:
        return {}
    assessment = services.assess(road.case_of(sheet, services.knowledge), here)
    if not assessment.screening.complete:
        return {}
    return {drug: offer.status is OfferStatus.OFFERED for drug, offer in assessment.screening.offers.items()}

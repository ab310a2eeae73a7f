"""Every medicine with both verdicts: the danger check's on whether it suits, the ledger's on when the next may come."""

from __future__ import annotations

from dataclasses import dataclass

from unclench.model.preferences import Country
from unclench.safety.held_back import suits
from unclench.safety.ledger import Dose, Hold, NextDose, next_dose
from unclench.web.gate import Standing, assessed
from unclench.web.services import Services


@dataclass(frozen=True, slots=True)
class Verdict:
    """One medicine: whether it suits at all (None: no danger check that counts says so), and what the ledger says."""

    drug: str
    suits: bool | None
    following: NextDose


def verdicts(standing: Standing, here: Country, services: Services) -> list[Verdict]:
    """Every medicine whose limits are known."""
    screening = assessed(standing, here, services).screening if standing.sheet.started else None
    now, analgesics = services.now(), services.knowledge.analgesics
    return [
        Verdict(
            str(drug),
            None if screening is None else suits(screening.offers.get(str(drug)), complete=screening.complete),
            next_dose(str(drug), standing.doses, now, analgesics),
        )
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

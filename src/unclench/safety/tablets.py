"""Tablets or milligrams? Less than one tablet is likely a number of tablets, and is never counted as so little."""

from __future__ import annotations

from collections.abc import Mapping

from unclench.knowledge.schema import Analgesic
from unclench.model.invalid import InvalidInput
from unclench.safety.ledger import largest_single_mg, smallest_tablet_mg
from unclench.safety.products import ingredients


def one_tablet_mg(product: str, mg: float | None, analgesics: Mapping[str, Analgesic]) -> float | None:
    """The smallest tablet (mg) of a product when ``mg`` is less than that; None when it is not, or not known."""
    known = ingredients(product, analgesics)
    if mg is None or mg <= 0 or len(known) != 1:  # what is no amount at all is refused elsewhere
        return None
    smallest = smallest_tablet_mg(analgesics[next(iter(known))])
    return smallest if mg < smallest else None


def check_is_milligrams(product: str, mg: float | None, analgesics: Mapping[str, Analgesic]) -> None:
    """Refuse an amount that is likely a number of tablets. Raises InvalidInput."""
    smallest = one_tablet_mg(product, mg, analgesics)
    if smallest is not None:
        allowed = f"milligrams and not tablets: at least {smallest:g}, the smallest tablet, or null when not known"
        raise InvalidInput("mg", mg, allowed)


def mg_of_tablets(product: str, tablets: float, tablet_mg: float | None, analgesics: Mapping[str, Analgesic]) -> float:
    """So many tablets in milligrams; one of unknown strength counts as the largest single dose.

    Raises:
        InvalidInput: the product is not known as one medicine.
    """
    known = ingredients(product, analgesics)
    if len(known) != 1:
        raise InvalidInput("product", product, "the name of one pain medicine that is known here")
    return tablets * (tablet_mg or largest_single_mg(analgesics[next(iter(known))]))

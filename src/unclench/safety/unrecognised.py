"""Which waits of the dose ledger hold only because a product was not recognised: nobody is told a false reason."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from unclench.knowledge.schema import Analgesic
from unclench.safety.held_back import holding
from unclench.safety.ledger import COURSE, DAY, Dose, Hold, NextDose
from unclench.safety.products import ingredients


@dataclass(frozen=True, slots=True)
class Guess:
    """The products (an empty name: not even that is known) that a medicine waits for in case they hold it.

    ``holds`` are the reasons that stand for them alone, and so perhaps for nothing.
    """

    products: tuple[str, ...] = ()
    holds: tuple[Hold, ...] = ()


def unrecognised(doses: Iterable[Dose], analgesics: Mapping[str, Analgesic]) -> tuple[Dose, ...]:
    """The doses of products that are not recognised, in their order."""
    return tuple(dose for dose in doses if not ingredients(dose.product, analgesics))


def guess(
    following: NextDose, doses: Iterable[Dose], now: datetime.datetime, analgesics: Mapping[str, Analgesic]
) -> Guess:
    """What of a medicine's wait is for products that are not recognised.

    Args:
        following: what the ledger says of this medicine after all ``doses``.
        doses: everything taken.
        now: the moment for which the ledger was asked.
        analgesics: the fact-sheets.
    """
    told = tuple(doses)
    unknown = unrecognised(told, analgesics)
    if not unknown or not following.because:
        return Guess()
    known = holding(following.drug, [dose for dose in told if dose not in unknown], now, analgesics)
    if known is not None and (known.earliest, known.because) == (following.earliest, following.because):
        return Guess()
    reach = COURSE if following.earliest is None else DAY
    named = dict.fromkeys(dose.product for dose in unknown if dose.reported_at > now - reach)
    sure = () if known is None else known.because
    return Guess(tuple(named), tuple(hold for hold in following.because if hold not in sure))

"""``Cleared``: the proof, as a value, that a person passed the danger check. A plan cannot be built without one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from unclench.model.assessment import Offer, OfferStatus, Screening
from unclench.model.case import Case
from unclench.model.urgency import Urgency


class NotCleared(Exception):
    """Somebody tried to make a :class:`Cleared` that the danger check did not grant."""


_KEY = object()
"""Known to this module alone: :func:`grant` is the only way to a ``Cleared``, and only the screen calls it."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """A case whose danger check is complete and leaves at least one remedy open.

    Made by :func:`unclench.safety.screen.screen` and by nothing else.

    Raises:
        NotCleared: made in any other way, copied with changes, or pickled.
    """

    case: Case
    screening: Screening
    key: object

    def __post_init__(self) -> None:
        if self.key is not _KEY:
            raise NotCleared("only the danger check can clear a person")
        object.__setattr__(self, "key", None)  # so that a changed copy cannot carry the key along

    def __init_subclass__(cls) -> NoReturn:
        raise NotCleared("Cleared cannot be subclassed")

    def __reduce__(self) -> NoReturn:
        raise NotCleared("a clearance is not stored or copied: run the danger check again")

    @property
    def offers(self) -> dict[str, Offer]:
        """The remedies that may be used now, each with the rules that ask for caution."""
        return {remedy: offer for remedy, offer in self.screening.offers.items() if offer.status is OfferStatus.OFFERED}

    def allows(self, remedy: str) -> bool:
        """Whether this remedy may be used now; an unknown remedy may not."""
        return remedy in self.offers


def grant(case: Case, screening: Screening, *, gated: bool) -> Cleared | None:
    """A clearance if the screening earns one; called by the screen only.

    It must be complete, no emergency, with no red flag that closes the plan (``gated``), and with something on offer.
    """
    if gated or not screening.complete or screening.urgency is Urgency.EMERGENCY_NOW:
        return None
    cleared = Cleared(case, screening, _KEY)
    return cleared if cleared.offers else None

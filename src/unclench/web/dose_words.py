"""What the dose ledger says, in words: how long a medicine waits and for what, and which names are not known here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from unclench.diary.doses import KeptDose
from unclench.safety.held_back import may_come_now
from unclench.safety.ledger import Dose, NextDose
from unclench.safety.products import meant
from unclench.safety.unrecognised import Guess, guess, unrecognised
from unclench.web import words
from unclench.web.language import _
from unclench.web.next_doses import Verdict
from unclench.web.services import Services


@dataclass(frozen=True, slots=True)
class NotKnown:
    """A name that is not known here, and the known one that was perhaps meant."""

    product: str
    meant: str | None


def said_of(verdict: Verdict, doses: Sequence[Dose], services: Services) -> str:
    """What the ledger says, with an amount for those only whom a danger check that counts lets take it."""
    following = verdict.following
    if not may_come_now(following, services.now()):
        return held_words(following, doses, services)
    if not verdict.suits:
        return ""
    return _("Nothing you wrote down stands in the way now. At most {mg} mg at once.", mg=f"{following.mg:g}")


def held_words(following: NextDose, doses: Sequence[Dose], services: Services) -> str:
    """When a medicine that the ledger holds back may come, and what it waits for."""
    now = services.now()
    guessed = guess(following, doses, now, services.knowledge.analgesics)
    sure = [words.HOLD[hold] for hold in following.because if hold not in guessed.holds]
    reasons = "; ".join([*_guessed_words(guessed), *sure])
    if following.earliest is None:
        return _("No more of it without asking a pharmacist or doctor: {reason}.", reason=reasons)
    ahead = words.span((following.earliest - now).total_seconds() / 60)
    when = words.moment(following.earliest)
    return _("Not before {when}, in {ahead}: {reasons}.", when=when, ahead=ahead, reasons=reasons)


def not_known(kept: Sequence[KeptDose], services: Services) -> dict[str, NotKnown]:
    """Of each dose whose name is not known here, by the id of its event, that name and what was perhaps meant."""
    analgesics = services.knowledge.analgesics
    return {
        one.id: NotKnown(one.dose.product, meant(one.dose.product, analgesics))
        for one in kept
        if unrecognised([one.dose], analgesics)
    }


def _guessed_words(guessed: Guess) -> list[str]:
    named = ", ".join(f"“{product}”" for product in guessed.products if product)
    if named:
        return [_("we do not know {products}, so it counts as any pain medicine", products=named)]
    return [_("you took something that we do not know, so it counts as any pain medicine")] if guessed.products else []

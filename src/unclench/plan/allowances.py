"""Which remedies this person may and can use: the safety kernel's offers, narrowed by wishes and means.

Nothing here can widen what :class:`~unclench.safety.cleared.Cleared` allows. Every remedy that is left out carries
its reasons: rule ids where a rule decided, else one of the plain words below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Combination, Condition, Remedy, Status
from unclench.model.case import Answer, Case
from unclench.model.preferences import Preferences
from unclench.safety.cleared import Cleared
from unclench.safety.held_back import ledger_reason
from unclench.safety.taken import Taken

BLOCKED_BY_WORD: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "supine_positions": frozenset({"calves_on_chair", "knee_to_chest"}),
        "floor_exercise": frozenset({"calves_on_chair", "knee_to_chest"}),
        "massage": frozenset({"ice_massage"}),
        "massage_deep": frozenset({"ice_massage"}),
        "knees_to_chest": frozenset({"knee_to_chest"}),
        "all_stretch": frozenset({"knee_to_chest"}),
        "all_exercise": frozenset({"knee_to_chest", "short_walks", "gentle_movement"}),
    }
)
"""What a contraindication's ``also_blocks`` words mean in remedies; ice massage counts as massage to be careful."""

NOT_WANTED = "not_wanted"
NOT_AT_HAND = "not_at_hand"
NOT_ON_GENERAL_SALE = "not_on_general_sale"
NOT_SUGGESTED = "not_suggested"
NO_LIMIT_KNOWN = "no_limit_in_milligrams"

IN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        NOT_WANTED: "You said that you do not want medicine.",
        NOT_AT_HAND: "What it needs is not at hand.",
        NOT_ON_GENERAL_SALE: "It is not on general sale where you are. Ask a pharmacist.",
        NOT_SUGGESTED: "It is not suggested, because others do the same with less risk.",
        NO_LIMIT_KNOWN: "It is measured in gel and not in milligrams, so it could not be simulated.",
    }
)
"""The reasons above in plain words; every other reason is the id of a rule, which has its own words."""

ORAL = ("ibuprofen", "naproxen", "aspirin", "acetaminophen")
"""Tablets, in the order in which they are considered: the first that is open is the only one planned."""


@dataclass(frozen=True, slots=True)
class Allowances:
    """The remedies that may be planned, and why every other one is left out."""

    remedies: frozenset[str]
    left_out: Mapping[str, tuple[str, ...]]

    def first_of(self, *remedies: str) -> str | None:
        """The first of these that may be planned, or None."""
        return next((remedy for remedy in remedies if remedy in self.remedies), None)


def allowances(
    cleared: Cleared, preferences: Preferences, knowledge: Knowledge, taken: Taken | None = None
) -> Allowances:
    """Decide for every remedy sheet whether it may be planned for this person, after what they have ``taken``."""
    ruled_out = _blocked_by_words(cleared.case, knowledge)
    reasons = {
        remedy.id: (
            *_reasons_of_offer(cleared, remedy),
            *ruled_out.get(remedy.id, ()),
            *_reasons_of_means(remedy, preferences),
            *_reasons_of_medicine(remedy, preferences, knowledge),
            *_reasons_of_taken(remedy, taken, knowledge),
        )
        for remedy in knowledge.remedies.values()
    }
    return Allowances(
        remedies=frozenset(remedy for remedy, why in reasons.items() if not why),
        left_out=MappingProxyType({remedy: tuple(dict.fromkeys(why)) for remedy, why in reasons.items() if why}),
    )


def possibly_holds(condition: Condition, case: Case) -> bool:
    """Whether a rule's condition holds once "unsure" and "not asked" are read as "yes": unknown counts as unsafe."""
    if isinstance(condition, Combination):
        return _combination_possibly_holds(condition, case)
    return case.answer(condition) is not Answer.NO


def _combination_possibly_holds(combination: Combination, case: Case) -> bool:
    if combination.any is not None:
        return any(possibly_holds(part, case) for part in combination.any)
    if combination.all is not None:
        return all(possibly_holds(part, case) for part in combination.all)
    if combination.at_least is not None:
        return sum(possibly_holds(part, case) for part in combination.at_least.of) >= combination.at_least.n
    return True


def _reasons_of_offer(cleared: Cleared, remedy: Remedy) -> tuple[str, ...]:
    if cleared.allows(remedy.offer):
        return ()
    offer = cleared.screening.offers.get(remedy.offer)
    return offer.because if offer and offer.because else ("not_offered",)


def _blocked_by_words(case: Case, knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for rule in knowledge.contraindications.values():
        remedies = frozenset().union(*(BLOCKED_BY_WORD.get(word, frozenset()) for word in rule.also_blocks))
        if rule.status is not Status.RETIRED and remedies and possibly_holds(rule.when, case):
            for remedy in remedies:
                found[remedy] = (*found.get(remedy, ()), rule.id)
    return found


def _reasons_of_means(remedy: Remedy, preferences: Preferences) -> tuple[str, ...]:
    at_hand = {
        "ice": preferences.has_ice,
        "towel": preferences.has_towel,
        "tablets": preferences.has_tablets,
        "floor": preferences.floor,
    }
    return () if all(at_hand.get(need, False) for need in remedy.needs) else (NOT_AT_HAND,)


def _reasons_of_medicine(remedy: Remedy, preferences: Preferences, knowledge: Knowledge) -> tuple[str, ...]:
    medicine = knowledge.analgesics.get(remedy.id)
    if medicine is None:
        return ()
    reasons = () if preferences.medicine else (NOT_WANTED,)
    if medicine.limit is None:
        return (*reasons, NO_LIMIT_KNOWN)
    if preferences.country.labels not in medicine.limit.countries:
        reasons = (*reasons, NOT_ON_GENERAL_SALE)
    if not medicine.limit.offered_by_default:
        reasons = (*reasons, NOT_SUGGESTED)
    return reasons


def _reasons_of_taken(remedy: Remedy, taken: Taken | None, knowledge: Knowledge) -> tuple[str, ...]:
    """A medicine that the dose ledger rules out today; one that only has to wait stays open."""
    medicine = knowledge.analgesics.get(remedy.id)
    if taken is None or medicine is None or medicine.limit is None:
        return ()
    return tuple(ledger_reason(hold) for hold in taken.rules_out(remedy.id, knowledge.analgesics))

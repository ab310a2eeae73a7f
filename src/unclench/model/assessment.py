"""What the danger check answers: urgency, what fired, what is still open, what may be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from unclench.model.urgency import Urgency


class OfferStatus(StrEnum):
    """Whether a remedy may be used by this person now."""

    OFFERED = "offered"
    ASK_FIRST = "ask_first"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Offer:
    """One remedy's verdict; ``because`` holds the rule ids (or ``not_screened``) that decided it."""

    status: OfferStatus
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A red-flag rule that holds for this case, in the words shown to the person."""

    rule: str
    says: str
    urgency: Urgency
    status: str  # draft | reviewed | retired
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A finding still to be answered. ``danger`` questions must be answered before anything is offered."""

    finding: str
    question: str
    group: str
    danger: bool


class Line(StrEnum):
    """Who answers a telephone number."""

    EMERGENCY = "emergency"
    CRISIS = "crisis"
    POISON = "poison"


@dataclass(frozen=True, slots=True)
class PhoneCall:
    """A number to call, as it is written in the country."""

    line: Line
    number: str


@dataclass(frozen=True, slots=True)
class SeekCare:
    """What to do, how soon, whom to call and what to tell them, in plain words.

    ``calls`` are numbers to call at once, the first one first: in an emergency, or where a doubt may be one.
    ``until_help`` is what to do in an emergency until somebody comes.
    """

    urgency: Urgency
    what_to_do: str
    how_soon: str
    whom_to_call: str
    what_to_say: str
    calls: tuple[PhoneCall, ...] = ()
    until_help: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cause:
    """A likely cause with its posterior probability (0-1) and the reasons that moved it."""

    id: str
    probability: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Screening:
    """The safety kernel's whole answer for one case."""

    urgency: Urgency
    complete: bool
    fired: tuple[FiredRule, ...]
    open_questions: tuple[OpenQuestion, ...]
    offers: Mapping[str, Offer]
    seek_care: SeekCare
    warnings: tuple[str, ...] = ()
    possible: tuple[FiredRule, ...] = ()
    """Rules that would hold if answers of "unsure" meant yes, each with the lower urgency it adds for now."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The whole answer to "what is this and how urgent is it?" for one case.

    ``causes`` is empty when the ranking itself failed; ``warnings`` then says so and the screening still stands.
    """

    uid: str
    screening: Screening
    causes: tuple[Cause, ...]
    knowledge_hash: str
    warnings: tuple[str, ...] = ()

"""Rules and the questions they ask: conditions, red flags, contraindications, findings and their screens."""

from __future__ import annotations

import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from unclench.knowledge.schema.sheet import Id, Sheet, Status, Text, Verified


class AtLeast(Sheet):
    """True when at least ``n`` of the conditions in ``of`` hold."""

    n: Annotated[int, Field(ge=1)]
    of: tuple[Condition, ...]

    @model_validator(mode="after")
    def _n_is_reachable(self) -> AtLeast:
        if self.n > len(self.of):
            raise ValueError(f"n is {self.n} but only {len(self.of)} conditions are listed")
        return self


class Combination(Sheet):
    """Exactly one of ``any``, ``all``, ``at_least``. No negation: urgency stays monotone in danger findings."""

    any: tuple[Condition, ...] | None = None
    all: tuple[Condition, ...] | None = None
    at_least: AtLeast | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Combination:
        given = [name for name in ("any", "all", "at_least") if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError("a condition has exactly one of any, all, at_least")
        if self.any == () or self.all == ():
            raise ValueError("any and all need at least one condition")
        return self


Condition = Id | Combination


class Ruling(Sheet):
    """What every rule carries besides its condition: who says so, how far it was checked, and its life cycle."""

    id: Id
    says: Text
    when: Condition
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    verified: Verified
    false_alarms: Text
    status: Status
    reviewed: datetime.date | None = None
    review_by: datetime.date
    note: str | None = None

    @model_validator(mode="after")
    def _memory_means_draft(self) -> Ruling:
        from_memory = self.verified in (Verified.MEMORY_HIGH, Verified.MEMORY_MEDIUM, Verified.MEMORY_LOW)
        if from_memory and self.status is Status.REVIEWED:
            raise ValueError("a rule that rests on memory only ships as status: draft")
        if self.status is Status.REVIEWED and self.reviewed is None:
            raise ValueError("a reviewed rule names the date in reviewed")
        return self


class UrgencyWord(StrEnum):
    """The urgency scale as written in fact-sheets."""

    SELF_CARE = "self_care"
    GP_SOON = "gp_soon"
    WITHIN_DAYS = "within_days"
    SAME_DAY = "same_day"
    EMERGENCY_NOW = "emergency_now"


class Gate(StrEnum):
    """What a fired red flag leaves of the plan."""

    NO_PLAN = "no_plan"
    COMFORT_ONLY = "comfort_only"
    PLAN_LIMITED = "plan_limited"


class Help(StrEnum):
    """How help comes in an emergency: it comes to the person, they are taken to it, or it is on the telephone."""

    AMBULANCE = "ambulance"
    POISON_LINE = "poison_line"
    CRISIS_LINE = "crisis_line"
    HOSPITAL = "hospital"


class RedFlag(Ruling):
    """A danger rule: when it holds, the person's urgency is at least ``urgency`` and the plan is gated.

    ``help`` belongs to an emergency only, and follows the same sources; an emergency without it means an ambulance.
    """

    condition: Text
    urgency: UrgencyWord
    gate: Gate
    help: Help | None = None
    limit: str | None = None

    @model_validator(mode="after")
    def _help_belongs_to_an_emergency(self) -> RedFlag:
        if self.help is not None and self.urgency is not UrgencyWord.EMERGENCY_NOW:
            raise ValueError("help is for urgency: emergency_now only")
        return self


class OfferId(StrEnum):
    """The remedies whose offers are public contract."""

    IBUPROFEN = "ibuprofen"
    NAPROXEN = "naproxen"
    ASPIRIN = "aspirin"
    ACETAMINOPHEN = "acetaminophen"
    TOPICAL_NSAID = "topical_nsaid"
    COLD = "cold"
    HEAT = "heat"
    STRETCH_KNEE_TO_CHEST = "stretch_knee_to_chest"
    REST_POSITION = "rest_position"
    GENTLE_MOVEMENT = "gentle_movement"


class Action(StrEnum):
    """What a contraindication does to the remedies it names."""

    HARD_STOP = "hard_stop"
    ASK_FIRST = "ask_first"
    CAUTION = "caution"


class Contraindication(Ruling):
    """When it holds, the named remedies are blocked, need asking first, or carry a caution text."""

    remedies: Annotated[tuple[OfferId, ...], Field(min_length=1)]
    action: Action
    also_blocks: tuple[str, ...] = ()


class NumberRange(Sheet):
    """A number of the case from which a finding follows: ``at_least <= number < below``."""

    number: Literal["age_years", "duration_hours", "pain_nrs", "weight_kg"]
    at_least: float | None = None
    below: float | None = None

    @model_validator(mode="after")
    def _one_bound(self) -> NumberRange:
        if (self.at_least is None) == (self.below is None):
            raise ValueError("give exactly one of at_least, below")
        return self


class FindingUse(StrEnum):
    """Why a finding is asked: for danger, for what may be used, to tell causes apart, or to open a family of questions.

    A gateway ("A drooping face, a weak arm or slurred speech?") is used by no rule. It stands in ``only_if`` of its
    family, so that most people answer one question instead of five; once the family is answered it is not asked.
    """

    DANGER = "danger"
    REMEDY = "remedy"
    CAUSE = "cause"
    GATEWAY = "gateway"


class Finding(Sheet):
    """One question. ``plainer`` asks it once more in simpler words when the answer was "unsure"."""

    id: Id
    question: Text
    means: Text
    plainer: Text | None = None
    group: Id
    use: FindingUse
    order: int = 500
    derived_from: NumberRange | None = None
    only_if: Condition | None = None


class QuestionGroup(Sheet):
    """A screenful of findings that one "none of these" may answer."""

    id: Id
    title: Text
    lead: Text
    order: int
    danger: bool


AtLeast.model_rebuild()
Combination.model_rebuild()

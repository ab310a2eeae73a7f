"""The shape of every kind of fact-sheet, as strict models: an unknown key, wrong type or missing source is an error.

One fact-sheet is one YAML file; its file name without the ending is its ``id``. The folder is its kind.
"""

from __future__ import annotations

import datetime
import math
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=3)]


class Sheet(BaseModel):
    """Base of all fact-sheets and their parts: frozen, strict, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Verified(StrEnum):
    """How the statement was checked against its source."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    PARTIAL = "partial"
    MEMORY_HIGH = "memory_high"
    MEMORY_MEDIUM = "memory_medium"
    MEMORY_LOW = "memory_low"


class Status(StrEnum):
    """Life cycle of a rule. Drafts fire and the answer says that they are drafts; retired rules do not fire."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    RETIRED = "retired"


class Provenance(StrEnum):
    """How a number or a result came about."""

    EMERGENT = "emergent"
    TUNED = "tuned"
    FITTED = "fitted"
    PREDICTED = "predicted"
    PUBLISHED = "published"
    ASSUMED = "assumed"


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


class RedFlag(Ruling):
    """A danger rule: when it holds, the person's urgency is at least ``urgency`` and the plan is gated."""

    condition: Text
    urgency: UrgencyWord
    gate: Gate
    limit: str | None = None


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


class Source(Sheet):
    """Where a statement comes from. ``level`` says how its words were read."""

    id: Id
    title: Text
    issuer: Text
    year: int | None = None
    url: str | None = None
    doi: str | None = None
    read_at: tuple[str, ...] = ()
    year_estimated: bool = False
    level: Literal["primary", "secondary", "partial", "memory"]
    note: str | None = None


class Label(Sheet):
    """One country's label for a drug."""

    country: Literal["us", "uk", "eu"]
    dose_mg: tuple[float, ...] = ()
    directions: Text
    interval_hours: float | None = None
    max_24h_mg: float | None = None
    max_days: int | None = None
    min_age_years: int | None = None
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    verified: Verified


class ProductLimit(Sheet):
    """The strictest reconciled limit that Unclench uses everywhere."""

    single_dose_mg: float
    interval_hours: float
    max_24h_mg: float
    max_days: int
    review_day: int
    min_age_years: int
    with_food: bool = False
    countries: tuple[Literal["us", "uk", "eu"], ...] = ("us", "uk", "eu")
    offered_by_default: bool = True
    why: Text


class Analgesic(Sheet):
    """A medicine that can be bought without a prescription: names, limits, and what it is sold as."""

    id: OfferId
    names: dict[str, str]
    rxnorm: str | None = None
    drug_class: Literal["nsaid", "nsaid_topical", "non_nsaid"]
    brands: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    combination_products: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()
    limit: ProductLimit | None = None
    expect: Text
    stop_signs: tuple[Id, ...] = ()
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    verified: Verified
    note: str | None = None


class StopSign(Sheet):
    """A sign at which a remedy must stop, and what to do then."""

    id: Id
    says: Text
    then: Text
    urgency: UrgencyWord
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    verified: Verified


class Remedy(Sheet):
    """How a remedy is done, how much of it, why, and when to stop. ``offer`` is the offer that must be open for it."""

    id: Id
    offer: OfferId
    title: Text
    amount: Text
    minutes: float
    minutes_max: float
    times_a_day_max: int
    gap_minutes: float = 0
    temperature_c: float | None = None
    temperature_c_max: float | None = None
    hold_seconds: float | None = None
    repeats: int | None = None
    how: Annotated[tuple[Text, ...], Field(min_length=1)]
    why: Text
    evidence: Text
    evidence_strength: Literal["good", "some", "weak", "none", "against"]
    claims: tuple[str, ...] = ()
    stop_signs: Annotated[tuple[Id, ...], Field(min_length=1)]
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    verified: Verified
    needs: tuple[str, ...] = ()


class Reached(StrEnum):
    """What a diary can show about a dated threshold."""

    SOME_LESS_PAIN = "some_less_pain"
    CLEARLY_LESS_PAIN = "clearly_less_pain"
    MOVES = "moves"
    MOVES_MOST = "moves_most"
    MOVES_FREELY = "moves_freely"
    NO_TABLETS = "no_tablets"


class PublishedPain(Sheet):
    """Mean pain (0-10) of a published group of people so many weeks after it began, with its 95 % interval."""

    after_weeks: float
    mean_nrs: Annotated[float, Field(ge=0, le=10)]
    low_nrs: Annotated[float, Field(ge=0, le=10)]
    high_nrs: Annotated[float, Field(ge=0, le=10)]


class FollowUp(Sheet):
    """A dated threshold: what must have happened by then, and how soon to be seen if it has not.

    ``reached_when`` is what a diary must show, all of it; a threshold without it is asked about when its day has come.
    ``asks`` are the danger questions that matter again with every look, ``pain_course`` what others went through.
    """

    id: Id
    after_hours: float | None = None
    says: Text
    if_not: Text
    urgency: UrgencyWord | None = None
    reached_when: tuple[Reached, ...] = ()
    asks: tuple[Id, ...] = ()
    pain_course: tuple[PublishedPain, ...] = ()
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    verified: Verified


class Claim(Sheet):
    """One claim of the popular article (A1..A15), with the verdict of today's evidence and its three faces."""

    id: Id
    number: Annotated[int, Field(ge=1, le=15)]
    says: Text
    verdict: Literal["supported", "supported_with_limits", "contested", "outdated", "wrong"]
    why: Text
    present_as: Text
    model_face: str | None = None
    companion_face: Text
    provenance: Provenance | None = None
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    verified: Verified


class Likelihood(Sheet):
    """How much more likely a finding is under this cause than under an average cause (a likelihood ratio > 0)."""

    when: str  # finding id, or trigger=lifting, region=thoracic, known_spinal_problem, pain_nrs>=7 ...
    ratio: Annotated[float, Field(gt=0)]
    because: Text
    sources: tuple[Id, ...] = ()
    assumption: str | None = None

    @model_validator(mode="after")
    def _sourced_or_assumed(self) -> Likelihood:
        if not self.sources and not self.assumption:
            raise ValueError("a likelihood has sources or says on what assumption it rests")
        return self


class Cause(Sheet):
    """A likely cause of the spasm with its prior and what raises or lowers it."""

    id: Id
    title: Text
    plain: Text
    prior: Annotated[float, Field(gt=0, lt=1)]
    prior_sources: tuple[Id, ...] = ()
    prior_assumption: str | None = None
    likelihoods: tuple[Likelihood, ...] = ()


class Parameter(Sheet):
    """One number of the model: its median over people, its between-person spread, and where it comes from.

    ``log_sd`` is the standard deviation of the natural logarithm (log-normal spread over people); 0 means the same
    for everybody. ``posterior_log_sd`` is how unsure the calibration left the median, on the same scale; ``unclench
    calibrate`` writes it. A number without ``sources`` must say in ``assumption`` why it was chosen.
    """

    value: float
    unit: Annotated[str, Field(min_length=1)]
    log_sd: Annotated[float, Field(ge=0)] = 0.0
    posterior_log_sd: Annotated[float, Field(ge=0)] = 0.0
    low: float | None = None
    high: float | None = None
    means: Text
    sources: tuple[Id, ...] = ()
    assumption: str | None = None
    provenance: Provenance

    @property
    def total_log_sd(self) -> float:
        """Spread of a virtual person's value: between people, and what is not known about their median."""
        return math.hypot(self.log_sd, self.posterior_log_sd)

    @model_validator(mode="after")
    def _sourced_or_assumed(self) -> Parameter:
        if not self.sources and not self.assumption:
            raise ValueError("a parameter has sources or says on what assumption it rests")
        return self


class ParameterSheet(Sheet):
    """The parameters of one process; parameter names are unique over all sheets."""

    id: Id
    title: Text
    parameters: dict[Id, Parameter]


class JudgedNumber(Sheet):
    """A number that rests on judgement: what it means, its unit, the reason for it, sources that point to it."""

    value: float
    unit: Annotated[str, Field(min_length=1)]
    means: Text
    assumption: Text
    sources: tuple[Id, ...] = ()


class Judgement(Sheet):
    """Numbers that nobody has measured and a plan cannot do without; every one of them is an assumption."""

    id: Id
    title: Text
    numbers: Annotated[dict[Id, JudgedNumber], Field(min_length=1)]


class Contact(Sheet):
    """Whom to call in one country."""

    id: Id
    country: Text
    emergency_number: Text
    urgent_advice: Text
    poison_line: str | None = None
    suicide_line: str | None = None
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    verified: Verified


AtLeast.model_rebuild()
Combination.model_rebuild()

"""The danger check: how urgent this is, what is still open, and what this person may use now.

The one rule above all others: what is not known counts as unsafe. Three consequences are proved in ``proofs/``:

* Urgency is the highest over the red flags that hold. A rule that would hold if *one* "unsure" answer meant yes adds
  its urgency less one level; one that needs several such answers, less two levels. So "unsure" is never safer than
  "no", and never more alarming than "yes"; on a sign that alone means emergency it gives at least ``same_day``.
* A possible rule closes remedies like one that holds, except that the position of ease stays open.
* A finding that was not asked and could still matter blocks: every remedy if it is a danger sign, else the remedies
  whose contraindications name it.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Action, Gate
from unclench.language.catalogue import catalogue, noted
from unclench.model.assessment import FiredRule, Offer, OfferStatus, OpenQuestion, Screening
from unclench.model.case import Answer, Case
from unclench.model.urgency import Urgency
from unclench.safety.cleared import Cleared, grant
from unclench.safety.conditions import single_bits
from unclench.safety.emergency import REMEDIES, Say, fallback_screening, in_english
from unclench.safety.rulebook import Facts, RedFlagRule, Rulebook, rulebook
from unclench.safety.seek_care import seek_care

NOT_SCREENED = "not_screened"
"""The reason given for a block when a question that matters was not answered."""

STALE = noted("The rule {rule} was due for review by {day}.")

COMFORT = "rest_position"
"""The one remedy that the gate ``comfort_only`` leaves open."""

OFFERED = Offer(OfferStatus.OFFERED)
"""The verdict on a remedy that no rule speaks of."""


@dataclass(frozen=True, slots=True)
class Screened:
    """The answer of the danger check, and the clearance for a plan if it was earned."""

    screening: Screening
    cleared: Cleared | None


@dataclass(slots=True)
class _Flags:
    """What the red flags say."""

    fired: list[FiredRule] = field(default_factory=list)
    possible: list[FiredRule] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    closes_all: list[str] = field(default_factory=list)
    closes_all_but_comfort: list[str] = field(default_factory=list)
    unsettled: int = 0


def screen(
    case: Case,
    knowledge: Knowledge,
    *,
    country: str = "us",
    today: datetime.date | None = None,
    for_another: bool = False,
) -> Screened:
    """Run the danger check.

    Args:
        case: the answers so far.
        knowledge: the fact-sheets.
        country: decides phone numbers, never urgency.
        today: if given, rules past their review date are named in the warnings.
        for_another: somebody answers for the person in pain; changes words only.

    Raises:
        InvalidInput: the case or a rule names something that has no fact-sheet. Use :func:`safe_screen` where a
            person waits for the answer.
    """
    book = rulebook(knowledge)
    facts = book.facts(case)
    flags = _red_flags(book, facts, today)
    offers, unsettled = _offers(book, facts, flags)
    urgency = _urgency(flags)
    reasons = sorted((*flags.fired, *flags.possible), key=lambda rule: -rule.urgency)
    screening = Screening(
        urgency=urgency,
        complete=not flags.unsettled,
        fired=tuple(flags.fired),
        open_questions=_open_questions(book, facts, flags.unsettled | unsettled),
        offers=MappingProxyType(offers),
        seek_care=seek_care(
            urgency,
            reasons,
            book.findings(facts.yes),
            knowledge,
            country,
            doubted=book.findings(facts.unsure),
            complete=not flags.unsettled,
            for_another=for_another,
        ),
        warnings=tuple(flags.stale),
        possible=tuple(flags.possible),
    )
    gated = bool(flags.closes_all or flags.closes_all_but_comfort)
    return Screened(screening, grant(case, screening, gated=gated))


def safe_screen(
    case: Case,
    knowledge: Knowledge | None,
    *,
    country: str = "us",
    today: datetime.date | None = None,
    for_another: bool = False,
) -> Screened:
    """:func:`screen`, but whatever fails inside still ends in the emergency list, and nothing on offer.

    ``knowledge`` may be None: the fact-sheets could not be read.
    """
    try:
        if knowledge is None:
            return Screened(_fallback(case, None, country), None)
        return screen(case, knowledge, country=country, today=today, for_another=for_another)
    except Exception:  # whatever it was: a person is waiting, and an error page is no answer
        return Screened(_fallback(case, knowledge, country), None)


def _fallback(case: Case, knowledge: Knowledge | None, country: str) -> Screening:
    try:
        present = [finding for finding, answer in case.findings.items() if answer is Answer.YES]
        return fallback_screening(country, present, _least_urgency(case, knowledge), _say(knowledge))
    except Exception:  # even the case is broken
        return fallback_screening()


def _say(knowledge: Knowledge | None) -> Say:
    """The language of the knowledge, or English when even that cannot be had."""
    try:
        return in_english if knowledge is None else catalogue(knowledge.language).say
    except Exception:  # words in the wrong language are better than none
        return in_english


def _least_urgency(case: Case, knowledge: Knowledge | None) -> Urgency:
    """What the red flags say, asked once more by themselves; ``same_day`` when they cannot be asked."""
    try:
        if knowledge is None:
            return Urgency.SAME_DAY
        book = rulebook(knowledge)
        return _urgency(_red_flags(book, book.facts(case), None))
    except Exception:  # the red flags were what failed
        return Urgency.SAME_DAY


def _urgency(flags: _Flags) -> Urgency:
    return max((rule.urgency for rule in (*flags.fired, *flags.possible)), default=Urgency.SELF_CARE)


def _red_flags(book: Rulebook, facts: Facts, today: datetime.date | None) -> _Flags:
    flags = _Flags()
    yes, perhaps, unanswered, could = facts.yes, facts.perhaps, facts.unanswered, facts.could
    nothing_unsure = yes == perhaps
    for rule in book.red_flags:
        when = rule.when
        mentions = when.mentions
        if not mentions & could:
            continue  # every finding it names is a definite "no"
        if unanswered & mentions:
            flags.unsettled |= when.unsettled(could, unanswered)
        if not when.holds(perhaps):
            continue
        if nothing_unsure or when.holds(yes):
            flags.fired.append(rule.certain)
            _close(flags, rule, certain=True)
            if today is not None and rule.review_by < today:
                flags.stale.append(catalogue(book.language).say(STALE, rule=rule.id, day=rule.review_by.isoformat()))
        else:
            near = when.one_answer_away(yes, facts.unsure)
            flags.possible.append(rule.likely if near else rule.remote)
            _close(flags, rule, certain=False)
    flags.fired.sort(key=_by_urgency)
    flags.possible.sort(key=_by_urgency)
    return flags


def _by_urgency(rule: FiredRule) -> tuple[int, str]:
    return -rule.urgency, rule.rule


def _close(flags: _Flags, rule: RedFlagRule, *, certain: bool) -> None:
    emergency = rule.certain.urgency is Urgency.EMERGENCY_NOW
    if certain and (rule.gate is Gate.NO_PLAN):
        flags.closes_all.append(rule.id)
    elif emergency or rule.gate is not Gate.PLAN_LIMITED:
        flags.closes_all_but_comfort.append(rule.id)


def _offers(book: Rulebook, facts: Facts, flags: _Flags) -> tuple[dict[str, Offer], int]:
    """Every remedy's verdict, and the unanswered findings on which an open remedy still turns."""
    stops: defaultdict[str, list[str]] = defaultdict(list)
    asks: defaultdict[str, list[str]] = defaultdict(list)
    cautions: defaultdict[str, list[str]] = defaultdict(list)
    waits: defaultdict[str, int] = defaultdict(int)
    yes, perhaps, unanswered, could = facts.yes, facts.perhaps, facts.unanswered, facts.could
    nothing_unsure = yes == perhaps
    for rule in book.contraindications:
        when = rule.when
        if not when.mentions & could:
            continue
        if unanswered & when.mentions:
            unsettled = when.unsettled(could, unanswered)
            for remedy in rule.remedies:
                waits[remedy] |= unsettled
        if when.holds(perhaps):
            certain = nothing_unsure or when.holds(yes)
            if rule.action is Action.CAUTION:
                found = cautions
            elif rule.action is Action.HARD_STOP and certain:
                found = stops
            else:
                found = asks
            for remedy in rule.remedies:
                found[remedy].append(rule.id)
    offers: dict[str, Offer] = {}
    unsettled = 0
    closed = flags.closes_all + flags.closes_all_but_comfort
    for remedy in REMEDIES:
        blocks = (flags.closes_all if remedy == COMFORT else closed) + stops.get(remedy, [])
        waiting = waits.get(remedy, 0)
        if not blocks:
            unsettled |= waiting
        if flags.unsettled or (waiting and not blocks):
            blocks = [*blocks, NOT_SCREENED]
        offers[remedy] = _verdict(blocks, asks.get(remedy), cautions.get(remedy))
    return offers, unsettled


def _verdict(blocks: Sequence[str], asks: Sequence[str] | None, cautions: Sequence[str] | None) -> Offer:
    if blocks:
        return Offer(OfferStatus.BLOCKED, tuple(blocks))
    if asks:
        return Offer(OfferStatus.ASK_FIRST, tuple(asks))
    return Offer(OfferStatus.OFFERED, tuple(cautions)) if cautions else OFFERED


def _open_questions(book: Rulebook, facts: Facts, unsettled: int) -> tuple[OpenQuestion, ...]:
    """What can still change the answer, in asking order; a grave "unsure" is asked once more in plainer words."""
    ask_again = facts.unsure & book.sole_emergency
    asked = unsettled | (facts.unanswered & book.cause)
    return tuple((book.plainer if bit & ask_again else book.questions)[bit] for bit in single_bits(asked | ask_again))

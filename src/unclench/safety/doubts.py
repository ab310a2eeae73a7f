"""What "not sure" leaves open, in words that do not contradict the urgency: "if it is so, call", and what it may be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from unclench.knowledge.load import Knowledge
from unclench.model.assessment import FiredRule, PhoneCall
from unclench.model.case import Answer, Case
from unclench.model.urgency import Urgency
from unclench.safety import coming_help
from unclench.safety.emergency import emergency_number
from unclench.safety.questions import alarms
from unclench.safety.screen import screen


@dataclass(frozen=True, slots=True)
class Doubts:
    """What the answers "not sure" leave open.

    ``signs`` are questions of which a "yes" alone would make it an emergency, as statements; ``calls`` are the numbers
    to call then. ``may_be`` are the conditions that may be so, each once, as (id of the rule, words).
    """

    signs: tuple[str, ...] = ()
    calls: tuple[PhoneCall, ...] = ()
    may_be: tuple[tuple[str, str], ...] = ()


def doubts(case: Case, possible: Iterable[FiredRule], knowledge: Knowledge, country: str) -> Doubts:
    """What is left open in a case.

    Args:
        case: the answers.
        possible: the rules that may hold, the gravest first, as the danger check found them.
        knowledge: the rules.
        country: for the numbers to call.

    Raises:
        InvalidInput: the case names a finding without a fact-sheet.
    """
    unsure = [finding for finding, answer in case.findings.items() if answer is Answer.UNSURE]
    grave = [one[0] for one in alarms(case, unsure, knowledge) if len(one) == 1]
    asked = [finding for finding in grave if knowledge.findings[finding].derived_from is None]
    conditions = {knowledge.red_flags[rule.rule].condition: rule.rule for rule in reversed(list(possible))}
    return Doubts(
        signs=tuple(knowledge.findings[finding].question.strip("¿? ") for finding in asked),
        calls=_calls(case, asked, knowledge, country),
        may_be=tuple((rule, condition) for condition, rule in reversed(conditions.items())),
    )


def _calls(case: Case, grave: Iterable[str], knowledge: Knowledge, country: str) -> tuple[PhoneCall, ...]:
    """The numbers for the emergencies that these findings would be; one call of the danger check finds them all."""
    answers = {**case.findings, **dict.fromkeys(grave, Answer.YES)}
    if answers == case.findings:
        return ()
    fired = screen(Case(case.uid, case.person, case.episode, answers, case.unmentioned), knowledge).screening.fired
    kinds = coming_help.kinds_of_help([rule for rule in fired if rule.urgency is Urgency.EMERGENCY_NOW], knowledge)
    contact = knowledge.contacts.get(country.lower())
    return coming_help.calls(kinds, contact.emergency_number if contact else emergency_number(country), contact)

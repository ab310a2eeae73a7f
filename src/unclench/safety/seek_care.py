"""What to do, how soon, whom to call and what to tell them: in plain words, by urgency and country."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Condition
from unclench.model.assessment import FiredRule, SeekCare
from unclench.model.urgency import Urgency
from unclench.safety.emergency import emergency_number

WHAT_TO_DO = {
    Urgency.EMERGENCY_NOW: "Call {number} now, or let someone take you to the nearest emergency department. "
    "Do not drive yourself. Stay with someone if you can.",
    Urgency.SAME_DAY: "Speak to a doctor or nurse today. If you cannot reach one, go to an urgent care centre.",
    Urgency.WITHIN_DAYS: "Book a doctor's visit in the next few days.",
    Urgency.GP_SOON: "Book a routine visit with your doctor or a physiotherapist.",
    Urgency.SELF_CARE: "You can look after this at home for now. Check the danger signs again if anything changes.",
}
"""The action for each urgency; written for this project."""

HOW_SOON = {
    Urgency.EMERGENCY_NOW: "Now.",
    Urgency.SAME_DAY: "Today, within 24 hours. Sooner if it gets worse.",
    Urgency.WITHIN_DAYS: "Within 2 to 7 days. Sooner if it gets worse.",
    Urgency.GP_SOON: "Within about 2 weeks. Sooner if it gets worse.",
    Urgency.SELF_CARE: "No visit is needed now. See a doctor if it is not clearly better in 2 weeks.",
}

UNFINISHED = (
    "The danger check is not finished, so nothing is clear yet. Answer the questions that are open. "
    "Until then use nothing, and get help if you are worried."
)
UNFINISHED_HOW_SOON = "Finish the check now. It takes about two minutes."
"""Said instead of "look after this at home" while a danger question is open."""

BY_PHONE = "Say when it began and what you have tried."
CONDITIONS_TOLD = 3
SIGNS_TOLD = 5
"""A person on the telephone takes in no more."""

SUICIDE_FINDING = "suicidal_thoughts"
POISON_FINDINGS = ("analgesic_over_max", "poison_ingestion")


def seek_care(
    urgency: Urgency,
    reasons: Sequence[FiredRule],
    present: Sequence[str],
    knowledge: Knowledge,
    country: str,
    *,
    complete: bool,
) -> SeekCare:
    """The advice for this urgency.

    Args:
        urgency: the case's urgency.
        reasons: rules that hold or may hold, most urgent first; they name what it may be.
        present: ids of the findings answered "yes"; they are what to tell, and some have a help line of their own.
        knowledge: for the country's contacts. A country without a sheet gets the emergency number only.
        country: ``us``, ``uk`` or ``eu``.
        complete: whether every danger question is answered; nobody is sent home on half an answer.
    """
    contact = knowledge.contacts.get(country.lower())
    number = contact.emergency_number if contact else emergency_number(country)
    lines: list[str] = []
    if urgency is Urgency.EMERGENCY_NOW:
        lines.append(f"{number} (emergency).")
    else:
        lines.append(contact.urgent_advice if contact else "Your doctor, nurse line or pharmacist.")
        lines.append(f"In an emergency: {number}.")
    if contact and contact.suicide_line and SUICIDE_FINDING in present:
        lines.append(f"Someone to talk to at any hour: {contact.suicide_line}.")
    if contact and contact.poison_line and any(finding in present for finding in POISON_FINDINGS):
        lines.append(f"Poison advice: {contact.poison_line}.")
    unfinished = urgency is Urgency.SELF_CARE and not complete
    return SeekCare(
        urgency=urgency,
        what_to_do=UNFINISHED if unfinished else WHAT_TO_DO[urgency].format(number=number),
        how_soon=UNFINISHED_HOW_SOON if unfinished else HOW_SOON[urgency],
        whom_to_call=" ".join(lines),
        what_to_say=_what_to_say(urgency, reasons, present, knowledge),
    )


def _what_to_say(urgency: Urgency, reasons: Sequence[FiredRule], present: Sequence[str], knowledge: Knowledge) -> str:
    """The signs in the person's own answers and what they may mean: what the one who picks up the phone has to know."""
    if not reasons:
        return "If you call: say that your back has locked, when it began, and what you have tried."
    grave = [rule for rule in reasons if rule.urgency is reasons[0].urgency]
    named = dict.fromkeys(knowledge.red_flags[rule.rule].condition for rule in grave[:CONDITIONS_TOLD])
    told = [f"Please check for {_listed(tuple(named))}."]
    counted = {finding for rule in grave for finding in _findings(knowledge.red_flags[rule.rule].when)}
    felt = [knowledge.findings[finding] for finding in present if finding in counted]
    signs = [finding.question.rstrip("? ") for finding in felt if finding.derived_from is None]
    if signs:
        told.insert(0, f"I have: {'; '.join(signs[:SIGNS_TOLD])}.")
    opening = "Say your age, where you are, and that your back hurts." if urgency is Urgency.EMERGENCY_NOW else BY_PHONE
    return f"{opening} Then read this out: {' '.join(told)}"


def _listed(names: tuple[str, ...]) -> str:
    return " or ".join(names) if len(names) < 3 else ", ".join(names[:-1]) + " or " + names[-1]


def _findings(condition: Condition) -> Iterator[str]:
    """Ids of the findings that a condition names."""
    if isinstance(condition, str):
        yield condition
        return
    parts = condition.any or condition.all or (condition.at_least.of if condition.at_least else ())
    for part in parts:
        yield from _findings(part)

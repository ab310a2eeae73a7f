"""What to do, how soon, whom to call and what to tell them: in plain words, by urgency and country."""

from __future__ import annotations

from collections.abc import Sequence

from unclench.knowledge.load import Knowledge
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

SUICIDE_FINDING = "suicidal_thoughts"
POISON_FINDINGS = ("analgesic_over_max", "poison_ingestion")


def seek_care(
    urgency: Urgency,
    reasons: Sequence[FiredRule],
    present: Sequence[str],
    knowledge: Knowledge,
    country: str,
) -> SeekCare:
    """The advice for this urgency.

    Args:
        urgency: the case's urgency.
        reasons: rules that hold or may hold, most urgent first; the first two are what to tell the person who answers.
        present: ids of the findings answered "yes"; some have a help line of their own.
        knowledge: for the country's contacts. A country without a sheet gets the emergency number only.
        country: ``us``, ``uk`` or ``eu``.
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
    return SeekCare(
        urgency=urgency,
        what_to_do=WHAT_TO_DO[urgency].format(number=number),
        how_soon=HOW_SOON[urgency],
        whom_to_call=" ".join(lines),
        what_to_say=_what_to_say(urgency, reasons),
    )


def _what_to_say(urgency: Urgency, reasons: Sequence[FiredRule]) -> str:
    if not reasons:
        return "If you call: say that your back has locked, when it began, and what you have tried."
    told = " ".join(rule.says.rstrip(". ") + "." for rule in reasons[:2])
    if urgency is Urgency.EMERGENCY_NOW:
        return f"Say your age, where you are, and that your back hurts. Then read this out: {told}"
    return f"Say when it began and what you have tried. Then read this out: {told}"

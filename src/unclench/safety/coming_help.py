"""How help comes in an emergency: the advice that heads the page, the numbers to call, what to do meanwhile."""

from __future__ import annotations

from collections.abc import Iterable

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Contact, Help
from unclench.language.catalogue import Catalogue, noted
from unclench.model.assessment import FiredRule, Line, PhoneCall
from unclench.model.urgency import Urgency

ORDER = (Help.AMBULANCE, Help.POISON_LINE, Help.CRISIS_LINE, Help.HOSPITAL)
"""Where several emergencies stand, the first of these decides: what takes a breath or a heartbeat comes first."""

WHAT_TO_DO = {
    Help.AMBULANCE: noted(
        "Call {number} now and ask for an ambulance. Do not go by car: help can start on the way. "
        "Stay with someone if you can."
    ),
    Help.HOSPITAL: noted(
        "Call {number} now, or let someone take you to the nearest emergency department. "
        "Do not drive yourself. Stay with someone if you can."
    ),
    Help.POISON_LINE: noted(
        "Call {number} now if anyone is hard to wake, has a fit or cannot breathe well. "
        "If not, call the poison line now: {line}. Keep the packet."
    ),
    Help.CRISIS_LINE: noted(
        "Call {line} now. Someone will listen, at any hour. "
        "If you are hurt, or may act on these thoughts, call {number}. Stay with someone."
    ),
}
"""What to do, by how help comes; written for this project, from the sources of the rules that say ``help``."""

WITHOUT_A_LINE = {
    Help.POISON_LINE: noted("Call {number} now and say what was taken. Keep the packet."),
    Help.CRISIS_LINE: noted("Call {number} now and say how you feel. Stay with someone."),
}
"""The same where no such line is known in the country."""

UNTIL_HELP = (
    noted("Stay in the position that hurts least, and keep someone with you."),
    noted("Take no more painkillers, and do not stretch, heat or cool the back. Do what the person on the phone says."),
    noted("Have a list of your medicines and illnesses ready."),
)
UNTIL_THE_POISON_LINE_ANSWERS = (
    noted("Have the packet at hand. Think of how much was taken, and when."),
    noted("Do not make yourself sick."),
)
"""From general knowledge of first aid: vomiting can harm a second time."""
UNTIL_SOMEBODY_LISTENS = (
    noted("Go to someone you trust, or ask them to come. You need not explain everything."),
    noted("Move away from anything that you could hurt yourself with."),
)
"""From the advice of the source of the rule on thoughts of suicide."""


OR_LOCAL = noted("{number} or your local emergency number")


def number_in_words(number: str, contact: Contact | None, spoken: Catalogue) -> str:
    """The emergency number as a sentence names it."""
    return spoken.say(OR_LOCAL, number=number) if contact is not None and contact.or_local else number


def kinds_of_help(reasons: Iterable[FiredRule], knowledge: Knowledge) -> tuple[Help, ...]:
    """How help comes in the emergencies among these rules, what decides first."""
    emergencies = [knowledge.red_flags[rule.rule] for rule in reasons if rule.urgency is Urgency.EMERGENCY_NOW]
    found = {rule.help or Help.AMBULANCE for rule in emergencies}
    return tuple(kind for kind in ORDER if kind in found)


def line_of(kind: Help, contact: Contact | None) -> str | None:
    """The number of the crisis or the poison line in a country."""
    if contact is None:
        return None
    return {Help.POISON_LINE: contact.poison_line, Help.CRISIS_LINE: contact.suicide_line}.get(kind)


def what_to_do(kind: Help, number: str, contact: Contact | None, spoken: Catalogue) -> str:
    """The one thing to do now.

    Args:
        kind: how help comes.
        number: the emergency number.
        contact: the country's lines, if it is known.
        spoken: the language.
    """
    line = line_of(kind, contact)
    text = WHAT_TO_DO[kind] if line or kind not in WITHOUT_A_LINE else WITHOUT_A_LINE[kind]
    return spoken.say(text, number=number, line=line)


def until_help(kind: Help) -> tuple[str, ...]:
    """What to do until somebody comes or answers, in English."""
    if kind is Help.CRISIS_LINE:
        return UNTIL_SOMEBODY_LISTENS
    return UNTIL_THE_POISON_LINE_ANSWERS if kind is Help.POISON_LINE else UNTIL_HELP


def calls(kinds: Iterable[Help], number: str, contact: Contact | None) -> tuple[PhoneCall, ...]:
    """The numbers to call, each once: the line that fits stands before the emergency number where it decides."""
    lines = {Help.POISON_LINE: Line.POISON, Help.CRISIS_LINE: Line.CRISIS}
    found = [
        PhoneCall(lines[kind], line) if (line := line_of(kind, contact)) else PhoneCall(Line.EMERGENCY, number)
        for kind in kinds
    ]
    return tuple(dict.fromkeys((*found, PhoneCall(Line.EMERGENCY, number)))) if found else ()

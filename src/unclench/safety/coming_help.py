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

FOR_ANOTHER = {
    Help.AMBULANCE: noted(
        "Call {number} now and ask for an ambulance. Do not take them by car: help can start on the way. "
        "Stay with them."
    ),
    Help.HOSPITAL: noted(
        "Call {number} now, or take them to the nearest emergency department. They must not drive. Stay with them."
    ),
    Help.CRISIS_LINE: noted(
        "Call {line} now, with them if they agree. Say that you are worried about somebody. "
        "If they are hurt, or may act on these thoughts, call {number}. Do not leave them alone."
    ),
}
"""The same where somebody answers for the person in pain."""

WITHOUT_A_LINE = {
    Help.POISON_LINE: noted("Call {number} now and say what was taken. Keep the packet."),
    Help.CRISIS_LINE: noted("Call {number} now and say how you feel. Stay with someone."),
}
"""The same where no such line is known in the country."""

FOR_ANOTHER_WITHOUT_A_LINE = {
    Help.CRISIS_LINE: noted(
        "Call {number} now and say that somebody has thoughts of ending their life. Stay with them."
    ),
}
"""And where no line is known and somebody answers for the person in pain."""

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

UNTIL_HELP_FOR_ANOTHER = (
    noted("Let them stay in the position that hurts least, and stay with them."),
    noted(
        "Give them no more painkillers, and do not stretch, heat or cool the back. "
        "Do what the person on the phone says."
    ),
    noted("Have a list of their medicines and illnesses ready."),
)
UNTIL_SOMEBODY_LISTENS_TO_ANOTHER = (
    noted("Stay with them and listen. You need not have an answer."),
    noted("Put away anything that they could hurt themselves with."),
)
"""The same for somebody who answers for the person in pain."""


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


def often_harmless(reasons: Iterable[FiredRule], knowledge: Knowledge) -> bool:
    """Whether people may be told that most who have such a sign have something less serious.

    That is known of signs in the body. Of thoughts of suicide it would only make them smaller, and what was swallowed
    was swallowed.
    """
    kinds = kinds_of_help(reasons, knowledge)
    return bool(kinds) and not {Help.CRISIS_LINE, Help.POISON_LINE}.intersection(kinds)


def what_to_do(
    kind: Help, number: str, contact: Contact | None, spoken: Catalogue, *, for_another: bool = False
) -> str:
    """The one thing to do now.

    Args:
        kind: how help comes.
        number: the emergency number.
        contact: the country's lines, if it is known.
        spoken: the language.
        for_another: somebody answers for the person in pain.
    """
    line = line_of(kind, contact)
    with_line = WHAT_TO_DO | FOR_ANOTHER if for_another else WHAT_TO_DO
    without = WITHOUT_A_LINE | FOR_ANOTHER_WITHOUT_A_LINE if for_another else WITHOUT_A_LINE
    text = with_line[kind] if line or kind not in without else without[kind]
    return spoken.say(text, number=number, line=line)


def until_help(kind: Help, *, for_another: bool = False) -> tuple[str, ...]:
    """What to do until somebody comes or answers, in English."""
    if kind is Help.CRISIS_LINE:
        return UNTIL_SOMEBODY_LISTENS_TO_ANOTHER if for_another else UNTIL_SOMEBODY_LISTENS
    if kind is Help.POISON_LINE:
        return UNTIL_THE_POISON_LINE_ANSWERS
    return UNTIL_HELP_FOR_ANOTHER if for_another else UNTIL_HELP


def calls(kinds: Iterable[Help], number: str, contact: Contact | None) -> tuple[PhoneCall, ...]:
    """The numbers to call, each once: the line that fits stands before the emergency number where it decides."""
    lines = {Help.POISON_LINE: Line.POISON, Help.CRISIS_LINE: Line.CRISIS}
    found = [
        PhoneCall(lines[kind], line) if (line := line_of(kind, contact)) else PhoneCall(Line.EMERGENCY, number)
        for kind in kinds
    ]
    return tuple(dict.fromkeys((*found, PhoneCall(Line.EMERGENCY, number)))) if found else ()

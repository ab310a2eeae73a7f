"""What to do, how soon, whom to call and what to tell them: in plain words, by urgency and country."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Condition, Help
from unclench.language.catalogue import Catalogue, catalogue, noted
from unclench.model.assessment import FiredRule, SeekCare
from unclench.model.urgency import Urgency
from unclench.safety import coming_help
from unclench.safety.emergency import emergency_number

WHAT_TO_DO = {
    Urgency.SAME_DAY: noted("Speak to a doctor or nurse today. If you cannot reach one, go to an urgent care centre."),
    Urgency.WITHIN_DAYS: noted("Book a doctor's visit in the next few days."),
    Urgency.GP_SOON: noted("Book a routine visit with your doctor or a physiotherapist."),
    Urgency.SELF_CARE: noted(
        "You can look after this at home for now. Check the danger signs again if anything changes."
    ),
}
"""The action for each urgency below an emergency; written for this project."""

HOW_SOON = {
    Urgency.EMERGENCY_NOW: noted("Now."),
    Urgency.SAME_DAY: noted("Today, within 24 hours. Sooner if it gets worse."),
    Urgency.WITHIN_DAYS: noted("Within 2 to 7 days. Sooner if it gets worse."),
    Urgency.GP_SOON: noted("Within about 2 weeks. Sooner if it gets worse."),
    Urgency.SELF_CARE: noted("No visit is needed now. See a doctor if it is not clearly better in 2 weeks."),
}

UNFINISHED = noted(
    "The danger check is not finished, so nothing is clear yet. Answer the questions that are open. "
    "Until then use nothing, and get help if you are worried."
)
UNFINISHED_HOW_SOON = noted("Finish the check now. It takes about two minutes.")
"""Said instead of "look after this at home" while a danger question is open."""

BY_PHONE = noted("Say when it began and what you have tried.")
IN_AN_EMERGENCY = noted("Say your age, where you are, and that your back hurts.")
TO_THE_POISON_LINE = noted("Say what was taken, how much and when, and the age and weight.")
TO_THE_CRISIS_LINE = noted("You can say: “I have thoughts of ending my life. I need help to stay safe.”")
IN_AN_EMERGENCY_FOR_ANOTHER = noted("Say the age of the person, where they are, and that their back hurts.")
TO_THE_CRISIS_LINE_FOR_ANOTHER = noted(
    "You can say: “I am with somebody who has thoughts of ending their life. We need help to keep them safe.”"
)
SAID_YES = noted("I said yes to: {signs}.")
SAID_YES_FOR_ANOTHER = noted("The person in pain said yes to: {signs}.")
LOCKED = noted("If you call: say that your back has locked, when it began, and what you have tried.")
LOCKED_FOR_ANOTHER = noted("If you call: say that somebody's back has locked, when it began, and what was tried.")
THEN_READ = noted("{opening} Then read this out: {told}")
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
    doubted: Sequence[str] = (),
    complete: bool,
    for_another: bool = False,
) -> SeekCare:
    """The advice for this urgency.

    Args:
        urgency: the case's urgency.
        reasons: rules that hold or may hold, most urgent first; they name what it may be.
        present: ids of the findings answered "yes"; they are what to tell, and some have a help line of their own.
        knowledge: for the country's contacts. A country without a sheet gets the emergency number only.
        country: a country with a sheet of contacts.
        doubted: ids of the findings answered "unsure"; a help line of their own is named for them too.
        complete: whether every danger question is answered; nobody is sent home on half an answer.
        for_another: somebody answers for the person in pain, and will speak for them on the telephone.
    """
    contact = knowledge.contacts.get(country.lower())
    number = contact.emergency_number if contact else emergency_number(country)
    spoken = catalogue(knowledge.language)
    say = spoken.say
    told = coming_help.number_in_words(number, contact, spoken)
    lines: list[str] = []
    if urgency is Urgency.EMERGENCY_NOW:
        lines.append(say("{number} (emergency).", number=told))
    else:
        lines.append(contact.urgent_advice if contact else say("Your doctor, nurse line or pharmacist."))
        lines.append(say("In an emergency: {number}.", number=told))
    named = {*present, *doubted}
    if contact and contact.suicide_line and SUICIDE_FINDING in named:
        lines.append(say("Someone to talk to at any hour: {line}.", line=contact.suicide_line))
    if contact and contact.poison_line and named.intersection(POISON_FINDINGS):
        lines.append(say("Poison advice: {line}.", line=contact.poison_line))
    whom = " ".join(lines)
    if urgency is Urgency.EMERGENCY_NOW:
        kinds = coming_help.kinds_of_help(reasons, knowledge) or (Help.AMBULANCE,)
        return SeekCare(
            urgency=urgency,
            what_to_do=coming_help.what_to_do(kinds[0], told, contact, spoken, for_another=for_another),
            how_soon=say(HOW_SOON[urgency]),
            whom_to_call=whom,
            what_to_say=_in_an_emergency(kinds[0], reasons, present, knowledge, spoken, for_another),
            calls=coming_help.calls(kinds, number, contact),
            until_help=tuple(say(text) for text in coming_help.until_help(kinds[0], for_another=for_another)),
        )
    unfinished = urgency is Urgency.SELF_CARE and not complete
    return SeekCare(
        urgency=urgency,
        what_to_do=say(UNFINISHED if unfinished else WHAT_TO_DO[urgency]),
        how_soon=say(UNFINISHED_HOW_SOON if unfinished else HOW_SOON[urgency]),
        whom_to_call=whom,
        what_to_say=_what_to_say(BY_PHONE, reasons, present, knowledge, spoken, for_another),
    )


def _in_an_emergency(
    kind: Help,
    reasons: Sequence[FiredRule],
    present: Sequence[str],
    knowledge: Knowledge,
    spoken: Catalogue,
    for_another: bool,
) -> str:
    if kind is Help.CRISIS_LINE:
        return spoken.say(TO_THE_CRISIS_LINE_FOR_ANOTHER if for_another else TO_THE_CRISIS_LINE)
    opening = IN_AN_EMERGENCY_FOR_ANOTHER if for_another else IN_AN_EMERGENCY
    if kind is Help.POISON_LINE:
        opening = TO_THE_POISON_LINE
    return _what_to_say(opening, reasons, present, knowledge, spoken, for_another)


def _what_to_say(
    opening: str,
    reasons: Sequence[FiredRule],
    present: Sequence[str],
    knowledge: Knowledge,
    spoken: Catalogue,
    for_another: bool,
) -> str:
    """The signs in the person's own answers and what they may mean: what the one who picks up the phone has to know."""
    if not reasons:
        return spoken.say(LOCKED_FOR_ANOTHER if for_another else LOCKED)
    grave = [rule for rule in reasons if rule.urgency is reasons[0].urgency]
    named = dict.fromkeys(knowledge.red_flags[rule.rule].condition for rule in grave[:CONDITIONS_TOLD])
    told = [spoken.say("Please check for {conditions}.", conditions=spoken.either(tuple(named)))]
    counted = {finding for rule in grave for finding in _findings(knowledge.red_flags[rule.rule].when)}
    felt = [knowledge.findings[finding] for finding in present if finding in counted]
    signs = [finding.question.strip("¿? ") for finding in felt if finding.derived_from is None]
    if signs:
        told.insert(
            0, spoken.say(SAID_YES_FOR_ANOTHER if for_another else SAID_YES, signs="; ".join(signs[:SIGNS_TOLD]))
        )
    told_whole = " ".join(told)
    return spoken.say(THEN_READ, opening=spoken.say(opening), told=told_whole)


def _findings(condition: Condition) -> Iterator[str]:
    """Ids of the findings that a condition names."""
    if isinstance(condition, str):
        yield condition
        return
    parts = condition.any or condition.all or (condition.at_least.of if condition.at_least else ())
    for part in parts:
        yield from _findings(part)

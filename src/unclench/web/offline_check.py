"""The danger check as one document that a browser can run by itself: rules, questions and what to do, as plain data.

``static/check-road.js`` and ``static/danger-check.js`` evaluate it, ``static/offline-check.js`` shows it. The Python
kernel stays the authority: tests hold the scripts to its answers, and answers given offline are put to it later.
"""

from __future__ import annotations

import datetime
from typing import Any

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Help, Status
from unclench.language.catalogue import Untranslated, noted
from unclench.model.assessment import PhoneCall
from unclench.model.preferences import Country
from unclench.model.urgency import Urgency
from unclench.safety import coming_help
from unclench.safety import seek_care as seek_care_words
from unclench.safety.emergency import ANY_NUMBER, DANGER_SIGNS, REMEDIES
from unclench.safety.export import danger_table, offer_table
from unclench.safety.seek_care import POISON_FINDINGS, SUICIDE_FINDING, seek_care
from unclench.web import words
from unclench.web.forms import EU_REGIONS
from unclench.web.language import Table, _, spoken

DOCUMENT_VERSION = 1
"""Grows when the shape changes; the script refuses any other."""

MOST_DAYS_OLD = 90
"""Tables older than this are not used any more, the emergency list is shown instead. Assumption: rules
change every few months; a phone offline for a quarter of a year may hold one that has since become stricter."""

SAID = Table(
    {
        "step": noted("Page {done} of about {total}"),
        "for_another": noted("You are answering for someone else: “you” means the person in pain."),
        "new_sign": noted(
            "Your diary says that there may be a new danger sign. Look closer before you do anything else."
        ),
        "read_all": noted("Read them all. Tap an answer where one fits, then use the button at the end."),
        "yes": noted("Yes"),
        "no": noted("No"),
        "unsure": noted("Not sure"),
        "means": noted("What does this mean?"),
        "no_to_rest": noted("Next: no to all the rest"),
        "unsure_rest": noted("I cannot say for the rest"),
        "next": noted("Next"),
        "still_open": noted("A question is still open"),
        "tap_each": noted("Tap an answer for each question, or use a button for the rest."),
        "again_title": noted("Let us ask that once more"),
        "again_lead": noted("These matter most, so here they are in plainer words."),
        "about_title": noted("You and your pain"),
        "about_lead": noted("Leave out what you do not know or do not want to say. We then take the careful way."),
        "age_years": noted("Age (years)"),
        "duration_hours": noted("How long has it hurt this time?"),
        "pain_nrs": noted("How bad is the pain right now?"),
        "weight_kg": noted("Weight (kg)"),
        "weight_lb": noted("Weight (pounds)"),
        "scale": noted("0: no pain. 10: the worst you can imagine."),
        "hours": noted("hours"),
        "days": noted("days"),
        "weeks": noted("weeks"),
        "months": noted("months"),
        "unit": noted("Unit"),
        "not_a_number": noted("Please give a number between {low} and {high}, or leave it empty."),
        "what_to_do": noted("What to do"),
        "call": noted("Call {number}"),
        "read_out": noted("What to tell them"),
        "then_read": seek_care_words.THEN_READ,
        "opening": seek_care_words.IN_AN_EMERGENCY,
        "opening_another": seek_care_words.IN_AN_EMERGENCY_FOR_ANOTHER,
        "opening_poison": seek_care_words.TO_THE_POISON_LINE,
        "opening_crisis": seek_care_words.TO_THE_CRISIS_LINE,
        "opening_crisis_another": seek_care_words.TO_THE_CRISIS_LINE_FOR_ANOTHER,
        "i_have": seek_care_words.SAID_YES,
        "i_have_another": seek_care_words.SAID_YES_FOR_ANOTHER,
        "check_for": noted("Please check for: {conditions}."),
        "how_soon": noted("How soon"),
        "whom": noted("Whom to call"),
        "talk": noted("Someone to talk to at any hour: {line}."),
        "poison": noted("Poison advice: {line}."),
        "why": noted("Why we say this"),
        "maybe": noted("Because you were not sure, somebody should rule out:"),
        "more_of_them": noted("The others"),
        "if_so": noted("If a sign that you were not sure about is so, do not wait: call now."),
        "draft": noted("draft rule"),
        "may_use": noted("What you may use now"),
        "more": noted("Answer more, to see what you may use"),
        "nothing_yet": noted("Nothing can be suggested here. Please speak to a doctor, nurse or pharmacist."),
        "because": noted("Why"),
        "not_screened": noted("Some questions that matter for this are not answered yet."),
        "internal_error": noted("The check could not be finished, so this stays closed."),
        "until_help": noted("Until help comes"),
        "limits": noted(
            "This was worked out on this device, from rules of {date}. It never rules out a serious cause, and no "
            "clinician has reviewed it. If anything gets worse or you are worried, call."
        ),
        "mistaken": noted("I tapped that by mistake"),
        "anew": noted("Start over"),
        "waiting": noted(
            "Your answers are kept on this phone. As soon as they can be sent and kept they are checked once more, and "
            "that answer then counts."
        ),
        "connected": noted("Connected again: see the full answer"),
        "failed_title": noted("The check cannot be done here"),
        "failed": noted(
            "Something is missing or too old. Please do not rely on this page: speak to a doctor or nurse today, and "
            "call {number} at once for any sign on the list."
        ),
    }
)
"""What the offline pages say, for the script to show."""


def check_document(knowledge: Knowledge, made_on: datetime.date) -> dict[str, Any]:
    """The whole check, ready for JSON, in the language of the knowledge and of the request.

    A text that has no translation is ``{"en": text}``, so that it can be shown as English. Findings are listed in
    asking order, as in the table. ``countries`` holds the numbers to call and the names of remedies by country.

    Raises:
        InvalidInput: a rule names something that has no fact-sheet.
    """
    table = danger_table(knowledge)
    document: dict[str, Any] = plain(
        {
            "version": DOCUMENT_VERSION,
            "made_on": made_on.isoformat(),
            "most_days_old": MOST_DAYS_OLD,
            "knowledge_hash": knowledge.hash,
            "table": table,
            "offers": offer_table(knowledge),
            "remedies": list(REMEDIES),
            "findings": [_finding(finding, knowledge) for finding in table["findings"]],
            "groups": {
                group.id: {"title": group.title, "lead": group.lead, "danger": group.danger}
                for group in knowledge.groups.values()
            },
            "red_flags": {
                rule.id: {
                    "says": rule.says,
                    "condition": rule.condition,
                    "draft": rule.status is Status.DRAFT,
                    "help": rule.help,
                }
                for rule in knowledge.red_flags.values()
            },
            "contraindications": {rule.id: rule.says for rule in knowledge.contraindications.values()},
            "urgencies": {urgency.id: words.URGENCY[urgency] for urgency in Urgency},
            "styles": {urgency.id: words.URGENCY_STYLE[urgency] for urgency in Urgency},
            "statuses": {status.value: words.OFFER[status] for status in words.OFFER},
            "countries": {country.value: _country(country, knowledge) for country in Country},
            "eu_regions": sorted(EU_REGIONS),
            "any_number": str(_(ANY_NUMBER)),
            "signs": [spoken().text(sign.says) for sign in DANGER_SIGNS],
            "help_order": list(coming_help.ORDER),
            "until_help": {kind: _until_help(kind, for_another=False) for kind in Help},
            "until_help_another": {kind: _until_help(kind, for_another=True) for kind in Help},
            "suicide_finding": SUICIDE_FINDING,
            "poison_findings": list(POISON_FINDINGS),
            "says": dict(SAID),
        }
    )
    return document


def _finding(finding: str, knowledge: Knowledge) -> dict[str, Any]:
    sheet = knowledge.findings[finding]
    said = {"group": sheet.group, "question": sheet.question, "means": sheet.means}
    return {**said, "plainer": sheet.plainer} if sheet.plainer else said


def _until_help(kind: Help, *, for_another: bool) -> list[str]:
    return [spoken().text(one) for one in coming_help.until_help(kind, for_another=for_another)]


def _country(country: Country, knowledge: Knowledge) -> dict[str, Any]:
    contact = knowledge.contacts[country.value]
    number = contact.emergency_number
    told = coming_help.number_in_words(number, contact, spoken())
    care = {urgency.id: seek_care(urgency, (), (), knowledge, country.value, complete=True) for urgency in Urgency}
    return {
        "name": words.COUNTRY[country],
        "number": number,
        "help": {kind: coming_help.what_to_do(kind, told, contact, spoken()) for kind in Help},
        "help_another": {
            kind: coming_help.what_to_do(kind, told, contact, spoken(), for_another=True) for kind in Help
        },
        "calls": {kind: [_call(one) for one in coming_help.calls([kind], number, contact)] for kind in Help},
        "suicide_line": contact.suicide_line,
        "poison_line": contact.poison_line,
        "care": {id_: [one.what_to_do, one.how_soon, one.whom_to_call] for id_, one in care.items()},
        "remedies": {remedy: words.remedy(remedy, country) for remedy in REMEDIES},
    }


def _call(to: PhoneCall) -> dict[str, str]:
    return {"says": words.call(to), "dial": words.dialled(to.number)}


def plain(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """The value with every text that had to stay English marked as such."""
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return {"en": str(value)} if isinstance(value, Untranslated) else value

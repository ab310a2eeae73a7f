"""The words for ids that people read: urgency, verdicts, outcomes, choices. One place, so that pages agree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from markupsafe import Markup, escape

from unclench.diary.entries import Movement, Sleep
from unclench.diary.thresholds import Standing
from unclench.knowledge.load import Knowledge
from unclench.language.catalogue import Untranslated, noted
from unclench.model.assessment import Line, OfferStatus, PhoneCall
from unclench.model.case import Region, Sex, Trigger
from unclench.model.course import Estimate, Outcome
from unclench.model.plan import Alternative, Predicted
from unclench.model.preferences import Country
from unclench.model.scenario import Mechanism
from unclench.model.urgency import Urgency
from unclench.safety.held_back import LEDGER
from unclench.safety.ledger import Hold
from unclench.web import own_time
from unclench.web.language import Table, _, english_part
from unclench.web.numbers import day_and_time, fixed, long_date, plural

URGENCY = Table(
    {
        Urgency.EMERGENCY_NOW: noted("Get help now"),
        Urgency.SAME_DAY: noted("Get seen today"),
        Urgency.WITHIN_DAYS: noted("Get seen within a few days"),
        Urgency.GP_SOON: noted("See a doctor or physiotherapist soon"),
        Urgency.SELF_CARE: noted("You can look after this at home"),
    }
)

OFFER = Table(
    {
        OfferStatus.OFFERED: noted("You may use"),
        OfferStatus.ASK_FIRST: noted("Ask a pharmacist or doctor first"),
        OfferStatus.BLOCKED: noted("Not for you now"),
    }
)

CALL = Table(
    {
        Line.EMERGENCY: noted("Call {number}"),
        Line.CRISIS: noted("Call the crisis line: {number}"),
        Line.POISON: noted("Call the poison line: {number}"),
    }
)

REMEDY = Table(
    {
        "ibuprofen": noted("Ibuprofen tablets"),
        "naproxen": noted("Naproxen tablets"),
        "aspirin": noted("Aspirin tablets"),
        "acetaminophen": noted("Paracetamol (acetaminophen) tablets"),
        "topical_nsaid": noted("Pain-relief gel for the skin"),
        "cold": noted("Cold (ice, cold pack)"),
        "heat": noted("Heat (warm towel, heat wrap)"),
        "stretch_knee_to_chest": noted("Knee-to-chest stretch"),
        "rest_position": noted("Lying in an easy position"),
        "gentle_movement": noted("Gentle movement and short walks"),
    }
)

REASON = Table(
    {
        "not_screened": noted("Some questions that matter for this are not answered yet."),
        "not_sure": noted("Because of a danger sign that you were not sure about."),
        "internal_error": noted("The check could not be finished, so this stays closed."),
        LEDGER: noted("What you wrote down as taken leaves no room for it now."),
    }
)
"""Of reasons that are no rules; those of the dose ledger share one, and the pages say more of them."""

COUNTRY = Table(
    {
        Country.US: noted("United States"),
        Country.UK: noted("United Kingdom"),
        Country.EU: noted("European Union"),
        Country.ELSEWHERE: noted("Somewhere else"),
    }
)

IN_COUNTRY = Table(
    {
        Country.US: noted("the United States"),
        Country.UK: noted("the United Kingdom"),
        Country.EU: noted("the European Union"),
    }
)

URGENCY_STYLE = {
    Urgency.EMERGENCY_NOW: "alarm",
    Urgency.SAME_DAY: "alarm",
    Urgency.WITHIN_DAYS: "warn",
    Urgency.GP_SOON: "warn",
    Urgency.SELF_CARE: "good",
}

OFFER_STYLE = {OfferStatus.OFFERED: "good", OfferStatus.ASK_FIRST: "warn", OfferStatus.BLOCKED: ""}

SEX = Table({Sex.FEMALE: noted("Female"), Sex.MALE: noted("Male")})

REGION = Table(
    {
        Region.LUMBAR: noted("Lower back"),
        Region.THORACIC: noted("Upper or middle back"),
        Region.CERVICAL: noted("Neck"),
        Region.FLANK: noted("Side, between ribs and hip"),
        Region.GENERALISED: noted("All over"),
        Region.NONE: noted("Not in the back"),
    }
)

TRIGGER = Table(
    {
        Trigger.LIFTING: noted("Lifting or carrying"),
        Trigger.TWISTING: noted("Twisting or bending"),
        Trigger.AWKWARD_POSTURE: noted("Sitting, standing or lying awkwardly"),
        Trigger.HARD_EXERTION: noted("Hard work or sport"),
        Trigger.FALL_OR_BLOW: noted("A fall or a blow"),
        Trigger.COUGH_OR_SNEEZE: noted("A cough or sneeze"),
        Trigger.NONE: noted("Nothing, it just came"),
        Trigger.OTHER: noted("Something else"),
    }
)

HOLD = Table(
    {
        Hold.INTERVAL: noted("the last dose was too short a time ago"),
        Hold.DAILY_TOTAL: noted("the most for 24 hours is reached"),
        Hold.OTHER_NSAID: noted("another medicine of the same family was taken"),
        Hold.DAY_LIMIT: noted("it was used on as many days as the pack allows"),
        Hold.NO_LIMIT_KNOWN: noted("its limits are not known here"),
    }
)

MOVEMENT = Table(
    {
        Movement.HARDLY: noted("I hardly move"),
        Movement.SOME: noted("I move a little"),
        Movement.MOST: noted("I do most things"),
        Movement.FREELY: noted("I move freely"),
    }
)

SLEEP = Table({Sleep.BADLY: noted("Slept badly"), Sleep.SO_SO: noted("Slept so-so"), Sleep.WELL: noted("Slept well")})

OUTCOME = Table(
    {
        Outcome.PAIN_NRS: noted("Pain (0-10)"),
        Outcome.ACTIVATION: noted("How hard the muscle clenches (share of its maximum)"),
        Outcome.BLOOD_FLOW: noted("Blood flow in the muscle (ml per 100 g a minute)"),
        Outcome.RANGE_OF_MOTION: noted("How far you can bend (share of your usual)"),
        Outcome.SKIN_C: noted("Skin temperature (°C)"),
        Outcome.MUSCLE_C: noted("Muscle temperature (°C)"),
    }
)

FIELD = Table(
    {
        "age_years": noted("Age"),
        "sex": noted("Sex"),
        "height_cm": noted("Height"),
        "weight_kg": noted("Weight"),
        "duration_hours": noted("How long it has hurt"),
        "duration_unit": noted("Unit of time"),
        "pain_nrs": noted("Pain"),
        "tightness_nrs": noted("Tightness"),
        "region": noted("Where it is"),
        "trigger": noted("How it began"),
        "known_spinal_problem": noted("Problem with the spine"),
        "did": noted("What you did"),
        "mg": noted("Amount"),
        "tablet_mg": noted("How much is in one tablet"),
        "unit": noted("Tablets or milligrams"),
        "hours_ago": noted("When"),
        "product": noted("What it says on the pack"),
        "when": noted("When"),
        "zone": noted("Time zone"),
    }
)

LEVEL = Table(
    {
        "primary": noted("Read in the source itself."),
        "secondary": noted("Read in a report about it."),
        "partial": noted("Read in part."),
        "memory": noted("From general knowledge."),
    }
)

UNIT = Table({"hours": noted("hours"), "days": noted("days"), "weeks": noted("weeks"), "months": noted("months")})

MECHANISM = Table(
    {
        Mechanism.VICIOUS_CYCLE: noted("pain and spasm feed each other"),
        Mechanism.PAIN_ADAPTATION: noted("pain quietens the muscle"),
        Mechanism.GUARDING_ONLY: noted("the muscle only guards"),
    }
)

STANDING = Table(
    {
        Standing.AHEAD: noted("still ahead"),
        Standing.OPEN: noted("your answer is missing"),
        Standing.REACHED: noted("reached"),
        Standing.MISSED: noted("not reached"),
    }
)

SPAN = {"hours": 1.0, "days": 24.0, "weeks": 168.0, "months": 730.5}
"""Hours in each unit of time that the form offers; a month is a twelfth of 365.25 days."""

PHONE_NUMBER = re.compile(r"(?<![\d.])((?:\d{1,4}[- ])*\d{3}(?:[- ]\d{3,4})*)(?![\d.]\d|\d)")
"""Emergency and help numbers as the contact sheets write them: 911, 116 117, 1-800-222-1222."""

INCH_CM = 2.54
POUND_KG = 0.453_592_37


def remedy(offer_id: str, country: Country) -> str:
    """The remedy's name; a drug goes by the name used in the country."""
    if offer_id == "acetaminophen":
        return _("Acetaminophen (Tylenol) tablets") if country is Country.US else _("Paracetamol tablets")
    return REMEDY.get(offer_id) or offer_id.replace("_", " ").capitalize()


def field(path: str) -> str:
    """A field of a form or a case, as the pages call it."""
    name = path.rpartition(".")[2]
    return FIELD.get(name) or name.replace("_", " ").capitalize()


def reason(rule_id: str, knowledge: Knowledge) -> str:
    """Why a remedy is open or closed, in the words of the rule that decided it."""
    if rule_id.startswith(LEDGER):
        return REASON[LEDGER]
    sheet = knowledge.contraindications.get(rule_id) or knowledge.red_flags.get(rule_id)
    return sheet.says if sheet else REASON.get(rule_id) or rule_id.replace("_", " ")


def span(minutes: float) -> str:
    """``95`` -> ``1 h 35 min``; ``0`` -> ``now``."""
    total = round(minutes)
    if total <= 0:
        return _("now")
    hours, rest = divmod(total, 60)
    days, hours = divmod(hours, 24)
    parts = (plural("{number} day", "{number} days", days) if days else "", f"{hours} h" if hours else "")
    return " ".join(part for part in (*parts, f"{rest} min" if rest else "") if part)


def later(hours: float) -> str:
    """A date ahead, no finer than it is meant: ``After 2 h``, ``After 3 days``, ``After 12 weeks``."""
    if hours < 0.5:
        return _("Now")
    if hours < 24:
        return _("After {time}", time=f"{round(hours)} h")
    days = round(hours / 24)
    if days < 21:
        return _("After {time}", time=plural("{number} day", "{number} days", days))
    return _("After {time}", time=plural("{number} week", "{number} weeks", round(days / 7)))


def start(minutes: float) -> str:
    """When a step begins, counted from now."""
    return _("Now") if minutes < 1 else _("After {time}", time=span(minutes))


def moment(at: datetime) -> str:
    """A moment in the visitor's own time, which says which time that is."""
    shown = own_time.local(at)
    return f"{day_and_time(shown)} ({own_time.abbreviation(shown)})"


def day(at: datetime) -> str:
    """The day of a moment, in the visitor's own time."""
    return long_date(own_time.local(at))


def zone_line() -> str:
    """Whose clock the times on a page go by."""
    if name := own_time.zone_name():
        return _("Times are those of {place}.", place=name.rpartition("/")[2].replace("_", " "))
    return _("Times are those of the computer that runs these pages.")


def calls(text: str) -> Markup:
    """The text with every phone number in it made a link that calls; everything else is escaped."""
    parts = PHONE_NUMBER.split(text)
    linked = [
        Markup('<a href="tel:{}">{}</a>').format(re.sub(r"\D", "", part), part) if place % 2 else escape(part)
        for place, part in enumerate(parts)
    ]
    whole = Markup("").join(linked)
    return english_part(whole) if isinstance(text, Untranslated) else whole


def change_number(here: Country) -> str:
    """The words of the link to the choice of country."""
    if here is Country.ELSEWHERE:
        return _("Choose your country, for its own number")
    return _("Not in {country}? Change the number", country=IN_COUNTRY[here])


def call(to: PhoneCall) -> str:
    """What the button of a call says."""
    return CALL[to.line].format(number=to.number)


def dialled(number: str) -> str:
    """The digits to dial, of a number as the contact sheets write it; words that stand beside it are left out."""
    found = PHONE_NUMBER.search(number)
    return re.sub(r"\D", "", found.group(1) if found else number)


def choices(labels: Mapping[StrEnum, str]) -> list[tuple[str, str]]:
    """The words as (value, label) pairs for a form."""
    return [(word.value, label) for word, label in labels.items()]


def estimate(value: Estimate) -> str:
    """``4.2 (1.0 to 7.5)``: the middle and the range of nine in ten."""
    middle, low, high = fixed(value.median), fixed(value.p05), fixed(value.p95)
    return _("{middle} ({low} to {high})", middle=middle, low=low, high=high)


def effect(predicted: Predicted | None) -> str:
    """What a step did in the simulation, with how sure that is."""
    if predicted is None:
        return _("This step is advice only and was not simulated.")
    spread = predicted.pain_change_nrs
    people = plural(
        "Over {number} hour, 9 in 10 people lay between {low} and {high} points.",
        "Over {number} hours, 9 in 10 people lay between {low} and {high} points.",
        predicted.window_hours,
        low=fixed(spread.p05, signed=True),
        high=fixed(spread.p95, signed=True),
    )
    return f"{predicted.says} {people}"


def difference(other: Alternative) -> str:
    """How another way compares with the plan, never claiming more than chance allows."""
    if other.within_noise:
        return _("too close to your plan to tell apart")
    difference = (other.mean_difference or other.difference_to_plan).median
    points = fixed(abs(difference))
    if difference > 0:
        return _("{points} points more pain than your plan", points=points)
    return _("{points} points less pain than your plan", points=points)


def percent(share: float) -> str:
    """``0.347`` -> ``35 %``; never 0 % or 100 % for something merely rare or common."""
    if 0 < share < 0.005:
        return _("under 1 %")
    if 0.995 < share < 1:
        return _("over 99 %")
    return f"{100 * share:.0f} %"

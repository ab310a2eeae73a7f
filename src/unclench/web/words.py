"""The words for ids that people read: urgency, verdicts, outcomes, choices. One place, so that pages agree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from markupsafe import Markup, escape

from unclench.diary.entries import Movement, Sleep
from unclench.knowledge.load import Knowledge
from unclench.model.assessment import OfferStatus
from unclench.model.case import Region, Sex, Trigger
from unclench.model.course import Estimate, Outcome
from unclench.model.plan import Alternative, Predicted
from unclench.model.preferences import Country
from unclench.model.urgency import Urgency
from unclench.safety.ledger import Hold

URGENCY = {
    Urgency.EMERGENCY_NOW: "Get help now",
    Urgency.SAME_DAY: "Get seen today",
    Urgency.WITHIN_DAYS: "Get seen within a few days",
    Urgency.GP_SOON: "See a doctor or physiotherapist soon",
    Urgency.SELF_CARE: "You can look after this at home",
}

OFFER = {
    OfferStatus.OFFERED: "You may use",
    OfferStatus.ASK_FIRST: "Ask a pharmacist or doctor first",
    OfferStatus.BLOCKED: "Not for you now",
}

REMEDY = {
    "ibuprofen": "Ibuprofen tablets",
    "naproxen": "Naproxen tablets",
    "aspirin": "Aspirin tablets",
    "acetaminophen": "Paracetamol (acetaminophen) tablets",
    "topical_nsaid": "Pain-relief gel for the skin",
    "cold": "Cold (ice, cold pack)",
    "heat": "Heat (warm towel, heat wrap)",
    "stretch_knee_to_chest": "Knee-to-chest stretch",
    "rest_position": "Lying in an easy position",
    "gentle_movement": "Gentle movement and short walks",
}

REASON = {
    "not_screened": "Some questions that matter for this are not answered yet.",
    "internal_error": "The check could not be finished, so this stays closed.",
}

COUNTRY = {Country.US: "United States", Country.UK: "United Kingdom", Country.EU: "European Union"}

IN_COUNTRY = {Country.US: "the United States", Country.UK: "the United Kingdom", Country.EU: "the European Union"}

URGENCY_STYLE = {
    Urgency.EMERGENCY_NOW: "alarm",
    Urgency.SAME_DAY: "alarm",
    Urgency.WITHIN_DAYS: "warn",
    Urgency.GP_SOON: "warn",
    Urgency.SELF_CARE: "good",
}

OFFER_STYLE = {OfferStatus.OFFERED: "good", OfferStatus.ASK_FIRST: "warn", OfferStatus.BLOCKED: ""}

SEX = {Sex.FEMALE: "Female", Sex.MALE: "Male"}

REGION = {
    Region.LUMBAR: "Lower back",
    Region.THORACIC: "Upper or middle back",
    Region.CERVICAL: "Neck",
    Region.FLANK: "Side, between ribs and hip",
    Region.GENERALISED: "All over",
    Region.NONE: "Not in the back",
}

TRIGGER = {
    Trigger.LIFTING: "Lifting or carrying",
    Trigger.TWISTING: "Twisting or bending",
    Trigger.AWKWARD_POSTURE: "Sitting, standing or lying awkwardly",
    Trigger.HARD_EXERTION: "Hard work or sport",
    Trigger.FALL_OR_BLOW: "A fall or a blow",
    Trigger.COUGH_OR_SNEEZE: "A cough or sneeze",
    Trigger.NONE: "Nothing, it just came",
    Trigger.OTHER: "Something else",
}

HOLD = {
    Hold.INTERVAL: "the last dose was too short a time ago",
    Hold.DAILY_TOTAL: "the most for 24 hours is reached",
    Hold.OTHER_NSAID: "another medicine of the same family was taken",
    Hold.DAY_LIMIT: "it was used on as many days as the pack allows",
    Hold.NO_LIMIT_KNOWN: "its limits are not known here",
}

MOVEMENT = {
    Movement.HARDLY: "I hardly move",
    Movement.SOME: "I move a little",
    Movement.MOST: "I do most things",
    Movement.FREELY: "I move freely",
}

SLEEP = {Sleep.BADLY: "Slept badly", Sleep.SO_SO: "Slept so-so", Sleep.WELL: "Slept well"}

OUTCOME = {
    Outcome.PAIN_NRS: "Pain (0-10)",
    Outcome.ACTIVATION: "How hard the muscle clenches (share of its maximum)",
    Outcome.BLOOD_FLOW: "Blood flow in the muscle (ml per 100 g a minute)",
    Outcome.RANGE_OF_MOTION: "How far you can bend (share of your usual)",
    Outcome.SKIN_C: "Skin temperature (°C)",
    Outcome.MUSCLE_C: "Muscle temperature (°C)",
}

FIELD = {
    "age_years": "Age",
    "sex": "Sex",
    "height_cm": "Height",
    "weight_kg": "Weight",
    "duration_hours": "How long it has hurt",
    "duration_unit": "Unit of time",
    "pain_nrs": "Pain",
    "tightness_nrs": "Tightness",
    "region": "Where it is",
    "trigger": "How it began",
    "known_spinal_problem": "Problem with the spine",
    "did": "What you did",
    "mg": "Amount",
    "hours_ago": "When",
    "product": "What it says on the pack",
}

LEVEL = {
    "primary": "Read in the source itself.",
    "secondary": "Read in a report about it.",
    "partial": "Read in part.",
    "memory": "From general knowledge.",
}

SPAN = {"hours": 1.0, "days": 24.0, "weeks": 168.0, "months": 730.5}
"""Hours in each unit of time that the form offers; a month is a twelfth of 365.25 days."""

PHONE_NUMBER = re.compile(r"(?<![\d.])((?:\d{1,4}[- ])*\d{3}(?:[- ]\d{3,4})*)(?![\d.]\d|\d)")
"""Emergency and help numbers as the contact sheets write them: 911, 116 117, 1-800-222-1222."""

INCH_CM = 2.54
POUND_KG = 0.453_592_37


def remedy(offer_id: str, country: Country) -> str:
    """The remedy's name; a drug goes by the name used in the country."""
    if offer_id == "acetaminophen":
        return "Acetaminophen (Tylenol) tablets" if country is Country.US else "Paracetamol tablets"
    return REMEDY.get(offer_id, offer_id.replace("_", " ").capitalize())


def field(path: str) -> str:
    """A field of a form or a case, as the pages call it."""
    name = path.rpartition(".")[2]
    return FIELD.get(name, name.replace("_", " ").capitalize())


def reason(rule_id: str, knowledge: Knowledge) -> str:
    """Why a remedy is open or closed, in the words of the rule that decided it."""
    sheet = knowledge.contraindications.get(rule_id) or knowledge.red_flags.get(rule_id)
    return sheet.says if sheet else REASON.get(rule_id, rule_id.replace("_", " "))


def span(minutes: float) -> str:
    """``95`` -> ``1 h 35 min``; ``0`` -> ``now``."""
    total = round(minutes)
    if total <= 0:
        return "now"
    hours, rest = divmod(total, 60)
    days, hours = divmod(hours, 24)
    parts = (_count(days, "day"), f"{hours} h" if hours else "", f"{rest} min" if rest else "")
    return " ".join(part for part in parts if part)


def later(hours: float) -> str:
    """A date ahead, no finer than it is meant: ``After 2 h``, ``After 3 days``, ``After 12 weeks``."""
    if hours < 0.5:
        return "Now"
    if hours < 24:
        return f"After {round(hours)} h"
    days = round(hours / 24)
    return f"After {_count(days, 'day')}" if days < 21 else f"After {round(days / 7)} weeks"


def start(minutes: float) -> str:
    """When a step begins, counted from now."""
    return "Now" if minutes < 1 else f"After {span(minutes)}"


def moment(at: datetime) -> str:
    """A moment in the time of the machine that runs the pages, which says which time that is."""
    local = at.astimezone()
    return f"{local.day} {local:%B, %H:%M} ({local.tzname()})"


def _count(number: int, noun: str) -> str:
    return "" if not number else f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def calls(text: str) -> Markup:
    """The text with every phone number in it made a link that calls; everything else is escaped."""
    parts = PHONE_NUMBER.split(text)
    linked = [
        Markup('<a href="tel:{}">{}</a>').format(re.sub(r"\D", "", part), part) if place % 2 else escape(part)
        for place, part in enumerate(parts)
    ]
    return Markup("").join(linked)


def choices(labels: Mapping[StrEnum, str]) -> list[tuple[str, str]]:
    """The words as (value, label) pairs for a form."""
    return [(word.value, label) for word, label in labels.items()]


def estimate(value: Estimate) -> str:
    """``4.2 (1.0 to 7.5)``: the middle and the range of nine in ten."""
    return f"{value.median:.1f} ({value.p05:.1f} to {value.p95:.1f})"


def effect(predicted: Predicted | None) -> str:
    """What a step did in the simulation, with how sure that is."""
    if predicted is None:
        return "This step is advice only and was not simulated."
    spread = predicted.pain_change_nrs
    low, high = f"{spread.p05:+.1f}", f"{spread.p95:+.1f}"
    people = f"Over {predicted.window_hours:g} hours, 9 in 10 people lay between {low} and {high} points."
    return f"{predicted.says} {people}".replace("-", "−")


def difference(other: Alternative) -> str:
    """How another way compares with the plan, never claiming more than chance allows."""
    if other.within_noise:
        return "too close to your plan to tell apart"
    difference = (other.mean_difference or other.difference_to_plan).median
    return f"{abs(difference):.1f} points {'more' if difference > 0 else 'less'} pain than your plan"


def percent(share: float) -> str:
    """``0.347`` -> ``35 %``; never 0 % or 100 % for something merely rare or common."""
    if 0 < share < 0.005:
        return "under 1 %"
    if 0.995 < share < 1:
        return "over 99 %"
    return f"{100 * share:.0f} %"

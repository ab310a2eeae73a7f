"""The list that must reach a person even when everything else is broken.

It holds constants only, needs no knowledge file, and imports nothing but the words of the model. Whatever fails
above, :func:`fallback_screening` still answers: be seen today, call at once for any of these signs, use nothing yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from unclench.model.assessment import Offer, OfferStatus, Screening, SeekCare
from unclench.model.urgency import Urgency

EMERGENCY_NUMBERS = {"us": "911", "uk": "999", "eu": "112", "elsewhere": "112"}
"""The emergency number by country. 112 also connects from most mobile phones elsewhere (3GPP TS 22.101, section 10)."""

ANY_NUMBER = "112, 911 or 999"
"""What to show when the country is unknown. It has a word in it, so it is translated where it is shown."""

REMEDIES = (
    "ibuprofen",
    "naproxen",
    "aspirin",
    "acetaminophen",
    "topical_nsaid",
    "cold",
    "heat",
    "stretch_knee_to_chest",
    "rest_position",
    "gentle_movement",
)
"""The remedies of the public contract. Kept here, and not read from a fact-sheet, so that all can always be blocked."""

INTERNAL_ERROR = "internal_error"
"""The reason given for a block when the danger check itself failed."""


@dataclass(frozen=True, slots=True)
class DangerSign:
    """One danger sign in plain words, and the findings that stand for it."""

    says: str
    findings: tuple[str, ...]


DANGER_SIGNS = (
    DangerSign(
        "numb or odd feeling around the genitals, bottom or inner thighs",
        ("saddle_numbness", "reduced_rectal_sensation"),
    ),
    DangerSign(
        "new trouble passing or holding pee, or holding poo",
        (
            "urinary_retention_or_hesitancy",
            "urinary_incontinence_new",
            "reduced_urinary_sensation",
            "bowel_incontinence_new",
        ),
    ),
    DangerSign(
        "both legs weak, numb or hard to control, or weakness that is getting worse",
        ("weakness_both_legs", "leg_coordination_loss", "bilateral_leg_symptoms", "progressive_neuro_deficit"),
    ),
    DangerSign("a drooping face, a weak arm, or slurred speech", ("face_droop", "speech_problem_sudden")),
    DangerSign(
        "chest pain, very short of breath, or coughing up blood",
        ("chest_pain", "severe_breathlessness", "coughing_blood"),
    ),
    DangerSign(
        "a sudden tearing pain in the back, chest or tummy, or fainting",
        ("tearing_pain", "fainted_or_collapsed", "pulsatile_abdomen"),
    ),
    DangerSign("a fever with confusion, fast breathing or blotchy skin", ("mottled_skin", "nonblanching_rash")),
    DangerSign("a bad fall, crash or blow", ("major_trauma",)),
    DangerSign("very bad tummy pain, or blood in vomit or poo", ("abdominal_pain_severe", "vomiting_blood")),
    DangerSign("a locked jaw, spasms all over the body, or a fit", ("lockjaw", "generalised_spasms", "seizure")),
    DangerSign("swelling of the face or throat, or wheezing, after a medicine", ("anaphylaxis_signs",)),
    DangerSign("thoughts of ending your life", ("suicidal_thoughts",)),
)
"""Signs for which to call at once (NHS back pain and GIRFT cauda equina lists, in plain words)."""


CALL_NOW = "Call {number} now if there is any of these:"
UNFINISHED = "The danger check could not be finished. Please do not rely on this answer; speak to someone."
NOW_WHAT_TO_DO = "Call {number} now. Do not drive yourself."
NOW_HOW_SOON = "Now."
NOW_WHAT_TO_SAY = "Say that your back hurts, and name the danger sign you have."
TODAY_WHAT_TO_DO = "We could not finish the danger check. Speak to a doctor or nurse today."
TODAY_HOW_SOON = "Today. At once for any sign on the list."
TODAY_WHOM_TO_CALL = "A doctor or nurse. In an emergency: {number}."
TODAY_WHAT_TO_SAY = "Say that your back has locked, when it began, and any sign on the list that you have."

TEXTS = (
    *(sign.says for sign in DANGER_SIGNS),
    ANY_NUMBER,
    CALL_NOW,
    UNFINISHED,
    NOW_WHAT_TO_DO,
    NOW_HOW_SOON,
    NOW_WHAT_TO_SAY,
    TODAY_WHAT_TO_DO,
    TODAY_HOW_SOON,
    TODAY_WHOM_TO_CALL,
    TODAY_WHAT_TO_SAY,
)
"""Everything that is said here, for the translators: this module does without their machinery."""

Say = Callable[..., str]
"""Turns a text of :data:`TEXTS` and its named values into somebody's language."""


def in_english(text: str, /, **values: object) -> str:
    """The text as it is written here."""
    return text.format(**values)


def emergency_number(country: str) -> str:
    """The number to call in this country, or all three when the country is unknown."""
    return EMERGENCY_NUMBERS.get(country.lower(), ANY_NUMBER)


def emergency_number_said(country: str, say: Say = in_english) -> str:
    """The same in somebody's language: "112, 911 or 999" holds a word."""
    return EMERGENCY_NUMBERS.get(country.lower()) or say(ANY_NUMBER)


def emergency_text(country: str, say: Say = in_english) -> str:
    """The whole list as one text, for any page or terminal."""
    lines = [say(CALL_NOW, number=emergency_number_said(country, say))]
    lines += [f"- {say(sign.says)}" for sign in DANGER_SIGNS]
    return "\n".join(lines)


def fallback_screening(
    country: str = "",
    danger_findings: Iterable[str] = (),
    least: Urgency = Urgency.SAME_DAY,
    say: Say = in_english,
) -> Screening:
    """The answer when the danger check could not run: urgent, incomplete, and nothing on offer.

    Args:
        country: ``us``, ``uk``, ``eu``, or anything else for all numbers.
        danger_findings: findings known to be answered "yes"; one that is a danger sign makes it an emergency.
        least: what the red flags said, if they could still be asked; never below ``same_day``.
        say: puts it into another language.
    """
    signs = {finding for sign in DANGER_SIGNS for finding in sign.findings}
    found = Urgency.EMERGENCY_NOW if signs.intersection(danger_findings) else Urgency.SAME_DAY
    urgency = max(found, least)
    return Screening(
        urgency=urgency,
        complete=False,
        fired=(),
        open_questions=(),
        offers={remedy: Offer(OfferStatus.BLOCKED, (INTERNAL_ERROR,)) for remedy in REMEDIES},
        seek_care=_fallback_care(urgency, emergency_number_said(country, say), country, say),
        warnings=(say(UNFINISHED),),
    )


def _fallback_care(urgency: Urgency, number: str, country: str, say: Say) -> SeekCare:
    if urgency is Urgency.EMERGENCY_NOW:
        return SeekCare(
            urgency=urgency,
            what_to_do=say(NOW_WHAT_TO_DO, number=number),
            how_soon=say(NOW_HOW_SOON),
            whom_to_call=number,
            what_to_say=say(NOW_WHAT_TO_SAY),
        )
    return SeekCare(
        urgency=urgency,
        what_to_do=f"{say(TODAY_WHAT_TO_DO)}\n{emergency_text(country, say)}",
        how_soon=say(TODAY_HOW_SOON),
        whom_to_call=say(TODAY_WHOM_TO_CALL, number=number),
        what_to_say=say(TODAY_WHAT_TO_SAY),
    )

"""What the API's description says about the routes of one person: bodies with examples, and every kind of answer."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from unclench.diary.doses import PRODUCT_LIMIT
from unclench.diary.entries import NOTE_LIMIT, Movement, Sleep
from unclench.guide.record import MOST_EVENTS, WHAT
from unclench.guide.state import Outcome
from unclench.model.case import Region, Sex, Trigger
from unclench.model.preferences import Order
from unclench.web.api_examples import CASE_SCHEMA, ERROR_SCHEMA, ERRORS

REPORTS_AT_ONCE = 100

Schema = dict[str, Any]


def _object(properties: Schema, *required: str) -> Schema:
    return {"type": "object", "additionalProperties": False, "properties": properties, "required": list(required)}


def _number(low: float, high: float, *, or_null: bool = True) -> Schema:
    return {"type": ["number", "null"] if or_null else "number", "minimum": low, "maximum": high}


def _word(kind: type[StrEnum]) -> Schema:
    return {"enum": [*(word.value for word in kind), None]}


_TIME = {"type": ["string", "null"], "format": "date-time"}
_ANSWERS = {"type": "object", "additionalProperties": {"enum": ["yes", "no", "unsure"]}}
_PARTS = CASE_SCHEMA["properties"]

NAME = (_object({"name": {"type": "string", "minLength": 1, "maxLength": 40}}, "name"), {"name": "Kim"})
ENTRY = (
    _object(
        {
            "pain_nrs": _number(0, 10, or_null=False),
            "tightness_nrs": _number(0, 10),
            "movement": _word(Movement),
            "sleep": _word(Sleep),
            "did": {"type": "array", "items": {"type": "string"}, "description": "Ids of remedies."},
            "note": {"type": "string", "maxLength": NOTE_LIMIT},
            "new_signs": {"type": ["boolean", "null"], "description": "A new danger sign, or not sure."},
            "happened_at": _TIME,
        },
        "pain_nrs",
    ),
    {"pain_nrs": 6, "movement": "some", "did": ["ice_massage"], "new_signs": False, "happened_at": None},
)
SIGNS = (
    _object({"findings": _ANSWERS}, "findings"),
    {
        "findings": {
            "saddle_numbness": "no",
            "urinary_retention_or_hesitancy": "no",
            "urinary_incontinence_new": "no",
            "bowel_incontinence_new": "no",
            "weakness_both_legs": "no",
            "progressive_neuro_deficit": "no",
            "chest_pain": "no",
            "fever": "no",
            "feels_very_unwell": "no",
        }
    },
)
REACHED = (_object({"reached": {"type": "boolean"}}, "reached"), {"reached": True})
DOSE = (
    _object(
        {
            "product": {"type": ["string", "null"], "maxLength": PRODUCT_LIMIT},
            "taken_at": _TIME,
            "mg": _number(1, 10_000),
        }
    ),
    {"product": "ibuprofen", "taken_at": None, "mg": 400},
)
CHECK = (
    _object(
        {
            "for_another": {"type": "boolean"},
            "start_over": {"type": "boolean"},
            "made_from": {"type": ["string", "null"], "maxLength": 64},
            "person": _PARTS["person"],
            "episode": _PARTS["episode"],
            "findings": _PARTS["findings"],
            "preferences": _object(
                {
                    **{name: {"type": "boolean"} for name in ("medicine", "floor")},
                    **{f"has_{name}": {"type": "boolean"} for name in ("ice", "towel", "tablets")},
                    "order": {"enum": [word.value for word in Order]},
                }
            ),
        }
    ),
    {
        "person": {"age_years": 41, "sex": Sex.FEMALE.value, "height_cm": 168, "weight_kg": 70},
        "episode": {
            "duration_hours": 3,
            "pain_nrs": 6,
            "region": Region.LUMBAR.value,
            "trigger": Trigger.LIFTING.value,
            "known_spinal_problem": False,
        },
        "findings": {"saddle_numbness": "no", "fever": "no"},
        "preferences": {"medicine": True, "has_ice": True},
    },
)
_REPORT = _object(
    {
        "session": {"type": "string", "pattern": "^[0-9a-f]{16,64}$"},
        "number": {"type": "integer", "minimum": 0, "maximum": MOST_EVENTS},
        "remedy": {"type": "string"},
        "what": {"enum": list(WHAT)},
        "wall_ms": {"type": "integer", "minimum": 0, "maximum": 2**53},
        "active_ms": {"type": "integer", "minimum": 0},
        "outcome": {"enum": [*(word.value for word in Outcome), None]},
    },
    "session", "number", "remedy", "what", "wall_ms", "active_ms",
)  # fmt: skip
REPORTS = (
    {"oneOf": [_REPORT, {"type": "array", "maxItems": REPORTS_AT_ONCE, "items": _REPORT}]},
    {
        "session": "0123456789abcdef",
        "number": 0,
        "remedy": "ice_massage",
        "what": "over",
        "wall_ms": 1_795_489_200_000,
        "active_ms": 300_000,
        "outcome": "finished",
    },
)
DOCUMENT = (
    _object({"format": {"type": "string"}, "events": {"type": "array", "items": {"type": "object"}}}, "events"),
    {"format": "unclench-diary-1", "events": []},
)


def described(body: tuple[Schema, Any]) -> dict[str, Any]:
    """The request body of a route as its description shows it."""
    schema, example = body
    shown = {"schema": schema, "example": example}
    return {"requestBody": {"required": True, "content": {"application/json": shown}}}


_AS_ERROR = {"content": {"application/json": {"schema": ERROR_SCHEMA}}}
_OTHERS: dict[int | str, dict[str, Any]] = {
    201: {"description": "New; the same sent again is answered with 200.", "content": {"application/json": {}}},
    202: {"description": "Still being worked out; Retry-After says when to ask again."},
    204: {"description": "Done."},
    404: {"description": "Nothing of yours has this name.", **_AS_ERROR},
    409: {"description": "The danger check comes first: `error.next` says what of it.", **_AS_ERROR},
    501: {"description": "A part that this needs is not installed.", **_AS_ERROR},
}
_ALWAYS: dict[int | str, dict[str, Any]] = {
    **ERRORS,
    403: {"description": "No cookie came along, or another site's page has sent this.", **_AS_ERROR},
    415: {"description": "The body was not sent as application/json.", **_AS_ERROR},
    500: {"description": "Something failed inside; nothing was decided.", **_AS_ERROR},
}


def answers(*codes: int) -> dict[int | str, dict[str, Any]]:
    """Every kind of answer of a route: those that are possible everywhere, and these."""
    return {**_ALWAYS, **{code: _OTHERS[code] for code in codes}}


def _files(*kinds: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": "The file.", "content": {kind: {} for kind in kinds}}}


DIARY_FILES = _files("application/json", "text/csv", "application/fhir+json")
REPORT_FILES = _files("application/json", "text/html", "application/pdf")

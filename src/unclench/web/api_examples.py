"""What the API's documentation shows: example requests and the shape of errors."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from unclench.model.case import Region, Sex, Trigger, Unmentioned

CASE: dict[str, Any] = {
    "uid": "lifting-a-box",
    "person": {"age_years": 41, "sex": "female", "height_cm": 168, "weight_kg": 70},
    "episode": {
        "duration_hours": 3,
        "pain_nrs": 7,
        "region": "lumbar",
        "trigger": "lifting",
        "known_spinal_problem": False,
    },
    "findings": {"saddle_numbness": "no", "fever": "no", "asthma": "no"},
    "unmentioned": "no",
}

SCENARIO: dict[str, Any] = {
    "person": {"age_years": 41, "sex": "female"},
    "scenario": {
        "hours": 6,
        "starts_locked": True,
        "initial_injury": 0.3,
        "actions": [
            {"action": "posture", "start_min": 0, "posture": "lying_side"},
            {"action": "cold", "start_min": 10, "duration_min": 5, "source": "ice_cube_moving"},
        ],
    },
}


def _number(low: float, high: float) -> dict[str, Any]:
    return {"type": ["number", "null"], "minimum": low, "maximum": high}


def _word(kind: type[StrEnum]) -> dict[str, Any]:
    return {"enum": [*(word.value for word in kind), None]}


def _closed(**properties: Any) -> dict[str, Any]:  # noqa: ANN401 - schemas
    return {"type": "object", "additionalProperties": False, "properties": properties}


PERSON_SCHEMA = _closed(
    age_years=_number(0, 120), sex=_word(Sex), height_cm=_number(40, 260), weight_kg=_number(2, 400)
)
CASE_SCHEMA = _closed(
    uid={"type": "string", "minLength": 1},
    person=PERSON_SCHEMA,
    episode=_closed(
        duration_hours=_number(0, 1_051_200),
        pain_nrs=_number(0, 10),
        region=_word(Region),
        trigger=_word(Trigger),
        known_spinal_problem={"type": ["boolean", "null"]},
    ),
    findings={
        "type": "object",
        "description": "Ids: those under `findings` of GET /api/v1/knowledge. Contradictions are refused.",
        "additionalProperties": {"enum": ["yes", "no", "unsure"]},
    },
    unmentioned={"enum": [word.value for word in Unmentioned]},
    **{name: {"description": "Allowed, and never looked at."} for name in ("story", "note", "expected")},
)
SIMULATE_SCHEMA = {
    **_closed(
        person=PERSON_SCHEMA,
        scenario={
            "type": "object",
            "required": ["hours"],
            "properties": {
                "hours": {"type": "number", "exclusiveMinimum": 0},
                "actions": {"type": "array", "items": {"type": "object", "required": ["action"]}},
            },
        },
        note={},
    ),
    "required": ["scenario"],
}


def _body(schema: dict[str, Any], *examples: tuple[str, Any]) -> dict[str, Any]:
    named = {name: {"value": value} for name, value in examples}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema, "examples": named}}}}


def _one_or_list(most: int) -> dict[str, Any]:
    return {"oneOf": [CASE_SCHEMA, {"type": "array", "maxItems": most, "items": CASE_SCHEMA}]}


ASSESS = _body(_one_or_list(100), ("one case", CASE), ("a list", [CASE, {**CASE, "uid": "second"}]))
PLAN = _body(_one_or_list(10), ("one case", CASE), ("a list", [CASE]))
SIMULATE = _body(SIMULATE_SCHEMA, ("ice after an injury", SCENARIO))
VALIDATE = {
    "requestBody": {
        "required": False,
        "description": "One study as in studies/README.md; empty where the option study names a shipped one.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}

ERROR_SCHEMA = {
    "type": "object",
    "required": ["schema_version", "error"],
    "properties": {
        "schema_version": {"type": "string"},
        "error": {
            "type": "object",
            "required": ["says"],
            "properties": {name: {"type": "string"} for name in ("says", "field", "given", "allowed", "where", "next")},
        },
    },
}
_INVALID = {
    "schema_version": "1.0",
    "error": {
        "says": "person.age_years: got 900; allowed: a number from 0 to 120, or null",
        "field": "person.age_years",
        "given": "900",
        "allowed": "a number from 0 to 120, or null",
        "where": "",
    },
}
_AS_ERROR = {"content": {"application/json": {"schema": ERROR_SCHEMA}}}
ERRORS: dict[int | str, dict[str, Any]] = {
    413: {"description": "The body is larger than 1 MiB.", **_AS_ERROR},
    429: {"description": "Asked too often; Retry-After says when to try again.", **_AS_ERROR},
    503: {"description": "Many long calculations are under way; Retry-After says when to try again.", **_AS_ERROR},
    422: {
        "description": "Bad input: which field, what was given, what is allowed.",
        "content": {"application/json": {"schema": ERROR_SCHEMA, "example": _INVALID}},
    },
}

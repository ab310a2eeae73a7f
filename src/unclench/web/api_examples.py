"""What the API's documentation shows: example requests and the shape of errors."""

from __future__ import annotations

from typing import Any

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


def _body(*examples: tuple[str, Any]) -> dict[str, Any]:
    named = {name: {"value": value} for name, value in examples}
    schema = {"type": "object"} if len(examples) == 1 else {"oneOf": [{"type": "object"}, {"type": "array"}]}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema, "examples": named}}}}


ASSESS = _body(("one case", CASE), ("a list", [CASE, {**CASE, "uid": "second"}]))
PLAN = _body(("one case", CASE), ("a list", [CASE]))
SIMULATE = _body(("ice after an injury", SCENARIO))
VALIDATE = {
    "requestBody": {
        "required": False,
        "description": "One study as in studies/README.md; empty where the option study names a shipped one.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}

_ERROR_SCHEMA = {
    "type": "object",
    "required": ["schema_version", "error"],
    "properties": {
        "schema_version": {"type": "string"},
        "error": {
            "type": "object",
            "required": ["says"],
            "properties": {name: {"type": "string"} for name in ("says", "field", "given", "allowed", "where")},
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
ERRORS: dict[int | str, dict[str, Any]] = {
    413: {"description": "The body is larger than 1 MiB."},
    422: {
        "description": "Bad input: which field, what was given, what is allowed.",
        "content": {"application/json": {"schema": _ERROR_SCHEMA, "example": _INVALID}},
    },
}

"""Every answer as plain JSON values, in the fields of the public contract. Numbers are finite or null."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from unclench.advice.answer import Explanation, PlanAnswer
from unclench.knowledge.load import Knowledge
from unclench.language.tags import SOURCE
from unclench.model.assessment import Assessment
from unclench.model.course import Course
from unclench.model.plan import Plan, Step
from unclench.model.scenario import Action
from unclench.model.urgency import Urgency
from unclench.model.version import SCHEMA_VERSION

Json = dict[str, Any]


def assessment_json(assessment: Assessment, knowledge: Knowledge | None = None) -> Json:
    """An assessment as JSON values.

    Args:
        assessment: the answer of :func:`unclench.advice.assess`.
        knowledge: names the language of the texts; the hash comes with the assessment.
    """
    screening = assessment.screening
    return {
        "schema_version": SCHEMA_VERSION,
        "knowledge_hash": assessment.knowledge_hash,
        "language": knowledge.language if knowledge else SOURCE,
        "uid": assessment.uid,
        "urgency": screening.urgency.id,
        "complete": screening.complete,
        "fired": plain(screening.fired),
        "possible": plain(screening.possible),
        "open_questions": plain(screening.open_questions),
        "causes": plain(assessment.causes),
        "offers": plain(screening.offers),
        "seek_care": plain(screening.seek_care),
        "warnings": [*screening.warnings, *assessment.warnings],
    }


def plan_json(answer: PlanAnswer, knowledge: Knowledge | None = None) -> Json:
    """A plan answer as JSON values: the assessment's fields and the plan's. Without a plan, ``steps`` is empty.

    ``forecast`` is then null and ``alternatives`` empty; ``seek_care`` says what to do, how soon and whom to call.
    """
    written = assessment_json(answer.assessment, knowledge)
    written["warnings"] = [*answer.assessment.screening.warnings, *answer.warnings]
    written["seek_care"] = plain(answer.seek_care)
    return {**written, **(_plan(answer.plan) if answer.plan else _no_plan())}


def course_json(course: Course) -> Json:
    """A course as JSON values."""
    return {"schema_version": SCHEMA_VERSION, **plain(course)}


def explanation_json(explanation: Explanation, knowledge: Knowledge) -> Json:
    """An explanation as JSON values."""
    return {"schema_version": SCHEMA_VERSION, "knowledge_hash": knowledge.hash, **plain(explanation)}


def plain(value: object) -> Any:  # noqa: ANN401 - JSON values have no narrower type
    """Any value of this package as JSON values: dataclasses to objects, urgencies to their names, NaN to null."""
    if isinstance(value, Enum):
        return value.id if isinstance(value, Urgency) else value.value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if value is None or isinstance(value, str | int):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _plan(plan: Plan) -> Json:
    return {
        "steps": [_step(step) for step in plan.steps],
        "check_points": plain(plan.check_points),
        "forecast": {
            **plain(plan.forecast),
            "mean_pain_24h": plain(plan.mean_pain_24h),
            "released_24h": plain(plan.released_24h),
        },
        "alternatives": plain(plan.alternatives),
        "notes": list(plan.notes),
        "left_out": plain(plan.left_out),
        "does": plan.does,
        "ways_tried": plan.ways_tried,
    }


def _no_plan() -> Json:
    empty: Json = {"steps": [], "check_points": [], "forecast": None, "alternatives": [], "notes": [], "left_out": {}}
    return {**empty, "does": "", "ways_tried": 0}


def _step(step: Step) -> Json:
    written: Json = plain(step)
    written["actions"] = [_action(action) for action in step.actions]
    return written


def _action(action: Action) -> Json:
    name = type(action).__name__.lower()
    return {"action": "posture" if name == "posturechange" else name, **plain(action)}

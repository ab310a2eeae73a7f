"""What each kind of event holds, read again when it comes from a file that anybody may have written."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from unclench.diary.answers import PARTS, AnswerSheet, fold
from unclench.diary.doses import PRODUCT_LIMIT
from unclench.diary.entries import read_entry
from unclench.diary.event import Event, Kind
from unclench.diary.expected import QUANTILES
from unclench.knowledge.load import Knowledge
from unclench.model.case import check_range
from unclench.model.invalid import InvalidInput
from unclench.model.preferences import Preferences
from unclench.model.reading import check_keys, mapping_at, read_value
from unclench.safety.intake import read_case

BODY_LIMIT = 16_000
"""Characters of one event's body; the longest that is written, a plan's course, has some 2,000."""
WORD_LIMIT = 200

Names = Mapping[str, str]
"""Ids of the file's events so far, and what those events are called here."""


def check_body(event: Event, names: Names, at: str, knowledge: Knowledge) -> dict[str, Any]:
    """The body as it is kept, what it says about other events said about those of this diary.

    Raises:
        InvalidInput: it is not what an event of its kind holds.
    """
    body = dict(event.body)
    if len(json.dumps(body)) > BODY_LIMIT:
        raise InvalidInput(at, "a very long text", f"at most {BODY_LIMIT} characters")
    try:
        return _CHECKS[event.kind](body, names, event, knowledge)
    except InvalidInput as problem:
        raise InvalidInput(f"{at}.{problem.field}", problem.given, problem.allowed) from None


def _started(body: dict[str, Any], _names: Names, _event: Event, _knowledge: Knowledge) -> dict[str, Any]:
    check_keys(body, dict.fromkeys(("for_another",)), "")
    return {"for_another": body.get("for_another") is True}


def _answered(body: dict[str, Any], _names: Names, event: Event, knowledge: Knowledge) -> dict[str, Any]:
    """The answers of one page; a question that is no longer asked stays as it was answered."""
    check_keys(
        body,
        dict.fromkeys(
            (
                "page",
                *PARTS,
            )
        ),
        "",
    )
    _word(body, "page")
    for part in PARTS:
        mapping_at(body.get(part, {}), part)
    sheet = fold([Event(event.id, "", event.at, Kind.ANSWERED, body)])
    known = {name: said for name, said in sheet.findings.items() if name in knowledge.findings}
    read_case(AnswerSheet(person=sheet.person, episode=sheet.episode, findings=known).as_case(), knowledge)
    read_value(Preferences, {**sheet.preferences, "country": "us"}, "preferences")
    return body


def _screened(body: dict[str, Any], _names: Names, _event: Event, _knowledge: Knowledge) -> dict[str, Any]:
    check_keys(
        body,
        dict.fromkeys(
            (
                "urgency",
                "fired",
                "knowledge_hash",
            )
        ),
        "",
    )
    _word(body, "urgency")
    _word(body, "knowledge_hash")
    fired = body.get("fired")
    if not isinstance(fired, list) or not all(isinstance(rule, str) for rule in fired):
        raise InvalidInput("fired", fired, "a list of rules")
    return body


def _entry(body: dict[str, Any], _names: Names, _event: Event, _knowledge: Knowledge) -> dict[str, Any]:
    did = body.get("did")
    written = (
        [name for name in did if isinstance(name, str) and len(name) <= WORD_LIMIT] if isinstance(did, list) else []
    )
    return read_entry(body, written).as_body()


def _changed(body: dict[str, Any], names: Names, event: Event, knowledge: Knowledge) -> dict[str, Any]:
    check_keys(body, dict.fromkeys(("event", "entry", "dose")), "")
    if ("dose" in body) == ("entry" in body):
        raise InvalidInput("entry", None, "an entry or a dose in its new wording")
    if "dose" in body:
        dose = dict(mapping_at(body.get("dose"), "dose"))
        return {"event": _of(body, names), "dose": _dose(dose, names, event, knowledge)}
    entry = dict(mapping_at(body.get("entry"), "entry"))
    return {"event": _of(body, names), "entry": _entry(entry, names, event, knowledge)}


def _undone(body: dict[str, Any], names: Names, _event: Event, _knowledge: Knowledge) -> dict[str, Any]:
    check_keys(body, dict.fromkeys(("event",)), "")
    return {"event": _of(body, names)}


def _dose(body: dict[str, Any], _names: Names, _event: Event, _knowledge: Knowledge) -> dict[str, Any]:
    check_keys(
        body,
        dict.fromkeys(
            (
                "product",
                "taken_at",
                "mg",
            )
        ),
        "",
    )
    product, taken_at, mg = body.get("product"), body.get("taken_at"), body.get("mg")
    if not isinstance(product, str) or len(product) > PRODUCT_LIMIT:
        raise InvalidInput("product", product, f"text of at most {PRODUCT_LIMIT} characters")
    check_range("mg", mg, 1, 10_000)
    if taken_at is not None:
        try:
            moment = datetime.fromisoformat(taken_at)
        except (TypeError, ValueError):
            moment = None
        if moment is None or moment.tzinfo is None:
            raise InvalidInput("taken_at", taken_at, "a time with its zone, or null")
    return {"product": product, "taken_at": taken_at, "mg": mg}


def _planned(body: dict[str, Any], _names: Names, _event: Event, _knowledge: Knowledge) -> dict[str, Any]:
    check_keys(
        body,
        dict.fromkeys(
            (
                "minutes",
                "pain",
                "steps",
            )
        ),
        "",
    )
    minutes, pain, steps = body.get("minutes"), mapping_at(body.get("pain"), "pain"), body.get("steps")
    if not isinstance(minutes, list) or not _numbers(minutes) or minutes != sorted(minutes) or len(minutes) < 2:
        raise InvalidInput("minutes", None, "a rising list of numbers")
    for name in QUANTILES:
        if not _numbers(pain.get(name)) or len(pain[name]) != len(minutes):
            raise InvalidInput(f"pain.{name}", None, "a list of as many numbers as there are minutes")
    if not isinstance(steps, list) or not all(_is_step(step) for step in steps):
        raise InvalidInput("steps", None, "a list of remedies with start and duration in minutes")
    return {"minutes": minutes, "pain": {name: pain[name] for name in QUANTILES}, "steps": steps}


def _looked(body: dict[str, Any], _names: Names, _event: Event, _knowledge: Knowledge) -> dict[str, Any]:
    check_keys(
        body,
        dict.fromkeys(
            (
                "sheet",
                "reached",
            )
        ),
        "",
    )
    _word(body, "sheet")
    if not isinstance(body.get("reached"), bool):
        raise InvalidInput("reached", body.get("reached"), "true or false")
    return body


def _session(body: dict[str, Any], _names: Names, _event: Event, _knowledge: Knowledge) -> dict[str, Any]:
    """A report of a guided session; whoever reads it later looks at it again."""
    for name, value in body.items():
        if not isinstance(value, str | int | float | bool | None):
            raise InvalidInput(name, type(value).__name__, "text, a number, true, false or null")
    return body


_CHECKS: Mapping[Kind, Callable[[dict[str, Any], Names, Event, Knowledge], dict[str, Any]]] = {
    Kind.STARTED: _started,
    Kind.ANSWERED: _answered,
    Kind.SCREENED: _screened,
    Kind.ENTRY: _entry,
    Kind.CHANGED: _changed,
    Kind.DOSE: _dose,
    Kind.UNDONE: _undone,
    Kind.PLANNED: _planned,
    Kind.LOOKED: _looked,
    Kind.SESSION: _session,
}


def _of(body: Mapping[str, Any], names: Names) -> str:
    """The event of this diary that another one is about; it must stand earlier in the file."""
    event_id = body.get("event")
    if not isinstance(event_id, str) or event_id not in names:
        raise InvalidInput("event", event_id, "the id of an earlier event of the file")
    return names[event_id]


def _word(body: Mapping[str, Any], name: str) -> None:
    value = body.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= WORD_LIMIT:
        raise InvalidInput(name, value, f"text of 1 to {WORD_LIMIT} characters")


def _numbers(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, int | float) and not isinstance(one, bool) and math.isfinite(one) for one in value
    )


def _is_step(value: object) -> bool:
    return isinstance(value, list) and len(value) == 3 and isinstance(value[0], str) and _numbers(value[1:])

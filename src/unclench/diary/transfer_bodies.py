"""What each kind of event holds, read again when it comes from a file that anybody may have written."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from unclench.diary.answers import PARTS, AnswerSheet, fold
from unclench.diary.doses import PRODUCT_LIMIT
from unclench.diary.entries import read_entry
from unclench.diary.event import Event, Kind
from unclench.diary.expected import QUANTILES
from unclench.diary.told_moment import told_moment
from unclench.knowledge.load import Knowledge
from unclench.model.case import check_range
from unclench.model.invalid import InvalidInput, one_of
from unclench.model.preferences import Preferences
from unclench.model.reading import check_keys, mapping_at, read_value
from unclench.safety.intake import ANSWERS, read_case

BODY_LIMIT = 16_000
"""Characters of one event's body; the longest that is written, a plan's course, has some 2,000."""
WORD_LIMIT = 200

Names = Mapping[str, Event]
"""Ids of the file's events so far, and those events as this diary holds them."""


@dataclass(frozen=True, slots=True)
class About:
    """What a body is read with: its event, those before it, up to when things can have happened, what is known."""

    event: Event
    names: Names
    latest: datetime
    knowledge: Knowledge


def check_body(event: Event, names: Names, at: str, now: datetime, knowledge: Knowledge) -> dict[str, Any]:
    """The body as it is kept, what it says about other events said about those of this diary.

    Args:
        event: as the file tells it.
        names: the events before it.
        at: its place in the file, for errors.
        now: the present moment.
        knowledge: knows which questions there are.

    Raises:
        InvalidInput: it is not what an event of its kind holds.
    """
    body = dict(event.body)
    if len(json.dumps(body)) > BODY_LIMIT:
        raise InvalidInput(at, "a very long text", f"at most {BODY_LIMIT} characters")
    try:
        return _CHECKS[event.kind](body, About(event, names, max(event.at, now), knowledge))
    except InvalidInput as problem:
        raise InvalidInput(f"{at}.{problem.field}", problem.given, problem.allowed) from None


def _started(body: dict[str, Any], _about: About) -> dict[str, Any]:
    check_keys(body, dict.fromkeys(("for_another",)), "")
    return {"for_another": body.get("for_another") is True}


def _answered(body: dict[str, Any], about: About) -> dict[str, Any]:
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
    sheet = fold([Event(about.event.id, "", about.event.at, Kind.ANSWERED, body)])
    known = {name: said for name, said in sheet.findings.items() if name in about.knowledge.findings}
    for name, said in sheet.findings.items():
        if name not in known:
            _once_asked(name, said)
    read_case(AnswerSheet(person=sheet.person, episode=sheet.episode, findings=known).as_case(), about.knowledge)
    read_value(Preferences, {**sheet.preferences, "country": "us"}, "preferences")
    return body


def _screened(body: dict[str, Any], _about: About) -> dict[str, Any]:
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


def _entry(body: dict[str, Any], _about: About) -> dict[str, Any]:
    did = body.get("did")
    written = (
        [name for name in did if isinstance(name, str) and len(name) <= WORD_LIMIT] if isinstance(did, list) else []
    )
    return read_entry(body, written).as_body()


def _changed(body: dict[str, Any], about: About) -> dict[str, Any]:
    check_keys(body, dict.fromkeys(("event", "entry", "dose")), "")
    if ("dose" in body) == ("entry" in body):
        raise InvalidInput("entry", None, "an entry or a dose in its new wording")
    if "dose" in body:
        dose = dict(mapping_at(body.get("dose"), "dose"))
        return {"event": _of(body, about, Kind.DOSE), "dose": _dose(dose, about)}
    entry = dict(mapping_at(body.get("entry"), "entry"))
    return {"event": _of(body, about, Kind.ENTRY), "entry": _entry(entry, about)}


def _undone(body: dict[str, Any], about: About) -> dict[str, Any]:
    check_keys(body, dict.fromkeys(("event",)), "")
    return {"event": _of(body, about)}


def _dose(body: dict[str, Any], about: About) -> dict[str, Any]:
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
    product, mg = body.get("product"), body.get("mg")
    if not isinstance(product, str) or len(product) > PRODUCT_LIMIT:
        raise InvalidInput("product", product, f"text of at most {PRODUCT_LIMIT} characters")
    check_range("mg", mg, 1, 10_000, or_null=True)
    said = body.get("taken_at")
    taken_at = None if said is None else told_moment(said, "taken_at", about.latest).isoformat()
    return {"product": product, "taken_at": taken_at, "mg": mg}


def _planned(body: dict[str, Any], _about: About) -> dict[str, Any]:
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


def _looked(body: dict[str, Any], _about: About) -> dict[str, Any]:
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


def _session(body: dict[str, Any], _about: About) -> dict[str, Any]:
    """A report of a guided session; whoever reads it later looks at it again."""
    for name, value in body.items():
        if not isinstance(value, str | int | float | bool | None):
            raise InvalidInput(name, type(value).__name__, "text, a number, true, false or null")
    return body


_CHECKS: Mapping[Kind, Callable[[dict[str, Any], About], dict[str, Any]]] = {
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


def _of(body: Mapping[str, Any], about: About, kind: Kind | None = None) -> str:
    """The event of this diary that another one is about; it must stand earlier in the file, and be of that kind."""
    event_id = body.get("event")
    named = about.names.get(event_id) if isinstance(event_id, str) else None
    if named is None or kind not in (None, named.kind):
        what = "an earlier event" if kind is None else f"an earlier event ({kind})"
        raise InvalidInput("event", event_id, f"the id of {what} of the file")
    return named.id


def _once_asked(finding: str, said: object) -> None:
    """An answer to a question that is not asked here: no longer, or not yet."""
    if not finding.strip() or not finding.isprintable() or len(finding) > WORD_LIMIT:
        raise InvalidInput("findings", finding, f"names of 1 to {WORD_LIMIT} characters that can be seen")
    if said is not None and said not in list(ANSWERS):
        raise InvalidInput(f"findings.{finding}", said, one_of(ANSWERS))


def _word(body: Mapping[str, Any], name: str) -> None:
    value = body.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= WORD_LIMIT:
        raise InvalidInput(name, value, f"text of 1 to {WORD_LIMIT} characters")


def _numbers(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, int | float) and _is_number(one) for one in value)


def _is_number(value: float) -> bool:
    """Whether it is finite, and not a whole number of hundreds of digits that no other program here can read."""
    try:
        return not isinstance(value, bool) and math.isfinite(value)
    except OverflowError:
        return False


def _is_step(value: object) -> bool:
    return isinstance(value, list) and len(value) == 3 and isinstance(value[0], str) and _numbers(value[1:])

"""What pydantic says about a fact-sheet, put so that its author can mend it: where, what was given, what is allowed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from unclench.knowledge.events import Place

_WRONG_BRANCH = {"string_type", "model_type", "model_attributes_type", "dict_type"}
"""Error types by which one branch of a union merely says that the other branch was meant."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing to mend in one sheet."""

    place: Place
    given: Any
    allowed: str

    @property
    def field(self) -> str:
        """Dotted path within the sheet."""
        return ".".join(str(step) for step in self.place) or "the sheet"


def complaints(kind: type[BaseModel], raw: dict[str, Any], error: ValidationError) -> list[Complaint]:
    """Every complaint in ``error`` once, unknown keys first, without the echoes that unions produce."""
    details = sorted(error.errors(include_url=False), key=lambda detail: detail["type"] != "extra_forbidden")
    placed = [(_place(raw, detail["loc"]), detail) for detail in details]
    kept = [
        (place, detail)
        for place, detail in placed
        if not (
            detail["type"] in _WRONG_BRANCH
            and any(other[: len(place)] == place for other, o in placed if o is not detail)
        )
    ]
    unique = {(place, detail["msg"]): _complaint(kind, place, detail) for place, detail in kept or placed}
    return list(unique.values())


def _place(raw: object, location: tuple[int | str, ...]) -> Place:
    """``location`` without the union branch names that pydantic weaves in; a missing key stays as the last step."""
    place: list[int | str] = []
    part: Any = raw
    for number, step in enumerate(location):
        inside = (isinstance(part, dict) and step in part) or (
            isinstance(part, list) and isinstance(step, int) and step < len(part)
        )
        if inside:
            part = part[step]
            place.append(step)
        elif number == len(location) - 1 and isinstance(part, dict) and isinstance(step, str) and step.isidentifier():
            place.append(step)
    return tuple(place)


def _complaint(kind: type[BaseModel], place: Place, detail: ErrorDetails) -> Complaint:
    given: Any = detail["input"]
    allowed = detail["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    if detail["type"] == "extra_forbidden":
        known = sorted(_keys_allowed(kind, place[:-1]))
        close = get_close_matches(str(place[-1]), known, n=1)
        guess = f"; did you mean {close[0]}?" if close else ""
        return Complaint(place, f"unknown key {place[-1]}", "the keys " + ", ".join(known) + guess)
    if detail["type"] == "missing":
        return Complaint(place, "nothing", "this key is required")
    return Complaint(place, given, allowed)


def _keys_allowed(kind: type[BaseModel], place: Place) -> set[str]:
    """Field names of the models that may stand at ``place``."""
    models = {kind}
    for step in place:
        if isinstance(step, int):
            continue
        inner = (model.model_fields[step].annotation for model in models if step in model.model_fields)
        models = {found for annotation in inner for found in _models_in(annotation)}
    return {name for model in models for name in model.model_fields}


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)

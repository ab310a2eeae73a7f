"""From files to validated fact-sheets; every problem is collected with its file and line, none stops the others."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from unclench.knowledge import schema
from unclench.knowledge.complaints import complaints
from unclench.knowledge.documents import Document, read_located
from unclench.knowledge.events import Place
from unclench.knowledge.files import KINDS, SHEET_LIMIT_BYTES, Sheets
from unclench.model.invalid import InvalidInput


@dataclass(slots=True)
class Base:
    """Everything that could be read: sheets by kind and id, where each part stands, and what was wrong."""

    sheets: Sheets = field(default_factory=lambda: {folder: {} for folder in KINDS})
    lines: dict[tuple[str, str], Mapping[Place, int]] = field(default_factory=dict)
    problems: list[InvalidInput] = field(default_factory=list)
    refused: dict[str, set[str]] = field(default_factory=lambda: {folder: set() for folder in KINDS})

    def where(self, folder: str, sheet_id: str, place: Place = ()) -> str:
        """File and line of the nearest known part at or above ``place``."""
        return f"{folder}/{sheet_id}.yaml:{line_of(self.lines.get((folder, sheet_id), {}), place)}"


def read_sheets(files: Mapping[str, bytes]) -> Base:
    """Parse and validate every file; a file with any problem gives problems and no sheet."""
    base = Base()
    for name, content in files.items():
        folder, stem = name.removesuffix(".yaml").split("/")
        try:
            document = read_located(content, name, SHEET_LIMIT_BYTES)
            base.sheets[folder][stem] = _validated(KINDS[folder], document, name, stem, base.problems)
            base.lines[folder, stem] = document.lines
        except InvalidInput as problem:
            base.problems.append(problem)
            base.refused[folder].add(stem)
        except _Refused:
            base.refused[folder].add(stem)
    return base


class _Refused(Exception):
    """The sheet's problems are already noted."""


def _validated(
    kind: type[schema.Sheet], document: Document, name: str, stem: str, problems: list[InvalidInput]
) -> schema.Sheet:
    raw: dict[str, Any] = document.value
    if raw.setdefault("id", stem) != stem:
        raise InvalidInput("id", raw["id"], f"{stem} (the file name), or no id at all", _at(name, document, ("id",)))
    try:
        return kind.model_validate_json(json.dumps(raw))
    except ValidationError as error:
        for complaint in complaints(kind, raw, error):
            where = _at(name, document, complaint.place)
            what = f"{kind.__name__} {stem}: {complaint.field}"
            problems.append(InvalidInput(what, complaint.given, complaint.allowed, where))
    raise _Refused


def _at(name: str, document: Document, place: Place) -> str:
    return f"{name}:{line_of(document.lines, place)}"


def line_of(lines: Mapping[Place, int], place: Place) -> int:
    """The line of ``place`` or, when it is missing from the file, of the nearest part above it; 1 if unknown."""
    while place not in lines and place:
        place = place[:-1]
    return lines.get(place, 1)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The phrase ``; did you mean x?`` for the closest known word, or an empty string."""
    close = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""

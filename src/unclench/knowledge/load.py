"""Load every fact-sheet once, strictly, into one frozen :class:`Knowledge`."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType

from unclench.knowledge import cache, guide_sheet, schema
from unclench.knowledge.digest import content_hash
from unclench.knowledge.files import KINDS, Sheets, read_files
from unclench.language.tags import SOURCE
from unclench.model.invalid import InvalidInput

__all__ = ["DATA", "KINDS", "Knowledge", "load"]

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Knowledge:
    """Everything that is known, by kind and id. ``hash`` names this exact state of the fact-sheets.

    ``warnings`` says in plain words which rules are past their review date on the day given to :func:`load`.
    ``language`` is that of the texts that people read (:func:`unclench.knowledge.spoken.in_language`).
    """

    hash: str
    findings: Mapping[str, schema.Finding]
    groups: Mapping[str, schema.QuestionGroup]
    red_flags: Mapping[str, schema.RedFlag]
    contraindications: Mapping[str, schema.Contraindication]
    analgesics: Mapping[str, schema.Analgesic]
    remedies: Mapping[str, schema.Remedy]
    stop_signs: Mapping[str, schema.StopSign]
    follow_ups: Mapping[str, schema.FollowUp]
    causes: Mapping[str, schema.Cause]
    claims: Mapping[str, schema.Claim]
    sources: Mapping[str, schema.Source]
    parameters: Mapping[str, schema.ParameterSheet]
    contacts: Mapping[str, schema.Contact]
    judgements: Mapping[str, schema.Judgement] = field(default_factory=dict)
    posteriors: Mapping[str, schema.Posterior] = field(default_factory=dict)
    guides: Mapping[str, guide_sheet.Guide] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    language: str = SOURCE

    def __post_init__(self) -> None:
        for kind in KINDS:
            object.__setattr__(self, kind, MappingProxyType(dict(getattr(self, kind))))

    def __reduce__(self) -> tuple[Callable[..., Knowledge], tuple[object, ...]]:
        """Read-only views cannot be pickled, so the plain mappings travel between processes instead."""
        parts = (getattr(self, part.name) for part in fields(self))
        return Knowledge, tuple(dict(part) if isinstance(part, MappingProxyType) else part for part in parts)


NEEDED = ("findings", "groups", "red_flags", "contraindications")
"""Kinds whose absence would make everybody look well; a base without one of them is refused."""


def load(data: Path = DATA, *, today: datetime.date | None = None, cache_folder: Path | None = None) -> Knowledge:
    """Read every fact-sheet under ``data``.

    Args:
        data: folder with one folder per kind; the shipped fact-sheets by default.
        today: when given, rules past their ``review_by`` are listed in ``warnings``; they still hold.
        cache_folder: where validated sheets may be kept between runs. The shipped fact-sheets are kept in the
            user's cache folder; any other ``data`` is kept only when a folder is named. A cache that is damaged,
            out of date or not writable is ignored.

    Raises:
        InvalidInput: anything is wrong with any sheet; the first problem is named with its file and line
            (``unclench.knowledge.check`` lists them all).
    """
    files, misplaced = read_files(data)
    if misplaced:
        raise misplaced[0]
    state = content_hash(files)
    folder = cache_folder if cache_folder is not None or data != DATA else cache.user_folder()
    sheets = cache.read(folder, state)
    if sheets is None:
        sheets = _parse(files)
        cache.write(folder, state, sheets)
    return Knowledge(hash=state, warnings=_overdue(sheets, today), **sheets)  # type: ignore[arg-type]


def _parse(files: Mapping[str, bytes]) -> Sheets:
    from unclench.knowledge.crosscheck import crosscheck
    from unclench.knowledge.sheets import read_sheets

    base = read_sheets(files)
    for problem in base.problems or crosscheck(base):
        raise problem
    for kind in NEEDED:
        if not base.sheets[kind]:
            raise InvalidInput(kind, "no fact-sheet", "at least one: without them nobody is checked, so nobody is safe")
    return base.sheets


def _overdue(sheets: Sheets, today: datetime.date | None) -> tuple[str, ...]:
    if today is None:
        return ()
    rules = [*sheets["red_flags"].values(), *sheets["contraindications"].values()]
    return tuple(
        f"The rule {rule.id} should have been looked at again by {rule.review_by.isoformat()}."
        for rule in rules
        if isinstance(rule, schema.Ruling) and rule.review_by < today
    )

"""Look things up in the fact-sheets by id, as plain data that any adapter can show."""

from __future__ import annotations

from typing import Any

from unclench.knowledge import schema
from unclench.knowledge.files import KINDS
from unclench.knowledge.load import Knowledge
from unclench.knowledge.sheets import did_you_mean
from unclench.model.invalid import InvalidInput, one_of


def describe(knowledge: Knowledge, sheet_id: str) -> dict[str, Any]:
    """The sheet with this id and the sources it names, over all kinds.

    A parameter is found by its own name, a claim by its number (``A8``) as well. When several kinds share the id
    (a medicine and the remedy that uses it), the others are listed under ``also``.

    Returns:
        ``{kind, id, title, sheet, sources, also}`` of JSON types; ``sources`` holds each cited source once.

    Raises:
        InvalidInput: no sheet has this id; the message names the closest one.
    """
    matches = _matches(knowledge, sheet_id)
    if not matches:
        known = {name for kind in KINDS for name in getattr(knowledge, kind)}
        known |= {name for sheet in knowledge.parameters.values() for name in sheet.parameters}
        raise InvalidInput("id", sheet_id, "the id of a fact-sheet" + did_you_mean(sheet_id, known))
    (kind, sheet), *others = matches
    cited = dict.fromkeys(_cited(sheet))
    return {
        "kind": kind,
        "id": sheet_id if kind == "parameter" else _id(sheet),
        "title": title(sheet),
        "sheet": sheet.model_dump(mode="json", exclude_none=True),
        "sources": [
            knowledge.sources[source].model_dump(mode="json", exclude_none=True)
            for source in cited
            if source in knowledge.sources
        ],
        "also": [{"kind": other_kind, "id": _id(other)} for other_kind, other in others],
    }


def list_sheets(knowledge: Knowledge, kind: str | None = None) -> list[dict[str, str]]:
    """Kind, id and title of every sheet, or of one kind; raises InvalidInput for a kind that does not exist."""
    if kind is not None and kind not in KINDS:
        raise InvalidInput("kind", kind, one_of(KINDS) + did_you_mean(kind, KINDS))
    return [
        {"kind": folder, "id": sheet_id, "title": title(sheet)}
        for folder in ([kind] if kind else KINDS)
        for sheet_id, sheet in getattr(knowledge, folder).items()
    ]


def title(sheet: schema.Sheet) -> str:
    """The few words by which a person knows this sheet."""
    for field in ("title", "question", "condition", "country", "says", "means"):
        words: object = getattr(sheet, field, None)
        if isinstance(words, str):
            return words
    if isinstance(sheet, schema.Analgesic):
        return ", ".join(dict.fromkeys(sheet.names.values()))
    return _id(sheet)


def _id(sheet: schema.Sheet) -> str:
    return str(getattr(sheet, "id", ""))


def _matches(knowledge: Knowledge, sheet_id: str) -> list[tuple[str, schema.Sheet]]:
    found: list[tuple[str, schema.Sheet]] = [
        (kind, getattr(knowledge, kind)[sheet_id]) for kind in KINDS if sheet_id in getattr(knowledge, kind)
    ]
    found += [("claims", claim) for claim in knowledge.claims.values() if sheet_id.upper() == f"A{claim.number}"]
    found += [
        ("parameter", sheet.parameters[sheet_id])
        for sheet in knowledge.parameters.values()
        if sheet_id in sheet.parameters
    ]
    return found


def _cited(sheet: schema.Sheet) -> list[str]:
    from unclench.knowledge.crosscheck import references

    return [named for _, target, named in references(sheet) if target == "sources"]

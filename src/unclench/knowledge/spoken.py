"""Fact-sheets in another language: the same rules and numbers, with what a person reads said in their words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Sheet
from unclench.language.catalogue import Catalogue, catalogue

SPOKEN: Mapping[str, tuple[str, ...]] = {
    "findings": ("question", "means", "plainer"),
    "groups": ("title", "lead"),
    "red_flags": ("says", "condition", "limit", "false_alarms"),
    "contraindications": ("says", "false_alarms"),
    "remedies": ("title", "amount", "how", "why", "evidence"),
    "stop_signs": ("says", "then"),
    "follow_ups": ("says", "if_not"),
    "causes": ("title", "plain", "prior_assumption", "likelihoods.because"),
    "claims": ("says", "why", "present_as", "companion_face"),
    "contacts": ("country", "urgent_advice", "poison_line", "suicide_line"),
    "analgesics": ("expect", "names", "labels.directions", "limit.why"),
    "guides": (
        "title",
        "lead",
        "fetch",
        "before.ask",
        "before.yes",
        "before.no",
        "before.otherwise",
        "ready",
        "parts.says",
        "parts.cues",
        "sides",
        "checks.ask",
        "checks.yes",
        "checks.no",
        "after.ask",
        "after.yes",
        "after.no",
        "smaller.rest",
        "smaller.says",
        "waits.says",
        "endings",
    ),
}
"""What people read, by kind; ``a.b`` is the field ``b`` of each part in ``a``."""

KEPT: Mapping[str, tuple[str, ...]] = {
    "red_flags": ("note",),
    "contraindications": ("also_blocks", "note"),
    "remedies": ("claims", "needs"),
    "follow_ups": ("asks",),
    "causes": ("likelihoods.when", "likelihoods.assumption"),
    "claims": ("model_face",),
    "contacts": ("emergency_number",),
    "analgesics": ("rxnorm", "brands", "combination_products", "note", "other_names"),
    "sources": ("title", "issuer", "url", "doi", "read_at", "note"),
    "parameters": ("title", "parameters"),
    "posteriors": ("title",),
    "guides": ("contact", "asleep", "assumptions"),
    "judgements": ("title", "judgements"),
}
"""Texts that stay as written: names of products and publications, and notes for those who keep the sheets."""

DANGER_KINDS = ("findings", "groups", "red_flags", "contraindications", "stop_signs", "contacts")
"""Kinds whose texts keep people safe."""


def in_language(knowledge: Knowledge, tag: str) -> Knowledge:
    """The same knowledge, its person-facing texts in the language ``tag``; what has no translation stays English.

    The hash stays: it names the rules, which no language changes.

    Raises:
        InvalidInput: no such language.
    """
    spoken = catalogue(tag)
    kinds: dict[str, Any] = {
        kind: {name: _said(sheet, fields, spoken) for name, sheet in getattr(knowledge, kind).items()}
        for kind, fields in SPOKEN.items()
    }
    return replace(knowledge, language=spoken.language.tag, **kinds)


def texts(knowledge: Knowledge, kind: str) -> Iterator[tuple[str, str]]:
    """Every text to translate of one kind, as (sheet id and field, text)."""
    for name, sheet in getattr(knowledge, kind).items():
        for field in SPOKEN[kind]:
            for text in _values(sheet, field):
                yield f"{name}.{field}", text


def _said(sheet: Sheet, fields: tuple[str, ...], spoken: Catalogue) -> Sheet:
    update: dict[str, Any] = {}
    for field in fields:
        part, _, inner = field.partition(".")
        value = update.get(part, getattr(sheet, part))  # another field of the same part may be said already
        if inner and isinstance(value, tuple):
            update[part] = tuple(_said(one, (inner,), spoken) for one in value)
        elif inner:
            update[part] = None if value is None else _said(value, (inner,), spoken)
        else:
            update[part] = _translated(value, spoken)
    return sheet.model_copy(update=update)


def _translated(value: Any, spoken: Catalogue) -> Any:  # noqa: ANN401 - a text, or texts in a tuple or mapping
    if isinstance(value, str):
        return spoken.text(value)
    if isinstance(value, tuple):
        return tuple(spoken.text(one) for one in value)
    if isinstance(value, Mapping):
        return {name: spoken.text(one) for name, one in value.items()}
    return value


def _values(sheet: Sheet, field: str) -> Iterator[str]:
    part, _, inner = field.partition(".")
    value = getattr(sheet, part)
    if inner:
        for one in value if isinstance(value, tuple) else () if value is None else (value,):
            yield from _values(one, inner)
    elif isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from value.values()
    elif isinstance(value, tuple):
        yield from value

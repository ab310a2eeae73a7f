"""What is said and who says it: sources, the article's claims, whom to call."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from unclench.knowledge.schema.sheet import Id, Provenance, Sheet, Text, Verified


class Source(Sheet):
    """Where a statement comes from. ``level`` says how its words were read."""

    id: Id
    title: Text
    issuer: Text
    year: int | None = None
    url: str | None = None
    doi: str | None = None
    read_at: tuple[str, ...] = ()
    year_estimated: bool = False
    level: Literal["primary", "secondary", "partial", "memory"]
    note: str | None = None


class Claim(Sheet):
    """One claim of the popular article (A1..A15), with the verdict of today's evidence and its three faces."""

    id: Id
    number: Annotated[int, Field(ge=1, le=15)]
    says: Text
    verdict: Literal["supported", "supported_with_limits", "contested", "outdated", "wrong"]
    why: Text
    present_as: Text
    model_face: str | None = None
    companion_face: Text
    provenance: Provenance | None = None
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    verified: Verified


class Contact(Sheet):
    """Whom to call in one country. ``or_local``: there may be a local emergency number that is better known."""

    id: Id
    country: Text
    emergency_number: Text
    or_local: bool = False
    urgent_advice: Text
    poison_line: str | None = None
    suicide_line: str | None = None
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    verified: Verified

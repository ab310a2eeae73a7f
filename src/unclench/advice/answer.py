"""What ``plan`` and ``explain`` answer with."""

from __future__ import annotations

from dataclasses import dataclass

from unclench.model.assessment import Assessment, SeekCare
from unclench.model.plan import Plan


@dataclass(frozen=True, slots=True)
class PlanAnswer:
    """A plan, or what to do instead. ``plan`` is None for a person who is not cleared; ``seek_care`` always speaks."""

    assessment: Assessment
    plan: Plan | None
    seek_care: SeekCare
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceLink:
    """A source as shown to a reader."""

    id: str
    title: str
    issuer: str
    year: int | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why something is advised, or not. Fields that do not apply are empty.

    Attributes:
        id: of the fact-sheet.
        kind: folder of the fact-sheet, for example ``remedies``.
        title: what it is about.
        how: how it is done, one instruction each.
        why: the reason.
        article_says: what the popular article holds about it.
        evidence_says: what today's evidence holds about it.
        how_sure: how strong that evidence is and how far it was checked, in plain words.
        sources: where it comes from.
    """

    id: str
    kind: str
    title: str
    how: tuple[str, ...]
    why: str
    article_says: str
    evidence_says: str
    how_sure: str
    sources: tuple[SourceLink, ...]

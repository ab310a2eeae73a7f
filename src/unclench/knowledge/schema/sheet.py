"""What every fact-sheet is: strict, frozen, with a known way of being checked against its source."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Text = Annotated[str, Field(min_length=3)]


class Sheet(BaseModel):
    """Base of all fact-sheets and their parts: frozen, strict, no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Verified(StrEnum):
    """How the statement was checked against its source."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    PARTIAL = "partial"
    MEMORY_HIGH = "memory_high"
    MEMORY_MEDIUM = "memory_medium"
    MEMORY_LOW = "memory_low"


class Status(StrEnum):
    """Life cycle of a rule. Drafts fire and the answer says that they are drafts; retired rules do not fire."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    RETIRED = "retired"


class Provenance(StrEnum):
    """How a number or a result came about."""

    EMERGENT = "emergent"
    TUNED = "tuned"
    FITTED = "fitted"
    PREDICTED = "predicted"
    PUBLISHED = "published"
    ASSUMED = "assumed"

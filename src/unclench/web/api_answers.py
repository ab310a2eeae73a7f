"""The shape of JSON errors."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse

from unclench.knowledge.load import Knowledge
from unclench.model.invalid import InvalidInput
from unclench.model.version import SCHEMA_VERSION


def api_invalid(error: InvalidInput) -> JSONResponse:
    """Bad input: which field, what was given, what is allowed."""
    return api_error(422, str(error), **error.as_dict())


def api_error(status: int, says: str, **more: str | dict[str, str]) -> JSONResponse:
    """Any error as JSON."""
    body: dict[str, Any] = {"schema_version": SCHEMA_VERSION, "error": {"says": says, **more}}
    return JSONResponse(body, status)


def versioned(body: dict[str, Any], knowledge: Knowledge) -> dict[str, Any]:
    """An answer with the versions that every answer carries."""
    return {"schema_version": SCHEMA_VERSION, "knowledge_hash": knowledge.hash, **body}

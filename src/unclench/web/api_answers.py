"""The shape of JSON errors."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse

from unclench.model.invalid import InvalidInput
from unclench.model.version import SCHEMA_VERSION


def api_invalid(error: InvalidInput) -> JSONResponse:
    """Bad input: which field, what was given, what is allowed."""
    return api_error(422, str(error), **error.as_dict())


def api_error(status: int, says: str, **more: str) -> JSONResponse:
    """Any error as JSON."""
    body: dict[str, Any] = {"schema_version": SCHEMA_VERSION, "error": {"says": says, **more}}
    return JSONResponse(body, status)

"""Options in the address of a JSON route: one that the route does not know is a mistake, never ignored."""

from __future__ import annotations

import functools

from fastapi import FastAPI
from starlette.requests import Request

from unclench.model.invalid import InvalidInput, one_of


def only_known_options(request: Request) -> None:
    """Refuse an option that this route does not have, and one that is given twice.

    Raises:
        InvalidInput: naming it.
    """
    known = _options_of(request.app, request.scope["route"].path, request.method.lower())
    seen: set[str] = set()
    for name, value in request.query_params.multi_items():
        if name not in known:
            raise InvalidInput(f"query.{name}", value, one_of(known) if known else "no options")
        if name in seen:
            raise InvalidInput(f"query.{name}", value, "to be given once")
        seen.add(name)


@functools.lru_cache(maxsize=256)
def _options_of(app: FastAPI, path: str, method: str) -> tuple[str, ...]:
    """What the description of the interface says about this route, so that the two never differ."""
    parameters = app.openapi()["paths"].get(path, {}).get(method, {}).get("parameters", [])
    return tuple(sorted(one["name"] for one in parameters if one["in"] == "query"))

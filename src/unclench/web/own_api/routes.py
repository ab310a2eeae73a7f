"""How a router of one person's own things is made, so that all of them are alike."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from unclench.web.api import language
from unclench.web.api_options import only_known_options


def own_router(prefix: str, tag: str) -> APIRouter:
    """A router whose routes take the options that they say and no others."""
    options = [Depends(only_known_options), Depends(language)]
    return APIRouter(prefix=f"/api/v1{prefix}", tags=[tag], dependencies=options)

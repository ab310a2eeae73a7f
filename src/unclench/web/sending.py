"""Forms as handlers receive them: read, size-checked, and known to come from a page this visitor was shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request

from unclench.web.identity import asks_the_diary, sender, visit_here, visit_if_known
from unclench.web.visits import Visit

MAX_FIELDS = 400


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that may be acted on, and who sent it."""

    form: FormData
    visit: Visit


async def sent(request: Request) -> Sent:
    """The request's form, after its seal was checked. Raises FormRefused."""
    form = await request.form(max_files=0, max_fields=MAX_FIELDS)
    return Sent(form, await run_in_threadpool(sender, request, form.get("seal")))


async def _visit_here(request: Request) -> Visit | None:
    return await run_in_threadpool(visit_here, request) if asks_the_diary(request) else visit_here(request)


async def _visit_if_known(request: Request) -> Visit | None:
    return await run_in_threadpool(visit_if_known, request) if asks_the_diary(request) else visit_if_known(request)


SentHere = Annotated[Sent, Depends(sent)]
VisitHere = Annotated[Visit | None, Depends(_visit_here)]
VisitIfKnown = Annotated[Visit | None, Depends(_visit_if_known)]

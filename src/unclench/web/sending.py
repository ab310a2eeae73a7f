"""Forms as handlers receive them: read, size-checked, and known to come from a page this visitor was shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.datastructures import FormData
from starlette.requests import Request

from unclench.web.services import services_of
from unclench.web.visits import Visit, visit_of

MAX_FIELDS = 400


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that may be acted on, and who sent it."""

    form: FormData
    visit: Visit


async def sent(request: Request) -> Sent:
    """The request's form, after its seal was checked. Raises FormRefused."""
    form = await request.form(max_files=0, max_fields=MAX_FIELDS)
    visit = services_of(request).seal.check(visit_of(request), form.get("seal"), request)
    return Sent(form, visit)


SentHere = Annotated[Sent, Depends(sent)]
VisitHere = Annotated[Visit | None, Depends(visit_of)]

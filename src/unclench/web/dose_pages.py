"""Medicine: what was taken, and how long to wait before the next dose."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from unclench.diary import Event, Kind
from unclench.diary.doses import OF_DOSES, KeptDose, dose_body, doses, read_dose
from unclench.diary.undoing import taken_back
from unclench.model.invalid import InvalidInput
from unclench.safety.ledger import NextDose
from unclench.web import words
from unclench.web.forms import number, text
from unclench.web.language import _
from unclench.web.next_doses import known_products, verdicts
from unclench.web.sending import SentHere, VisitHere
from unclench.web.services import Services, ServicesHere
from unclench.web.taking_back import bring_back, take_back
from unclench.web.views import country, form_page, go_to
from unclench.web.visits import Visit

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Wait:
    """One medicine: whether it suits at all, and from when on."""

    name: str
    suits: bool | None
    says: str


@router.get("/medicine")
def medicine(request: Request, visit: VisitHere, services: ServicesHere) -> Response:
    """The doses so far, the earliest next ones, and the form for a dose."""
    return _medicine_page(request, visit, services, {}, None)


@router.post("/medicine")
def add_dose(request: Request, sent: SentHere, services: ServicesHere) -> Response:
    """Keep one dose, once, however often the button is tapped."""
    try:
        dose = read_dose(
            text(sent.form, "product"), number(sent.form, "hours_ago"), number(sent.form, "mg"), services.now()
        )
    except InvalidInput as problem:
        return _medicine_page(request, sent.visit, services, dict(sent.form), problem)
    told = [text(sent.form, name) for name in ("nonce", "product", "hours_ago", "mg")]
    key = "dose:" + hashlib.sha256(repr(told).encode()).hexdigest()
    services.record_once(sent.visit, Kind.DOSE, dose_body(dose), key)
    return go_to("/medicine")


@router.post("/medicine/undo")
def undo(sent: SentHere, services: ServicesHere) -> Response:
    """Take one dose out again; a second tap changes nothing."""
    take_back(sent.visit, text(sent.form, "dose"), Kind.DOSE, services)
    return go_to("/medicine")


@router.post("/medicine/redo")
def redo(sent: SentHere, services: ServicesHere) -> Response:
    """Bring a dose that was taken out back again."""
    bring_back(sent.visit, text(sent.form, "dose"), Kind.DOSE, services)
    return go_to("/medicine")


def _medicine_page(
    request: Request, visit: Visit | None, services: Services, filled: Mapping[str, Any], problem: InvalidInput | None
) -> Response:
    events = _events(visit, services)
    kept = doses(events)
    contact = services.knowledge.contacts.get(country(request).value)
    return form_page(
        request,
        visit,
        "medicine.html",
        status=422 if problem else 200,
        kept=kept[::-1],
        out=[(one.id, str(one.body["product"])) for one in taken_back(events, Kind.DOSE)][::-1],
        waits=_waits(request, visit, kept, services),
        poison_line=contact.poison_line if contact else None,
        products=known_products(services),
        nonce=secrets.token_hex(8),
        filled=filled,
        problem=problem,
    )


def _events(visit: Visit | None, services: Services) -> tuple[Event, ...]:
    return () if visit is None else services.store.events(visit.id, OF_DOSES)


def _waits(request: Request, visit: Visit | None, kept: tuple[KeptDose, ...], services: Services) -> list[Wait]:
    here = country(request)
    return [
        Wait(words.remedy(one.drug, here), one.suits, wait_in_words(one.following, services.now()))
        for one in verdicts(visit, here, kept, services)
    ]


def wait_in_words(following: NextDose, now: datetime.datetime) -> str:
    """When the ledger has no objection, and what it waits for."""
    if following.earliest is None:
        return _(
            "No more of it without asking a pharmacist or doctor: {reason}.", reason=words.HOLD[following.because[0]]
        )
    if following.earliest <= now:
        return _("Nothing you wrote down stands in the way now. At most {mg} mg at once.", mg=f"{following.mg:g}")
    reasons = "; ".join(words.HOLD[hold] for hold in following.because)
    ahead = words.span((following.earliest - now).total_seconds() / 60)
    when = words.moment(following.earliest)
    return _("Not before {when}, in {ahead}: {reasons}.", when=when, ahead=ahead, reasons=reasons)

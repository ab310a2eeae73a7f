"""The dose ledger: what was taken, when the next dose may come, and what not to combine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from unclench.diary import Kind
from unclench.diary.doses import OF_DOSES, KeptDose, dose_body, doses, read_told_dose
from unclench.diary.undoing import taken_back
from unclench.model.preferences import Country
from unclench.safety.ledger import Dose
from unclench.safety.tablets import check_is_milligrams
from unclench.safety.unrecognised import guess
from unclench.web import words
from unclench.web.api_answers import versioned
from unclench.web.dose_words import said_of
from unclench.web.gate import standing_of
from unclench.web.language import _
from unclench.web.next_doses import Verdict, known_products, not_together, verdicts
from unclench.web.own_api.asking import About, AboutHere, CountryHere, KeyHere, Sender, SentJson
from unclench.web.own_api.described import DOSE, answers, described
from unclench.web.own_api.plainly import dose_json
from unclench.web.own_api.routes import own_router
from unclench.web.services import Services
from unclench.web.taking_back import bring_back, take_back

router = own_router("/people/{person}/doses", "doses")


@router.get("", responses=answers(404))
def ledger(about: AboutHere, here: CountryHere) -> JSONResponse:
    """The doses so far and, for each medicine, whether it suits, the earliest next dose, and what not to add to it."""
    services = about.services
    standing = standing_of(about.visit, services)
    contact = services.knowledge.contacts.get(here.value)
    told = {
        "doses": [dose_json(one) for one in doses(standing.events)],
        "taken_out": [{"id": one.id, "product": one.body["product"]} for one in taken_back(standing.events, Kind.DOSE)],
        "next": [_next(one, standing.doses, here, services) for one in verdicts(standing, here, services)],
        "poison_line": contact.poison_line if contact else None,
        "known_products": known_products(services),
    }
    return JSONResponse(versioned(told, services.knowledge))


@router.post("", responses=answers(201, 404), dependencies=[Sender], openapi_extra=described(DOSE))
def add_dose(about: AboutHere, sent: SentJson, key: KeyHere) -> JSONResponse:
    """Keep one dose, once for each key. What is left out is not known, and is read on the safe side."""
    dose = read_told_dose(sent, about.services.now())
    check_is_milligrams(dose.product, dose.mg, about.services.knowledge.analgesics)
    kept, is_new = about.once(Kind.DOSE, dose_body(dose), "dose", key)
    now = _found(about, kept.id) or doses([kept])[0]  # it may have been taken out since
    return JSONResponse(versioned(dose_json(now), about.services.knowledge), 201 if is_new else 200)


@router.put("/{dose}", responses=answers(404), dependencies=[Sender], openapi_extra=described(DOSE))
def change_dose(about: AboutHere, dose: str, sent: SentJson) -> JSONResponse:
    """Word a dose anew, as a whole; the old wording stays among the events. The same words again change nothing."""
    kept = _dose(about, dose)
    told = read_told_dose(sent, about.services.now())
    body = dose_body(told)
    if body != dose_body(kept.dose):
        check_is_milligrams(told.product, told.mg, about.services.knowledge.analgesics)
        about.services.record(about.visit, Kind.CHANGED, {"event": kept.id, "dose": body})
    return JSONResponse(_dose_answer(about, dose))


@router.delete("/{dose}", status_code=204, responses=answers(204, 404), dependencies=[Sender])
def take_dose_out(about: AboutHere, dose: str) -> Response:
    """Take a dose out that was not taken; it can be brought back."""
    take_back(about.visit, dose, Kind.DOSE, about.services)
    return Response(status_code=204)


@router.post("/{dose}/restore", responses=answers(404), dependencies=[Sender])
def bring_dose_back(about: AboutHere, dose: str) -> JSONResponse:
    """Bring a dose back that was taken out."""
    bring_back(about.visit, dose, Kind.DOSE, about.services)
    return JSONResponse(_dose_answer(about, dose))


def _next(one: Verdict, taken: Sequence[Dose], here: Country, services: Services) -> dict[str, Any]:
    following = one.following
    guessed = guess(following, taken, services.now(), services.knowledge.analgesics)
    return {
        "drug": one.drug,
        "name": str(words.remedy(one.drug, here)),
        "suits": one.suits,
        "earliest": None if following.earliest is None else following.earliest.isoformat(),
        "at_most_mg": following.mg if one.suits else None,
        "because": [hold.value for hold in following.because],
        "because_not_recognised": [hold.value for hold in guessed.holds],
        "not_recognised": list(guessed.products),
        "says": _says(one, taken, services),
        "not_together_with": not_together(one.drug, services),
    }


def _says(one: Verdict, taken: Sequence[Dose], services: Services) -> str:
    if one.suits is False:
        return _("Not for you, or ask first: see your result.")
    waits = said_of(one, taken, services)
    first = _("Do the danger check first: it says whether this suits you.")
    return waits if one.suits else f"{first} {waits}".strip()


def _found(about: About, dose_id: str) -> KeptDose | None:
    kept = doses(about.services.store.events(about.visit.id, OF_DOSES))
    return next((one for one in kept if one.id == dose_id), None)


def _dose(about: About, dose_id: str) -> KeptDose:
    """Raises HTTPException: of what is not theirs, nobody learns whether it exists."""
    found = _found(about, dose_id)
    if found is None:
        raise HTTPException(404)
    return found


def _dose_answer(about: About, dose_id: str) -> dict[str, Any]:
    return versioned(dose_json(_dose(about, dose_id)), about.services.knowledge)

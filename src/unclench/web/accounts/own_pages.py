"""One's own account: ways in, signed-in browsers, recovery codes, what came before it, and leaving for good."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from unclench.model.invalid import InvalidInput
from unclench.web.accounts import passkeys
from unclench.web.accounts.codes import code_digest, new_codes
from unclench.web.accounts.pages import credential, sign_in_page
from unclench.web.accounts.passkeys import PasskeyRefused
from unclench.web.accounts.passwords import hashed
from unclench.web.accounts.sessions import forget_session, is_fresh, label
from unclench.web.forms import text
from unclench.web.language import _
from unclench.web.sending import Sent, SentHere, VisitHere
from unclench.web.services import Services, ServicesHere
from unclench.web.views import form_page, go_to, page
from unclench.web.visits import Visit, digest, forget

router = APIRouter(prefix="/account", include_in_schema=False)

NEW_PERSON = "new"
SIGNED_OUT = "/account/signed-out"


def signed_in(sent: SentHere) -> Sent:
    """A form from somebody who is signed in; for anybody else there is nothing here."""
    if not sent.visit.account:
        raise HTTPException(404)
    return sent


SignedIn = Annotated[Sent, Depends(signed_in)]


@router.get("")
def account(request: Request, visit: VisitHere, services: ServicesHere) -> Response:
    """The account, or the page to sign in on."""
    if visit is None or not visit.account:
        return sign_in_page(request, visit, services)
    return _own_page(request, visit, services)


@router.post("/sign-out")
def sign_out(sent: SignedIn, services: ServicesHere) -> Response:
    """Sign this browser out."""
    services.accounts.end_session(sent.visit.account, sent.visit.session)
    return _left(SIGNED_OUT)


@router.post("/sign-out-everywhere")
def sign_out_everywhere(sent: SignedIn, services: ServicesHere) -> Response:
    """Sign every browser out, this one too."""
    services.accounts.end_sessions(sent.visit.account)
    return _left(SIGNED_OUT)


@router.get("/signed-out")
def signed_out(request: Request, visit: VisitHere) -> Response:
    """Say so, and let the browser forget what it kept for the account.

    Somebody who signed in again since, and comes back to this page, is not signed out: what waits in their browser
    stays.
    """
    return go_to("/account") if visit and visit.account else page(request, "signed_out.html")


@router.post("/session/end")
def end_session(sent: SignedIn, services: ServicesHere) -> Response:
    """Sign one other browser out."""
    if not services.accounts.end_session(sent.visit.account, text(sent.form, "session")):
        raise HTTPException(404)
    return go_to("/account")


@router.post("/password")
def set_password(request: Request, sent: SignedIn, services: ServicesHere) -> Response:
    """Set or change the password; every other browser is signed out."""

    def change() -> Response:
        try:
            services.accounts.set_password(sent.visit.account, hashed(text(sent.form, "password")))
        except InvalidInput as problem:
            return _own_page(request, sent.visit, services, problem)
        services.accounts.end_sessions(sent.visit.account, keep=sent.visit.session)
        return go_to("/account")

    return _if_fresh(request, sent, services, change)


@router.post("/passkey/add")
def add_passkey(request: Request, sent: SignedIn, services: ServicesHere) -> Response:
    """Keep one more passkey."""

    def add() -> Response:
        try:
            ticket, answer = text(sent.form, "ticket"), credential(sent)
            made = passkeys.created(request, services, sent.visit, ticket, answer, label(request))
            if made.account != sent.visit.account:
                raise PasskeyRefused("another account's ticket")
            services.accounts.add_passkey(made)
        except PasskeyRefused:
            refused = InvalidInput("passkey", None, _("the passkey that your browser was asked for; please try again"))
            return _own_page(request, sent.visit, services, refused)
        return go_to("/account")

    return _if_fresh(request, sent, services, add)


@router.post("/passkey/remove")
def remove_passkey(request: Request, sent: SignedIn, services: ServicesHere) -> Response:
    """Forget one passkey, unless it is the last way in."""
    chosen = text(sent.form, "passkey")
    own = services.accounts.passkeys(sent.visit.account)
    if chosen not in {key.id for key in own}:
        raise HTTPException(404)

    def remove() -> Response:
        known = services.accounts.by_id(sent.visit.account)
        if len(own) == 1 and not (known and known.password):
            last = InvalidInput("passkey", None, _("another way in first: add a passkey or set a password"))
            return _own_page(request, sent.visit, services, last)
        services.accounts.remove_passkey(sent.visit.account, chosen)
        return go_to("/account")

    return _if_fresh(request, sent, services, remove)


@router.post("/codes")
def make_codes(request: Request, sent: SignedIn, services: ServicesHere) -> Response:
    """Make new recovery codes and show them this once; earlier ones stop working."""

    def make() -> Response:
        codes, mine = new_codes(), sent.visit.account
        services.accounts.replace_recovery_codes(mine, [code_digest(mine, code) for code in codes])
        return form_page(request, sent.visit, "account_codes.html", codes=codes)

    return _if_fresh(request, sent, services, make)


@router.get("/claim")
def ask_to_claim(request: Request, visit: VisitHere, services: ServicesHere) -> Response:
    """What is to become of what this browser has kept without an account?"""
    if visit is None or not visit.account:
        return go_to("/account")
    if not visit.token or services.household.is_empty(digest(visit.token)):
        return go_to("/account")
    people = services.household.people(visit.account)
    return form_page(request, visit, "account_claim.html", people=people, new_person=NEW_PERSON, problem=None)


@router.post("/claim")
def claim(request: Request, sent: SignedIn, services: ServicesHere) -> Response:
    """Give it to one of the account's people, or to a new one. This browser's own token opens it no more."""
    visit, whose = sent.visit, text(sent.form, "person")
    if not visit.token:
        raise HTTPException(404)
    if whose == NEW_PERSON:
        try:
            whose = services.household.add(visit.account, text(sent.form, "name"), services.now()).id
        except InvalidInput as problem:
            people = services.household.people(visit.account)
            shown = {"people": people, "new_person": NEW_PERSON, "problem": problem}
            return form_page(request, visit, "account_claim.html", status=422, **shown)
    services.plans.forget(digest(visit.token))
    if not services.household.join(visit.account, whose, digest(visit.token), services.now()):
        raise HTTPException(404)
    response = go_to("/account")
    forget(response)
    return response


@router.get("/delete")
def ask_to_delete(request: Request, visit: VisitHere) -> Response:
    """Are you sure?"""
    if visit is None or not visit.account:
        return go_to("/account")
    return form_page(request, visit, "account_delete.html")


@router.post("/delete")
def delete(request: Request, sent: SignedIn, services: ServicesHere) -> Response:
    """Delete the account with everything about everybody in it."""
    if text(sent.form, "sure") != "yes":
        raise InvalidInput("sure", text(sent.form, "sure") or None, "yes")

    def remove() -> Response:
        for person in services.household.people(sent.visit.account):
            services.plans.forget(person.id)
        services.accounts.remove(sent.visit.account)
        return _left("/erased")

    return _if_fresh(request, sent, services, remove)


def _if_fresh(request: Request, sent: Sent, services: Services, act: Callable[[], Response]) -> Response:
    """Do it if the person signed in a short while ago; else ask them to sign in once more first."""
    if not is_fresh(services, sent.visit):
        return sign_in_page(request, sent.visit, services, again=True)
    return act()


def _left(address: str) -> Response:
    response = go_to(address)
    forget_session(response)
    return response


def _own_page(request: Request, visit: Visit, services: Services, problem: InvalidInput | None = None) -> Response:
    known = services.accounts.by_id(visit.account)
    if known is None:
        raise HTTPException(404)
    return form_page(
        request,
        visit,
        "account.html",
        status=422 if problem else 200,
        account=known,
        asked=passkeys.ask_to_create(request, services, visit, visit.account, known.name),
        passkeys=services.accounts.passkeys(visit.account),
        sessions=services.accounts.sessions(visit.account, services.now()),
        codes_left=services.accounts.recovery_codes(visit.account),
        problem=problem,
        unclaimed=bool(visit.token) and not services.household.is_empty(digest(visit.token)),
    )

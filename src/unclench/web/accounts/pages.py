"""The ways in: sign in, make an account, come back with a recovery code. The danger check never needs one of them."""

from __future__ import annotations

import secrets

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from unclench.diary.accounts import read_name
from unclench.model.invalid import InvalidInput
from unclench.web.accounts import passkeys
from unclench.web.accounts.codes import code_digest
from unclench.web.accounts.passkeys import PasskeyRefused
from unclench.web.accounts.passwords import hashed, matches
from unclench.web.accounts.sessions import label, sign_in
from unclench.web.forms import text
from unclench.web.language import _
from unclench.web.sending import Sent, SentHere, VisitHere
from unclench.web.services import Services, ServicesHere
from unclench.web.views import form_page, go_to
from unclench.web.visits import Visit, digest, new_visit

router = APIRouter(prefix="/account", include_in_schema=False)


@router.get("/sign-in")
def show_sign_in(request: Request, visit: VisitHere, services: ServicesHere) -> Response:
    """Sign in, by passkey or by name and password."""
    return sign_in_page(request, visit, services)


@router.post("/sign-in")
def sign_in_by_password(request: Request, sent: SentHere, services: ServicesHere) -> Response:
    """By name and password. Whether the name exists is not told."""
    name = text(sent.form, "name")
    services.limits.count_attempt(request, name)
    account = services.accounts.named(name)
    if not matches(account.password if account else "", text(sent.form, "password")) or account is None:
        return sign_in_page(request, sent.visit, services, _("Name and password do not belong together."))
    return _welcome(request, sent, services, account.id)


@router.post("/sign-in/passkey")
def sign_in_by_passkey(request: Request, sent: SentHere, services: ServicesHere) -> Response:
    """By passkey; it knows itself whose it is."""
    try:
        ticket, answer = text(sent.form, "ticket"), credential(sent)
        account = passkeys.used(request, services, sent.visit, ticket, answer)
    except PasskeyRefused:
        return sign_in_page(request, sent.visit, services, _("That passkey did not work here. Please try again."))
    return _welcome(request, sent, services, account)


@router.get("/new")
def show_new(request: Request, visit: VisitHere, services: ServicesHere) -> Response:
    """Make an account: a name, and a passkey or a password. No e-mail, no telephone number."""
    return _new_page(request, visit, services)


@router.post("/new")
def make_with_password(request: Request, sent: SentHere, services: ServicesHere) -> Response:
    """With a password."""
    name = text(sent.form, "name")
    services.limits.count_attempt(request, name)
    try:
        read_name(name)
        made = services.accounts.add(name, services.now(), password=hashed(text(sent.form, "password")))
    except InvalidInput as problem:
        return _new_page(request, sent.visit, services, problem)
    return _welcome(request, sent, services, made.id)


@router.post("/new/passkey")
def make_with_passkey(request: Request, sent: SentHere, services: ServicesHere) -> Response:
    """With a passkey that the browser has just made."""
    name = text(sent.form, "name")
    services.limits.count_attempt(request, name)
    try:
        made = passkeys.created(
            request, services, sent.visit, text(sent.form, "ticket"), credential(sent), label(request)
        )
        services.accounts.add(name, services.now(), account_id=made.account)
        services.accounts.add_passkey(made)
    except PasskeyRefused:
        refused = InvalidInput("passkey", None, _("the passkey that your browser was asked for; please try again"))
        return _new_page(request, sent.visit, services, refused)
    except InvalidInput as problem:
        return _new_page(request, sent.visit, services, problem)
    return _welcome(request, sent, services, made.account)


@router.get("/recover")
def show_recover(request: Request, visit: VisitHere) -> Response:
    """Come back with a code from paper."""
    return form_page(request, visit, "account_recover.html", problem="")


@router.post("/recover")
def recover(request: Request, sent: SentHere, services: ServicesHere) -> Response:
    """Sign in with a code, which is used up by it."""
    name = text(sent.form, "name")
    services.limits.count_attempt(request, name)
    account = services.accounts.named(name)
    known = account is not None and services.accounts.use_recovery_code(
        account.id, code_digest(account.id, text(sent.form, "code"))
    )
    if account is None or not known:
        problem = _("This code does not open an account with this name, or was used before.")
        return form_page(request, sent.visit, "account_recover.html", status=422, problem=problem)
    return _welcome(request, sent, services, account.id)


def sign_in_page(
    request: Request, visit: Visit | None, services: Services, problem: str = "", *, again: bool = False
) -> Response:
    """The page to sign in on; ``again`` when something important needs it once more."""
    visit = visit or new_visit()
    asked = passkeys.ask_to_use(request, services, visit)
    status = 422 if problem else 403 if again else 200
    return form_page(request, visit, "account_sign_in.html", status=status, asked=asked, problem=problem, again=again)


def credential(sent: Sent) -> str:
    """What the browser's passkey answered, as JSON; longer than other fields may be."""
    answer = sent.form.get("credential", "")
    return answer if isinstance(answer, str) else ""


def _new_page(
    request: Request, visit: Visit | None, services: Services, problem: InvalidInput | None = None
) -> Response:
    visit = visit or new_visit()
    asked = passkeys.ask_to_create(request, services, visit, secrets.token_hex(32), passkeys.SHOWN_NAME)
    status = 422 if problem else 200
    return form_page(request, visit, "account_new.html", status=status, asked=asked, problem=problem)


def _welcome(request: Request, sent: Sent, services: Services, account: str) -> Response:
    """Sign in; ask what is to become of what this browser has kept without an account."""
    waiting = sent.visit.token and not services.household.is_empty(digest(sent.visit.token))
    response = go_to("/account/claim" if waiting else "/account")
    sign_in(request, response, services, sent.visit, account)
    return response

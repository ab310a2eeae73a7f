"""Passkeys (WebAuthn): what the browser is asked, and whether its answer holds.

What was asked is not kept here but goes along in the form, signed; an answer to it is taken once.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import webauthn
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.requests import Request
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from unclench.diary.accounts import Passkey
from unclench.web.services import Services
from unclench.web.visits import Visit, digest

ASKED_SECONDS = 600
SHOWN_NAME = "Unclench"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page asks the browser: ``options`` for its script, ``ticket`` to come back with the answer."""

    options: str
    ticket: str


class PasskeyRefused(Exception):
    """The answer does not hold: too late, used before, from another site or not from a known passkey."""


def ask_to_create(request: Request, services: Services, visit: Visit, account: str, name: str) -> Asked:
    """Ask for a new passkey for the account with this id."""
    options = webauthn.generate_registration_options(
        rp_id=_site(request),
        rp_name=SHOWN_NAME,
        user_id=bytes.fromhex(account),
        user_name=name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(base64url_to_bytes(key.id)) for key in services.accounts.passkeys(account)
        ],
    )
    return Asked(webauthn.options_to_json(options), _ticket(services, visit, options.challenge, account))


def ask_to_use(request: Request, services: Services, visit: Visit) -> Asked:
    """Ask for any passkey of this site."""
    options = webauthn.generate_authentication_options(
        rp_id=_site(request), user_verification=UserVerificationRequirement.REQUIRED
    )
    return Asked(webauthn.options_to_json(options), _ticket(services, visit, options.challenge, ""))


def created(request: Request, services: Services, visit: Visit, ticket: str, answer: str, label: str) -> Passkey:
    """The passkey that the browser made; the caller keeps it.

    Raises:
        PasskeyRefused: the answer does not hold.
    """
    challenge, account = _asked(services, visit, ticket)
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_site(request),
            expected_origin=_origin(request),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused(type(error).__name__) from error
    return Passkey(
        id=bytes_to_base64url(made.credential_id),
        account=account,
        public_key=made.credential_public_key,
        uses=made.sign_count,
        label=label,
        created_at=services.now(),
    )


def used(request: Request, services: Services, visit: Visit, ticket: str, answer: str) -> str:
    """The id of the account whose passkey answered.

    Raises:
        PasskeyRefused: the answer does not hold.
    """
    challenge, _ = _asked(services, visit, ticket)
    try:
        credential = webauthn.helpers.parse_authentication_credential_json(answer)
        known = services.accounts.passkey(bytes_to_base64url(credential.raw_id))
        if known is None:
            raise PasskeyRefused("unknown")
        proven = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_site(request),
            expected_origin=_origin(request),
            credential_public_key=known.public_key,
            credential_current_sign_count=known.uses,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused(type(error).__name__) from error
    services.accounts.passkey_used(known.id, proven.new_sign_count)
    return known.account


def _ticket(services: Services, visit: Visit, challenge: bytes, account: str) -> str:
    asked = {"challenge": bytes_to_base64url(challenge), "account": account, "owner": visit.owner}
    ticket = _signer(services).dumps(asked)
    return ticket if isinstance(ticket, str) else ticket.decode()


def _asked(services: Services, visit: Visit, ticket: str) -> tuple[bytes, str]:
    """The challenge and the account of a ticket that this visitor has not used before."""
    try:
        asked = _signer(services).loads(ticket, max_age=ASKED_SECONDS)
    except BadData as error:
        raise PasskeyRefused("ticket") from error
    until = services.now() + datetime.timedelta(seconds=2 * ASKED_SECONDS)
    if asked["owner"] != visit.owner or not services.accounts.spend(digest(asked["challenge"]), until):
        raise PasskeyRefused("ticket")
    return base64url_to_bytes(asked["challenge"]), asked["account"]


def _signer(services: Services) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(services.secret, salt="unclench.passkey")


def _site(request: Request) -> str:
    return request.url.hostname or ""


def _origin(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"

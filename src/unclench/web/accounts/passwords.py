"""Passwords: long enough, kept as argon2id hashes, compared in the same time whether the name exists or not."""

from __future__ import annotations

import functools
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from unclench.model.invalid import InvalidInput

SHORTEST, LONGEST = 10, 200
"""Length in characters. NIST SP 800-63B-4 asks for 15 where a password is all there is, 8 beside something else; ten
is a compromise, as attempts are limited and passkeys are offered first."""

_at_once = threading.BoundedSemaphore(2)
"""Each hash takes 64 MiB for a moment (RFC 9106, second recommended option): only so many at a time."""


def hashed(password: str) -> str:
    """The text to keep.

    Raises:
        InvalidInput: the password is too short or too long. It is not repeated in the error.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidInput("password", f"{len(password)} characters", f"{SHORTEST} to {LONGEST} characters")
    with _at_once:
        return _hasher().hash(password)


def matches(kept: str, password: str) -> bool:
    """Whether this is the password. Without a kept hash the same work is done, for nothing."""
    with _at_once:
        try:
            return _hasher().verify(kept or _nobodys(), password[: LONGEST + 1]) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


@functools.cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@functools.cache
def _nobodys() -> str:
    return _hasher().hash("the password of somebody who is not there")

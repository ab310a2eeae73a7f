"""Recovery codes: written down on paper, each opens the account once."""

from __future__ import annotations

import secrets

from unclench.web.visits import digest

HOW_MANY = 8
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters and digits that look alike."""
GROUPS, GROUP_LENGTH = 3, 4
"""Twelve of 31 letters: 59 bits, far beyond what limited attempts can guess."""


def new_codes() -> list[str]:
    """Fresh codes to show once."""
    return ["-".join(_group() for _ in range(GROUPS)) for _ in range(HOW_MANY)]


def code_digest(account: str, code: str) -> str:
    """The name under which a code is kept: case, blanks and dashes do not matter."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return digest(f"{account} {plain}")


def _group() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(GROUP_LENGTH))

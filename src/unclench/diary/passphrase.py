"""From a passphrase to the key that an encrypted diary file opens with."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path

from unclench.model.invalid import InvalidInput

SALT_BYTES = 16
KEY_BYTES = 32
SHORTEST = 12
"""Characters of a new passphrase. An assumption: who holds the file may guess for years, so a short one is refused."""

LONGEST = 1000

VARIABLE, FILE_VARIABLE = "UNCLENCH_PASSPHRASE", "UNCLENCH_PASSPHRASE_FILE"
"""Where a passphrase is read from when nobody is there to type it. Others can see a command line, so not there."""


def derive_key(passphrase: str, salt: bytes) -> bytes:
    """The key of 32 bytes for this passphrase and salt, by argon2id.

    The cost is the second choice of RFC 9106, section 4 (3 passes over 64 MiB in 4 lanes): about a tenth of a second.
    It must not change without a way to open older files.
    """
    from argon2.low_level import Type, hash_secret_raw

    secret = unicodedata.normalize("NFC", passphrase).encode()  # RFC 8265: keyboards write one letter in several ways
    return hash_secret_raw(
        secret, salt, time_cost=3, memory_cost=64 * 1024, parallelism=4, hash_len=KEY_BYTES, type=Type.ID
    )


def given_passphrase(environment: Mapping[str, str], file: Path | None = None) -> str:
    """The passphrase from ``file``, else from the file or the text that the environment names; empty without any.

    Raises:
        InvalidInput: the file cannot be read, is empty, or is no passphrase.
    """
    if file is None and environment.get(VARIABLE):
        return environment[VARIABLE]
    if file is None and environment.get(FILE_VARIABLE):
        file = Path(environment[FILE_VARIABLE])
    return "" if file is None else _first_line(file)


def check_new(passphrase: str) -> str:
    """A passphrase that is good enough to begin with.

    Raises:
        InvalidInput: it is too short or too long; the passphrase itself is not repeated.
    """
    if not SHORTEST <= len(passphrase.strip()) <= LONGEST:
        allowed = f"at least {SHORTEST} characters; four or more words that do not belong together are good"
        raise InvalidInput("passphrase", f"{len(passphrase)} characters", allowed)
    return passphrase


def _first_line(file: Path) -> str:
    allowed = "a file with the passphrase in its first line"
    try:
        with file.open(encoding="utf-8") as opened:
            line = opened.readline(LONGEST + 1).rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput("passphrase file", str(file), f"{allowed} ({type(error).__name__})") from None
    if not line:
        raise InvalidInput("passphrase file", str(file), allowed)
    return line

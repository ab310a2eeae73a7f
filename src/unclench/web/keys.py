"""The secret that signs forms: made once, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

KEY_BYTES = 32


def read_or_make_key(file: Path) -> str:
    """The secret in ``file``, made there with mode 0600 when it does not exist or is too short to be one."""
    try:
        return _read(file)
    except (FileNotFoundError, ValueError):
        return _make(file)


def _read(file: Path) -> str:
    key = file.read_text("ascii").strip()
    if len(key) < KEY_BYTES:
        raise ValueError("too short to be a secret")
    return key


def _make(file: Path) -> str:
    """Write a new secret beside the file and move it into place whole; another process may have been faster."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as written:
        written.write(secrets.token_urlsafe(KEY_BYTES))
    fresh.replace(file)
    return _read(file)

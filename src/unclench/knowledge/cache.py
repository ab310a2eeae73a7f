"""Validated fact-sheets kept as JSON between runs, because reading hundreds of YAML files takes seconds.

The cache is only ever a copy: it is used when the package, its reading code and every byte of every sheet are the
ones it was made from and its own checksum holds. In every other case, unreadable or unwritable, it is as if absent.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError, create_model

from unclench.knowledge.files import KINDS, Sheets
from unclench.model.version import VERSION

FILE_NAME = "knowledge.json"


def user_folder() -> Path | None:
    """The folder for caches of this user on this operating system; None for a user without a home."""
    from platformdirs import user_cache_path

    folder = user_cache_path("unclench")
    return folder if folder.is_absolute() else None


def read(folder: Path | None, state: str) -> Sheets | None:
    """The sheets of exactly this ``state`` (content hash), or None when no sound copy is there."""
    if folder is None:
        return None
    try:
        heading, body = (folder / FILE_NAME).read_bytes().split(b"\n", 1)
        if heading != _heading(state, body):
            return None
        bundle = _bundle().model_validate_json(body)
    except (OSError, ValueError, ValidationError):
        return None
    return {kind: getattr(bundle, kind) for kind in KINDS}


def write(folder: Path | None, state: str, sheets: Sheets) -> None:
    """Keep ``sheets`` for the next run; never fails, never leaves half a file under the final name."""
    if folder is None:
        return
    body = _bundle().model_construct(None, **sheets).model_dump_json(exclude_none=True).encode()
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=FILE_NAME, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_heading(state, body) + b"\n" + body)
            Path(name).replace(folder / FILE_NAME)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise


def _heading(state: str, body: bytes) -> bytes:
    return f"{VERSION} {_code_hash()} {state} {sha256(body).hexdigest()}".encode()


@cache
def _code_hash() -> str:
    """Names the code that reads sheets: when it changes, what it once accepted must be read again."""
    digest = sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def _bundle() -> type[BaseModel]:
    """One model of everything, so that a single pass of compiled code reads the cache."""
    fields: dict[str, Any] = {kind: (dict.__class_getitem__((str, shape)), ...) for kind, shape in KINDS.items()}
    bundle: type[BaseModel] = create_model("Bundle", **fields)
    return bundle

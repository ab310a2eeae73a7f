"""One short name for an exact state of the fact-sheets, the same on every operating system."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256


def content_hash(files: Mapping[str, bytes]) -> str:
    """16 hex digits that name these files: path with ``/`` -> bytes.

    Order does not matter, nor do Windows line endings or a byte order mark; every other byte does.
    """
    digest = sha256()
    for path in sorted(files):
        content = files[path].removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
        digest.update(f"{path}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:16]

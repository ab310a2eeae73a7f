"""Writing a file that is there whole or not at all, for its owner's eyes only."""

from __future__ import annotations

import os
from pathlib import Path

from unclench.diary.sqlite_file import beside, to_disk
from unclench.model.invalid import InvalidInput


def check_target(target: Path, *, replace: bool) -> None:
    """Refuse a place where nothing can be written, before anything is worked out. Raises InvalidInput."""
    if target.is_dir() or (target.exists() and not replace):
        raise InvalidInput("FILE", str(target), "a file that does not exist yet; or say --replace")
    if not target.parent.is_dir():
        raise InvalidInput("FILE", str(target), "a file in a folder that exists")
    try:
        with beside(target) as probe:
            probe.touch()
    except OSError as error:
        raise InvalidInput("FILE", str(target), f"a file that can be written ({error.strerror})") from None


def write_whole(target: Path, content: bytes, *, replace: bool = False) -> None:
    """Write ``content``; a crash leaves the old file, the new one, or none.

    Raises:
        InvalidInput: the target exists and ``replace`` was not given, or its folder cannot be written.
    """
    check_target(target, replace=replace)
    try:
        with beside(target) as fresh:
            fresh.write_bytes(content)
            to_disk(fresh)
            if replace:
                fresh.replace(target)
            else:
                os.link(fresh, target)
            to_disk(target.parent)
    except FileExistsError:
        raise InvalidInput("FILE", str(target), "a file that does not exist yet; or say --replace") from None
    except OSError as error:
        raise InvalidInput("FILE", str(target), f"a file that can be written ({error.strerror})") from None

"""Where a command may write: found out before the work, and each file is there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from unclench.model.invalid import InvalidInput


def check_file(name: str, file: Path | None) -> None:
    """Refuse a file that cannot be written; ``name`` is the option. None is fine.

    Raises:
        InvalidInput: its folder does not exist or cannot be written, or something that is no file has its name.
    """
    if file is None:
        return
    if file.exists() and not file.is_file():
        raise InvalidInput(name, str(file), "a new or an ordinary file")
    folder = file.resolve().parent
    if not folder.is_dir():
        raise InvalidInput(name, str(file), "a file in a folder that exists")
    _probe(name, folder, file)


def check_folder(name: str, folder: Path | None) -> None:
    """Refuse a folder that does not exist or cannot be written; None is fine. Raises InvalidInput."""
    if folder is None:
        return
    if not folder.is_dir():
        raise InvalidInput(name, str(folder), "a folder that exists")
    _probe(name, folder, folder)


@contextmanager
def written(name: str, file: Path) -> Iterator[Path]:
    """A name to write under; what is there at the end takes the place of ``file``.

    Raises:
        InvalidInput: it cannot be written (any more); what stood there before is untouched.
    """
    with written_into(name, file.resolve().parent) as fresh:
        yield fresh / file.resolve().name


@contextmanager
def written_into(name: str, folder: Path) -> Iterator[Path]:
    """A folder to write into; the files that are in it at the end are put into ``folder``. Raises InvalidInput."""
    try:
        with tempfile.TemporaryDirectory(prefix=".unclench-", dir=folder) as made:
            fresh = Path(made)
            yield fresh
            for file in sorted(fresh.iterdir()):
                file.replace(folder / file.name)
    except OSError as error:
        raise InvalidInput(name, str(folder), f"a place that can be written ({error.strerror})") from error


def _probe(name: str, folder: Path, shown: Path) -> None:
    """Writing is tried, because what permissions say and what a file system does are two things."""
    try:
        number, probe = tempfile.mkstemp(prefix=".unclench-", dir=folder)
        os.close(number)
        Path(probe).unlink()
    except OSError as error:
        raise InvalidInput(name, str(shown), f"a place that can be written ({error.strerror})") from None

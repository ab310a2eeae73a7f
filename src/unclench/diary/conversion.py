"""Make an encrypted diary file of a plain one, back, or change the passphrase: beside it first, then in one step."""

from __future__ import annotations

import os
import secrets
from contextlib import closing
from pathlib import Path

from unclench.diary.failure import DiaryUnavailable, Trouble, told
from unclench.diary.passphrase import SALT_BYTES
from unclench.diary.seal import digest_of, is_sound
from unclench.diary.sqlite_file import (
    beside,
    check_key_fits,
    cipher,
    is_there,
    make_encrypted,
    new_key_text,
    open_file,
    to_disk,
)
from unclench.diary.takeover import alone_with, take_place

CHUNK = b"\0" * 1024 * 1024


def convert(file: Path, old: str, new: str) -> int:
    """Write the diary anew under another passphrase (empty: plain), and say how many rows it holds.

    The new file is compared with the old one row by row before it takes its place. A plain old one is overwritten then;
    a solid-state disk or a file system that keeps copies may hold remains all the same.

    Raises:
        DiaryUnavailable: the old passphrase does not fit, the file is damaged, or another program is using it.
    """
    cipher()  # if it is not installed, nothing has been touched yet
    check_key_fits(file, old)
    if not is_there(file):
        return _begin(file, new)
    with told(), beside(file) as fresh, file.open("rb+") as replaced:
        rows = _write_anew(file, old, fresh, new)
        if not old:
            _overwrite(replaced.fileno())
    return rows


def _begin(file: Path, new: str) -> int:
    file.unlink(missing_ok=True)  # there may be an empty one
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if new:
        make_encrypted(file, new)
    return 0


def _write_anew(file: Path, old: str, fresh: Path, new: str) -> int:
    key = new_key_text(new, secrets.token_bytes(SALT_BYTES)) if new else ""
    with alone_with(file, old, by_cipher=True) as held:
        if held is None:
            raise DiaryUnavailable(Trouble.WRONG_PASSPHRASE if old else Trouble.CORRUPT)
        counted = digest_of(held)
        held.execute("ATTACH DATABASE ? AS fresh KEY ?", (str(fresh), key))
        held.execute("SELECT sqlcipher_export('fresh')")
        held.execute("DETACH DATABASE fresh")
        to_disk(fresh)
        with closing(open_file(fresh, key)) as copy:
            if not is_sound(copy) or digest_of(copy) != counted:
                raise DiaryUnavailable(Trouble.CORRUPT)
        take_place(fresh, file)
    return counted[0]


def _overwrite(handle: int) -> None:
    """Fill the file that was replaced with zeros, so that its text is not left on the disk."""
    left = os.fstat(handle).st_size
    os.lseek(handle, 0, os.SEEK_SET)
    while left > 0:
        left -= os.write(handle, CHUNK[:left])
    os.fsync(handle)

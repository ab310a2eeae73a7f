"""``unclench backup``, ``restore``, ``encrypt`` and ``decrypt``: looking after what the diary keeps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from unclench.cli import options
from unclench.cli.failures import fail
from unclench.model.invalid import InvalidInput
from unclench.model.version import SCHEMA_VERSION
from unclench.terminal import DataOption, PassphraseOption, ask_passphrase, place_here

if TYPE_CHECKING:
    from unclench.diary.place import Place
    from unclench.diary.seal import Seal

ReplaceOption = Annotated[bool, typer.Option("--replace", help="Put it in the place of what is there; that is lost.")]


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write the backup.")],
    data: DataOption = None,
    passphrase_file: PassphraseOption = None,
    replace: ReplaceOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Write everything that is kept into one file. The pages may go on meanwhile."""
    from unclench.diary.backup import back_up

    with in_plain_words():
        place = place_here(data, passphrase_file)
        seal = back_up(place, file, datetime.now(UTC), replace=replace)
    _say(as_json, f"{seal.rows} records are in {file}.{_warning(place)}", _facts(seal, place, file))


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that unclench backup has written.")],
    data: DataOption = None,
    passphrase_file: PassphraseOption = None,
    replace: ReplaceOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Check a backup and put it in the diary's place. Stop unclench serve first."""
    from unclench.diary import backup as backups
    from unclench.diary.sqlite_file import looks_encrypted

    with in_plain_words():
        place = place_here(data, passphrase_file, asked_for=file.is_file() and looks_encrypted(file))
        seal = backups.restore(place, file, replace=replace)
    said = f"{seal.rows} records are back, as they were on {seal.made_at:%Y-%m-%d %H:%M} (UTC)."
    _say(as_json, said, _facts(seal, place, file))


def encrypt(
    data: DataOption = None,
    passphrase_file: PassphraseOption = None,
    change: Annotated[
        Path | None,
        typer.Option(
            "--change-from", metavar="FILE", help="File with the old passphrase, to give an encrypted diary a new one."
        ),
    ] = None,
    as_json: options.JsonOption = False,
) -> None:
    """Make an encrypted diary file of a plain one. Stop unclench serve first. Without the passphrase all is lost."""
    from unclench.diary.conversion import convert
    from unclench.diary.passphrase import check_new, given_passphrase

    with in_plain_words():
        place = place_here(data, passphrase_file, asked_for=False)
        new = check_new(place.passphrase or ask_passphrase(twice=True))
        old = "" if change is None else given_passphrase({}, change)
        rows = convert(place.sqlite_file(), old, new)
    said = f"{rows} records are encrypted now. Keep the passphrase safe: nobody can open them without it."
    _say(as_json, said, {"records": rows, "encrypted": True})


def decrypt(
    data: DataOption = None, passphrase_file: PassphraseOption = None, as_json: options.JsonOption = False
) -> None:
    """Make a plain diary file of an encrypted one. Stop unclench serve first."""
    from unclench.diary.conversion import convert

    with in_plain_words():
        place = place_here(data, passphrase_file)
        if not place.passphrase:
            raise InvalidInput("passphrase", "none", "the passphrase of an encrypted diary")
        rows = convert(place.sqlite_file(), place.passphrase, "")
    _say(as_json, f"{rows} records can be read without a passphrase now.", {"records": rows, "encrypted": False})


@contextmanager
def in_plain_words() -> Iterator[None]:
    """What is wrong with the diary's place is said in one line, and nothing was changed."""
    from unclench.diary.failure import DiaryUnavailable

    try:
        yield
    except DiaryUnavailable as error:
        fail(str(error))


def _warning(place: Place) -> str:
    return "" if place.passphrase else " It is not encrypted: keep it where only you can read it."


def _facts(seal: Seal, place: Place, file: Path) -> dict[str, object]:
    return {
        "file": str(file),
        "made_at": seal.made_at.isoformat(),
        "records": seal.rows,
        "revision": seal.revision,
        "sha256": seal.digest,
        "encrypted": bool(place.passphrase),
    }


def _say(as_json: bool, words: str, facts: dict[str, object]) -> None:
    if as_json:
        options.echo_json({"schema_version": SCHEMA_VERSION, **facts})
    else:
        typer.echo(words)

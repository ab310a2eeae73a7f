"""Opening an encrypted diary when the pages are started: the passphrase is asked for once, and tried at once."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from unclench.diary import DiaryUnavailable, Store, Trouble
from unclench.diary.passphrase import given_passphrase
from unclench.diary.sqlite_file import file_of, looks_encrypted
from unclench.model.invalid import InvalidInput
from unclench.web.settings import Settings, from_environment

ABOUT_THE_PASSPHRASE = (Trouble.ENCRYPTED, Trouble.NOT_ENCRYPTED, Trouble.WRONG_PASSPHRASE)


def unlocked(settings: Settings, passphrase_file: Path | None, environment: Mapping[str, str]) -> Settings:
    """The settings with the passphrase of the diary, if it is encrypted.

    Raises:
        InvalidInput: the passphrase does not fit. Other trouble with the diary is told by the pages, which open all
            the same, so that the danger check works.
    """
    given = given_passphrase(environment, passphrase_file)
    known = from_environment(environment, replace(settings, passphrase=given))
    file = file_of(known.database)
    encrypted = file is not None and looks_encrypted(file)
    if not known.passphrase and encrypted and sys.stdin.isatty():
        known = replace(known, passphrase=_asked())
    if encrypted or (known.passphrase and file is not None and file.exists()):
        with contextlib.suppress(DiaryUnavailable):
            _try(known)
    return replace(settings, passphrase=known.passphrase)


def _try(settings: Settings) -> None:
    store = Store(settings.database, passphrase=settings.passphrase)
    try:
        store.events("")
    except DiaryUnavailable as error:
        if error.trouble in ABOUT_THE_PASSPHRASE:
            given = "one that was given" if settings.passphrase else "none"
            raise InvalidInput("passphrase", given, str(error)) from None
        raise
    finally:
        store.close()


def _asked() -> str:
    import typer

    answer: str = typer.prompt("Passphrase of the diary", hide_input=True, err=True)
    return answer

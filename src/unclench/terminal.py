"""What the commands of both adapters share: options in one wording, the terminal's language, the diary's place."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from unclench.language.tags import SOURCE, find, language
from unclench.model.invalid import InvalidInput

if TYPE_CHECKING:
    from unclench.diary.place import Place

PersonOption = Annotated[
    str, typer.Option("--person", help="Whose diary, by name or by the beginning of the id, where there are several.")
]
DataOption = Annotated[
    Path | None, typer.Option("--data", help="Folder where the diary is kept; your user data folder by default.")
]
PassphraseOption = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        help="File with the passphrase of an encrypted diary; else UNCLENCH_PASSPHRASE is read, or you are asked.",
    ),
]
ReplaceOption = Annotated[bool, typer.Option("--replace", help="Put it in the place of a file that is there.")]


def _language(wish: str) -> str:
    """The tag of a language, as typer checks it."""
    try:
        return language(wish).tag
    except InvalidInput as error:
        raise typer.BadParameter(f"got {wish!r}; allowed: {error.allowed}") from error


LanguageOption = Annotated[
    str,
    typer.Option(
        help="Language of the texts: en, en-US, en-GB or es. Without it that of LANG, else English.",
        callback=_language,
        default_factory=lambda: language_of_terminal(os.environ),
        show_default=False,
    ),
]


def language_of_terminal(environment: Mapping[str, str]) -> str:
    """The language that the terminal is set to, as POSIX orders its variables; English when it is another.

    English stays the plain English of the library, so that answers do not change with the country of a machine.
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            found = find(environment[name])
            return SOURCE if found is None or found.is_english else found.tag
    return SOURCE


def place_here(data: Path | None, passphrase_file: Path | None, *, asked_for: bool | None = None) -> Place:
    """The diary's place; whoever sits at a terminal is asked for a passphrase that is needed and was not given."""
    from dataclasses import replace

    from unclench.diary.place import place_of
    from unclench.diary.sqlite_file import looks_encrypted

    place = place_of(os.environ, data, passphrase_file)
    if asked_for is None:
        asked_for = place.file is not None and looks_encrypted(place.file)
    if place.passphrase or not asked_for or not sys.stdin.isatty():
        return place
    return replace(place, passphrase=ask_passphrase())


def ask_passphrase(*, twice: bool = False) -> str:
    """What is typed at the terminal, unseen; empty where nobody sits there."""
    if not sys.stdin.isatty():
        return ""
    answer: str = typer.prompt("Passphrase", hide_input=True, confirmation_prompt=twice, err=True)
    return answer

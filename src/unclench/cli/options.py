"""Options and arguments that several commands share, in one wording."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from unclench.language.tags import SOURCE, find, language
from unclench.model.case import Unmentioned
from unclench.model.invalid import InvalidInput
from unclench.model.preferences import Country, Order

FileArgument = Annotated[
    str, typer.Argument(metavar="FILE", help="Answers as YAML or JSON: one case or a list. - reads standard input.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer as JSON on standard output.")]
UnmentionedOption = Annotated[
    Unmentioned | None,
    typer.Option(help="How findings that are not listed count: ask (open questions) or no. Overrides the file."),
]
CountryOption = Annotated[Country, typer.Option(help="Where the person is: phone numbers, drug names, what is sold.")]
OrderOption = Annotated[Order, typer.Option(help="Follow today's evidence or the popular article's order.")]
MembersOption = Annotated[int, typer.Option(min=16, max=1_000_000, help="How many virtual people to simulate.")]
SeedOption = Annotated[
    int, typer.Option(min=0, help="Seed of the virtual people; the same seed gives the same answer.")
]


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


def echo_json(answer: Any) -> None:  # noqa: ANN401 - any JSON value
    """Print an answer as JSON that any parser reads (no NaN, no Infinity)."""
    typer.echo(json.dumps(answer, ensure_ascii=False, allow_nan=False, indent=2))


def today() -> datetime.date:
    """The date on this machine's clock."""
    return datetime.datetime.now(datetime.UTC).date()

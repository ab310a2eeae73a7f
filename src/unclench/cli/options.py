"""Options and arguments that several commands share, in one wording."""

from __future__ import annotations

import datetime
import json
from typing import Annotated, Any

import typer

from unclench.model.case import Unmentioned
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


def echo_json(answer: Any) -> None:  # noqa: ANN401 - any JSON value
    """Print an answer as JSON that any parser reads (no NaN, no Infinity)."""
    typer.echo(json.dumps(answer, ensure_ascii=False, allow_nan=False, indent=2))


def today() -> datetime.date:
    """The date on this machine's clock."""
    return datetime.datetime.now(datetime.UTC).date()

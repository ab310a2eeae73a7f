"""``unclench knowledge``: look things up in the fact-sheets and check them all."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from unclench.cli import inputs, options
from unclench.cli.failures import explained

app = typer.Typer(help="Read and check the fact-sheets.", no_args_is_help=True, rich_markup_mode=None)


def check(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="Folder of fact-sheets; the shipped ones when left out.")
    ] = None,
    as_json: options.JsonOption = False,
    notes: Annotated[bool, typer.Option("--notes", help="Show notes as well as errors and warnings.")] = False,
) -> None:
    """Lint the whole base (dangling, duplicate, unsourced, stale, dead) and say how to mend each problem."""
    from unclench.cli.report.tables import print_problems
    from unclench.knowledge import check as checker
    from unclench.knowledge.load import DATA

    problems = checker.check(folder or DATA, options.today())
    if as_json:
        options.echo_json([problem.as_dict() for problem in problems])
    else:
        print_problems(problems, notes)
    if any(problem.severity == "error" for problem in problems):
        raise typer.Exit(1)


def show(
    sheet_id: Annotated[
        str, typer.Argument(metavar="ID", help="Any id: a rule, finding, remedy, source, parameter ...")
    ],
    as_json: options.JsonOption = False,
) -> None:
    """Show one fact-sheet with its sources."""
    from unclench.cli.report.tables import print_sheet
    from unclench.knowledge import describe

    described = describe.describe(inputs.knowledge_in_use(), sheet_id)
    if as_json:
        options.echo_json(described)
    else:
        print_sheet(described)


def list_sheets(
    kind: Annotated[str | None, typer.Argument(metavar="[KIND]", help="Only this kind, for example red_flags.")] = None,
    as_json: options.JsonOption = False,
) -> None:
    """List the fact-sheets by kind."""
    from unclench.cli.report.tables import print_sheet_list
    from unclench.knowledge import describe

    listed = describe.list_sheets(inputs.knowledge_in_use(), kind)
    if as_json:
        options.echo_json(listed)
    else:
        print_sheet_list(listed)


app.command("check")(explained(check))
app.command("show")(explained(show))
app.command("list")(explained(list_sheets))

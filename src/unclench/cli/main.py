"""The ``unclench`` command: one menu, a file per command, one way to fail."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points
from typing import Annotated

import typer

from unclench.cli import assess, bench, calibrate, diary, keeping, knowledge, plan, simulate, validate
from unclench.cli.failures import explained
from unclench.model.version import VERSION

app = typer.Typer(
    name="unclench",
    help=(
        "For a back that has just locked: danger check, likely cause, an explained and simulated relief plan, and the "
        "model behind it. Educational; not a medical device; not reviewed by a clinician."
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("assess")(explained(assess.assess))
app.command("plan")(explained(plan.plan))
app.command("simulate")(explained(simulate.simulate))
app.command("validate")(explained(validate.validate))
app.command("calibrate")(explained(calibrate.calibrate))
app.command("bench")(explained(bench.bench))
app.command("backup")(explained(keeping.backup))
app.command("restore")(explained(keeping.restore))
app.command("encrypt")(explained(keeping.encrypt))
app.command("decrypt")(explained(keeping.decrypt))
for command in entry_points(group="unclench.commands"):
    app.command(command.name)(explained(command.load()))
app.add_typer(diary.app, name="diary")
app.add_typer(knowledge.app, name="knowledge")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"unclench {VERSION}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and stop.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Read the options that stand before a command."""


def run() -> None:
    """Entry point of the installed command."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    app()

"""``unclench validate``: the model's predictions beside published studies."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from unclench.cli import inputs, options
from unclench.cli.progress import progress_bar
from unclench.model.invalid import InvalidInput


def validate(
    directory: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="Folder of studies; the shipped ones when left out.")
    ] = None,
    as_json: options.JsonOption = False,
    members: options.MembersOption = 256,
    seed: options.SeedOption = 1,
    write: Annotated[
        Path | None, typer.Option(help="Also write the table and picture as a page into this folder.")
    ] = None,
) -> None:
    """Run every study in DIR and print predicted against observed; red rows are printed like the rest."""
    from unclench import validate as validation

    folder = directory or validation.shipped_studies()
    if not folder.is_dir():
        raise InvalidInput("DIR", str(folder), "a folder with one study per sub-folder (see studies/README.md)")
    with progress_bar("Validating") as progress:
        report = validation.validate(folder, inputs.knowledge_in_use(), members=members, seed=seed, progress=progress)
    if write is not None:
        validation.write_page(report, write)
    if as_json:
        options.echo_json(report.as_dict())
        return
    from unclench.cli.report.tables import print_validation

    print_validation(report)

"""``unclench validate``: the model's predictions beside published studies."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from unclench.cli import inputs, options, targets
from unclench.cli.progress import progress_bar
from unclench.model.invalid import InvalidInput

MECHANISM_MEMBERS = 256
"""Virtual people when hypotheses are compared, which runs every study three times."""


def validate(
    directory: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="Folder of studies; the shipped ones when left out.")
    ] = None,
    as_json: options.JsonOption = False,
    members: Annotated[
        int | None,
        typer.Option(min=16, max=1_000_000, help="How many virtual people; 1024, or 256 with --mechanisms."),
    ] = None,
    seed: options.SeedOption = 1,
    seeds: Annotated[
        int,
        typer.Option(min=1, max=20, help="How many seeds to run, from --seed on; a bar is met only if at every one."),
    ] = 1,
    write: Annotated[
        Path | None, typer.Option(help="Also write the table and picture as a page into this folder.")
    ] = None,
    mechanisms: Annotated[
        bool,
        typer.Option("--mechanisms", help="Score the three hypotheses of the lock on the same studies instead."),
    ] = False,
) -> None:
    """Run every study in DIR and print predicted against observed; red rows are printed like the rest."""
    from unclench import validate as validation

    folder = directory or validation.shipped_studies()
    if not folder.is_dir():
        raise InvalidInput("DIR", str(folder), "a folder with one study per sub-folder (see studies/README.md)")
    targets.check_folder("--write", write)
    _say_what_is_passed_over(folder)
    if mechanisms:
        if seeds != 1:
            raise InvalidInput("--seeds", seeds, "1 with --mechanisms, which compares at one seed")
        _mechanisms(folder, as_json, members or MECHANISM_MEMBERS, seed, write)
        return
    with progress_bar("Validating") as progress:
        report = validation.validate(
            folder, inputs.knowledge_in_use(), members or validation.MEMBERS, seed, progress, seeds
        )
    if write is not None:
        with targets.written_into("--write", write) as fresh:
            validation.write_page(report, fresh)
    if as_json:
        options.echo_json(report.as_dict())
        return
    from unclench.cli.report.tables import print_validation

    print_validation(report)


def _say_what_is_passed_over(folder: Path) -> None:
    from unclench.validate.folder import FILE, overlooked

    if passed := overlooked(folder):
        typer.echo(f"warning: not run, for want of a {FILE}: {', '.join(passed)}", err=True)


def _mechanisms(folder: Path, as_json: bool, members: int, seed: int, write: Path | None) -> None:
    from unclench.validate import rivals

    with progress_bar("Comparing hypotheses") as progress:
        found = rivals.rivals(folder, inputs.knowledge_in_use(), members=members, seed=seed, progress=progress)
    if write is not None:
        with targets.written_into("--write", write) as fresh:
            rivals.write_page(found, fresh)
    if as_json:
        options.echo_json(found.as_dict())
    else:
        typer.echo(rivals.as_page(found))

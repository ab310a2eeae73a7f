"""``unclench calibrate``: find the fitted parameters again from the published rows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from unclench.cli import inputs, options, targets
from unclench.cli.progress import progress_bar
from unclench.model.invalid import InvalidInput


def calibrate(
    directory: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="Folder of studies; the shipped ones when left out.")
    ] = None,
    as_json: options.JsonOption = False,
    group: Annotated[list[str] | None, typer.Option(help="Only this group of parameters; may be given again.")] = None,
    seed: options.SeedOption = 1,
    sheets: Annotated[
        Path | None,
        typer.Option(help="Also write what was found into the fact-sheets of this folder (parameters and posteriors)."),
    ] = None,
    write: Annotated[Path | None, typer.Option(help="Also write the page calibration.md into this folder.")] = None,
) -> None:
    """Fit every calibrated parameter to its published rows, with its posterior spread. Takes some minutes."""
    from unclench import validate as validation
    from unclench.validate import calibrate as calibration
    from unclench.validate import calibration_page, posterior

    folder = directory or validation.shipped_studies()
    if not folder.is_dir():
        raise InvalidInput("DIR", str(folder), "a folder that exists")
    targets.check_folder("--sheets", sheets)
    targets.check_folder("--write", write)
    if sheets is not None:
        for kind in posterior.KINDS:
            targets.check_folder("--sheets", sheets / kind)
    knowledge = inputs.knowledge_in_use()
    with progress_bar("Calibrating") as progress:
        found = calibration.calibrate(folder, knowledge, seed, group or (), progress)
    if sheets is not None:
        with (
            targets.written_into("--sheets", sheets / "parameters") as values,
            targets.written_into("--sheets", sheets / "posteriors") as spreads,
        ):
            posterior.write_parameters(found, sheets / "parameters", values)
            posterior.write_posteriors(found, spreads)
    if write is not None:
        with targets.written("--write", write / "calibration.md") as page:
            page.write_text(calibration_page.as_markdown(found, knowledge), encoding="utf-8")
    if as_json:
        options.echo_json(found.as_dict())
        return
    typer.echo(calibration_page.as_markdown(found, knowledge))

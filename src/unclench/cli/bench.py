"""``unclench bench``: speed beside accuracy, measured in one run on this machine."""

from __future__ import annotations

import json
import os
import platform
import sys
from pathlib import Path
from typing import Annotated

import typer

from unclench.cli import inputs, options, targets
from unclench.cli.progress import progress_bar
from unclench.model.version import SCHEMA_VERSION


def bench(
    as_json: options.JsonOption = False,
    warm_up: Annotated[bool, typer.Option("--warm-up", help="Only compile the fast engine, then stop.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Fewer repeats and smaller ensembles.")] = False,
    save: Annotated[
        Path | None, typer.Option(help="Also write everything, all repeats included, into this file as JSON.")
    ] = None,
) -> None:
    """Time the engine against SciPy on the same model in the same run, with each one's error."""
    if warm_up:
        from unclench.simulate.warm_up import warm_up as compile_engine

        with progress_bar("Compiling the model (once)") as progress:
            seconds = compile_engine(progress)
        typer.echo(f"The model's engine is ready ({seconds:.1f} s).", err=True)
        return
    targets.check_file("--save", save)
    from unclench.simulate import bench as engine_bench

    load_before = os.getloadavg()
    with progress_bar("Measuring") as progress:

        def tell(share: float, now: str) -> None:
            progress(share, now)
            if not sys.stderr.isatty():  # then there is no bar, and this takes minutes
                typer.echo(f"[{100.0 * share:3.0f} %] {now}", err=True)

        table = engine_bench.measure(inputs.knowledge_in_use(), quick=quick, progress=tell)
    answer = {"schema_version": SCHEMA_VERSION, "machine": machine(load_before), **table.as_dict()}
    if save is not None:
        with targets.written("--save", save) as fresh:
            fresh.write_text(json.dumps(answer, allow_nan=False, indent=1) + "\n", encoding="utf-8")
    if as_json:
        options.echo_json(answer)
        return
    from unclench.cli.report.tables import print_bench

    print_bench(table)
    typer.echo(
        f"Average load of this machine: {load_before[0]:.1f} before, {os.getloadavg()[0]:.1f} after, "
        f"on {os.cpu_count()} processors. When others use it too, wall times say little."
    )


def machine(load_before: tuple[float, float, float]) -> dict[str, object]:
    """What the numbers were measured on, and how busy it was (average load of the last minute)."""
    return {
        "platform": platform.platform(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "load_before": load_before[0],
        "load_after": os.getloadavg()[0],
    }

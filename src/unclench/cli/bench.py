"""``unclench bench``: speed beside accuracy, measured in one run on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from unclench.cli import inputs, options
from unclench.cli.progress import progress_bar


def bench(
    as_json: options.JsonOption = False,
    warm_up: Annotated[bool, typer.Option("--warm-up", help="Only compile the fast engine, then stop.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Fewer repeats and smaller ensembles.")] = False,
) -> None:
    """Time the engine against SciPy on the same model in the same run, with each one's error."""
    if warm_up:
        from unclench.simulate.warm_up import warm_up as compile_engine

        with progress_bar("Compiling the model (once)") as progress:
            seconds = compile_engine(progress)
        typer.echo(f"The model's engine is ready ({seconds:.1f} s).", err=True)
        return
    from unclench.simulate import bench as engine_bench

    with progress_bar("Measuring") as progress:
        table = engine_bench.measure(inputs.knowledge_in_use(), quick=quick, progress=progress)
    if as_json:
        options.echo_json(table.as_dict())
        return
    from unclench.cli.report.tables import print_bench

    print_bench(table)

"""``unclench simulate``: run the model itself on a scenario."""

from __future__ import annotations

from typing import Annotated

import typer

from unclench.cli import inputs, options
from unclench.cli.progress import progress_bar
from unclench.model.case import Person
from unclench.model.invalid import InvalidInput
from unclench.model.reading import check_keys, mapping_at, read_person, read_scenario
from unclench.model.scenario import Scenario


def simulate(
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="A scenario as YAML or JSON (person, scenario). - reads standard input."),
    ],
    as_json: options.JsonOption = False,
    members: options.MembersOption = 512,
    seed: options.SeedOption = 1,
    backend: Annotated[str, typer.Option(help="numba (fast) or reference (SciPy, slow, the definition).")] = "numba",
    every: Annotated[float, typer.Option(min=0.1, help="Minutes between output times.")] = 10.0,
) -> None:
    """Run virtual people through a scenario and show how they fare, with quantiles."""
    person, scenario = _read(file)
    if backend not in ("numba", "reference"):
        raise InvalidInput("--backend", backend, "one of numba, reference")
    from unclench import simulate as engine
    from unclench.advice import answers

    with progress_bar("Simulating") as progress:
        course = engine.run(
            person,
            scenario,
            knowledge=inputs.knowledge_in_use(),
            members=members,
            seed=seed,
            backend=backend,
            output_every_min=every,
            progress=progress,
        )
    if as_json:
        options.echo_json(answers.course_json(course))
        return
    from unclench.cli.report.course import print_course

    print_course(course)


def _read(file: str) -> tuple[Person, Scenario]:
    where = inputs.shown(file)
    raw = mapping_at(inputs.read_file(file), "scenario file", where)
    check_keys(raw, {"person": None, "scenario": None, "note": None}, "", where)
    if "scenario" not in raw:
        raise InvalidInput("scenario", None, "a mapping with hours and actions; it is required", where)
    return read_person(raw.get("person", {}), where), read_scenario(raw["scenario"], where)

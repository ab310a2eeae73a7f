"""``unclench simulate``: run the model itself on a scenario, or show where it can lock."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from unclench.cli import inputs, options, targets
from unclench.cli.progress import progress_bar
from unclench.model.case import Person
from unclench.model.invalid import InvalidInput
from unclench.model.reading import check_keys, mapping_at, read_person, read_scenario
from unclench.model.scenario import Mechanism, Scenario

CASE_KEYS = ("uid", "episode", "findings", "unmentioned", "story", "note", "expected")
"""What a case file holds beside the person; the map needs none of it."""


def simulate(
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="[FILE]",
            help="A scenario as YAML or JSON (person, scenario); --map also takes a case, or none. - reads stdin.",
            show_default=False,
        ),
    ] = None,
    as_json: options.JsonOption = False,
    members: options.MembersOption = 512,
    seed: options.SeedOption = 1,
    backend: Annotated[str, typer.Option(help="numba (fast) or reference (SciPy, slow, the definition).")] = "numba",
    every: Annotated[float, typer.Option(min=0.1, help="Minutes between output times.")] = 10.0,
    as_map: Annotated[
        bool, typer.Option("--map", help="Show where relaxed and locked states exist, instead of running anything.")
    ] = False,
    picture: Annotated[
        Path | None, typer.Option(help="With --map: also draw it into this file (png or svg; needs matplotlib).")
    ] = None,
) -> None:
    """Run virtual people through a scenario and show how they fare, with quantiles."""
    if as_map:
        _show_map(file, as_json, picture)
        return
    if picture is not None:
        raise InvalidInput("--picture", str(picture), "used together with --map")
    if file is None:
        raise InvalidInput("FILE", None, "a scenario file, or --map")
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


def _show_map(file: str | None, as_json: bool, picture: Path | None) -> None:
    """The map for the person of a case or scenario file, or for nobody in particular."""
    from unclench.cli.report import state_map as report
    from unclench.simulate.state_map import state_map

    targets.check_file("--picture", picture)
    if picture is not None:
        report.check_kind(picture)
    person, scenario = _read_person(file)
    injury = scenario.initial_injury if scenario and scenario.initial_injury > 0 else 1.0
    mechanism = scenario.mechanism if scenario else Mechanism.VICIOUS_CYCLE
    found = state_map(person, knowledge=inputs.knowledge_in_use(), injury=injury, mechanism=mechanism)
    if picture is not None:
        with targets.written("--picture", picture) as fresh:
            report.draw([found], fresh)
    if as_json:
        options.echo_json(found.as_dict())
        return
    typer.echo(report.as_text(found))


def _read_person(file: str | None) -> tuple[Person, Scenario | None]:
    """The person of a file, and its scenario if there is one; a case's other keys are let be."""
    if file is None:
        return Person(), None
    where = inputs.shown(file)
    raw = mapping_at(inputs.read_file(file), "file", where)
    check_keys(raw, dict.fromkeys(("person", "scenario", *CASE_KEYS)), "", where)
    scenario = read_scenario(raw["scenario"], where) if "scenario" in raw else None
    return read_person(raw.get("person", {}), where), scenario


def _read(file: str) -> tuple[Person, Scenario]:
    where = inputs.shown(file)
    raw = mapping_at(inputs.read_file(file), "scenario file", where)
    check_keys(raw, {"person": None, "scenario": None, "note": None}, "", where)
    if "scenario" not in raw:
        raise InvalidInput("scenario", None, "a mapping with hours and actions; it is required", where)
    return read_person(raw.get("person", {}), where), read_scenario(raw["scenario"], where)

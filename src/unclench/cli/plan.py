"""``unclench plan``: a relief plan whose every step was simulated on this person."""

from __future__ import annotations

from typing import Annotated

import typer

from unclench.cli import inputs, options, speech
from unclench.cli.progress import progress_bar
from unclench.model.preferences import Country, Order, Preferences
from unclench.terminal import LanguageOption


def plan(
    file: options.FileArgument,
    language: LanguageOption,
    as_json: options.JsonOption = False,
    unmentioned: options.UnmentionedOption = None,
    country: options.CountryOption = Country.US,
    order: options.OrderOption = Order.EVIDENCE,
    medicine: Annotated[bool, typer.Option(help="Use medicine where it is safe for this person.")] = True,
    floor: Annotated[bool, typer.Option(help="The person can get down to the floor and up again.")] = True,
    ice: Annotated[bool, typer.Option(help="There is ice at hand.")] = True,
    towel: Annotated[bool, typer.Option(help="There are towels at hand.")] = True,
    minutes_a_day: Annotated[
        float | None, typer.Option(min=0, max=1440, help="Most minutes a day that the person will give to the plan.")
    ] = None,
    why: Annotated[
        bool, typer.Option("--why", help="Also how each step is done, its reasons and sources, and all dates.")
    ] = False,
    members: options.MembersOption = 512,
    seed: options.SeedOption = 1,
) -> None:
    """Build, simulate and explain a relief plan; a person who is not cleared gets told whom to see instead."""
    from unclench import advice
    from unclench.advice import answers

    speech.speak(language)
    knowledge = inputs.knowledge_in_use(language)
    cases, raw = inputs.read_case_file(file, knowledge, unmentioned)
    wishes = Preferences(
        medicine=medicine,
        floor=floor,
        has_ice=ice,
        has_towel=towel,
        order=order,
        country=country,
        minutes_a_day=minutes_a_day,
    )
    today = options.today()
    with progress_bar("Simulating your plan") as progress:
        planned = [
            advice.plan(case, knowledge, today=today, preferences=wishes, members=members, seed=seed, progress=progress)
            for case in cases
        ]
    if as_json:
        written = [answers.plan_json(one, knowledge) for one in planned]
        options.echo_json(written if isinstance(raw, list) else written[0])
        return
    from unclench.cli.report.plan import print_plan

    for one in planned:
        print_plan(one, knowledge, why=why)

"""``unclench assess``: how urgent is it, what is it likely to be, what may be used."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from unclench.cli import inputs, options, speech
from unclench.knowledge.load import Knowledge
from unclench.model.assessment import Assessment
from unclench.model.case import Case
from unclench.model.invalid import InvalidInput
from unclench.model.preferences import Country
from unclench.model.version import SCHEMA_VERSION
from unclench.terminal import LanguageOption


def assess(
    file: options.FileArgument,
    language: LanguageOption,
    as_json: options.JsonOption = False,
    unmentioned: options.UnmentionedOption = None,
    country: options.CountryOption = Country.US,
    score: Annotated[bool, typer.Option("--score", help="Compare with each case's expected block.")] = False,
) -> None:
    """Check for danger, rank the likely causes, and say what may and may not be used."""
    from unclench import advice
    from unclench.advice import answers

    speech.speak(language)
    knowledge = inputs.knowledge_in_use(language)
    cases, raw = inputs.read_case_file(file, knowledge, unmentioned)
    today = options.today()
    assessed = [advice.assess(case, knowledge, today=today, country=country) for case in cases]
    if score:
        _score(raw, cases, assessed, knowledge, as_json, file)
    elif as_json:
        written = [answers.assessment_json(one, knowledge) for one in assessed]
        options.echo_json(written if isinstance(raw, list) else written[0])
    else:
        from unclench.cli.report.assessment import print_assessment

        for one in assessed:
            print_assessment(one, knowledge)


def _score(
    raw: object, cases: list[Case], assessed: list[Assessment], knowledge: Knowledge, as_json: bool, file: str
) -> None:
    from unclench.cli.report.tables import print_effort, print_score
    from unclench.safety.effort import effort
    from unclench.safety.score import score

    documents: list[Any] = raw if isinstance(raw, list) else [raw]
    for place, document in enumerate(documents, start=1):
        if "expected" not in document:
            raise InvalidInput(f"case {place}: expected", None, "a block to score against", inputs.shown(file))
    expected: list[Any] = [document["expected"] for document in documents]
    result = score(zip(assessed, expected, strict=True))
    asked = effort(
        [case for case, block in zip(cases, expected, strict=True) if block.get("simple_strain") is True], knowledge
    )
    if as_json:
        written = {"schema_version": SCHEMA_VERSION, **result.as_dict(), "effort": [one.as_dict() for one in asked]}
        options.echo_json(written)
    else:
        print_score(result)
        print_effort(asked)

"""Numbers of causes and of the model: each with sources, or with the assumption it rests on."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from unclench.knowledge.schema.sheet import Id, Provenance, Sheet, Text


class Likelihood(Sheet):
    """How much more likely a finding is under this cause than under an average cause (a likelihood ratio > 0)."""

    when: str  # finding id, or trigger=lifting, region=thoracic, known_spinal_problem, pain_nrs>=7 ...
    ratio: Annotated[float, Field(gt=0)]
    because: Text
    sources: tuple[Id, ...] = ()
    assumption: str | None = None

    @model_validator(mode="after")
    def _sourced_or_assumed(self) -> Likelihood:
        if not self.sources and not self.assumption:
            raise ValueError("a likelihood has sources or says on what assumption it rests")
        return self


class Cause(Sheet):
    """A likely cause of the spasm with its prior and what raises or lowers it."""

    id: Id
    title: Text
    plain: Text
    prior: Annotated[float, Field(gt=0, lt=1)]
    prior_sources: tuple[Id, ...] = ()
    prior_assumption: str | None = None
    likelihoods: tuple[Likelihood, ...] = ()


class Parameter(Sheet):
    """One number of the model: its median over people, its between-person spread, and where it comes from.

    ``log_sd`` is the standard deviation of the natural logarithm (log-normal spread over people); 0 means the same
    for everybody. How unsure a calibration left the median stands apart, in ``posteriors/``. A number without
    ``sources`` must say in ``assumption`` why it was chosen.
    """

    value: float
    unit: Annotated[str, Field(min_length=1)]
    log_sd: Annotated[float, Field(ge=0)] = 0.0
    low: float | None = None
    high: float | None = None
    means: Text
    sources: tuple[Id, ...] = ()
    assumption: str | None = None
    provenance: Provenance

    @model_validator(mode="after")
    def _sourced_or_assumed(self) -> Parameter:
        if not self.sources and not self.assumption:
            raise ValueError("a parameter has sources or says on what assumption it rests")
        return self


class ParameterSheet(Sheet):
    """The parameters of one process; parameter names are unique over all sheets."""

    id: Id
    title: Text
    parameters: dict[Id, Parameter]


class JudgedNumber(Sheet):
    """A number that rests on judgement: what it means, its unit, the reason for it, sources that point to it."""

    value: float
    unit: Annotated[str, Field(min_length=1)]
    means: Text
    assumption: Text
    sources: tuple[Id, ...] = ()


class Judgement(Sheet):
    """Numbers that nobody has measured and a plan cannot do without; every one of them is an assumption."""

    id: Id
    title: Text
    numbers: Annotated[dict[Id, JudgedNumber], Field(min_length=1)]

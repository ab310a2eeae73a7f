"""How unsure a calibration left the numbers that it found together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, model_validator

from unclench.knowledge.schema.sheet import Id, Sheet, Text

Calibrated = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.log_sd)?$")]
"""A parameter's name, for its median; with ``.log_sd`` behind it, for its spread over people."""
Share = Annotated[float, Field(ge=-1.0, le=1.0)]
NEARLY = 1e-9


class Posterior(Sheet):
    """The joint posterior of one group of parameters, normal in their logarithms; ``unclench calibrate`` writes it.

    ``log_sd`` is the standard deviation of each logarithm round the value in the parameter's own sheet. ``from_prior``
    names those that are mostly as unsure as before their rows were read. ``correlation`` is the whole square.
    """

    id: Id
    title: Text
    parameters: Annotated[tuple[Calibrated, ...], Field(min_length=1)]
    log_sd: tuple[Annotated[float, Field(gt=0)], ...]
    from_prior: tuple[Calibrated, ...] = ()
    correlation: tuple[tuple[Share, ...], ...]

    @model_validator(mode="after")
    def _fits_together(self) -> Posterior:
        count = len(self.parameters)
        if len(set(self.parameters)) != count or not set(self.from_prior) <= set(self.parameters):
            raise ValueError("every parameter stands once, and what is from the prior is among them")
        if len(self.log_sd) != count or [len(row) for row in self.correlation] != [count] * count:
            raise ValueError("log_sd has a number for each parameter, and correlation a row and a column")
        if not _is_correlation(self.correlation):
            raise ValueError("correlation is symmetric with ones along the middle, and no combination has no variance")
        return self


def _is_correlation(square: Sequence[Sequence[float]]) -> bool:
    """Whether a square is symmetric, has ones along the middle and all of Cholesky's pivots above 0."""
    root: list[list[float]] = []
    for row, numbers in enumerate(square):
        if abs(numbers[row] - 1.0) > NEARLY or any(numbers[at] != square[at][row] for at in range(row)):
            return False
        found: list[float] = []
        for at in range(row):
            left = numbers[at] - sum(one * other for one, other in zip(found, root[at], strict=False))
            found.append(left / root[at][at])
        pivot = 1.0 - sum(one * one for one in found)
        if pivot <= NEARLY:
            return False
        root.append([*found, pivot**0.5])
    return True

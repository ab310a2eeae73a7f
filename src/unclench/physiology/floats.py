"""The one shape that physiology takes: a row of floats that can be read and written by index.

A list, a NumPy row and a compiled array all fit, so the same equations run in every backend.
"""

from __future__ import annotations

from typing import Protocol


class Floats(Protocol):
    """A one-dimensional row of floats."""

    def __getitem__(self, index: int, /) -> float: ...

    def __setitem__(self, index: int, value: float, /) -> None: ...

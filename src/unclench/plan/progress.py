"""How a plan tells what it is doing, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float, str], None]
"""Called with the share done (0-1) and what is being done now. To stop the work, raise
:class:`~unclench.model.cancelled.Cancelled` in it; it is called several times a second."""


class Teller:
    """Turns the share done of the present stage into the share done of everything."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress or (lambda share, now: None)
        self._start, self._end, self._now = 0.0, 0.0, ""

    def begin(self, start: float, end: float, now: str) -> None:
        """A stage begins that takes the work from ``start`` to ``end`` (0-1)."""
        self._start, self._end, self._now = start, end, now
        self._progress(start, now)

    def __call__(self, share: float) -> None:
        """So much (0-1) of the present stage is done."""
        self._progress(self._start + (self._end - self._start) * min(max(share, 0.0), 1.0), self._now)

"""A progress bar on stderr for anything that may take more than two seconds; silent where nobody watches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn


class Report(Protocol):
    """Called with the share done (0-1) and, if worth saying, what is being done now."""

    def __call__(self, share: float, now: str = "") -> None:
        """Move the bar."""


@contextmanager
def progress_bar(title: str) -> Iterator[Report]:
    """Yield a function that moves the bar. Nothing is drawn when stderr is not a terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=1.0)

        def report(share: float, now: str = "") -> None:
            bar.update(task, completed=min(max(share, 0.0), 1.0), description=f"{title}: {now}" if now else title)

        yield report

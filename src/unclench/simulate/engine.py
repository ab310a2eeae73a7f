"""Which backend computes, and how accurately: one object to hand around instead of four arguments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from unclench.simulate.ensemble import Lives, live_all
from unclench.simulate.life import Records, Timeline

BACKENDS = ("numba", "reference")


@dataclass(frozen=True, slots=True)
class Engine:
    """A backend with its settings; see ``ensemble.live_all`` for what they mean."""

    backend: str
    seed: int
    tolerance: float
    threads: int | None
    precision: str = "double"

    def live(
        self,
        people: Records,
        timeline: Timeline,
        beings: Records,
        *,
        newborn: bool,
        progress: Callable[[float], None] | None = None,
    ) -> Lives:
        """Carry all people through the timeline; ``beings`` is changed to the last moment's state."""
        if self.backend == "reference":
            from unclench.simulate.reference import reference_lives

            return reference_lives(people, timeline, beings, newborn=newborn, seed=self.seed, progress=progress)
        return live_all(
            people,
            timeline,
            beings,
            newborn=newborn,
            seed=self.seed,
            tolerance=self.tolerance,
            threads=self.threads,
            precision=self.precision,
            progress=progress,
        )

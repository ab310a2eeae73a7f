"""The named hypotheses of what keeps a muscle locked, scored on the same published numbers.

Most rows of a validation (heat, drug levels, burns) are the same whatever the hypothesis. Those read here are of what
the loop moves: pain, fatigue, recovery, locking. What was fitted was fitted under the vicious cycle, which favours it,
so rows that were not fitted are counted apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from unclench.knowledge.load import Knowledge
from unclench.model.scenario import Mechanism
from unclench.physiology.layout import OUTPUTS
from unclench.validate.compare import Row, finite, run_study
from unclench.validate.keys import CURVE_KEYS
from unclench.validate.report import Summary, summarise
from unclench.validate.study import Arm, Observed, Study

MEMBERS = 64
"""So many virtual people answer in under a minute on one core; the year-long rows take no more anyway."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One hypothesis on the rows that hypotheses can move, in the same order for all."""

    mechanism: Mechanism
    rows: tuple[Row, ...]

    @property
    def summary(self) -> Summary:
        """The rows together."""
        return summarise(self.rows)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        summary = {
            name: finite(each) if isinstance(each, float) else each for name, each in asdict(self.summary).items()
        }
        return {
            "mechanism": self.mechanism.value,
            "summary": summary,
            "rows": [row.as_dict() for row in self.rows],
        }


def depends_on_loop(arm: Arm, observed: Observed) -> bool:
    """Whether a hypothesis of the loop can move this row: it reads a simulated course of the spasm system."""
    if arm.scenario is None or observed.quantity not in CURVE_KEYS:
        return False
    return str(observed.of.get("outcome", "pain_nrs")) in OUTPUTS


def under(study: Study, mechanism: Mechanism) -> Study:
    """The same study with every scenario run under ``mechanism``."""
    return replace(
        study,
        arms=tuple(
            arm if arm.scenario is None else replace(arm, scenario=replace(arm.scenario, mechanism=mechanism))
            for arm in study.arms
        ),
    )


def loop_rows(studies: Sequence[Study]) -> tuple[Study, ...]:
    """The studies with a row that the loop can move, with those rows alone; all arms stay, for comparison."""
    kept = (
        replace(
            study,
            arms=tuple(
                replace(arm, observed=tuple(row for row in arm.observed if depends_on_loop(arm, row)))
                for arm in study.arms
            ),
        )
        for study in studies
    )
    return tuple(study for study in kept if any(arm.observed for arm in study.arms))


def score(
    studies: Sequence[Study],
    knowledge: Knowledge,
    members: int = MEMBERS,
    seed: int = 1,
    progress: Callable[[float], None] | None = None,
) -> tuple[Scored, ...]:
    """Every hypothesis on the rows of ``studies`` that hypotheses can move.

    Args:
        studies: as read; rows that no hypothesis moves are left out.
        knowledge: the sheets in use.
        members: how many virtual people at most.
        seed: of the virtual people, the same for every hypothesis.
        progress: called with the share that is done.

    Raises:
        InvalidInput: a study cannot be run.
    """
    chosen = loop_rows(studies)
    found = []
    for done, mechanism in enumerate(Mechanism):
        rows = [row for study in chosen for row in run_study(under(study, mechanism), knowledge, members, seed)]
        found.append(Scored(mechanism, tuple(rows)))
        if progress is not None:
            progress((done + 1) / len(Mechanism))
    return tuple(found)

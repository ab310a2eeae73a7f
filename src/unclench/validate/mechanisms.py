"""The named hypotheses of what keeps a muscle locked, scored on the same published numbers.

Most rows of a validation (heat, drug levels, burns) are the same whatever the hypothesis. Those read here are of what
the loop moves: pain, fatigue, recovery, locking. What was fitted was fitted under the vicious cycle, which favours it.
So each hypothesis gets a pain scale of its own, with which a fresh episode hurts as much as was published; rows that
were not fitted are counted apart.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from unclench.knowledge.load import Knowledge
from unclench.model.scenario import Mechanism
from unclench.physiology.layout import OUTPUTS
from unclench.simulate.population import parameter_values
from unclench.validate.compare import run_study
from unclench.validate.fitting import with_parameters
from unclench.validate.keys import CURVE_KEYS
from unclench.validate.row import Row, finite
from unclench.validate.running import run_named
from unclench.validate.spread import Between
from unclench.validate.study import Arm, Observed, Study, Use
from unclench.validate.summary import Summary, summarise

MEMBERS = 256
"""As many as `unclench validate` runs, so that both pages tell the same; about a minute and a half of one core."""
MOMENT_HOURS = 0.02
SCALE_REACH = math.log(8.0)
SCALE_HALVINGS = 9
"""The scale is looked for within a factor of eight and found to within one percent."""


@dataclass(frozen=True, slots=True)
class Scored:
    """One hypothesis on the rows that hypotheses can move, in the same order for all.

    ``pain_half`` is the median of its own pain scale (see :func:`own_scale`).
    """

    mechanism: Mechanism
    pain_half: float
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
            "pain_half": self.pain_half,
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


def own_scale(studies: Sequence[Study], mechanism: Mechanism, knowledge: Knowledge, members: int, seed: int) -> float:
    """Median of ``pain_half`` with which a fresh episode hurts under ``mechanism`` as much as was published.

    The published pain is that of a fitted row: mean pain at minute 0. Without such a row the shipped scale stays.
    """
    shipped = parameter_values(knowledge)["pain_half"]
    start = next((_at_the_start(study) for study in studies if _at_the_start(study) is not None), None)
    if start is None:
        return shipped
    low, high = math.log(shipped) - SCALE_REACH, math.log(shipped) + SCALE_REACH
    for _ in range(SCALE_HALVINGS):
        middle = (low + high) / 2.0
        row = run_study(
            under(with_parameters(start, {"pain_half": math.exp(middle)}), mechanism), knowledge, members, seed
        )
        low, high = (middle, high) if row[0].error > 0.0 else (low, middle)  # a larger constant means less pain
    return math.exp((low + high) / 2.0)


def _at_the_start(study: Study) -> Study | None:
    """The study cut down to its fitted row of mean pain at minute 0 and the moment that it takes; None without one."""
    for arm in study.arms:
        for row in arm.observed:
            first = row.quantity == "mean" and row.of.get("outcome") == "pain_nrs" and row.of.get("minute") == 0
            if first and row.use is Use.FITTED and arm.scenario is not None:
                moment = replace(arm.scenario, hours=MOMENT_HOURS, actions=())
                return replace(study, arms=(replace(arm, scenario=moment, observed=(row,)),))
    return None


def score(
    studies: Sequence[Study],
    knowledge: Knowledge,
    members: int = MEMBERS,
    seed: int = 1,
    progress: Callable[[float], None] | None = None,
    between: Between | None = None,
) -> tuple[Scored, ...]:
    """Every hypothesis on the rows of ``studies`` that hypotheses can move.

    Args:
        studies: as read; rows that no hypothesis moves are left out.
        knowledge: the sheets in use.
        members: how many virtual people at most.
        seed: of the virtual people, the same for every hypothesis.
        progress: called with the share that is done.
        between: the spread between studies, else the shipped one.

    Raises:
        InvalidInput: a study cannot be run.
    """
    chosen = loop_rows(studies)
    found = []
    for done, mechanism in enumerate(Mechanism):
        scale = own_scale(chosen, mechanism, knowledge, members, seed)
        rows = [
            row
            for study in chosen
            for row in run_named(
                under(with_parameters(study, {"pain_half": scale}), mechanism), knowledge, members, seed, between
            )
        ]
        found.append(Scored(mechanism, scale, tuple(rows)))
        if progress is not None:
            progress((done + 1) / len(Mechanism))
    return tuple(found)

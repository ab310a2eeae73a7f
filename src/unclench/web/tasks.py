"""Long calculations as values that can be handed to another process: what to work out, without the fact-sheets."""

from __future__ import annotations

import copyreg
import datetime
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar

from unclench.knowledge.load import Knowledge
from unclench.model.case import Case, Person
from unclench.model.course import Course
from unclench.model.invalid import InvalidInput
from unclench.model.preferences import Preferences
from unclench.model.scenario import Scenario
from unclench.safety.taken import Taken

if TYPE_CHECKING:
    from unclench.advice import PlanAnswer

Report = Callable[[float, str], None]
"""Called with the share done (0-1) and what is being done now; it raises when the work is not wanted any more."""

MOST_LOOPED_ROWS = 20
"""Rows of one request that take seconds each; no shipped study has as many."""


def _read_only(pairs: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(pairs)


copyreg.pickle(
    MappingProxyType, lambda mapping: (_read_only, (dict(mapping),))
)  # the model's read-only mappings travel as what they hold


@dataclass(frozen=True, slots=True)
class MakePlan:
    """What should be done, in which order, and what will it do?"""

    case: Case
    today: datetime.date
    preferences: Preferences
    members: int
    seed: int
    taken: Taken | None = None

    def __call__(self, knowledge: Knowledge, report: Report) -> PlanAnswer:
        """The plan."""
        from unclench import advice

        return advice.plan(
            self.case,
            knowledge,
            today=self.today,
            preferences=self.preferences,
            members=self.members,
            seed=self.seed,
            progress=report,
            taken=self.taken,
        )


@dataclass(frozen=True, slots=True)
class MakeForecast:
    """What is to be expected when doing nothing?"""

    case: Case
    today: datetime.date
    preferences: Preferences | None
    members: int
    seed: int

    def __call__(self, knowledge: Knowledge, report: Report) -> Course | None:
        """The course, or None for a person who is not cleared."""
        from unclench import advice

        return advice.forecast(
            self.case,
            knowledge,
            today=self.today,
            preferences=self.preferences,
            members=self.members,
            seed=self.seed,
        )


@dataclass(frozen=True, slots=True)
class Simulate:
    """How do virtual people fare in a scenario?"""

    person: Person
    scenario: Scenario
    members: int
    seed: int
    output_every_min: float

    def __call__(self, knowledge: Knowledge, report: Report) -> Course:
        """The course."""
        from unclench import simulate

        return simulate.run(
            self.person,
            self.scenario,
            knowledge=knowledge,
            members=self.members,
            seed=self.seed,
            output_every_min=self.output_every_min,
            progress=lambda share: report(share, ""),
        )


@dataclass(frozen=True, slots=True)
class Validate:
    """How close is the model to one published study: a shipped one by its id, or the one in ``document``?"""

    patience_seconds: ClassVar[float] = 120.0
    """Anybody may send a study: it must not hold up everybody's plans for longer."""

    study: str
    document: Any
    members: int
    seed: int
    most_member_hours: int

    def __call__(self, knowledge: Knowledge, report: Report) -> dict[str, Any]:
        """The report as plain values. Raises InvalidInput."""
        from unclench import validate
        from unclench.simulate.population import parameter_values
        from unclench.validate import work
        from unclench.validate.direct import FEW

        medians = parameter_values(knowledge)
        if self.document is None:
            study = validate.read_study(validate.shipped_studies() / self.study / "study.yaml", medians)
        else:
            study = validate.study_of(self.document, self.study, medians, "request body")
        hours, looped = work.simulated_hours(study), work.looped_rows(study)
        if hours * self.members > self.most_member_hours:
            allowed = f"members times the hours of all runs of all arms ({hours:g}) of at most {self.most_member_hours}"
            raise InvalidInput("members", self.members, allowed)
        if looped > MOST_LOOPED_ROWS:
            allowed = f"a study with at most {MOST_LOOPED_ROWS} rows of {', '.join(sorted(FEW))}"
            raise InvalidInput("arms", f"{looped} such rows", allowed)
        return validate.validate_studies([study], knowledge, self.members, self.seed).as_dict()


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Compile the engine, or read it from disk, before the first person waits for it."""

    def __call__(self, knowledge: Knowledge, report: Report) -> float:
        """The seconds it took."""
        from unclench.simulate.warm_up import warm_up

        return warm_up()

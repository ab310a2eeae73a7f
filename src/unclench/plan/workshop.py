"""The bench on which days are simulated: how many virtual people each kind of comparison uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from unclench.knowledge.load import Knowledge
from unclench.plan.choice import Choice
from unclench.plan.engine import Engine, Outcomes
from unclench.plan.judgement import Judgement
from unclench.plan.layout import Draft, lay_out, to_scenario
from unclench.plan.progress import Teller
from unclench.plan.scene import PLAN_HOURS, Scene

COMPARED_SHARE = 16
"""Where there are many people, comparisons use a sixteenth of them: they are paired, so most of the noise cancels."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """What every part of the work needs.

    The first members of a seed are the same people however many there are, so few of them stand for the beginning of
    the many.
    """

    scene: Scene
    knowledge: Knowledge
    judged: Judgement
    engine: Engine
    members: int
    tell: Teller

    @property
    def few(self) -> int:
        """Members of the race between variations."""
        return min(self.members, int(self.judged.race_members))

    @property
    def some(self) -> int:
        """Members of a comparison."""
        return min(self.members, max(int(self.judged.judge_members), self.members // COMPARED_SHARE))

    @property
    def people(self) -> dict[str, int]:
        """Members of the race, of a comparison, and of the final run."""
        return {"few": self.few, "some": self.some, "all": self.members}

    def run(self, days: Sequence[Sequence[Draft]], members: int, hours: Sequence[float] = ()) -> list[Outcomes]:
        """Simulate several days on the same first ``members`` people; each for its ``hours``, or for the whole day."""
        spans = hours or [PLAN_HOURS] * len(days)
        scenarios = [to_scenario(self.scene, drafts, span) for drafts, span in zip(days, spans, strict=True)]
        return self.engine(self.scene, scenarios, members) if scenarios else []

    def race(self, choices: Sequence[Choice]) -> list[Outcomes]:
        """Simulate choices on few people for a part of the day."""
        hours = min(self.judged.race_hours, PLAN_HOURS)
        return self.run([lay_out(choice, self.knowledge) for choice in choices], self.few, [hours] * len(choices))

    def judge(self, choices: Sequence[Choice]) -> list[Outcomes]:
        """Simulate choices on some people for the whole day."""
        return self.run([lay_out(choice, self.knowledge) for choice in choices], self.some)

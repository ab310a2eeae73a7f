"""The person as the simulator sees them: how hurt the tissue is, since when, and what an idle day looks like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from unclench.model.case import Case, Person
from unclench.model.scenario import Action, Mechanism, Posture, PostureChange, Scenario, lasting_until
from unclench.plan.judgement import UNRANKED, Judgement

PLAN_HOURS = 24.0

IDLE = Posture.SITTING
ASLEEP = Posture.LYING_SIDE
"""Doing nothing about the back is sitting about, then sleeping on the side: an assumption, the same for every plan."""

LONGEST_HISTORY_HOURS = 24.0 * 366
"""The longest time that a scenario can hold; by then inflammation has long settled."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A posture held for a while, replacing the idle one."""

    start_min: float
    duration_min: float
    posture: Posture

    @property
    def end_min(self) -> float:
        """When it is over."""
        return self.start_min + self.duration_min


@dataclass(frozen=True, slots=True)
class Scene:
    """One person at the start of a plan.

    Attributes:
        person: who.
        lock_hours: how long ago the muscle locked, for the last time.
        injury_hours: how long before that the injury behind it had already been there.
        initial_injury: how much of it (0-1) is not healed.
        awake_min: minutes from now until bedtime.
        settle_min: minutes that it takes to get into a position.
        mechanism: what is taken to keep the muscle locked.
        pain_nrs: the pain that the person states (0-10), None when they did not.
    """

    person: Person
    lock_hours: float
    injury_hours: float
    initial_injury: float
    awake_min: float
    settle_min: float
    mechanism: Mechanism = Mechanism.VICIOUS_CYCLE
    pain_nrs: float | None = None

    def scenario(
        self, spells: Sequence[Spell] = (), actions: Sequence[Action] = (), hours: float = PLAN_HOURS
    ) -> Scenario:
        """The day with these posture spells and actions; what comes after ``hours`` is left out."""
        timed = (*self.posture_changes(spells), *actions)
        return Scenario(
            hours=hours,
            actions=tuple(
                sorted(
                    (lasting_until(a, hours * 60) for a in timed if a.start_min < hours * 60),
                    key=lambda a: (a.start_min, type(a).__name__),
                )
            ),
            mechanism=self.mechanism,
            starts_locked=True,
            initial_injury=self.initial_injury,
            onset_hours=self.lock_hours,
            injury_hours_before_onset=self.injury_hours,
            start_pain_nrs=self.pain_nrs,
        )

    def posture_changes(self, spells: Sequence[Spell]) -> tuple[PostureChange, ...]:
        """The whole day's posture changes: idle, then asleep, with every spell laid over it.

        Nobody lies down in no time: the first ``settle_min`` is spent as before, and shows the pain one starts from.

        Where spells overlap the one listed later wins. Two changes in a row to the same posture become one.
        """
        ends = {time for spell in spells for time in (spell.start_min, spell.end_min)}
        changes: list[PostureChange] = []
        for start in sorted({0.0, self.settle_min, self.awake_min} | ends):
            posture = IDLE if start < self.settle_min else self._posture_at(start, spells)
            if not changes or changes[-1].posture is not posture:
                changes.append(PostureChange(start, posture))
        return tuple(changes)

    def _posture_at(self, minute: float, spells: Sequence[Spell]) -> Posture:
        for spell in reversed(spells):
            if spell.start_min <= minute < spell.end_min:
                return spell.posture
        return IDLE if minute < self.awake_min else ASLEEP


def scene(case: Case, causes: Mapping[str, float] | None, judged: Judgement) -> Scene:
    """The scene for a case.

    Args:
        case: the answers; an unknown age, sex, height or weight is left to the simulator's population median.
        causes: probability of each likely cause (0-1); None or empty when they were not ranked.
        judged: the injury behind each cause, and how long a lock may be.
    """
    weights = {cause: share for cause, share in (causes or {}).items() if cause in judged.injury}
    total = sum(weights.values())
    ranked = sum(judged.injury[c] * share for c, share in weights.items()) / total if total > 0 else None
    duration = case.episode.duration_hours
    hours = min(judged.unknown_duration_hours if duration is None else duration, LONGEST_HISTORY_HOURS)
    lock_hours = min(hours, judged.longest_lock_hours)
    return Scene(
        person=case.person,
        lock_hours=lock_hours,
        injury_hours=hours - lock_hours,
        initial_injury=min(judged.injury[UNRANKED] if ranked is None else ranked, 1.0),
        awake_min=judged.awake_min,
        settle_min=judged.settle_min,
        pain_nrs=case.episode.pain_nrs,
    )

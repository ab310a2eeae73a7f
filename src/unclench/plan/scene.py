"""The person as the simulator sees them: how hurt the tissue is, since when, and what an idle day looks like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from unclench.model.case import Case, Person
from unclench.model.scenario import Action, Mechanism, Posture, PostureChange, Scenario

PLAN_HOURS = 24.0
AWAKE_MIN = 16 * 60.0
"""A person who is up now stays up for 16 hours and then sleeps for 8. An assumption: the time of day is not known."""

IDLE = Posture.SITTING
ASLEEP = Posture.LYING_SIDE
"""Doing nothing about the back is sitting about, then sleeping on the side: an assumption, the same for every plan."""

SETTLE_MIN = 1.0
"""It takes about a minute to get into a position with a locked back: an assumption."""

SEVERITY: Mapping[str, float] = MappingProxyType(
    {
        "protective_after_injury": 0.6,
        "overexertion": 0.3,
        "fatigue_or_posture": 0.2,
        "disc_or_known_spine": 0.6,
        "other": 0.4,
    }
)
"""Tissue injury (0-1) behind each cause, used where no pain is stated. Assumptions, ordered by what the causes mean;
nobody has measured them."""

UNKNOWN_SEVERITY = 0.4
"""When no cause was ranked: the middle of the values above."""

UNKNOWN_ONSET_HOURS = 2.0
"""When nobody said how long ago: a plan is sought early. An assumption."""

LONGEST_ONSET_HOURS = 3.0
"""A longer history is simulated as three hours: by then the fast and middling states have settled. The slow ones
(inflammation builds over half a day) start lower than in life. A compromise with computing time; an assumption."""


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
    """One person at the start of a plan; ``pain_nrs`` is the pain they state (0-10), None when they did not."""

    person: Person
    onset_hours: float
    initial_injury: float
    mechanism: Mechanism = Mechanism.VICIOUS_CYCLE
    pain_nrs: float | None = None

    def scenario(
        self, spells: Sequence[Spell] = (), actions: Sequence[Action] = (), hours: float = PLAN_HOURS
    ) -> Scenario:
        """The day with these posture spells and actions; what begins after ``hours`` is left out."""
        timed = (*posture_changes(spells), *actions)
        return Scenario(
            hours=hours,
            actions=tuple(
                sorted((a for a in timed if a.start_min < hours * 60), key=lambda a: (a.start_min, type(a).__name__))
            ),
            mechanism=self.mechanism,
            starts_locked=True,
            initial_injury=self.initial_injury,
            onset_hours=self.onset_hours,
        )


def scene(case: Case, causes: Mapping[str, float] | None = None) -> Scene:
    """The scene for a case.

    Args:
        case: the answers; an unknown age, sex, height or weight is left to the simulator's population median.
        causes: probability of each likely cause (0-1); None or empty when they were not ranked.
    """
    weights = {cause: share for cause, share in (causes or {}).items() if cause in SEVERITY}
    total = sum(weights.values())
    severity = sum(SEVERITY[c] * share for c, share in weights.items()) / total if total > 0 else UNKNOWN_SEVERITY
    onset = case.episode.duration_hours
    return Scene(
        person=case.person,
        onset_hours=min(UNKNOWN_ONSET_HOURS if onset is None else onset, LONGEST_ONSET_HOURS),
        initial_injury=min(severity, 1.0),
        pain_nrs=case.episode.pain_nrs,
    )


def posture_changes(spells: Sequence[Spell]) -> tuple[PostureChange, ...]:
    """The whole day's posture changes: idle, then asleep, with every spell laid over it.

    Nobody lies down in no time: the first :data:`SETTLE_MIN` is spent as before, and shows the pain one starts from.

    Where spells overlap the one listed later wins. Two changes in a row to the same posture become one.
    """
    times = sorted({0.0, SETTLE_MIN, AWAKE_MIN, *(s.start_min for s in spells), *(s.end_min for s in spells)})
    changes: list[PostureChange] = []
    for start in times:
        posture = IDLE if start < SETTLE_MIN else _posture_at(start, spells)
        if not changes or changes[-1].posture is not posture:
            changes.append(PostureChange(start, posture))
    return tuple(changes)


def _posture_at(minute: float, spells: Sequence[Spell]) -> Posture:
    for spell in reversed(spells):
        if spell.start_min <= minute < spell.end_min:
            return spell.posture
    return IDLE if minute < AWAKE_MIN else ASLEEP

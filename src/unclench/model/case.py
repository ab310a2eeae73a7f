"""A case: one person, one episode, and what was answered about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from unclench.model.invalid import InvalidInput


class Answer(StrEnum):
    """What a person said to one question. ``NOT_ASKED`` is never written in a file; it is the absence of an answer."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    NOT_ASKED = "not_asked"


class Sex(StrEnum):
    """Sex as used by body-composition and pregnancy questions."""

    FEMALE = "female"
    MALE = "male"


class Region(StrEnum):
    """Where the pain is."""

    LUMBAR = "lumbar"
    THORACIC = "thoracic"
    CERVICAL = "cervical"
    FLANK = "flank"
    GENERALISED = "generalised"
    NONE = "none"


class Trigger(StrEnum):
    """What the person was doing when it started."""

    LIFTING = "lifting"
    TWISTING = "twisting"
    AWKWARD_POSTURE = "awkward_posture"
    HARD_EXERTION = "hard_exertion"
    FALL_OR_BLOW = "fall_or_blow"
    COUGH_OR_SNEEZE = "cough_or_sneeze"
    NONE = "none"
    OTHER = "other"


class Unmentioned(StrEnum):
    """How findings that a case does not list are read: as open questions, or as "no"."""

    ASK = "ask"
    NO = "no"


LONGEST_HOURS = 1_051_200.0
"""The longest that a bout can have lasted: 120 years."""

LEAST_MASS_INDEX, MOST_MASS_INDEX = 7.0, 210.0
"""Body mass index (kg/m2) outside which height and weight are not those of one living person.

Assumption, wide on purpose: reports of single survivors, as recalled, lie between about 7 and 204.
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Who it is about. ``None`` means not mentioned.

    Raises:
        InvalidInput: a number lies outside what a person can have, or height and weight do not go together.
    """

    age_years: float | None = None
    sex: Sex | None = None
    height_cm: float | None = None
    weight_kg: float | None = None

    def __post_init__(self) -> None:
        check_range("person.age_years", self.age_years, 0, 120, or_null=True)
        check_range("person.height_cm", self.height_cm, 40, 260, or_null=True)
        check_range("person.weight_kg", self.weight_kg, 2, 400, or_null=True)
        self._check_build()

    def _check_build(self) -> None:
        index = self.body_mass_index
        if index is not None and self.height_cm is not None and not LEAST_MASS_INDEX <= index <= MOST_MASS_INDEX:
            square = (self.height_cm / 100) ** 2
            least, most = LEAST_MASS_INDEX * square, MOST_MASS_INDEX * square
            allowed = f"a number from {least:.0f} to {most:.0f} for a height of {self.height_cm:g} cm, or null"
            raise InvalidInput("person.weight_kg", self.weight_kg, allowed)

    @property
    def body_mass_index(self) -> float | None:
        """Body mass index in kg/m2, or None when height or weight is unknown."""
        if self.height_cm is None or self.weight_kg is None:
            return None
        return self.weight_kg / (self.height_cm / 100) ** 2


@dataclass(frozen=True, slots=True)
class Episode:
    """This bout of pain. ``None`` means not mentioned.

    Raises:
        InvalidInput: duration is negative or longer than a life, or pain is off the 0-10 scale.
    """

    duration_hours: float | None = None
    pain_nrs: float | None = None
    region: Region | None = None
    trigger: Trigger | None = None
    known_spinal_problem: bool | None = None

    def __post_init__(self) -> None:
        check_range("episode.duration_hours", self.duration_hours, 0, LONGEST_HOURS, or_null=True)
        check_range("episode.pain_nrs", self.pain_nrs, 0, 10, or_null=True)


@dataclass(frozen=True, slots=True)
class Case:
    """One person's answers, already checked and with derived findings filled in.

    ``findings`` maps finding ids to answers and holds only what is known; use :meth:`answer` to read it.
    Built from a file or a form by ``unclench.safety.intake.read_case``.
    """

    uid: str
    person: Person = field(default_factory=Person)
    episode: Episode = field(default_factory=Episode)
    findings: Mapping[str, Answer] = field(default_factory=dict)
    unmentioned: Unmentioned = Unmentioned.ASK

    def __post_init__(self) -> None:
        object.__setattr__(self, "findings", MappingProxyType(dict(self.findings)))

    def answer(self, finding_id: str) -> Answer:
        """The answer to a finding; one that is not listed counts as this case says unmentioned findings do."""
        known = self.findings.get(finding_id)
        if known is not None:
            return known
        return Answer.NO if self.unmentioned is Unmentioned.NO else Answer.NOT_ASKED


def check_range(name: str, value: float | None, low: float, high: float, *, or_null: bool = False) -> None:
    """Raise InvalidInput unless ``value`` is a finite number within ``low``..``high``, or None where that may be."""
    if value is None and or_null:
        return
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        null = ", or null" if or_null else ""
        raise InvalidInput(name, value, f"a number from {low:.10g} to {high:.10g}{null}")

"""A scenario: what happens to a virtual person over some hours, as a list of timed actions.

Every action starts at ``start_min`` minutes after the scenario begins. Limits here are those of physical sense;
what is *advisable* is decided by the safety kernel and the fact-sheets, not here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from unclench.model.amounts import check_amounts
from unclench.model.case import check_range
from unclench.model.invalid import InvalidInput


class Mechanism(StrEnum):
    """Named, rival hypotheses of what keeps a muscle locked (Roland 1986; Lund 1991; van Dieen 2003)."""

    VICIOUS_CYCLE = "vicious_cycle"
    GUARDING_ONLY = "guarding_only"
    PAIN_ADAPTATION = "pain_adaptation"


class Cohort(StrEnum):
    """Whose recovery people are taken to have: cohorts do not agree, so the reader chooses.

    POOLED: everybody with acute back pain whom cohorts followed (Menezes Costa 2012, Wallwork 2024). NEW_EPISODE:
    people who see a family doctor with a new bout after a month without pain, as in the PACE trial (Williams 2014);
    they mend sooner. FIRST_DAYS: people seen within three days of the onset (Coste 1994 and 2004); most are well in two
    weeks.
    """

    POOLED = "pooled"
    NEW_EPISODE = "new_episode"
    FIRST_DAYS = "first_days"


class Posture(StrEnum):
    """Body positions with a published or assumed spinal load."""

    LYING_SIDE = "lying_side"
    LYING_CALVES_RAISED = "lying_calves_raised"
    LYING_PRONE = "lying_prone"
    SITTING = "sitting"
    STANDING = "standing"
    WALKING = "walking"
    BENDING = "bending"


class ColdSource(StrEnum):
    """What is cold and how it touches the skin."""

    ICE_CUBE_MOVING = "ice_cube_moving"
    ICE_CUBE_STILL = "ice_cube_still"
    ICE_PACK_WRAPPED = "ice_pack_wrapped"
    ICE_PACK_WET = "ice_pack_wet"
    FROZEN_PEAS = "frozen_peas"
    GEL_PACK_BARE = "gel_pack_bare"
    GEL_PACK_WRAPPED = "gel_pack_wrapped"


class HeatSource(StrEnum):
    """What is warm and how it touches the skin."""

    TOWEL_COMPRESS = "towel_compress"
    HEAT_WRAP = "heat_wrap"
    HOT_PACK = "hot_pack"


class Drug(StrEnum):
    """Oral analgesics with modelled kinetics (RxNorm ingredient names, lower case)."""

    IBUPROFEN = "ibuprofen"
    NAPROXEN = "naproxen"
    ASPIRIN = "aspirin"
    ACETAMINOPHEN = "acetaminophen"


@dataclass(frozen=True, slots=True)
class PostureChange:
    """From ``start_min`` on, hold this posture until the next change. The scenario starts standing."""

    start_min: float
    posture: Posture

    def __post_init__(self) -> None:
        _check_spell("posture", self.start_min, 0)


@dataclass(frozen=True, slots=True)
class Exertion:
    """Voluntary effort of the back muscle as a fraction of maximal voluntary contraction (0-1)."""

    start_min: float
    duration_min: float
    effort: float

    def __post_init__(self) -> None:
        _check_spell("exertion", self.start_min, self.duration_min)
        check_range("exertion.effort", self.effort, 0, 1)


@dataclass(frozen=True, slots=True)
class Cold:
    """A cold application; ``source_c`` is the source's starting temperature."""

    start_min: float
    duration_min: float
    source: ColdSource
    source_c: float = 0.0

    def __post_init__(self) -> None:
        _check_spell("cold", self.start_min, self.duration_min)
        check_range("cold.source_c", self.source_c, -30, 20)


@dataclass(frozen=True, slots=True)
class Heat:
    """A warm application; ``plastic`` and ``dry_towel`` cover a towel compress."""

    start_min: float
    duration_min: float
    source: HeatSource
    source_c: float
    plastic: bool = True
    dry_towel: bool = True
    renewed_every_min: float | None = None
    dripping: bool = False

    def __post_init__(self) -> None:
        _check_spell("heat", self.start_min, self.duration_min)
        check_range("heat.source_c", self.source_c, 20, 75)
        check_range("heat.renewed_every_min", self.renewed_every_min, 0.5, 24 * 60)


@dataclass(frozen=True, slots=True)
class Dose:
    """One oral dose in mg of the named ingredient.

    ``quick`` says that the product dissolves at once: a sodium, lysine or arginine salt, a liquid capsule, something
    already dissolved. The packet names the salt.
    """

    start_min: float
    drug: Drug
    dose_mg: float
    with_food: bool = False
    quick: bool = False

    def __post_init__(self) -> None:
        _check_spell("dose", self.start_min, 0)
        check_range("dose.dose_mg", self.dose_mg, 1, 10_000)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch to ``amount`` (fractional lengthening of the muscle) at ``speed_per_s`` muscle lengths a second."""

    start_min: float
    duration_min: float
    amount: float
    speed_per_s: float

    def __post_init__(self) -> None:
        _check_spell("stretch", self.start_min, self.duration_min)
        check_range("stretch.amount", self.amount, 0, 0.5)
        check_range("stretch.speed_per_s", self.speed_per_s, 0.001, 5)


@dataclass(frozen=True, slots=True)
class Injury:
    """A tissue injury (or disc irritation) of ``severity`` 0-1 at ``start_min``; ``heals`` False keeps the driver."""

    start_min: float
    severity: float
    heals: bool = True

    def __post_init__(self) -> None:
        _check_spell("injury", self.start_min, 0)
        check_range("injury.severity", self.severity, 0, 1)


Action = PostureChange | Exertion | Cold | Heat | Dose | Stretch | Injury


@dataclass(frozen=True, slots=True)
class Scenario:
    """``hours`` of simulated time with its timed actions.

    ``splint`` False switches the reflex contraction off (a comparison no person can choose).
    ``starts_locked`` True starts every member on the locked branch where one exists, found by a sharp stretch and
    an injury of ``initial_injury`` severity that came on ``onset_hours`` before the scenario starts. With
    ``injury_hours_before_onset`` the injury is that much older than the lock: inflammation starts at the level to which
    an injury that is now still ``initial_injury`` has brought it by then.
    ``cohort`` says whose healing times they have. ``start_pain_nrs`` is the pain that the person states; every member
    then states it too at time zero, standing. Without ``starts_locked`` these are refused, as nothing would use them.
    """

    hours: float
    actions: tuple[Action, ...] = ()
    mechanism: Mechanism = Mechanism.VICIOUS_CYCLE
    starts_locked: bool = False
    initial_injury: float = 0.0
    onset_hours: float = 1.0
    injury_hours_before_onset: float = 0.0
    splint: bool = True
    room_c: float = 23.0
    cohort: Cohort = Cohort.POOLED
    start_pain_nrs: float | None = None

    def __post_init__(self) -> None:
        check_range("hours", self.hours, 0.01, 24 * 366)
        check_range("initial_injury", self.initial_injury, 0, 1)
        check_range("onset_hours", self.onset_hours, 0, 24 * 366)
        check_range("injury_hours_before_onset", self.injury_hours_before_onset, 0, 24 * 366)
        check_range("room_c", self.room_c, 5, 40)
        check_range("start_pain_nrs", self.start_pain_nrs, 0, 10)
        self._check_onset()
        self._check_times()
        check_amounts((each.drug, each.start_min, each.dose_mg) for each in self.actions if isinstance(each, Dose))

    def _check_onset(self) -> None:
        """What only a locked start uses is not ignored in silence without one."""
        if self.starts_locked:
            return
        for name in ("initial_injury", "injury_hours_before_onset", "start_pain_nrs"):
            given: float | None = getattr(self, name)
            if given is not None and (given > 0 or name == "start_pain_nrs"):
                usual = "null" if name == "start_pain_nrs" else "0"
                raise InvalidInput(name, given, f"{usual}, or a number beside starts_locked: true, which alone uses it")

    def _check_times(self) -> None:
        minutes = self.hours * 60
        for action in self.actions:
            name = NAMES[type(action)]
            if action.start_min > minutes:
                raise InvalidInput(f"{name}.start_min", action.start_min, f"within the scenario's {minutes:g} minutes")
            lasts = getattr(action, "duration_min", 0.0)
            if action.start_min + lasts > minutes + ROUNDING_MIN:
                allowed = f"at most {minutes - action.start_min:g}: the scenario ends after {minutes:g} minutes"
                raise InvalidInput(f"{name}.duration_min", lasts, allowed)


NAMES: dict[type[Action], str] = {
    PostureChange: "posture",
    Exertion: "exertion",
    Cold: "cold",
    Heat: "heat",
    Dose: "dose",
    Stretch: "stretch",
    Injury: "injury",
}
"""What each kind of action is called in files and messages."""
ROUNDING_MIN = 1e-6
"""What sums of minutes may lose to rounding."""


def lasting_until(action: Action, end_min: float) -> Action:
    """The action, cut short where it would last beyond ``end_min``."""
    if isinstance(action, Exertion | Cold | Heat | Stretch) and action.start_min + action.duration_min > end_min:
        return replace(action, duration_min=end_min - action.start_min)
    return action


def _check_spell(name: str, start_min: float, duration_min: float) -> None:
    check_range(f"{name}.start_min", start_min, 0, 60 * 24 * 366)
    check_range(f"{name}.duration_min", duration_min, 0, 60 * 24 * 366)

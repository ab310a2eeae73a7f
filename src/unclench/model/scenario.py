"""A scenario: what happens to a virtual person over some hours, as a list of timed actions.

Every action starts at ``start_min`` minutes after the scenario begins. Limits here are those of physical sense;
what is *advisable* is decided by the safety kernel and the fact-sheets, not here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated

from unclench.model.amounts import Taken, check_amounts
from unclench.model.invalid import InvalidInput
from unclench.model.overlap import check_one_at_a_time
from unclench.model.told import Told, check_fields


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


YEAR_H = 24 * 366
StartMin = Annotated[float, Told("When it begins, counted from the beginning of the scenario.", 0, 60 * YEAR_H, "min")]
DurationMin = Annotated[float, Told("How long it lasts. It may not outlast the scenario.", 0, 60 * YEAR_H, "min")]


@dataclass(frozen=True, slots=True)
class PostureChange:
    """From ``start_min`` on, hold this posture until the next change. The scenario starts standing."""

    start_min: StartMin
    posture: Annotated[Posture, Told("The posture that is held from then on.")]

    def __post_init__(self) -> None:
        check_fields(self, "posture")


@dataclass(frozen=True, slots=True)
class Exertion:
    """Voluntary effort of the back muscle, steady from beginning to end."""

    start_min: StartMin
    duration_min: DurationMin
    effort: Annotated[float, Told("Share of the greatest force (maximal voluntary contraction).", 0, 1, "share")]

    def __post_init__(self) -> None:
        check_fields(self, "exertion")


@dataclass(frozen=True, slots=True)
class Cold:
    """Something cold on the skin of the back. It melts or warms up as its kind does."""

    start_min: StartMin
    duration_min: DurationMin
    source: Annotated[ColdSource, Told("What is cold and how it touches the skin.")]
    source_c: Annotated[
        float,
        Told(
            "Temperature of the source when it is put on. Say it for everything that comes out of a freezer "
            "(gel packs and peas: about -18 to -15): the default is melting ice, whatever the source.",
            -30,
            20,
            "degC",
        ),
    ] = 0.0

    def __post_init__(self) -> None:
        check_fields(self, "cold")


@dataclass(frozen=True, slots=True)
class Heat:
    """Something warm on the skin of the back."""

    start_min: StartMin
    duration_min: DurationMin
    source: Annotated[HeatSource, Told("What is warm and how it touches the skin.")]
    source_c: Annotated[
        float,
        Told(
            "Temperature of the source when it is put on; "
            "of a heat wrap, which makes its own heat, the one it reaches.",
            20,
            75,
            "degC",
        ),
    ]
    plastic: Annotated[
        bool, Told("Towel compress only: plastic lies over it, and nothing evaporates. Say false for a bare towel.")
    ] = True
    dry_towel: Annotated[
        bool, Told("Towel compress only: a dry towel lies on top and keeps the warmth in. Say false for a bare towel.")
    ] = True
    renewed_every_min: Annotated[
        float | None,
        Told("Made hot again (back to `source_c`) so often; left out or null: never.", 0.5, 24 * 60, "min"),
    ] = None
    dripping: Annotated[
        bool, Told("Towel compress only: so wet that water runs out of it. It touches better and holds more heat.")
    ] = False

    def __post_init__(self) -> None:
        check_fields(self, "heat")


@dataclass(frozen=True, slots=True)
class Dose:
    """One dose by mouth."""

    start_min: StartMin
    drug: Annotated[Drug, Told("What was swallowed.")]
    dose_mg: Annotated[
        float,
        Told("How much of the named ingredient; of a salt, how much of the acid in it.", 1, 10_000, "mg"),
    ]
    with_food: Annotated[bool, Told("Taken after a meal; false is on an empty stomach.")] = False
    quick: Annotated[
        bool,
        Told(
            "The product dissolves at once: a sodium, lysine or arginine salt, a liquid capsule, something already "
            "dissolved. The packet names the salt."
        ),
    ] = False

    def __post_init__(self) -> None:
        check_fields(self, "dose")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch: lengthened at an even speed to ``amount``, held until its time is over, and let go."""

    start_min: StartMin
    duration_min: DurationMin
    amount: Annotated[float, Told("How much longer the muscle becomes, as a share of its length.", 0, 0.5, "share")]
    speed_per_s: Annotated[float, Told("How fast, in muscle lengths a second.", 0.001, 5, "1/s")]

    def __post_init__(self) -> None:
        check_fields(self, "stretch")


@dataclass(frozen=True, slots=True)
class Injury:
    """A tissue injury, or an irritated disc."""

    start_min: StartMin
    severity: Annotated[
        float, Told("How bad: 1 is a full injury. A worse one that is not healed stays.", 0, 1, "share")
    ]
    heals: Annotated[bool, Told("False: it drives pain for good.")] = True

    def __post_init__(self) -> None:
        check_fields(self, "injury")


Action = PostureChange | Exertion | Cold | Heat | Dose | Stretch | Injury


@dataclass(frozen=True, slots=True)
class Scenario:
    """``hours`` of simulated time with its timed actions.

    A start that is locked is found, not set: people live through a sharp stretch ``onset_hours`` before time zero, and
    those whose muscle is locked by time zero are the people of the run. What only such a start uses is refused without
    it, as nothing would use it.
    """

    hours: Annotated[float, Told("How long everything lasts.", 0.01, YEAR_H, "h")]
    actions: Annotated[tuple[Action, ...], Told("What is done and when, in any order; see below.")] = ()
    mechanism: Annotated[
        Mechanism, Told("What is taken to keep a muscle locked: rival hypotheses, each by its name.")
    ] = Mechanism.VICIOUS_CYCLE
    starts_locked: Annotated[
        bool,
        Told(
            "Everybody starts in a spasm, with a locked muscle (of the cohort `new_episode`: in at least moderate "
            "pain). Without it people are well at time zero."
        ),
    ] = False
    initial_injury: Annotated[
        float, Told("With `starts_locked`: the injury behind the spasm; 1 is a full one.", 0, 1, "share")
    ] = 0.0
    onset_hours: Annotated[
        float,
        Told(
            "With `starts_locked`: how long before time zero the bout began: the muscle locked then, and the "
            "injury (if it is no older) came then and has been healing since.",
            0,
            YEAR_H,
            "h",
        ),
    ] = 1.0
    injury_hours_before_onset: Annotated[
        float,
        Told(
            "With `starts_locked`: how much older than the lock the injury is. `initial_injury` is then what is left "
            "of it when the muscle locks, in everybody, and inflammation is what such an injury has brought by then.",
            0,
            YEAR_H,
            "h",
        ),
    ] = 0.0
    splint: Annotated[
        bool, Told("False switches the reflex contraction off: a comparison that no person can choose.")
    ] = True
    room_c: Annotated[float, Told("Temperature of the room.", 5, 40, "degC")] = 23.0
    cohort: Annotated[Cohort, Told("Whose healing times people have: cohorts do not agree, so the reader chooses.")] = (
        Cohort.POOLED
    )
    start_pain_nrs: Annotated[
        float | None,
        Told(
            "With `starts_locked`: the pain that is stated at the start. Everybody then states it at time zero, "
            "standing; left out or null: as the model finds it.",
            0,
            10,
            "of 10",
        ),
    ] = None

    def __post_init__(self) -> None:
        check_fields(self)
        self._check_onset()
        self._check_times()
        self._check_overlaps()
        check_amounts(self.doses)

    @property
    def doses(self) -> dict[str, Taken]:
        """The doses, by what each is called in messages."""
        return {
            f"{name}.dose_mg": (each.drug, each.start_min, each.dose_mg)
            for name, each in self._named()
            if isinstance(each, Dose)
        }

    def _named(self) -> list[tuple[str, Action]]:
        """The actions, each with its path."""
        return [(f"actions[{place}]", action) for place, action in enumerate(self.actions)]

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
        for name, action in self._named():
            if action.start_min > minutes:
                raise InvalidInput(f"{name}.start_min", action.start_min, f"within the scenario's {minutes:g} minutes")
            lasts = _lasts(action)
            if action.start_min + lasts > minutes + ROUNDING_MIN:
                allowed = f"at most {minutes - action.start_min:g}: the scenario ends after {minutes:g} minutes"
                raise InvalidInput(f"{name}.duration_min", lasts, allowed)

    def _check_overlaps(self) -> None:
        for kinds in ONE_AT_A_TIME:
            alike = [(name, each) for name, each in self._named() if isinstance(each, kinds)]
            check_one_at_a_time((each.start_min, each.start_min + _lasts(each), name) for name, each in alike)


ONE_AT_A_TIME: tuple[tuple[type[Action], ...], ...] = ((PostureChange,), (Exertion,), (Stretch,), (Cold, Heat))
"""What no body can do twice at once."""
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


def _lasts(action: Action) -> float:
    """Minutes from beginning to end; what happens in a moment lasts none."""
    return float(getattr(action, "duration_min", 0.0))

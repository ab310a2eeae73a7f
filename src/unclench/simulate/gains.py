"""How every claim about muscle hangs on gains that nobody has measured: one changed at a time, the claims again.

The claims are those of ``docs/model/claims.yaml``, on fewer people. Claims about skin and drug levels (A11, A12) hang
on no gain of the loop; A14 has no face in the model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from unclench.knowledge.load import Knowledge
from unclench.model.case import Person
from unclench.model.scenario import (
    Action,
    Cohort,
    Cold,
    ColdSource,
    Dose,
    Drug,
    Exertion,
    Heat,
    HeatSource,
    Injury,
    Posture,
    PostureChange,
    Scenario,
    Stretch,
)
from unclench.simulate.members import Members
from unclench.simulate.population import parameters
from unclench.simulate.run import run_members

UNMEASURED = (
    "self_excitation_gain",
    "reflex_threshold",
    "reflex_width",
    "reflex_strength",
    "posture_excitation",
    "excitation_by_metabolites",
    "excitation_by_sensitisation",
    "excitation_by_driver",
    "spindle_gain",
    "tendon_inhibition",
    "habituation_strength",
    "noise_amplitude",
    "pain_by_tension",
    "pain_by_driver",
    "sensitisation_by_inflammation",
)
"""Gains of the loop and of pain that are tuned or assumed."""
SLOW = frozenset(
    {"self_excitation_gain", "excitation_by_sensitisation", "pain_by_driver", "sensitisation_by_inflammation"}
)
"""Those that can move days and weeks: only with them are the long runs done again."""
CHANGE = 0.1
SHORT_MEMBERS, LONG_MEMBERS = 256, 32
STATED_AS_TWO = 1.5
"""People state whole numbers: recovered means a stated 0 or 1, which is pain below this."""
"""Runs of hours take the first, runs of days and weeks the second."""

Run = Callable[..., Members]
LIE = PostureChange(0, Posture.LYING_SIDE)


@dataclass(frozen=True, slots=True)
class Demand:
    """One number of a claim and what the claim asks of it."""

    claim: str
    says: str
    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether the number is what the claim asks for."""
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Changed:
    """Every demand's number with one gain at ``factor`` times its shipped value (``gain`` empty: as shipped)."""

    gain: str
    factor: float
    values: Mapping[Demand, float]

    @property
    def broken(self) -> tuple[Demand, ...]:
        """Demands that no longer hold."""
        return tuple(demand for demand, value in self.values.items() if not demand.holds(value))


def _startle(at_min: float) -> Stretch:
    return Stretch(at_min, 0.1, 0.2, 1.0)


def _locked(hours: float, *actions: Action, onset_hours: float = 0.25, **more: object) -> Scenario:
    return Scenario(hours, actions, starts_locked=True, initial_injury=1.0, onset_hours=onset_hours, **more)  # type: ignore[arg-type]


HARD_SETS = tuple(Exertion(1 + 7 * turn, 5, 0.45) for turn in range(4))
"""Overexertion: four efforts of five minutes at 45 % of maximum, two minutes apart."""


def _share_locked(run: Members, minute: float) -> float:
    return float(run.locked[:, int(np.searchsorted(run.minutes, minute - 1e-9))].mean())


def locks(run: Run) -> dict[Demand, float]:
    """A1, A2, A13: what a sudden stretch locks after nothing, light work, overwork, injury, and after release."""
    healthy = _share_locked(run(Scenario(0.3, (_startle(10),))), 10.5)
    tired = _share_locked(run(Scenario(1.2, (Exertion(1, 60, 0.15), _startle(62)))), 62.5)
    worked = _share_locked(run(Scenario(0.6, (*HARD_SETS, _startle(28)))), 28.5)
    hurt = _share_locked(run(Scenario(0.3, (Injury(9, 1.0), _startle(10)))), 10.5)
    sudden = run(_locked(2.3, LIE, _startle(125)))
    slow = run(_locked(2.3, LIE, Stretch(125, 1, 0.1, 0.02)))
    again = _share_locked(sudden, 125.5) - _share_locked(slow, 125.5)
    return {
        Demand("A1", "injury and sudden stretch lock", 0.5, 1.0): hurt,
        Demand("A1", "a healthy back is locked by a sudden stretch", 0.0, 0.05): healthy,
        Demand("A2", "light work, then stretch, locks more than stretch alone", 0.02, 1.0): tired - healthy,
        Demand("A2", "overwork locks more than light work", 0.1, 1.0): worked - tired,
        Demand("A2", "injury locks more than overwork", 0.02, 1.0): hurt - worked,
        Demand("A13", "a sudden stretch locks again, more than a slow one", 0.05, 1.0): again,
    }


def holds(run: Run) -> dict[Demand, float]:
    """A3, A4, A7, A8: what the splint costs, whether a driver brings a spasm back, what release and lying do."""
    standing, lying = run(_locked(1.05)), run(_locked(1.05, LIE))
    off = run(_locked(1.05, splint=False))
    up = PostureChange(131, Posture.STANDING)
    driver = run(Scenario(8.2, (Injury(9, 1.0, False), _startle(10), PostureChange(11, Posture.LYING_SIDE), up)))
    before, after = driver.minutes <= 130, driver.minutes > 132
    let_go = driver.locked[:, 2:][:, before[2:]].any(axis=1) & ~driver.locked[:, before][:, -1]
    back = float(driver.locked[let_go][:, after].any(axis=1).mean()) if let_go.any() else np.nan
    free = ~lying.locked[:, -1]
    motion = lying.curve("range_of_motion")
    gained = float((motion[free, -1] - motion[free, 0]).mean()) if free.any() else np.nan
    cost = float((standing.mean("pain_nrs", 5, 60) - off.mean("pain_nrs", 5, 60)).mean())
    released = [float((each.minutes_to_release <= 60).mean()) for each in (standing, lying)]
    return {
        Demand("A3", "the splint adds pain, standing (of 10)", 0.1, 10.0): cost,
        Demand("A4", "with a driver that stays, the spasm comes back", 0.5, 1.0): back,
        Demand("A7", "release gives motion back (share)", 0.05, 1.0): gained,
        Demand("A8", "lying releases more than standing, in an hour", 0.1, 1.0): released[1] - released[0],
    }


def courses(run: Run) -> dict[Demand, float]:
    """A5, A9, A10, A15: overwork and rest, ibuprofen, the order of cold and heat, recovery of a new bout."""
    rested = run(Scenario(73.0, (*HARD_SETS, PostureChange(30, Posture.LYING_SIDE))), long=True)
    oxygen, sore = rested.curve("oxygen_saturation"), rested.curve("pain_nrs")[:, -1]
    doses = tuple(Dose(480.0 * turn, Drug.IBUPROFEN, 400) for turn in range(21))
    nothing, drug = (
        run(_locked(160.0, onset_hours=24.0), long=True),
        run(_locked(160.0, *doses, onset_hours=24.0), long=True),
    )
    cold = [Cold(minute, 15, ColdSource.ICE_PACK_WRAPPED, 0.0) for minute in (15.0, 135.0, 495.0, 615.0)]
    warm = [Heat(minute, 20, HeatSource.TOWEL_COMPRESS, 45.0) for minute in (15.0, 135.0, 495.0, 615.0)]
    order = [
        run(_locked(24.0, *first, *second), long=True) for first, second in ((cold[:2], warm[2:]), (warm[:2], cold[2:]))
    ]
    bout = run(_locked(84 * 24.0, onset_hours=24.0, cohort=Cohort.NEW_EPISODE), long=True)
    well = bout.curve("pain_nrs") < STATED_AS_TWO
    days = np.where(well.any(axis=1), bout.minutes[well.argmax(axis=1)] / 1440.0, np.inf)
    last_day = 136 * 60.0, 160 * 60.0
    effect = float((drug.mean("pain_nrs", *last_day) - nothing.mean("pain_nrs", *last_day)).mean())
    pair = [float(each.mean("pain_nrs").mean()) for each in order]
    return {
        Demand("A5", "oxygen falls to less than half in overwork (lowest over first)", 0.0, 0.5): float(
            np.median(oxygen.min(axis=1) / oxygen[:, 0])
        ),
        Demand("A5", "pain after three days of rest (of 10)", 0.0, 0.1): float(sore.mean()),
        Demand("A9", "ibuprofen after a week (of 10), as in pooled trials", -1.1, -0.36): effect,
        Demand("A10", "cold first less heat first (of 10)", -0.2, 0.2): pair[0] - pair[1],
        Demand("A15", "a new bout is well by day 16 (share)", 0.4, 0.6): float((days <= 16).mean()),
    }


def measure(
    knowledge: Knowledge, overrides: Mapping[str, float], seed: int = 5, long: bool = True
) -> dict[Demand, float]:
    """Every demand's number with these parameters for everybody; without ``long`` runs, those of hours alone."""

    def run(scenario: Scenario, long: bool = False) -> Members:
        return run_members(
            Person(),
            scenario,
            knowledge=knowledge,
            members=LONG_MEMBERS if long else SHORT_MEMBERS,
            seed=seed,
            output_every_min=max(0.5, scenario.hours * 60.0 / 500.0),
            overrides=dict(overrides) or None,
        )

    return {**locks(run), **holds(run), **(courses(run) if long else {})}


def sweep(
    knowledge: Knowledge, gains: Sequence[str] = UNMEASURED, seed: int = 5, long: bool = True
) -> tuple[Changed, ...]:
    """As shipped, then each gain 10 % down and 10 % up."""
    shipped = parameters(knowledge)
    found = [Changed("", 1.0, measure(knowledge, {}, seed, long))]
    for gain in gains:
        for factor in (1.0 - CHANGE, 1.0 + CHANGE):
            changed = {gain: factor * shipped[gain].value}
            found.append(Changed(gain, factor, measure(knowledge, changed, seed, long and gain in SLOW)))
    return tuple(found)

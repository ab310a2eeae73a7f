"""Where a relaxed and a locked state exist, as tonic drive and sensitisation change: the map behind "it just locks".

Found from the equations, not by running them: at every point all slow states are held, and the fixed points of the
reflex are the roots of its rate, bracketed on a grid of reflex levels and refined by Brent's method (SciPy). A
root is stable where the rate falls through it. Sensitisation is an axis because it moves the threshold over minutes to
days; drive because posture and effort set it at will. Injury is held at a value that the caller gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from unclench.knowledge.load import Knowledge
from unclench.model.case import Person, check_range
from unclench.model.scenario import Mechanism, Posture
from unclench.model.version import SCHEMA_VERSION
from unclench.physiology import layout as at
from unclench.physiology.fatigue import active_share
from unclench.physiology.latch import LOCKED_REFLEX
from unclench.physiology.settle import resting_state
from unclench.physiology.spasm import demand_now, injure, reflex_target_now
from unclench.simulate.population import SPREAD, parameter_values, parameters, sample
from unclench.simulate.slow import held_inputs

RELAXED, BOTH, LOCKED = 0, 1, 2
"""Which states exist at a point of the map: only a relaxed one, both, only a locked one."""
MOST_DRIVE = 0.25
LEVELS = 121
"""Reflex levels between which roots are looked for."""


@dataclass(frozen=True, slots=True)
class StateMap:
    """Which states exist, rows by sensitisation (0 at the first) and columns by tonic drive.

    Attributes:
        mechanism: the hypothesis.
        posture: whose disc load is held.
        injury: driver held, 0-1.
        drives: tonic drive of the back muscle, fractions of MVC (columns).
        sensitisations: 0-1 (rows).
        kinds: RELAXED, BOTH or LOCKED, (rows, columns).
    """

    mechanism: Mechanism
    posture: Posture
    injury: float
    drives: tuple[float, ...]
    sensitisations: tuple[float, ...]
    kinds: tuple[tuple[int, ...], ...]

    def lock_from(self) -> tuple[float | None, ...]:
        """For each sensitisation the smallest drive at which a locked state exists, None when there is none."""
        return tuple(self._first(row, BOTH) for row in self.kinds)

    def no_return_from(self) -> tuple[float | None, ...]:
        """For each sensitisation the smallest drive at which only the locked state is left, None when there is none."""
        return tuple(self._first(row, LOCKED) for row in self.kinds)

    def _first(self, row: tuple[int, ...], least: int) -> float | None:
        return next((drive for drive, kind in zip(self.drives, row, strict=True) if kind >= least), None)

    def as_dict(self) -> dict[str, Any]:
        """The map as plain values, for JSON."""
        names = ("relaxed", "both", "locked")
        return {
            "schema_version": SCHEMA_VERSION,
            "mechanism": self.mechanism.value,
            "posture": self.posture.value,
            "injury": self.injury,
            "drives": list(self.drives),
            "sensitisations": list(self.sensitisations),
            "states": [[names[kind] for kind in row] for row in self.kinds],
            "lock_from_drive": list(self.lock_from()),
            "only_locked_from_drive": list(self.no_return_from()),
        }


def state_map(
    person: Person,
    *,
    knowledge: Knowledge,
    mechanism: Mechanism = Mechanism.VICIOUS_CYCLE,
    posture: Posture = Posture.STANDING,
    injury: float = 1.0,
    cells: int = 41,
) -> StateMap:
    """The map of the person in the middle of the population that ``person`` is one of.

    Raises:
        InvalidInput: an injury outside 0-1 or a number of cells outside 5-401.
    """
    check_range("injury", injury, 0, 1)
    check_range("cells", cells, 5, 401)
    alike = {name + SPREAD: 0.0 for name in parameters(knowledge)}
    p = sample(person, 1, 0, knowledge, overrides=alike).spasm[0].tolist()
    held = held_inputs(posture, mechanism, parameter_values(knowledge)).tolist()
    state = resting_state(held, p)
    injure(state, injury, p)
    drives = tuple(np.linspace(0.0, MOST_DRIVE, cells).tolist())
    sensitisations = tuple(np.linspace(0.0, 1.0, cells).tolist())
    kinds = tuple(tuple(_kind(drive, sensitised, state, held, p) for drive in drives) for sensitised in sensitisations)
    return StateMap(mechanism, posture, injury, drives, sensitisations, kinds)


def _kind(drive: float, sensitised: float, state: list[float], held: list[float], p: list[float]) -> int:
    now, inputs = list(state), list(held)
    now[at.S_SENSITISATION], inputs[at.I_POSTURE_DRIVE] = sensitised, drive
    stable = stable_reflexes(now, inputs, p)
    relaxed, locked = stable[0] <= LOCKED_REFLEX, stable[-1] > LOCKED_REFLEX
    return BOTH if relaxed and locked else LOCKED if locked else RELAXED


def stable_reflexes(state: list[float], inputs: list[float], p: list[float]) -> list[float]:
    """Stable fixed points of the reflex (0-1, rising) with every other state held."""
    from scipy.optimize import brentq

    def gap(reflex: float) -> float:
        now = list(state)
        now[at.S_REFLEX] = reflex
        active = active_share(demand_now(now, inputs, p), now[at.S_FATIGUED])
        return reflex_target_now(now, inputs, p, active) - reflex

    grid = np.linspace(0.0, 1.0, LEVELS).tolist()
    gaps = [gap(reflex) for reflex in grid]
    return [
        float(brentq(gap, grid[i], grid[i + 1], xtol=1e-9)) for i in range(LEVELS - 1) if gaps[i] > 0.0 >= gaps[i + 1]
    ]

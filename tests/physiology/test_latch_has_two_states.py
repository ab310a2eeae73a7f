"""The latch is bistable by its own equations where a hypothesis says so, and has one state in health.

Branches are found by SciPy, not by running the code: the fixed points of the reflex with slow states frozen, and the
fixed points of the whole system with every other state settled.
"""

import ast
import inspect
import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from unclench.model.scenario import Posture
from unclench.physiology import layout as at
from unclench.physiology import spasm
from unclench.physiology.fatigue import active_share
from unclench.physiology.habituation import steady_habituation
from unclench.physiology.latch import LOCKED_REFLEX, reflex_target
from unclench.physiology.settle import resting_state

Inputs = Callable[..., list[float]]
AT_EASE = [Posture.STANDING, Posture.SITTING, Posture.WALKING, Posture.LYING_SIDE, Posture.LYING_CALVES_RAISED]
MECHANISMS = {
    "vicious_cycle": at.VICIOUS_CYCLE,
    "guarding_only": at.GUARDING_ONLY,
    "pain_adaptation": at.PAIN_ADAPTATION,
}


def roots(gap: Callable[[float], float]) -> list[float]:
    """All zeros of ``gap`` between 0 and 1 that a fine scan brackets."""
    grid = np.linspace(0.0, 1.0, 401)
    values = [gap(float(r)) for r in grid]
    brackets = [(grid[i], grid[i + 1]) for i in range(400) if values[i] * values[i + 1] < 0]
    return [float(brentq(gap, low, high, xtol=1e-12)) for low, high in brackets]


def frozen_roots(state: list[float], held: list[float], row: list[float]) -> list[float]:
    """Fixed points of the reflex alone, every other state frozen."""

    def gap(reflex: float) -> float:
        now = list(state)
        now[at.S_REFLEX] = reflex
        active = active_share(spasm.demand_now(now, held, row), now[at.S_FATIGUED])
        return spasm.reflex_target_now(now, held, row, active) - reflex

    return roots(gap)


def settled_roots(driver: float, held: list[float], row: list[float], habituated: bool) -> list[float]:
    """Fixed points of the whole system for a driver that does not heal, with or without habituation."""

    def gap(reflex: float) -> float:
        now = injured_steady_state(driver, reflex, held, row, habituated)
        active = active_share(spasm.demand_now(now, held, row), now[at.S_FATIGUED])
        return spasm.reflex_target_now(now, held, row, active) - reflex

    return roots(gap)


def injured_steady_state(
    driver: float, reflex: float, held: list[float], row: list[float], habituated: bool
) -> list[float]:
    """Every state but the reflex where it settles when reflex and driver are held."""
    clamped = list(row)
    clamped[at.P_BASELINE_EXCITATION] = 100.0 if reflex > 0 else -100.0  # settle() must not move the reflex itself
    clamped[at.P_REFLEX_STRENGTH] = row[at.P_REFLEX_STRENGTH] * reflex
    state = resting_state(held, clamped)
    state[at.S_REFLEX], state[at.S_DRIVER] = reflex, driver
    state[at.S_INFLAMMATION] += row[at.P_INFLAMMATION_BY_DRIVER] * driver
    state[at.S_SENSITISATION] = spasm.sensitisation_target_now(state, held, row)
    gained = steady_habituation(reflex, row[at.P_HABITUATION_S], row[at.P_HABITUATION_RECOVERY_S])
    state[at.S_HABITUATION] = gained if habituated else 0.0
    return state


def just_injured(severity: float, held: list[float], row: list[float]) -> list[float]:
    state = resting_state(held, row)
    spasm.injure(state, severity, row)
    return state


@pytest.mark.parametrize("mechanism", MECHANISMS)
@pytest.mark.parametrize("posture", AT_EASE)
def test_a_healthy_back_at_ease_has_one_state_and_it_is_relaxed(
    mechanism: str, posture: Posture, inputs: Inputs, row: list[float]
) -> None:
    held = inputs(posture, mechanism=MECHANISMS[mechanism])
    for found in (frozen_roots(resting_state(held, row), held, row), settled_roots(0.0, held, row, habituated=False)):
        assert len(found) == 1
        assert found[0] < 0.05


@pytest.mark.parametrize("mechanism", ["vicious_cycle", "guarding_only"])
def test_an_injured_back_has_a_relaxed_and_a_locked_state_for_the_same_input(
    mechanism: str, inputs: Inputs, row: list[float]
) -> None:
    held = inputs(mechanism=MECHANISMS[mechanism])
    relaxed, between, locked = frozen_roots(just_injured(1.0, held, row), held, row)
    assert relaxed < 0.2 < between < LOCKED_REFLEX + 0.3 < locked


def test_pain_adaptation_has_no_locked_state(inputs: Inputs, row: list[float]) -> None:
    held = inputs(mechanism=at.PAIN_ADAPTATION)
    assert len(frozen_roots(just_injured(1.0, held, row), held, row)) == 1
    assert max(settled_roots(1.0, held, row, habituated=False)) < LOCKED_REFLEX


@pytest.mark.parametrize(
    ("mechanism", "habituated", "lasts"),
    [
        ("vicious_cycle", False, True),
        ("guarding_only", False, True),
        ("vicious_cycle", True, False),  # habituation ends every lock in the end, even under an injury that stays;
        ("guarding_only", True, False),  # when it has faded again, the next trigger can lock anew
    ],
)
def test_which_locks_stand_when_everything_else_has_settled(
    mechanism: str, habituated: bool, lasts: bool, inputs: Inputs, row: list[float]
) -> None:
    held = inputs(mechanism=MECHANISMS[mechanism], heals=0.0)
    assert (max(settled_roots(1.0, held, row, habituated)) > LOCKED_REFLEX) is lasts


@pytest.mark.parametrize("mechanism", ["vicious_cycle", "guarding_only"])
def test_same_drive_two_futures(mechanism: str, inputs: Inputs, row: list[float]) -> None:
    """One state differs at the start, the reflex; ten minutes later one back is locked and the other is not."""
    held = inputs(mechanism=MECHANISMS[mechanism])
    start = just_injured(0.8, held, row)
    ends = []
    for reflex in (start[at.S_REFLEX], 0.9):
        now = list(start)
        now[at.S_REFLEX] = reflex
        ends.append(follow(now, held, row, 600.0)[at.S_REFLEX])
    assert ends[0] < 0.2
    assert ends[1] > 0.7


def test_lying_lifts_the_locked_state_in_fewer_injuries_than_standing(inputs: Inputs, row: list[float]) -> None:
    def smallest_injury_with_a_lock(posture: Posture) -> float:
        held = inputs(posture)
        for severity in np.linspace(0, 1, 101):
            if len(frozen_roots(just_injured(float(severity), held, row), held, row)) > 1:
                return float(severity)
        return math.inf

    assert smallest_injury_with_a_lock(Posture.STANDING) < 0.7 * smallest_injury_with_a_lock(Posture.LYING_SIDE)


@pytest.mark.parametrize("gain", [0.6, 0.9, 1.25, 1.5])
def test_folds_of_the_bare_latch_are_where_the_closed_form_says(gain: float, medians: dict[str, float]) -> None:
    """Two states exist when the gain exceeds four widths, between offsets found by setting the slope to one."""
    threshold, width = medians["reflex_threshold"], medians["reflex_width"]

    def count(offset: float) -> int:
        return len(roots(lambda r: reflex_target(offset + gain * r, threshold, width) - r))

    if gain <= 4 * width:
        assert {count(float(b)) for b in np.linspace(-0.5, 1.5, 41)} == {1}
        return
    split = math.sqrt(1 - 4 * width / gain)
    low, high = (threshold + width * math.log(r / (1 - r)) - gain * r for r in (0.5 * (1 + split), 0.5 * (1 - split)))
    assert count(low + 1e-3) == count(high - 1e-3) == 3
    assert count(low - 1e-3) == count(high + 1e-3) == 1


def test_nothing_that_moves_the_state_reads_whether_it_is_locked() -> None:
    """Only the outputs may name the lock's threshold, and only they may compare the reflex with it."""
    tree = ast.parse(inspect.getsource(spasm))
    users = {
        function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if (isinstance(node, ast.Name) and node.id == "LOCKED_REFLEX")
        or (isinstance(node, ast.Attribute) and node.attr == "O_LOCKED")
    }
    assert users == {"spasm_outputs"}


def test_the_reflex_passes_the_threshold_without_a_kink(inputs: Inputs, row: list[float]) -> None:
    held = inputs()
    state = just_injured(1.0, held, row)

    def slope(reflex: float) -> float:
        rates = [0.0] * len(at.STATES)
        state[at.S_REFLEX] = reflex
        spasm.spasm_rates(state, held, row, rates)
        return rates[at.S_REFLEX]

    grid = np.linspace(LOCKED_REFLEX - 0.01, LOCKED_REFLEX + 0.01, 201)
    second = np.diff([slope(float(r)) for r in grid], 2) / np.diff(grid)[0] ** 2
    assert abs(np.diff(second)).max() < 0.01 * abs(second).max()


def follow(state: list[float], held: list[float], row: list[float], seconds: float) -> list[float]:
    def rate(_: float, y: np.ndarray) -> list[float]:
        rates = [0.0] * len(y)
        spasm.spasm_rates(list(y), held, row, rates)
        return rates

    return list(solve_ivp(rate, (0, seconds), state, method="LSODA", rtol=1e-7, atol=1e-10).y[:, -1])

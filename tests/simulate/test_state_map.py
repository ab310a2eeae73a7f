"""The map of states: kinds agree with runs of the equations, and follow the folds where they are known."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from unclench.model.case import Person
from unclench.model.invalid import InvalidInput
from unclench.model.scenario import Mechanism, Posture
from unclench.simulate.state_map import BOTH, LOCKED, RELAXED, StateMap, stable_reflexes, state_map


def test_the_map_grows_with_drive_and_with_sensitisation(knowledge) -> None:
    kinds = np.array(state_map(Person(), knowledge=knowledge, cells=21).kinds)
    assert (np.diff(kinds, axis=0) >= 0).all()
    assert (np.diff(kinds, axis=1) >= 0).all()
    assert set(np.unique(kinds)) == {BOTH, LOCKED}


def test_a_healthy_back_at_ease_has_only_the_relaxed_state(knowledge) -> None:
    found = state_map(Person(), knowledge=knowledge, injury=0.0, cells=21)
    assert found.kinds[0][0] == RELAXED
    assert found.kinds[0][2] == RELAXED  # 2.5 % of maximum, as in standing


def test_pain_adaptation_has_no_locked_state_at_ease(knowledge) -> None:
    found = state_map(Person(), knowledge=knowledge, mechanism=Mechanism.PAIN_ADAPTATION, cells=11)
    assert found.kinds[0][0] == RELAXED


def test_lying_needs_more_drive_for_a_lock_than_standing(knowledge) -> None:
    standing, lying = (
        state_map(Person(), knowledge=knowledge, posture=posture, cells=41).lock_from()[0]
        for posture in (Posture.STANDING, Posture.LYING_SIDE)
    )
    assert standing is not None
    assert lying is not None
    assert standing < lying


def test_every_stable_reflex_is_where_a_run_comes_to_rest(knowledge) -> None:
    """One equation followed by SciPy from both ends reaches the outermost of the states that were found."""
    from unclench.physiology import layout as at
    from unclench.physiology.settle import resting_state
    from unclench.physiology.spasm import injure, spasm_rates
    from unclench.simulate.population import parameter_values, sample
    from unclench.simulate.slow import held_inputs

    p = sample(Person(), 1, 1, knowledge).spasm[0].tolist()
    held = held_inputs(Posture.STANDING, Mechanism.VICIOUS_CYCLE, parameter_values(knowledge)).tolist()
    state = resting_state(held, p)
    injure(state, 1.0, p)

    def slope(_: float, reflex: np.ndarray) -> list[float]:
        now, rates = list(state), [0.0] * len(state)
        now[at.S_REFLEX] = float(reflex[0])
        spasm_rates(now, held, p, rates)
        return [rates[at.S_REFLEX]]

    found = stable_reflexes(state, held, p)
    ends = [float(solve_ivp(slope, (0, 60), [start], rtol=1e-9, atol=1e-11).y[0, -1]) for start in (0.0, 1.0)]
    assert (found[0], found[-1]) == pytest.approx(ends, abs=1e-6)


def test_a_map_says_where_locking_begins_and_where_there_is_no_return() -> None:
    found = StateMap(
        Mechanism.VICIOUS_CYCLE, Posture.STANDING, 1.0, (0.0, 0.1, 0.2), (0.0, 1.0), ((0, 1, 2), (0, 0, 0))
    )
    assert found.lock_from() == (0.1, None)
    assert found.no_return_from() == (0.2, None)
    assert found.as_dict()["states"][0] == ["relaxed", "both", "locked"]


def test_an_impossible_injury_is_refused(knowledge) -> None:
    with pytest.raises(InvalidInput, match="injury"):
        state_map(Person(), knowledge=knowledge, injury=2.0)

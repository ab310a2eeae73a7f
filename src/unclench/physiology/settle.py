"""The resting state: where a relaxed, uninjured person settles under given inputs."""

from __future__ import annotations

from unclench.physiology import layout as at
from unclench.physiology.fatigue import active_share, recovery, steady_fatigued
from unclench.physiology.floats import Floats
from unclench.physiology.habituation import steady_habituation
from unclench.physiology.inflammation import overwork
from unclench.physiology.metabolites import anaerobic_share, nerve_response, steady_metabolites, washout_rate
from unclench.physiology.oxygen import steady_saturation
from unclench.physiology.spasm import (
    demand_now,
    flow_now,
    guarding_target_now,
    oxygen_demand_now,
    reflex_target_now,
    sensitisation_target_now,
)
from unclench.physiology.strain import overload, steady_strain

ROUNDS = 80
"""At most this many fixed-point rounds; they end before when nothing moves any more, to the last bit."""


def settle(inputs: Floats, p: Floats, state: Floats) -> None:
    """Write the relaxed steady state for these held ``inputs`` into ``state``: no injury, noise read as given."""
    for index in range(len(at.STATES)):
        state[index] = 0.0
    for _ in range(ROUNDS):
        reflex, oxygen, metabolites = state[at.S_REFLEX], state[at.S_OXYGEN], state[at.S_METABOLITES]
        sensitisation, habituation = state[at.S_SENSITISATION], state[at.S_HABITUATION]
        demand = demand_now(state, inputs, p)
        active = active_share(demand, state[at.S_FATIGUED])
        recovering = recovery(demand, p[at.P_RECOVERY_RATE], p[at.P_REST_MULTIPLIER], p[at.P_REST_DRIVE])
        flow = flow_now(state, inputs, p, active)
        uptake = oxygen_demand_now(active, inputs, p)
        half = p[at.P_UPTAKE_HALF_SATURATION]
        state[at.S_FATIGUED] = steady_fatigued(demand, p[at.P_FATIGUE_RATE], recovering)
        state[at.S_OXYGEN] = steady_saturation(flow, uptake, half, p[at.P_OXYGEN_CONTENT])
        state[at.S_METABOLITES] = steady_metabolites(
            uptake,
            anaerobic_share(state[at.S_OXYGEN], half),
            p[at.P_METABOLITE_YIELD],
            washout_rate(flow, p[at.P_RESTING_FLOW], p[at.P_METABOLITE_WASHOUT]),
        )
        worked = overwork(nerve_response(state[at.S_METABOLITES]), p[at.P_OVERWORK_THRESHOLD])
        overloaded = overload(active, p[at.P_STRAIN_THRESHOLD])
        state[at.S_STRAIN] = steady_strain(overloaded, p[at.P_STRAIN_BY_OVERLOAD], p[at.P_STRAIN_S])
        fed = p[at.P_INFLAMMATION_DECAY_S] * p[at.P_INFLAMMATION_BY_OVERWORK] * worked
        state[at.S_INFLAMMATION] = fed + state[at.S_STRAIN]
        state[at.S_SENSITISATION] = sensitisation_target_now(state, inputs, p)
        state[at.S_REFLEX] = reflex_target_now(state, inputs, p, active)
        state[at.S_HABITUATION] = steady_habituation(
            state[at.S_REFLEX], p[at.P_HABITUATION_S], p[at.P_HABITUATION_RECOVERY_S]
        )
        state[at.S_CO_CONTRACTION] = guarding_target_now(state, inputs, p, active)
        moved = abs(state[at.S_REFLEX] - reflex) + abs(state[at.S_OXYGEN] - oxygen)
        moved += abs(state[at.S_METABOLITES] - metabolites) + abs(state[at.S_SENSITISATION] - sensitisation)
        if moved + abs(state[at.S_HABITUATION] - habituation) == 0.0:
            break


def resting_state(inputs: Floats, p: Floats) -> list[float]:
    """The relaxed steady state as a new list, in the order of ``STATES``."""
    state = [0.0] * len(at.STATES)
    settle(inputs, p, state)
    return state

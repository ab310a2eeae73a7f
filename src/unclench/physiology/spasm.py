"""The back-muscle spasm as one system of differential equations, put together from one process per file.

State, inputs, parameters and outputs are rows of floats in the order of :mod:`unclench.physiology.layout`, whose names
are also this module's. Nothing here asks whether the muscle is locked: whether two stable states exist for the same
input is up to the equations. The code runs unchanged in CPython, compiled for a processor and on a graphics card.
"""

from __future__ import annotations

from unclench.physiology import layout as at
from unclench.physiology.blood_flow import blood_flow, dilation, intramuscular_pressure, open_share, warmth
from unclench.physiology.creep import creep_rate
from unclench.physiology.excitation import metabolic_drive
from unclench.physiology.fatigue import active_share, fatigued_rate, recovery
from unclench.physiology.floats import Floats
from unclench.physiology.guarding import co_contraction_rate, co_contraction_target
from unclench.physiology.habituation import habituation_rate
from unclench.physiology.inflammation import inflammation_rate, overwork
from unclench.physiology.injury import driver_rate, injured_driver, injured_inflammation, loaded_driver
from unclench.physiology.latch import LOCKED_REFLEX, reflex_rate, reflex_target
from unclench.physiology.layout import *  # noqa: F403  the names of the rows belong to this module's interface
from unclench.physiology.metabolites import anaerobic_share, metabolite_rate, nerve_response, washout_rate
from unclench.physiology.oxygen import oximeter_reading, oxygen_demand, saturation_rate
from unclench.physiology.pain import felt_input, injury_input, metabolic_input, pain_score, tension_input
from unclench.physiology.range_of_motion import mobility, range_of_motion
from unclench.physiology.sensitisation import sensitisation_rate, sensitisation_target
from unclench.physiology.skin_gate import cold_gate, warm_gate
from unclench.physiology.smooth import choose
from unclench.physiology.spindle import stretch_response
from unclench.physiology.strain import overload, strain_rate
from unclench.physiology.tendon_organ import tendon_tension


def spindle_now(inputs: Floats, p: Floats) -> float:
    """Spindle answer to the present stretch speed (1 = the answer at one length a second above threshold)."""
    return stretch_response(inputs[at.I_STRETCH_SPEED], p[at.P_SPINDLE_THRESHOLD], p[at.P_SPINDLE_EXPONENT])


def demand_now(state: Floats, inputs: Floats, p: Floats) -> float:
    """Activation asked of the muscle, as a fraction of MVC: will, posture, locked reflex and stretch reflex."""
    reflexive = p[at.P_REFLEX_STRENGTH] * state[at.S_REFLEX]
    stretched = p[at.P_STRETCH_BURST] * spindle_now(inputs, p) * inputs[at.I_SPLINT]
    return inputs[at.I_VOLUNTARY_DRIVE] + inputs[at.I_POSTURE_DRIVE] + reflexive + stretched


def oxygen_demand_now(active: float, inputs: Floats, p: Floats) -> float:
    """Oxygen demand in ml per 100 g a minute at this active share."""
    resting = p[at.P_RESTING_UPTAKE] * warmth(
        inputs[at.I_MUSCLE_C], p[at.P_UPTAKE_PER_DEGREE], p[at.P_NEUTRAL_MUSCLE_C]
    )
    return oxygen_demand(active, resting, p[at.P_UPTAKE_GAIN])


def flow_now(state: Floats, inputs: Floats, p: Floats, active: float) -> float:
    """Muscle blood flow in ml per 100 g a minute at this active share."""
    pressure = pressure_now(p, active)
    opened = open_share(pressure, p[at.P_CLOSING_PRESSURE], p[at.P_CLOSING_STEEPNESS])
    dilated = dilation(
        p[at.P_UPTAKE_GAIN] * active,
        state[at.S_METABOLITES],
        p[at.P_DILATION_RESERVE],
        p[at.P_DILATION_DEMAND_HALF],
        p[at.P_DILATION_BY_METABOLITES],
    )
    warm = warmth(inputs[at.I_MUSCLE_C], p[at.P_FLOW_PER_DEGREE], p[at.P_NEUTRAL_MUSCLE_C])
    return blood_flow(p[at.P_RESTING_FLOW], dilated, warm, opened)


def pressure_now(p: Floats, active: float) -> float:
    """Intramuscular pressure in mmHg at this active share."""
    return intramuscular_pressure(active, p[at.P_RESTING_PRESSURE], p[at.P_PRESSURE_GAIN], p[at.P_PRESSURE_CURVATURE])


def gate_now(inputs: Floats, p: Floats) -> float:
    """Share (0-1) of pain input that the skin's temperature lets pass."""
    skin = inputs[at.I_SKIN_C]
    cold = cold_gate(skin, p[at.P_COLD_BLOCK], p[at.P_COLD_BLOCK_C], p[at.P_COLD_BLOCK_WIDTH_C])
    warm = warm_gate(skin, p[at.P_WARM_RELIEF], p[at.P_WARM_RELIEF_C], p[at.P_WARM_RELIEF_WIDTH_C])
    return cold * warm


def mobility_now(state: Floats, p: Floats) -> float:
    """Share (0-1) of movement that stiff muscle leaves."""
    reflexive = p[at.P_REFLEX_STRENGTH] * state[at.S_REFLEX]
    return mobility(reflexive, state[at.S_CO_CONTRACTION], p[at.P_STIFFNESS_GAIN])


def pain_now(state: Floats, inputs: Floats, p: Floats, active: float) -> float:
    """Pain, 0-10."""
    return pain_score(felt_now(state, inputs, p, active), p[at.P_PAIN_HALF])


def felt_now(state: Floats, inputs: Floats, p: Floats, active: float) -> float:
    """What is felt of all that irritates the pain endings, after gate and medicine; its scale is ``pain_half``."""
    sensitisation = state[at.S_SENSITISATION]
    unblocked = 1.0 - p[at.P_NSAID_STRENGTH] * inputs[at.I_NSAID_EFFECT]
    amplification = 1.0 + p[at.P_SENSITISED_INJURY] * sensitisation * unblocked
    total = (
        metabolic_input(nerve_response(state[at.S_METABOLITES]), sensitisation, p[at.P_PAIN_BY_METABOLITES])
        + p[at.P_PAIN_BY_SENSITISATION] * sensitisation
        + tension_input(active, sensitisation, state[at.S_DRIVER], p[at.P_PAIN_BY_TENSION])
        + injury_input(
            state[at.S_DRIVER],
            p[at.P_LOAD_SCALE] * inputs[at.I_SPINAL_LOAD],
            inputs[at.I_MOTION] * mobility_now(state, p),
            p[at.P_PAIN_BY_DRIVER],
            amplification,
        )
    )
    passed = gate_now(inputs, p) * (1.0 - p[at.P_ACETAMINOPHEN_STRENGTH] * inputs[at.I_ACETAMINOPHEN_EFFECT])
    return felt_input(total * passed, p[at.P_PAIN_SILENT])


def mechanism_drive(state: Floats, inputs: Floats, p: Floats, active: float) -> float:
    """The part of reflex excitation on which the rival hypotheses differ; ``mechanism`` picks one."""
    mechanism, gate = inputs[at.I_MECHANISM], gate_now(inputs, p)
    injured = loaded_driver(state[at.S_DRIVER], p[at.P_LOAD_SCALE] * inputs[at.I_SPINAL_LOAD])
    if mechanism < 0.5:
        chemical = metabolic_drive(
            nerve_response(state[at.S_METABOLITES]),
            state[at.S_FATIGUED],
            state[at.S_SENSITISATION],
            p[at.P_EXCITATION_BY_METABOLITES],
            p[at.P_EXCITATION_BY_FATIGUE],
            p[at.P_EXCITATION_BY_SENSITISATION],
        )
        return gate * (chemical + p[at.P_EXCITATION_BY_DRIVER] * injured)
    if mechanism < 1.5:
        return gate * p[at.P_GUARDING_BY_DRIVER] * injured
    return -p[at.P_INHIBITION_BY_PAIN] * pain_now(state, inputs, p, active) / 10.0


def offset_now(state: Floats, inputs: Floats, p: Floats, active: float) -> float:
    """Excitation of the reflex from everything but its own feedback: the quantity the latch is bistable in."""
    standing = p[at.P_BASELINE_EXCITATION] + p[at.P_POSTURE_EXCITATION] * inputs[at.I_POSTURE_DRIVE]
    habituated = p[at.P_HABITUATION_STRENGTH] * state[at.S_HABITUATION]
    tension = tendon_tension(
        active,
        inputs[at.I_STRETCH_AMOUNT],
        state[at.S_CREEP],
        p[at.P_PASSIVE_TENSION],
        p[at.P_STRESS_RELAXATION],
    )
    return (
        standing
        + mechanism_drive(state, inputs, p, active)
        + p[at.P_NOISE_AMPLITUDE] * inputs[at.I_NOISE]
        + p[at.P_SPINDLE_GAIN] * spindle_now(inputs, p)
        - p[at.P_TENDON_INHIBITION] * tension
        - habituated
    )


def reflex_target_now(state: Floats, inputs: Floats, p: Floats, active: float) -> float:
    """Reflex activity (0-1) that the present state calls for; zero while the splint is switched off."""
    excitation = offset_now(state, inputs, p, active) + p[at.P_SELF_EXCITATION_GAIN] * state[at.S_REFLEX]
    return inputs[at.I_SPLINT] * reflex_target(excitation, p[at.P_REFLEX_THRESHOLD], p[at.P_REFLEX_WIDTH])


def sensitisation_target_now(state: Floats, inputs: Floats, p: Floats) -> float:
    """Sensitisation (0-1) towards which the endings move."""
    return sensitisation_target(
        nerve_response(state[at.S_METABOLITES]),
        state[at.S_INFLAMMATION],
        p[at.P_SENSITISATION_BY_METABOLITES],
        p[at.P_SENSITISATION_BY_INFLAMMATION],
        p[at.P_NSAID_STRENGTH] * inputs[at.I_NSAID_EFFECT],
    )


def spasm_rates(state: Floats, inputs: Floats, p: Floats, rates: Floats) -> None:
    """Write d(state)/dt in 1/s into ``rates``."""
    stiff_rates(state, inputs, p, rates)
    slow_rates(state, inputs, p, rates)


def stiff_rates(state: Floats, inputs: Floats, p: Floats, rates: Floats) -> None:
    """Write the rates in 1/s of the states that can move within seconds: reflex, oxygen, co-contraction and creep."""
    active = active_share(demand_now(state, inputs, p), state[at.S_FATIGUED])
    rates[at.S_REFLEX] = reflex_rate(state[at.S_REFLEX], reflex_target_now(state, inputs, p, active), p[at.P_REFLEX_S])
    rates[at.S_OXYGEN] = saturation_rate(
        state[at.S_OXYGEN],
        flow_now(state, inputs, p, active),
        oxygen_demand_now(active, inputs, p),
        p[at.P_UPTAKE_HALF_SATURATION],
        p[at.P_OXYGEN_CONTENT],
        p[at.P_OXYGEN_STORE],
    )
    guarded = guarding_target_now(state, inputs, p, active)
    rates[at.S_CO_CONTRACTION] = co_contraction_rate(state[at.S_CO_CONTRACTION], guarded, p[at.P_CO_CONTRACTION_S])
    rates[at.S_CREEP] = creep_rate(
        state[at.S_CREEP], inputs[at.I_STRETCH_AMOUNT], p[at.P_CREEP_S], p[at.P_CREEP_RECOVERY_S]
    )


def slow_rates(state: Floats, inputs: Floats, p: Floats, rates: Floats) -> None:
    """Write the rates in 1/s of the states that take minutes to weeks: all that :func:`stiff_rates` leaves out."""
    demand = demand_now(state, inputs, p)
    active = active_share(demand, state[at.S_FATIGUED])
    recovery_now = recovery(demand, p[at.P_RECOVERY_RATE], p[at.P_REST_MULTIPLIER], p[at.P_REST_DRIVE])
    flow = flow_now(state, inputs, p, active)
    response = nerve_response(state[at.S_METABOLITES])
    cause = state[at.S_DRIVER] * warmth(
        inputs[at.I_MUSCLE_C], p[at.P_INFLAMMATION_PER_DEGREE], p[at.P_NEUTRAL_MUSCLE_C]
    )
    rates[at.S_FATIGUED] = fatigued_rate(state[at.S_FATIGUED], active, p[at.P_FATIGUE_RATE], recovery_now)
    rates[at.S_METABOLITES] = metabolite_rate(
        state[at.S_METABOLITES],
        oxygen_demand_now(active, inputs, p),
        anaerobic_share(state[at.S_OXYGEN], p[at.P_UPTAKE_HALF_SATURATION]),
        p[at.P_METABOLITE_YIELD],
        washout_rate(flow, p[at.P_RESTING_FLOW], p[at.P_METABOLITE_WASHOUT]),
    )
    rates[at.S_SENSITISATION] = sensitisation_rate(
        state[at.S_SENSITISATION],
        sensitisation_target_now(state, inputs, p),
        p[at.P_SENSITISATION_RISE_S],
        p[at.P_SENSITISATION_FALL_S],
    )
    rates[at.S_INFLAMMATION] = inflammation_rate(
        state[at.S_INFLAMMATION],
        cause,
        state[at.S_STRAIN],
        overwork(response, p[at.P_OVERWORK_THRESHOLD]),
        p[at.P_INFLAMMATION_BY_DRIVER],
        p[at.P_INFLAMMATION_BY_OVERWORK],
        p[at.P_INFLAMMATION_DECAY_S],
    )
    rates[at.S_DRIVER] = driver_rate(state[at.S_DRIVER], inputs[at.I_HEALS], p[at.P_HEALING_DAYS])
    rates[at.S_HABITUATION] = habituation_rate(
        state[at.S_HABITUATION], state[at.S_REFLEX], p[at.P_HABITUATION_S], p[at.P_HABITUATION_RECOVERY_S]
    )
    rates[at.S_STRAIN] = strain_rate(
        state[at.S_STRAIN], overload(active, p[at.P_STRAIN_THRESHOLD]), p[at.P_STRAIN_BY_OVERLOAD], p[at.P_STRAIN_S]
    )


def guarding_target_now(state: Floats, inputs: Floats, p: Floats, active: float) -> float:
    """Co-contraction (fraction of MVC) that pain calls for; only the pain-adaptation account has it."""
    if inputs[at.I_MECHANISM] < 1.5:
        return 0.0
    pain = pain_now(state, inputs, p, active)
    return inputs[at.I_SPLINT] * co_contraction_target(
        pain, p[at.P_CO_CONTRACTION_MOST], p[at.P_CO_CONTRACTION_HALF_PAIN]
    )


def spasm_outputs(state: Floats, inputs: Floats, p: Floats, outputs: Floats) -> None:
    """Write what a person or an instrument would see into ``outputs``; no equation reads any of it back."""
    active = active_share(demand_now(state, inputs, p), state[at.S_FATIGUED])
    pain = pain_now(state, inputs, p, active)
    outputs[at.O_PAIN_NRS] = pain
    outputs[at.O_ACTIVATION] = active
    outputs[at.O_RANGE_OF_MOTION] = range_of_motion(mobility_now(state, p), pain, p[at.P_PAIN_LIMITS_MOTION])
    outputs[at.O_BLOOD_FLOW_ML_100G_MIN] = flow_now(state, inputs, p, active)
    outputs[at.O_OXYGEN_SATURATION] = oximeter_reading(state[at.S_OXYGEN], p[at.P_INFLOW_SHARE])
    outputs[at.O_FATIGUE] = state[at.S_FATIGUED]
    outputs[at.O_METABOLITES] = state[at.S_METABOLITES]
    outputs[at.O_SENSITISATION] = state[at.S_SENSITISATION]
    outputs[at.O_INFLAMMATION] = state[at.S_INFLAMMATION]
    outputs[at.O_INJURY_DRIVER] = state[at.S_DRIVER]
    outputs[at.O_LOCKED] = choose(state[at.S_REFLEX] > LOCKED_REFLEX, 1.0, 0.0)
    outputs[at.O_REFLEX] = state[at.S_REFLEX]
    outputs[at.O_INTRAMUSCULAR_PRESSURE_MMHG] = pressure_now(p, active)


def injure(state: Floats, severity: float, p: Floats) -> None:
    """Change ``state`` as an injury (or disc irritation) of ``severity`` 0-1 does at its moment."""
    state[at.S_DRIVER] = injured_driver(state[at.S_DRIVER], severity)
    state[at.S_INFLAMMATION] = injured_inflammation(state[at.S_INFLAMMATION], severity, p[at.P_INFLAMMATION_AT_INJURY])

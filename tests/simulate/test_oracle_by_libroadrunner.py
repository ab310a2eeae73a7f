"""An independent oracle: the differential equations of the spasm in Antimony, run by libRoadRunner's CVODE.

The text below is the equations on paper (vicious cycle, no stretch, no medicine, no noise), not the code; only the
numbers come from the same fact-sheets. A slip in either shows as a difference.
"""

import numpy as np
import pytest

from unclench.model.case import Person
from unclench.model.scenario import Exertion, Injury, Posture, PostureChange, Scenario
from unclench.physiology import spasm
from unclench.simulate.ensemble import live_all
from unclench.simulate.life import BEING, room
from unclench.simulate.population import parameter_values, sample
from unclench.simulate.results import RESULTS
from unclench.simulate.schedule import timeline

antimony = pytest.importorskip("antimony")
roadrunner = pytest.importorskip("roadrunner")

MODEL = """
model spasm
  // what is asked of the muscle, and what is left of it to answer
  demand := voluntary_drive + posture_drive + reflex_strength * reflex
  unfatigued := 1 - fatigued
  active := (demand + unfatigued - sqrt((demand - unfatigued)^2 + 4 * 0.001^2)) / 2

  // pressure, flow, oxygen
  pressure := resting_pressure + pressure_gain * active * (1 + pressure_curvature) / (1 + pressure_curvature * active)
  stimulus := uptake_gain * active + dilation_by_metabolites * metabolites
  flow := resting_flow * (1 + dilation_reserve * stimulus / (stimulus + dilation_demand_half)) \
        * exp(flow_per_degree * (muscle_c - neutral_muscle_c)) / (1 + (pressure / closing_pressure)^closing_steepness)
  uptake := resting_uptake * exp(uptake_per_degree * (muscle_c - neutral_muscle_c)) * (1 + uptake_gain * active)
  met := oxygen / (oxygen + uptake_half_saturation)
  response := metabolites / (1 + metabolites)

  // nerve
  gate := (1 - cold_block / (1 + exp((skin_c - cold_block_c) / cold_block_width_c))) \
        * (1 - warm_relief / (1 + exp((warm_relief_c - skin_c) / warm_relief_width_c)))
  disc_load := load_scale * spinal_load
  chemical := excitation_by_metabolites * response + excitation_by_fatigue * fatigued \
            + excitation_by_sensitisation * sensitisation
  excitation := baseline_excitation + posture_excitation * posture_drive \
              + gate * (chemical + excitation_by_driver * driver * (1 + disc_load) / 2) \
              - tendon_inhibition * active - habituation_strength * habituation + self_excitation_gain * reflex
  target := 1 - exp(-sensitisation_by_metabolites * response - sensitisation_by_inflammation * inflammation)
  rising := 1 / (1 + exp(-(target - sensitisation) / 0.02))
  overwork := 0.02 * ln(1 + exp((response - overwork_threshold) / 0.02))

  reflex' = (1 / (1 + exp(-(excitation - reflex_threshold) / reflex_width)) - reflex) / reflex_s
  fatigued' = fatigue_rate * active - recovery_rate * (1 + (rest_multiplier - 1) * exp(-demand / rest_drive)) * fatigued
  oxygen' = (oxygen_content * flow * (1 - oxygen) - uptake * met) / oxygen_store / 60
  metabolites' = metabolite_yield * uptake * (1 - met)^2 / 60 \
               - 2 * metabolite_washout * flow / (flow + resting_flow) * metabolites
  sensitisation' = (target - sensitisation) * (rising / sensitisation_rise_s + (1 - rising) / sensitisation_fall_s)
  inflammation' = (inflammation_by_driver * driver * exp(inflammation_per_degree * (muscle_c - neutral_muscle_c)) \
                 - inflammation) / inflammation_decay_s + inflammation_by_overwork * overwork
  driver' = -driver / (healing_days * 86400)
  habituation' = reflex * (1 - habituation) / habituation_s - (1 - reflex) * habituation / habituation_recovery_s
VALUES
end
"""
STATES = {
    "reflex": "reflex",
    "fatigued": "fatigue",
    "oxygen": "oxygen_saturation",
    "metabolites": "metabolites",
    "sensitisation": "sensitisation",
    "inflammation": "inflammation",
    "driver": "injury_driver",
}
SCENARIO = Scenario(2.0, (Injury(0, 1.0), Exertion(20, 10, 0.4), PostureChange(60, Posture.LYING_SIDE)))
PHASES = ((0, 20, 0.0, "standing"), (20, 30, 0.4, "standing"), (30, 60, 0.0, "standing"), (60, 120, 0.0, "lying_side"))


@pytest.fixture(scope="module")
def values(knowledge):
    return parameter_values(knowledge)


def quiet_people(knowledge, count):
    people = sample(Person(), count, 1, knowledge)
    people.spasm[:, spasm.P_NOISE_AMPLITUDE] = 0.0
    return people


def oracle(numbers, start, skin_c, muscle_c, values):
    """Run the Antimony text phase by phase, from the member's resting state with the injury added to it."""
    text = [f"  {name} = {float(value)!r}" for name, value in zip(spasm.PARAMETERS, numbers, strict=True)]
    text += [f"  {name} = {float(start[i])!r}" for i, name in enumerate(spasm.STATES)]
    text += [f"  skin_c = {float(skin_c)!r}", f"  muscle_c = {float(muscle_c)!r}"]
    text += [f"  {name} = 0" for name in ("voluntary_drive", "posture_drive", "spinal_load")]
    antimony.clearPreviousLoads()
    assert antimony.loadAntimonyString(MODEL.replace("VALUES", "\n".join(text))) >= 0, antimony.getLastError()
    model = roadrunner.RoadRunner(antimony.getSBMLString("spasm"))
    model.integrator.relative_tolerance, model.integrator.absolute_tolerance = 1e-9, 1e-11
    model.timeCourseSelections = ["time", *STATES]
    rows = []
    for first, last, effort, posture in PHASES:
        model["voluntary_drive"] = effort
        model["spinal_load"], model["posture_drive"] = values[f"{posture}_load"], values[f"{posture}_drive"]
        course = np.array(model.simulate(first * 60.0, last * 60.0, (last - first) // 2 + 1))
        rows.append(course[:-1] if last < 120 else course)
    return np.concatenate(rows)[:, 1:]


def test_the_engine_computes_the_equations_on_paper(knowledge, values):
    people, beings = quiet_people(knowledge, 4), room(BEING, 4)
    still = Scenario(1 / 60)
    resting = live_all(people, timeline(still, values, 1.0), beings, newborn=True, seed=1, tolerance=1e-6)
    lives = live_all(people, timeline(SCENARIO, values, 2.0), room(BEING, 4), newborn=True, seed=1, tolerance=1e-5)
    locked: list[bool] = []
    for row in range(4):
        start = beings[row].spasm.copy()
        start[spasm.S_DRIVER] = 1.0
        start[spasm.S_INFLAMMATION] += people[row].spasm[spasm.P_INFLAMMATION_AT_INJURY]
        skin_c, muscle_c = (resting.curves[row, 0, RESULTS.index(name)] for name in ("skin_c", "muscle_c"))
        expected = oracle(people[row].spasm, start, skin_c, muscle_c, values)
        got = lives.curves[row][:, [RESULTS.index(name) for name in STATES.values()]]
        assert got.shape == expected.shape
        assert np.abs(got - expected).max() < 1e-4
        locked.append(expected[:, 0].max() > 0.4)
    assert any(locked)  # at least one went through a lock, or this says little

"""What is read off a state: skin and muscle temperature as the nerves feel them, and the results that are reported."""

from __future__ import annotations

from unclench.model.course import Outcome
from unclench.physiology.spasm import I_MUSCLE_C, I_SKIN_C, OUTPUTS, spasm_outputs
from unclench.physiology.tissue_heat import muscle_reading, skin_reading, surface
from unclench.simulate.arrays import Vector
from unclench.simulate.heat_step import SOURCE, Body
from unclench.simulate.medicine import DRUG_COUNT, medicine_levels
from unclench.simulate.schedule import Timeline

R_SKIN_C = len(OUTPUTS)
R_MUSCLE_C = R_SKIN_C + 1
R_LEVELS = R_SKIN_C + 2
RESULTS: tuple[str, ...] = (
    *OUTPUTS,
    Outcome.SKIN_C.value,
    Outcome.MUSCLE_C.value,
    Outcome.IBUPROFEN_MG_L.value,
    Outcome.NAPROXEN_MG_L.value,
    Outcome.SALICYLATE_MG_L.value,
    Outcome.ACETAMINOPHEN_MG_L.value,
)
"""Names of the results at each output time, in order: the model's outputs, temperatures, drug levels."""


def skin_surface(heat: Vector, kind: int, elapsed_s: float, room_c: float, p: Vector, body: Body) -> float:
    """Temperature of the skin's surface in degC under what lies on it."""
    surface(kind, heat[SOURCE], heat[0], elapsed_s, room_c, p, body.film_and_sink)
    return skin_reading(heat[0], body.film_and_sink[0], body.film_and_sink[1], body.conductance[0])


def feel_skin(heat: Vector, kind: int, elapsed_s: float, room_c: float, p: Vector, body: Body, inputs: Vector) -> None:
    """Fill in the temperatures of skin and muscle among the inputs of the spasm equations."""
    inputs[I_SKIN_C] = skin_surface(heat, kind, elapsed_s, room_c, p, body)
    inputs[I_MUSCLE_C] = muscle_reading(heat, body.widths_m, p)


def record(time_s: float, timeline: Timeline, medicine: Vector, inputs: Vector, results: Vector) -> None:
    """Complete one row of ``results`` (order of RESULTS), whose first part the spasm outputs have filled."""
    results[R_SKIN_C] = inputs[I_SKIN_C]
    results[R_MUSCLE_C] = inputs[I_MUSCLE_C]
    medicine_levels(
        time_s,
        timeline.dose_s,
        timeline.dose_drug,
        timeline.dose_mg,
        timeline.dose_food,
        medicine,
        results[R_LEVELS : R_LEVELS + DRUG_COUNT],
    )

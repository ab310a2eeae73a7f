"""What is reported at each output time, in order."""

from __future__ import annotations

from unclench.model.course import Outcome
from unclench.physiology.spasm import I_MUSCLE_C, I_SKIN_C, OUTPUTS, spasm_outputs
from unclench.simulate.life import Life
from unclench.simulate.medicine import DRUG_COUNT, medicine_levels

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
"""Names of the results: the spasm model's outputs, temperatures, drug levels (mg/l in plasma)."""


def write_due(life: Life) -> None:
    """Write the results of the present moment if they are due; inputs are those in ``work.before``."""
    work, output_s = life.work, life.timeline.output_s
    if work.output >= len(output_s) or output_s[work.output] > work.time_s:
        return
    row = life.curves[work.output]
    work.output += 1
    spasm_outputs(life.being.spasm, work.before, life.numbers.spasm, row)
    row[R_SKIN_C] = work.before[I_SKIN_C]
    row[R_MUSCLE_C] = work.before[I_MUSCLE_C]
    medicine_levels(work.time_s, life.timeline.doses, life.numbers.medicine, row[R_LEVELS : R_LEVELS + DRUG_COUNT])

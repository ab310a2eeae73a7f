"""What is reported at each output time, in order."""

from __future__ import annotations

from unclench.model.course import Outcome
from unclench.physiology.spasm import I_MUSCLE_C, I_SKIN_C, OUTPUTS, spasm_outputs
from unclench.simulate.compile import hot, instead_of
from unclench.simulate.lanes import lane_rows
from unclench.simulate.life import MOMENTS, Life
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


@hot
def is_due(life: Life) -> bool:
    """Whether the results of the present moment are wanted and not yet written."""
    work, output_s = life.work, life.timeline.output_s
    return bool(work.output < len(output_s) and output_s[work.output] <= work.time_s)


def write_due(life: Life) -> None:
    """Write the results of the present moment if they are due; inputs are those in ``work.before``."""
    if not is_due(life):
        return
    work, p = life.work, life.numbers.medicine
    row = life.curves[work.output]
    work.output += 1
    spasm_outputs(life.being.spasm, work.before, life.numbers.spasm, row)
    row[R_SKIN_C] = work.before[I_SKIN_C]
    row[R_MUSCLE_C] = work.before[I_MUSCLE_C]
    levels = row[R_LEVELS : R_LEVELS + DRUG_COUNT]
    medicine_levels(work.time_s, work.time_s, work.time_s, life.timeline.doses, p, levels)


def write_rest(life: Life) -> None:
    """Write what waits to be written when life ends; :func:`write_due` leaves nothing."""


@instead_of(write_due)
@hot
def note_due(life: Life) -> None:
    """Note what the results of the present moment follow from, if they are due; several are written at once."""
    if is_due(life):
        note(life)


def note(life: Life) -> None:
    """Put state and inputs of the present moment into the next column of what is due; write when all are full."""
    work, being = life.work, life.being
    work.due_s[0, work.due] = work.time_s
    for i in range(len(being.spasm)):
        work.due_state[i, work.due] = being.spasm[i]
    for i in range(len(work.before)):
        work.due_inputs[i, work.due] = work.before[i]
    work.output += 1
    work.due += 1
    if work.due == MOMENTS:
        write_noted(life)


@instead_of(write_rest)
def write_noted(life: Life) -> None:
    """Write the results of all moments that were noted, a moment in each lane; lanes left over compute in vain."""
    work, doses, p = life.work, life.timeline.doses, life.numbers.medicine
    if work.due == 0:
        return
    inputs, outputs, levels = lane_rows(work.due_inputs), lane_rows(work.due_outputs), lane_rows(work.due_levels)
    spasm_outputs(lane_rows(work.due_state), inputs, life.numbers.spasm, outputs)
    medicine_levels(lane_rows(work.due_s)[0], work.due_s[0, 0], work.due_s[0, work.due - 1], doses, p, levels)
    for moment in range(work.due):
        row = life.curves[work.output - work.due + moment]
        for i in range(len(OUTPUTS)):
            row[i] = work.due_outputs[i, moment]
        row[R_SKIN_C] = work.due_inputs[I_SKIN_C, moment]
        row[R_MUSCLE_C] = work.due_inputs[I_MUSCLE_C, moment]
        for drug in range(DRUG_COUNT):
            row[R_LEVELS + drug] = work.due_levels[drug, moment]
    work.due = 0

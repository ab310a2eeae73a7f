"""What the engine is measured against: SciPy's LSODA on the same model, events and frozen noise, as one would use it.

The solver runs freely over each spell and is stopped only where inputs jump; the noise is read from its path. The rates
come in two forms: NumPy (the column as vectors, the spasm as scalars, which is the fastest that NumPy does here) and
compiled.
"""

from __future__ import annotations

from typing import Any, NamedTuple, cast

import numpy as np

from unclench.physiology import heat_parameters as at
from unclench.physiology.analgesia import acetaminophen_effect, nsaid_effect
from unclench.physiology.column import FAT_END, SKIN_CELLS
from unclench.physiology.floats import Floats
from unclench.physiology.kinetics import (
    ACETAMINOPHEN,
    ASPIRIN,
    IBUPROFEN,
    NAPROXEN,
    arrived,
    crowded,
    effect_site,
    fast_at_site,
    main_at_site,
    main_phase,
    salicylate_at_site,
)
from unclench.physiology.perfusion import REFERENCE_TISSUE_C
from unclench.physiology.spasm import (
    I_ACETAMINOPHEN_EFFECT,
    I_MUSCLE_C,
    I_NOISE,
    I_NSAID_EFFECT,
    I_SKIN_C,
    STATES,
    spasm_outputs,
    spasm_rates,
)
from unclench.physiology.tissue_heat import (
    CELLS,
    mean_skin,
    muscle_reading,
    skin_reading,
    source_rate,
    surface,
    tone_rate,
)
from unclench.simulate.arrays import Matrix, Vector
from unclench.simulate.compile import compiled
from unclench.simulate.ensemble import Lives
from unclench.simulate.heat_step import SOURCE, TONE, heat_rates
from unclench.simulate.kernel import begin, born, enter, first_knot
from unclench.simulate.life import BEING, BODY, HEAT_STATES, TRACE, WORK, Life, Records, Timeline, room
from unclench.simulate.medicine import DRUG_COUNT, adds_up, dose_states
from unclench.simulate.noise import NOISE_GRID_S, kept_share, next_noise
from unclench.simulate.warmth import enter_warmth

COUNT = len(STATES)


def noise_path(life: Life) -> Vector:
    """The noise at every knot of the timeline, the first being that of its beginning."""
    first, spells = first_knot(life), life.timeline.spells
    knots = int(np.ceil((spells[-1].end_s - spells[0].start_s) / NOISE_GRID_S)) + 1
    path, keep = [life.being.noise], kept_share(life.numbers.spasm)
    for knot in range(first, first + knots):
        path.append(next_noise(int(life.numbers.member), life.seed, knot, path[-1], keep))
    return np.array(path)


class Slim(NamedTuple):
    """The part of a column's record that rates need, as plain arrays: records are slow to hand to compiled code."""

    widths_m: Vector
    conductance: Vector
    capacity: Vector
    perfusion: Vector
    metabolism: Vector
    film_and_sink: Vector
    contact: Vector


def slim_rates(  # noqa: PLR0913, PLR0917 - plain arrays, to be cheap to call compiled
    time_s: float,
    state: Vector,
    rates: Vector,
    inputs: Vector,
    place: Vector,
    path: Vector,
    doses: Matrix,
    spasm_p: Vector,
    heat_p: Vector,
    medicine_p: Vector,
    column: Matrix,
) -> None:
    """All rates of change, cell by cell, from plain arrays; made to be compiled and called from SciPy.

    ``place`` holds the kind of surface, since when, the room's temperature and the first knot's number; the rows of
    ``doses`` are time, drug, mg, the way it is taken and what earlier ones are to it (:func:`dose_states`); those of
    ``column`` the fields of :class:`Slim`.
    """
    kind, elapsed_s, room_c = int(place[0]), time_s - place[1], place[2]
    body = Slim(column[0], column[1], column[2], column[3], column[4], column[5], column[7])
    heat = state[COUNT:]
    noise_and_medicine(time_s, inputs, place, path, doses, medicine_p, column[6])
    heat_rates(heat, kind, elapsed_s, room_c, heat_p, body, rates[COUNT:])  # type: ignore[arg-type]
    inputs[I_SKIN_C] = skin_reading(heat[0], body.film_and_sink[0], body.film_and_sink[1], body.conductance[0])
    inputs[I_MUSCLE_C] = muscle_reading(heat, body.widths_m, heat_p)
    spasm_rates(state[:COUNT], inputs, spasm_p, rates[:COUNT])


def noise_and_medicine(
    time_s: float, inputs: Floats, place: Floats, path: Vector, doses: Matrix, medicine_p: Floats, levels: Floats
) -> None:
    """Fill in the noise and the drug effects of this moment."""
    where = time_s / NOISE_GRID_S - place[3]
    knot = min(int(where), len(path) - 2)
    inputs[I_NOISE] = path[knot] + (where - knot) * (path[knot + 1] - path[knot])
    for drug in range(DRUG_COUNT):
        levels[drug] = 0.0
    fast = lost = 0.0
    for i in range(len(doses)):
        drug, mg, way, hours = int(doses[i, 1]), doses[i, 2], int(doses[i, 3]), (time_s - doses[i, 0]) / 3600.0
        if hours > 0.0 and adds_up(drug):
            levels[drug] += effect_site(drug, mg, hours, way, medicine_p)
        elif hours > 0.0 and drug == ASPIRIN:
            levels[drug] += salicylate_at_site(doses[i, 4], mg, hours, way, medicine_p)
        elif hours > 0.0:
            slow = main_phase(drug, mg, hours, way, medicine_p)
            lost += doses[i, 4] * (arrived(drug, mg, hours, way, medicine_p) - slow)
            levels[drug] += doses[i, 4] * main_at_site(drug, mg, hours, way, medicine_p)
            fast += fast_at_site(drug, mg, hours, way, medicine_p)
    levels[NAPROXEN] = levels[NAPROXEN] / crowded(lost, medicine_p) + fast
    inputs[I_NSAID_EFFECT] = nsaid_effect(levels[IBUPROFEN], levels[NAPROXEN], levels[ASPIRIN], medicine_p)
    inputs[I_ACETAMINOPHEN_EFFECT] = acetaminophen_effect(levels[ACETAMINOPHEN], medicine_p)


def slim_arguments(spell: int, life: Life, path: Vector) -> tuple[Vector | Matrix, ...]:
    """What :func:`slim_rates` takes after ``rates``, for one spell of one person."""
    here, doses = life.timeline.spells[spell], life.timeline.doses
    body, numbers = life.body, life.numbers
    column = np.zeros((8, CELLS + 1))
    column[:3] = cast(Any, (body.widths_m, body.conductance, body.capacity))
    return (
        life.work.before.copy(),
        np.array([here.surface, here.applied_s, life.timeline.room_c, first_knot(life)], float),
        path,
        np.array(
            [
                [each.taken_s, each.drug, each.mg, each.way, state]
                for each, state in zip(doses, dose_states(doses, numbers.medicine), strict=True)
            ],
            float,
        ).reshape(-1, 5),
        numbers.spasm.copy(),
        numbers.heat.copy(),
        numbers.medicine.copy(),
        column,
    )


def numpy_rates(  # noqa: PLR0913, PLR0917 - the same arguments as slim_rates, with lists for what is read singly
    time_s: float,
    state: Vector,
    rates: Vector,
    inputs: list[float],
    place: list[float],
    path: Vector,
    doses: Matrix,
    spasm_p: list[float],
    p: list[float],
    medicine_p: list[float],
    column: Matrix,
) -> None:
    """All rates of change with the column as NumPy vectors and the rest as plain numbers."""
    kind, elapsed_s, room_c = int(place[0]), time_s - place[1], place[2]
    widths, conductance, capacity = column[0, :CELLS], column[1], column[2, :CELLS]
    heat, cells = state[COUNT:].tolist(), state[COUNT : COUNT + CELLS]
    noise_and_medicine(time_s, inputs, place, path, doses, medicine_p, [0.0] * DRUG_COUNT)
    film_and_sink, tone = [0.0, 0.0], heat[TONE]
    surface(kind, heat[SOURCE], heat[0], elapsed_s, room_c, p, film_and_sink)
    film, sink = film_and_sink
    inputs[I_SKIN_C] = skin_reading(heat[0], film, sink, float(conductance[0]))
    inputs[I_MUSCLE_C] = muscle_reading(heat, column[0].tolist(), p)
    spasm: list[float] = [0.0] * COUNT
    spasm_rates(state[:COUNT].tolist(), inputs, spasm_p, spasm)
    rates[:COUNT] = spasm
    speed = p[at.METABOLISM_Q10] ** ((cells - REFERENCE_TISSUE_C) * 0.1)
    muscle_share = 1.0 - p[at.MUSCLE_FOLLOWS_SKIN] + p[at.MUSCLE_FOLLOWS_SKIN] * min(tone, 1.0)
    throttled = min(tone, 1.0)
    flow = np.repeat(
        [p[at.SKIN_FLOW] * tone, p[at.FAT_FLOW] * throttled, p[at.MUSCLE_FLOW] * muscle_share], _LAYER_CELLS
    )
    flow[FAT_END:] *= speed[FAT_END:]
    made = np.repeat([p[at.SKIN_METABOLISM], p[at.FAT_METABOLISM], p[at.MUSCLE_METABOLISM]], _LAYER_CELLS) * speed
    passed = np.zeros(CELLS + 1)
    passed[0] = (sink - heat[0]) / (1.0 / film + 1.0 / conductance[0])
    passed[1:-1] = conductance[1:CELLS] * (cells[:-1] - cells[1:])
    blood = flow * p[at.BLOOD_CAPACITY] * widths * (p[at.ARTERIAL_C] - cells)
    rates[COUNT : COUNT + CELLS] = (passed[:-1] - passed[1:] + blood + made * widths) / capacity
    rates[COUNT + SOURCE] = source_rate(kind, heat[SOURCE], heat[0], elapsed_s, room_c, p)
    rates[COUNT + TONE] = tone_rate(tone, mean_skin(heat, column[0].tolist()), p)


_LAYER_CELLS = (SKIN_CELLS, FAT_END - SKIN_CELLS, CELLS - FAT_END)


def scipy_lives(people: Records, timeline: Timeline, *, seed: int, rtol: float, compile_rates: bool) -> Lives:
    """Carry people from rest through the timeline with LSODA; only the spasm's outputs are filled in."""
    from scipy.integrate import solve_ivp

    lives = Lives.unlived(len(people), timeline)
    twin = compiled(slim_rates)
    beings, body, trace, work = room(BEING, len(people)), room(BODY, 1)[0], room(TRACE, 1)[0], room(WORK, 1)[0]
    for row in range(len(people)):
        known = (seed, rtol, timeline, people[row], beings[row])
        life = Life(*known, body, trace, work, lives.curves[row], lives.summaries[row])
        born(life)
        begin(life)
        body.stirred = 1
        path, first = noise_path(life), first_knot(life)
        for spell in range(len(timeline.spells)):
            enter_warmth(spell, life)
            enter(spell, life)
            here = timeline.spells[spell]

            slope, slim = np.zeros(COUNT + HEAT_STATES), slim_arguments(spell, life, path)
            single: tuple[Any, ...] = tuple(slim[i].tolist() if i in READ_SINGLY else slim[i] for i in range(len(slim)))

            def changes(time_s: float, state: Vector) -> Vector:
                if compile_rates:
                    twin(time_s, state, slope, *slim)  # noqa: B023 - called before they change
                else:
                    numpy_rates(time_s, state, slope, *single)  # noqa: B023
                return slope.copy()  # noqa: B023

            start = np.concatenate([life.being.spasm, life.being.heat])
            due = timeline.output_s[(timeline.output_s >= here.start_s) & (timeline.output_s < here.end_s)]
            wanted = np.unique([*due, here.end_s])
            found = solve_ivp(
                changes, (here.start_s, here.end_s), start, "LSODA", t_eval=wanted, rtol=rtol, atol=0.01 * rtol
            )
            _write(life, spell, wanted, found.y.T, path, here.end_s == timeline.spells[-1].end_s)
            life.being.spasm[:], life.being.heat[:] = found.y[:COUNT, -1], found.y[COUNT:, -1]
            work.time_s = here.end_s
            while work.time_s >= (work.knot + 1) * NOISE_GRID_S:
                work.knot += 1
            work.path[:] = path[work.knot - first : work.knot - first + 2]
    return lives


READ_SINGLY = (0, 1, 4, 5, 6)
"""Which arguments NumPy's form of the rates reads number by number, for which lists are faster than arrays."""


def _write(life: Life, spell: int, times: Vector, states: Matrix, path: Vector, last: bool) -> None:
    """Write the outputs of one spell, whose last state belongs to the next spell unless there is none."""
    inputs = life.work.before
    for time_s, state in zip(times, states, strict=True):
        if time_s == life.timeline.spells[spell].end_s and not last:
            continue
        slim_rates(time_s, state, np.zeros(COUNT + HEAT_STATES), inputs, *slim_arguments(spell, life, path)[1:])
        output = int(np.searchsorted(life.timeline.output_s, time_s))
        spasm_outputs(state[:COUNT], inputs, life.numbers.spasm, life.curves[output])

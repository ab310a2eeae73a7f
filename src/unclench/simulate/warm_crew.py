"""The columns of a crew, side by side: each runs ahead until its trace is full."""

from __future__ import annotations

from unclench.physiology.column import CELLS
from unclench.simulate.attempt import WarmTables, try_first_stages, try_second_stages
from unclench.simulate.compile import hot, unowned
from unclench.simulate.crew import NOBODY, Crew, life_of
from unclench.simulate.heat_step import C_FILM, C_SINK, C_SOURCE_RATE, SOURCE, touch, touch_for_a_step
from unclench.simulate.life import CONTACT_ROWS, FINISHED, HEAT_STATES, Life
from unclench.simulate.warmth import judge_warmth, warm_up_to


def warm_all(crew: Crew) -> None:
    """Let everybody's column run until its trace is full or the timeline ends."""
    crew = unowned(crew)
    seats, tables = crew.seats, crew.warm_tables[0]
    for place in range(len(seats)):
        seats[place] = NOBODY
    waiting_row = 0
    while True:
        seated = 0
        for place in range(len(seats)):
            waiting_row = make_column_ready(place, waiting_row, crew)
            if seats[place] != NOBODY:
                seated += 1
        if seated == 0:
            return
        try_first_stages(tables)
        for place in range(len(seats)):
            if seats[place] != NOBODY:
                touch_again(place, life_of(seats[place], crew), tables)
        try_second_stages(tables)
        for place in range(len(seats)):
            if seats[place] != NOBODY:
                weigh_column(place, float(tables.worst[0, place]) / crew.tolerance, life_of(seats[place], crew), tables)


@hot
def make_column_ready(place: int, waiting_row: int, crew: Crew) -> int:
    """See that a column in ``place`` is ready to step, maybe the next from ``waiting_row`` on; returns the new one."""
    seats, tables = crew.seats, crew.warm_tables[0]
    while True:
        seated = seats[place] != NOBODY
        if not seated:
            if waiting_row == len(crew.people):
                tables.step_s[0, place] = 0.0
                return waiting_row
            seats[place] = waiting_row
            waiting_row += 1
        life = life_of(seats[place], crew)
        if not seated:
            life.trace.count = 0
            life.trace.read = 0
        if life.work.state != FINISHED and warm_up_to(life):
            if not seated:
                sit_column_down(place, life, tables)
            touch_first(place, life, tables)
            return waiting_row
        seats[place] = NOBODY


def sit_column_down(place: int, life: Life, tables: WarmTables) -> None:
    """Write a person's parameters, column and temperatures into a place of the tables."""
    body = life.body
    for i in range(len(life.numbers.heat)):
        tables.p[i, place] = life.numbers.heat[i]
    for i in range(CELLS + 1):
        tables.widths_m[i, place] = body.widths_m[i]
        tables.conductance[i, place] = body.conductance[i]
        tables.capacity[i, place] = body.capacity[i]
    for i in range(HEAT_STATES):
        tables.heat[i, place] = life.being.heat[i]


def touch_first(place: int, life: Life, tables: WarmTables) -> None:
    """Fill in the step and the contact at its start, for the column in ``place``."""
    body, heat, at = life.body, life.being.heat, life.timeline.spells[life.body.spell]
    step_s, elapsed_s = body.after_s - body.time_s, body.time_s - at.applied_s
    tables.step_s[0, place] = step_s
    tables.heat[SOURCE, place] = heat[SOURCE]  # it may have been renewed
    touch_for_a_step(
        heat[SOURCE], heat[0], at.surface, elapsed_s, step_s, life.timeline.room_c, life.numbers.heat, body
    )
    for i in range(CONTACT_ROWS):
        tables.contact[i, place] = body.contact[i]


def touch_again(place: int, life: Life, tables: WarmTables) -> None:
    """Fill in the contact of the trial state at the end of the step."""
    body, at, trial = life.body, life.timeline.spells[life.body.spell], tables.trial
    source_c, skin_c = float(trial[SOURCE, place]), float(trial[0, place])
    elapsed_s = body.after_s - at.applied_s
    touch(source_c, skin_c, at.surface, elapsed_s, life.timeline.room_c, life.numbers.heat, body)
    for i in (C_FILM, C_SINK, C_SOURCE_RATE):
        tables.contact[i, place] = body.contact[i]


def weigh_column(place: int, error: float, life: Life, tables: WarmTables) -> None:
    """Judge the step that was tried in ``place``; temperatures are summed in double precision."""
    body, heat = life.body, life.being.heat
    for i in range(HEAT_STATES):
        body.change[i] = tables.change[i, place]
    if judge_warmth(error, life):
        for i in range(HEAT_STATES):
            tables.heat[i, place] = heat[i]

"""The spasms of a crew, side by side; and the whole of their lives, in turns of column and spasm."""

from __future__ import annotations

from unclench.simulate.attempt import Tables, try_steps
from unclench.simulate.compile import hot, unowned
from unclench.simulate.crew import NOBODY, Crew, life_of
from unclench.simulate.inputs import VARYING
from unclench.simulate.kernel import begin, born, get_ready, judge
from unclench.simulate.life import FINISHED, RUNNING, Life
from unclench.simulate.warm_crew import warm_all


def live_crew(crew: Crew, newborn: bool) -> None:
    """Carry everybody through the timeline, at rest first if ``newborn``; summaries tell what became of each."""
    crew = unowned(crew)
    for row in range(len(crew.people)):
        life = life_of(row, crew)
        if newborn:
            born(life)
        begin(life)
    while True:
        unfinished = 0
        for row in range(len(crew.people)):
            life = life_of(row, crew)
            if life.work.state != FINISHED:
                unfinished += 1
                life.work.state = RUNNING
        if unfinished == 0:
            return
        warm_all(crew)
        step_all(crew)


def step_all(crew: Crew) -> None:
    """Step everybody until each waits or has finished."""
    crew = unowned(crew)
    seats, tables = crew.seats, crew.tables[0]
    for place in range(len(seats)):
        seats[place] = NOBODY
    waiting_row = 0
    while True:
        seated = 0
        for place in range(len(seats)):
            waiting_row = make_ready(place, waiting_row, crew)
            if seats[place] != NOBODY:
                seated += 1
        if seated == 0:
            return
        try_steps(tables)
        for place in range(len(seats)):
            if seats[place] != NOBODY:
                weigh(place, float(tables.worst[0, place]) / crew.tolerance, life_of(seats[place], crew), tables)


@hot
def make_ready(place: int, waiting_row: int, crew: Crew) -> int:
    """See that somebody in ``place`` is ready to step, maybe the next from ``waiting_row`` on; returns the new one."""
    seats, tables = crew.seats, crew.tables[0]
    while True:
        seated = seats[place] != NOBODY
        if not seated:
            if waiting_row == len(crew.people):
                tables.step_s[0, place] = 0.0
                return waiting_row
            seats[place] = waiting_row
            waiting_row += 1
        life = life_of(seats[place], crew)
        if life.work.state == RUNNING:
            jumped = get_ready(life)
            if not seated:
                sit_down(place, life, tables)
            if life.work.state == RUNNING:
                if jumped:
                    fill_place(place, life, tables)
                for i in VARYING:
                    tables.after[i, place] = life.work.after[i]
                tables.step_s[0, place] = life.work.after_s - life.work.time_s
                return waiting_row
        seats[place] = NOBODY


def sit_down(place: int, life: Life, tables: Tables) -> None:
    """Write a person's parameters, state and inputs into a place of the tables."""
    for i in range(len(life.numbers.spasm)):
        tables.p[i, place] = life.numbers.spasm[i]
    fill_place(place, life, tables)


def fill_place(place: int, life: Life, tables: Tables) -> None:
    """Write a person's state and inputs, which may have jumped, into their place of the tables."""
    for i in range(len(life.being.spasm)):
        tables.state[i, place] = life.being.spasm[i]
    for i in range(len(life.work.before)):
        tables.before[i, place] = life.work.before[i]
        tables.after[i, place] = life.work.after[i]


@hot
def weigh(place: int, error: float, life: Life, tables: Tables) -> None:
    """Judge the step that was tried in ``place``.

    States are summed in double precision whatever that of the tables is, so that small changes are not lost.
    """
    work, being = life.work, life.being
    for i in range(len(being.spasm)):
        work.trial[i] = being.spasm[i] + tables.change[i, place]
    if judge(error, life):
        for i in range(len(being.spasm)):
            tables.state[i, place] = being.spasm[i]
        for i in VARYING:
            tables.before[i, place] = work.after[i]

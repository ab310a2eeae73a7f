"""One person's whole life by one thread: the crew's turns of column and spasm, for a crew of one.

Plain Python that runs in the interpreter, compiled for a processor and compiled for a graphics card alike.
"""

from __future__ import annotations

from unclench.simulate.heat_step import heat_error, heat_step
from unclench.simulate.kernel import begin, born, get_ready, judge
from unclench.simulate.life import FINISHED, RUNNING, Life
from unclench.simulate.rosenbrock import Stage, spasm_error, spasm_step
from unclench.simulate.warmth import judge_warmth, warm_up_to


def live_one(newborn: bool, stage: Stage, life: Life) -> None:
    """Carry a person through the timeline, at rest first if ``newborn``; the summary tells what became of them."""
    if newborn:
        born(life)
    begin(life)
    while life.work.state != FINISHED:
        life.work.state = RUNNING
        warm_one(life)
        step_one(stage, life)


def warm_one(life: Life) -> None:
    """Let the column run ahead until its trace is full or the timeline ends."""
    life.trace.count = 0
    life.trace.read = 0
    while life.work.state != FINISHED and warm_up_to(life):
        body, at = life.body, life.timeline.spells[life.body.spell]
        step_s, elapsed_s = body.after_s - body.time_s, body.time_s - at.applied_s
        heat_step(life.being.heat, at.surface, elapsed_s, life.timeline.room_c, step_s, life.numbers.heat, body)
        judge_warmth(heat_error(body) / life.tolerance, life)


def step_one(stage: Stage, life: Life) -> None:
    """Step the spasm until it must wait for the column or has come to the end."""
    work, state = life.work, life.being.spasm
    while work.state == RUNNING:
        get_ready(life)
        if work.state == RUNNING:
            spasm_step(state, work.before, work.after, life.numbers.spasm, work.after_s - work.time_s, stage)
            for i in range(len(state)):
                work.trial[i] = state[i] + stage.change[i]
            judge(spasm_error(state, stage) / life.tolerance, life)

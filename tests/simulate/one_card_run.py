"""Run by test_cuda.py in a process of its own, under Numba's simulator of a card; prints what differs as JSON."""

import json
import sys

import numpy as np

from unclench.knowledge.load import load
from unclench.model.case import Person
from unclench.model.scenario import Cold, ColdSource, Dose, Drug, Injury, Scenario, Stretch
from unclench.simulate.cuda.launch import live_on_card
from unclench.simulate.ensemble import live_all
from unclench.simulate.life import BEING, room
from unclench.simulate.population import parameter_values, sample
from unclench.simulate.run import TOLERANCE
from unclench.simulate.schedule import timeline

MEMBERS, SEED = 3, 7
ACTIONS = (
    Injury(1, 1.0),
    Stretch(1, 1 / 60, 0.1, 1.0),
    Dose(1, Drug.NAPROXEN, 250, quick=True),
    Dose(2, Drug.IBUPROFEN, 400),
    Cold(4, 1, ColdSource.ICE_CUBE_MOVING),
)


def live(engine, people, events, **options):
    """Everybody's life by one engine, and where it left them."""
    beings = room(BEING, len(people))
    lives = engine(people, events, beings, newborn=True, seed=SEED, tolerance=TOLERANCE, **options)
    return lives, beings


def main():
    knowledge = load()
    values = parameter_values(knowledge)
    people = sample(Person(), MEMBERS, SEED, knowledge)
    people.spasm[2, 0] = np.nan  # one who cannot be followed
    events = timeline(Scenario(0.1, ACTIONS), values, 1.0)
    processor, left = live(live_all, people, events)
    card, there = live(live_on_card, people, events, people_at_a_time=2)
    alone, _ = live(live_on_card, people[1:2], events)
    span = np.ptp(processor.curves[:2], axis=(0, 1))
    difference = np.abs(card.curves - processor.curves)[:2] / np.maximum(span, 0.1)
    json.dump(
        {
            "median": float(np.median(difference)),
            "worst": float(difference.max()),
            "moved": float(span.max()),
            "locked_s": card.summaries.locked_seconds[:2].tolist(),
            "locked_on_processor_s": processor.summaries.locked_seconds[:2].tolist(),
            "coldest_c": card.summaries.coldest_skin_c[:2].tolist(),
            "coldest_on_processor_c": processor.summaries.coldest_skin_c[:2].tolist(),
            "left_behind": float(np.abs(there.spasm[:2] - left.spasm[:2]).max()),
            "status": card.summaries.status.tolist(),
            "status_on_processor": processor.summaries.status.tolist(),
            "same_alone": bool(np.array_equal(alone.curves[0], card.curves[1])),
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()

"""Many people on a graphics card, one thread each; see ``ensemble.live_all`` for the processor's counterpart.

Run under Numba's simulator of a card only, never yet on a real one. All numbers are double precision.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from unclench.simulate.ensemble import Lives
from unclench.simulate.life import BODY, TRACE, WORK, Records, Timeline, room

THREADS_A_BLOCK = 64
"""Small, because a thread needs many registers; a guess that nobody has tuned on a card."""
PEOPLE_AT_A_TIME = 65_536
"""People on the card at once: over half a gigabyte of records. A guess that nobody has tuned on a card."""


class NoCard(RuntimeError):
    """There is no graphics card that this program can compute on."""


def check_card() -> None:
    """Raise NoCard, with the reason in plain words, unless a card (or Numba's simulator of one) can be used."""
    from numba import cuda

    if not cuda.is_available():
        raise NoCard(
            "No CUDA card was found: it needs an NVIDIA card, its driver and the CUDA toolkit. "
            "The processor computes the same with backend 'numba'."
        )


def live_on_card(
    people: Records,
    timeline: Timeline,
    beings: Records,
    *,
    newborn: bool,
    seed: int,
    tolerance: float,
    people_at_a_time: int = PEOPLE_AT_A_TIME,
    progress: Callable[[float], None] | None = None,
) -> Lives:
    """Carry all people through the timeline on the card; ``beings`` is changed to the last moment's state.

    Arguments and answer are those of ``ensemble.live_all``; a member's result depends neither on
    ``people_at_a_time`` nor on who else is there.

    Raises:
        NoCard: there is no card to compute on.
    """
    check_card()
    n, lives = len(people), Lives.unlived(len(people), timeline)
    for first in range(0, n, people_at_a_time):
        rows = slice(first, min(first + people_at_a_time, n))
        _live_piece(
            people[rows], timeline, beings[rows], lives.curves[rows], lives.summaries[rows], newborn, seed, tolerance
        )
        if progress is not None:
            progress(rows.stop / n)
    return lives


def _live_piece(
    people: Records,
    timeline: Timeline,
    beings: Records,
    curves: Records,
    summaries: Records,
    newborn: bool,
    seed: int,
    tolerance: float,
) -> None:
    """One launch: to the card, live, and back."""
    from numba import cuda

    from unclench.simulate.cuda.card_kernel import card_kernel

    n = len(people)
    shared = [
        cuda.to_device(np.ascontiguousarray(each)) for each in (timeline.spells, timeline.doses, timeline.output_s)
    ]
    there = [cuda.to_device(np.ascontiguousarray(each)) for each in (people, beings)]
    scratch = [cuda.to_device(room(kind, n)) for kind in (BODY, TRACE, WORK)]
    back = [cuda.to_device(np.ascontiguousarray(each)) for each in (curves, summaries)]
    blocks = -(-n // THREADS_A_BLOCK)
    card_kernel()[blocks, THREADS_A_BLOCK](seed, tolerance, newborn, *shared, timeline.room_c, *there, *scratch, *back)
    for mine, theirs in zip((beings, curves, summaries), (there[1], *back), strict=True):
        mine[:] = theirs.copy_to_host()

"""Compile the engine ahead of the first question, and clear away what old versions left on disk."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable

import numpy as np

from unclench.simulate.compile import cache_folder
from unclench.simulate.ensemble import live_all
from unclench.simulate.life import BEING, DOSE, NUMBERS, SPELL, Timeline, room

KEEP_DAYS = 14.0
"""Twins of other versions are deleted when nothing has been added to them for this long."""


def warm_up(progress: Callable[[float], None] | None = None) -> float:
    """Compile everything that a run needs, or read it from disk; returns the seconds it took.

    ``progress`` is called with 0 at the start and 1 at the end: compiling does not report in between.
    """
    began = time.perf_counter()
    if progress is not None:
        progress(0.0)
    nothing = Timeline(room(SPELL, 1), room(DOSE, 0), np.zeros(1), 0.0)
    live_all(room(NUMBERS, 0), nothing, room(BEING, 0), newborn=True, seed=0, tolerance=1.0, threads=1)
    forget_old_twins(time.time())
    if progress is not None:
        progress(1.0)
    return time.perf_counter() - began


def forget_old_twins(now_s: float) -> int:
    """Delete compiled code of other versions that has not changed for ``KEEP_DAYS``; returns how many folders went."""
    gone = 0
    for folder in cache_folder().parent.glob("*"):
        if folder != cache_folder() and now_s - folder.stat().st_mtime > KEEP_DAYS * 86_400:
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    return gone

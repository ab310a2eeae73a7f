"""Moments as a phone knows them, and how much time lies between two of them when its clock cannot be trusted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, by both clocks of a browser, in milliseconds.

    ``wall_ms`` is the time of day (since 1970): it goes on while a phone sleeps, and somebody may set it. ``steady_ms``
    counts from when the page was opened: nobody can set it, but it may stand still while a phone sleeps and begins anew
    when the page is loaded again. ``run`` names one loading of the page.
    """

    wall_ms: int
    steady_ms: int
    run: str


def elapsed_ms(before: Moment, now: Moment) -> int | None:
    """The time that has passed at most, so far as the clocks can tell; None when they cannot.

    In one run the larger of both counts, so it is never less than what really passed as long as one of the clocks went
    right. Over a reload the time of day alone is left; when that went backwards, nothing is known.
    """
    by_wall = now.wall_ms - before.wall_ms
    if before.run == now.run:
        return max(by_wall, now.steady_ms - before.steady_ms, 0)
    return by_wall if by_wall >= 0 else None

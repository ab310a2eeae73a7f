"""What no body can do twice at once: two efforts, two stretches, two things on the skin, two postures."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from unclench.model.invalid import InvalidInput

Span = tuple[float, float, str]
"""First and last minute of something, and what it is called in messages."""
ROUNDING_MIN = 1e-9
"""What sums of minutes may lose to rounding."""


def check_one_at_a_time(spans: Iterable[Span]) -> None:
    """Raise InvalidInput for the first that begins before the one before it is over, or together with it."""
    for (first, end, _), (later, _, name) in itertools.pairwise(sorted(spans, key=lambda span: span[:2])):
        if later < end - ROUNDING_MIN or later == first:
            allowed = f"from {end:g} on: the one before lasts until then"
            raise InvalidInput(f"{name}.start_min", later, allowed if end > first else "one at a time")

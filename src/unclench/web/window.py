"""Counting within a span of time, in the memory of one process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Window:
    """At most ``most`` of something within ``seconds`` of its first, for each who does it.

    What is over is forgotten as time goes on, so that no more is remembered than two spans of time can hold. The web's
    libraries for this clear up in threads of their own, and starting one for nearly every request held all others up.
    """

    def __init__(self, most: int, seconds: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self.seconds = seconds
        self._clock = clock
        self._counts: dict[tuple[str, ...], tuple[float, int]] = {}
        self._swept_s = clock()
        self._lock = threading.Lock()

    def take(self, *who: str) -> bool:
        """Count one more; False when it is one too many."""
        with self._lock:
            now_s = self._clock()
            if now_s - self._swept_s >= self.seconds:
                self._counts = {one: kept for one, kept in self._counts.items() if kept[0] > now_s}
                self._swept_s = now_s
            ends_s, count = self._counts.get(who, (now_s + self.seconds, 0))
            if ends_s <= now_s:
                ends_s, count = now_s + self.seconds, 0
            self._counts[who] = ends_s, count + 1
            return count < self._most

    def __len__(self) -> int:
        """How many are remembered."""
        return len(self._counts)

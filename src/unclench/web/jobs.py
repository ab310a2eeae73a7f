"""Long work beside the pages: a few threads, a bounded queue, results kept a while, one job a visitor and language."""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from unclench.model.cancelled import Cancelled

T = TypeVar("T")
Report = Callable[[float, str], None]
"""Called with the share done (0-1) and what is being done now."""


class Busy(Exception):
    """The queue is full; try again in a moment."""


class Places:
    """A few places for long work that a request does itself, and a short queue before them.

    Whoever waits holds a thread of the server. So no more wait than ``queue_limit``, and pages are never starved.
    """

    def __init__(self, places: int, queue_limit: int, wait_seconds: float) -> None:
        self._free = threading.BoundedSemaphore(places)
        self._admitted = threading.BoundedSemaphore(places + queue_limit)
        self._wait_seconds = wait_seconds

    @contextlib.contextmanager
    def taken(self) -> Iterator[None]:
        """Hold a place while working.

        Raises:
            Busy: too many wait already, or no place came free in time.
        """
        if not self._admitted.acquire(blocking=False):
            raise Busy
        try:
            if not self._free.acquire(timeout=self._wait_seconds):
                raise Busy
            try:
                yield
            finally:
                self._free.release()
        finally:
            self._admitted.release()


class Superseded(Cancelled):
    """The visitor changed an answer or left: this result is no longer wanted."""


@dataclass(eq=False)
class Job(Generic[T]):
    """One piece of work, done or under way."""

    key: str
    share: float = 0.0
    doing: str = ""
    result: T | None = None
    error: Exception | None = None
    wanted: bool = True
    done: threading.Event = field(default_factory=threading.Event)

    def report(self, share: float, doing: str = "") -> None:
        """Note how far the work has come; ends work that nobody wants any more."""
        if not self.wanted:
            raise Superseded
        self.share, self.doing = min(max(share, 0.0), 1.0), doing


class Jobs(Generic[T]):
    """Runs work for visitors, never more than ``queue_limit`` unfinished and never more than ``keep`` remembered."""

    def __init__(self, workers: int = 1, queue_limit: int = 16, keep: int = 64) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="plan")
        self._queue_limit = queue_limit
        self._keep = keep
        self._jobs: OrderedDict[tuple[str, str], Job[T]] = OrderedDict()
        self._lock = threading.Lock()

    def start(self, owner: str, key: str, work: Callable[[Report], T], part: str = "") -> Job[T]:
        """The owner's job with this key, started unless it runs or is done already. One that failed is tried again.

        An owner has one job for each ``part`` (a language, say); jobs of different parts leave each other alone.

        Raises:
            Busy: too many jobs wait already.
        """
        place = (owner, part)
        with self._lock:
            job = self._jobs.get(place)
            if job is not None and job.key == key and job.error is None:
                self._jobs.move_to_end(place)
                return job
            if job is not None:
                job.wanted = False
            if sum(not other.done.is_set() for other in self._jobs.values() if other.wanted) >= self._queue_limit:
                raise Busy
            job = Job(key)
            self._jobs[place] = job
            self._jobs.move_to_end(place)
            self._drop_oldest()
        self._pool.submit(_run, job, work)
        return job

    def get(self, owner: str, part: str = "") -> Job[T] | None:
        """The owner's job of this part, if there is one."""
        with self._lock:
            return self._jobs.get((owner, part))

    def forget(self, owner: str) -> None:
        """Drop the owner's jobs, of every part, and their results."""
        with self._lock:
            for place in [place for place in self._jobs if place[0] == owner]:
                self._jobs.pop(place).wanted = False

    def close(self) -> None:
        """Stop taking work and drop what has not begun."""
        with self._lock:
            for job in self._jobs.values():
                job.wanted = False
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _drop_oldest(self) -> None:
        finished = [owner for owner, job in self._jobs.items() if job.done.is_set()]
        for owner in finished[: max(0, len(self._jobs) - self._keep)]:
            del self._jobs[owner]


def _run(job: Job[T], work: Callable[[Report], T]) -> None:
    try:
        job.report(0.0)
        job.result = work(job.report)
    except Exception as error:  # kept and raised again where the visitor can be told
        job.error = error
    finally:
        job.done.set()

"""The pages' end of the process that works plans out: starts it, asks it, begins anew when it is lost."""

from __future__ import annotations

import contextlib
import datetime
import multiprocessing
import queue
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from unclench.knowledge.load import Knowledge
from unclench.model.assessment import Assessment
from unclench.model.case import Case
from unclench.model.course import Course
from unclench.model.preferences import Preferences
from unclench.safety.taken import Taken
from unclench.web.tasks import MakeForecast, MakePlan, Report, WarmUp
from unclench.web.worker import Said, work

if TYPE_CHECKING:
    from unclench.advice import Explanation, PlanAnswer

PATIENCE_SECONDS = 300.0
"""A task that says nothing for this long is given up, and the process with it."""

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")


class Task(Protocol[T_co]):
    """Something to work out."""

    def __call__(self, knowledge: Knowledge, report: Report) -> T_co:
        """The result."""


class Workshop(Protocol):
    """Where long calculations are done."""

    def do(self, task: Task[T], knowledge: Knowledge, report: Report | None = None) -> T:
        """The task's result; its own errors are raised here, and what ``report`` raises ends it."""

    def close(self) -> None:
        """Stop."""


class Here:
    """In this process, in the thread that asks."""

    def do(self, task: Task[T], knowledge: Knowledge, report: Report | None = None) -> T:
        """Work it out at once."""
        return task(knowledge, report or _silent)

    def close(self) -> None:
        """Nothing is running."""


class WorkerLost(Exception):
    """The process ended over the task, or said nothing for too long."""


class Elsewhere:
    """In processes of their own, which yield to this one; one task at a time each."""

    def __init__(self, folder: Path, workers: int = 1) -> None:
        self._workers = [_Worker(folder) for _ in range(workers)]
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        for worker in self._workers:
            self._idle.put(worker)

    def do(self, task: Task[T], knowledge: Knowledge, report: Report | None = None) -> T:
        """Hand the task over and wait for its result.

        Raises:
            WorkerLost: the process ended over it twice, or said nothing for too long: for the task's own
                ``patience_seconds`` where it has one, else for ``PATIENCE_SECONDS``.
        """
        worker = self._idle.get()
        try:
            return worker.do(task, knowledge.language, report or _silent)  # type: ignore[no-any-return]
        finally:
            self._idle.put(worker)

    def warm_up(self, knowledge: Callable[[], Knowledge]) -> None:
        """Start the processes and compile the engine, while the pages are open already."""
        for _ in self._workers:
            threading.Thread(target=self._warm_one, args=(knowledge,), daemon=True, name="warm up").start()

    def close(self) -> None:
        """End the processes."""
        for worker in self._workers:
            worker.end()

    def _warm_one(self, knowledge: Callable[[], Knowledge]) -> None:
        with contextlib.suppress(Exception):  # then the first plan finds out and says so
            self.do(WarmUp(), knowledge())


class _Worker:
    """One process and the pipe to it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._number = 0
        self._closed = False
        self._changing = threading.RLock()  # whoever ends the process waits until one that is being started has started

    def do(self, task: Task[Any], language: str, report: Report) -> Any:  # noqa: ANN401 - whatever the task makes
        for last in (False, True):  # a process may have been ended for its memory; a second time, the task is to blame
            try:
                said, what = self._ask(task, language, report)
            except (EOFError, OSError) as error:
                self.end(for_good=self._closed)
                if last or self._closed:
                    raise WorkerLost("the process ended over the task") from error
                continue
            if said is Said.FAILED:
                raise what
            return what
        raise AssertionError  # the loop always returns or raises

    def end(self, *, for_good: bool = True) -> None:
        """End the process; the next task starts another, unless it is for good."""
        with self._changing:
            self._closed = for_good
            process, pipe = self._process, self._pipe
            self._process = self._pipe = None
            if process is not None:
                process.kill()
                process.join(timeout=5)
            if pipe is not None:
                pipe.close()

    def _ask(self, task: Task[Any], language: str, report: Report) -> tuple[Said, Any]:
        pipe = self._open()
        self._number += 1
        number = self._number
        pipe.send((number, Said.DO, task, language))
        while True:
            about, said, *rest = self._listen(pipe, getattr(task, "patience_seconds", PATIENCE_SECONDS))
            if about != number:
                continue  # the rest of what was called off earlier
            if said is Said.PROGRESS:
                try:
                    report(*rest)
                except BaseException:
                    pipe.send((number, Said.STOP))
                    raise
            else:
                return said, rest[0]

    def _listen(self, pipe: Connection, patience_seconds: float) -> tuple[Any, ...]:
        if not pipe.poll(patience_seconds):
            self.end(for_good=self._closed)
            raise WorkerLost("the process said nothing for too long")
        said: tuple[Any, ...] = pipe.recv()
        return said

    def _open(self) -> Connection:
        with self._changing:
            if self._closed:
                raise WorkerLost("the pages are being closed")
            if self._process is None or self._pipe is None or not self._process.is_alive():
                self.end(for_good=False)
                context = multiprocessing.get_context("spawn")  # a fork would copy the pages' threads and locks
                self._pipe, theirs = context.Pipe()
                self._process = context.Process(target=work, args=(theirs, self._folder), daemon=True, name="plans")
                self._process.start()
                theirs.close()
            return self._pipe


class AdviceElsewhere:
    """The questions that the pages ask: the quick ones answered here, the long ones in a workshop."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    def assess(
        self,
        case: Case,
        knowledge: Knowledge,
        *,
        today: datetime.date,
        country: str = "us",
        for_another: bool = False,
    ) -> Assessment:
        """How urgent is it, what is it likely to be, what may be used?"""
        from unclench import advice

        return advice.assess(case, knowledge, today=today, country=country, for_another=for_another)

    def explain(self, sheet_id: str, knowledge: Knowledge) -> Explanation:
        """Why?"""
        from unclench import advice

        return advice.explain(sheet_id, knowledge)

    def plan(
        self,
        case: Case,
        knowledge: Knowledge,
        *,
        today: datetime.date,
        preferences: Preferences,
        members: int = 512,
        seed: int = 1,
        progress: Report | None = None,
        taken: Taken | None = None,
    ) -> PlanAnswer:
        """What should be done, in which order, and what will it do?"""
        return self._workshop.do(MakePlan(case, today, preferences, members, seed, taken), knowledge, progress)

    def forecast(
        self,
        case: Case,
        knowledge: Knowledge,
        *,
        today: datetime.date,
        preferences: Preferences | None = None,
        members: int = 512,
        seed: int = 1,
    ) -> Course | None:
        """What is to be expected when doing nothing?"""
        return self._workshop.do(MakeForecast(case, today, preferences, members, seed), knowledge)


def _silent(share: float, doing: str = "") -> None:
    """For those who only want the result."""

"""The process beside the pages that works plans out: it yields to them, and its end is not theirs."""

from __future__ import annotations

import os
import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from unclench.knowledge.load import Knowledge, load
from unclench.knowledge.spoken import in_language
from unclench.model.cancelled import Cancelled

NICENESS = 10
"""How much this process yields: the pages get about nine parts of a busy core (nice(2)), a plan gets one."""


class Said(StrEnum):
    """What one side tells the other; every message is (number of the task, one of these, ...)."""

    DO = "do"
    STOP = "stop"
    PROGRESS = "progress"
    DONE = "done"
    FAILED = "failed"


class Stopped(Cancelled):
    """Nobody wants the result any more."""


class Desk:
    """One end of the pipe: takes tasks in order and notices when one is called off."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._waiting: deque[tuple[Any, ...]] = deque()
        self._called_off: set[int] = set()
        self._speaking = threading.Lock()

    def next(self) -> tuple[int, Callable[[Knowledge, Any], Any], str]:
        """The next task that is still wanted. Raises EOFError when the pages are gone."""
        while True:
            message = self._waiting.popleft() if self._waiting else self._pipe.recv()
            if message[1] is Said.STOP:
                self._called_off.add(message[0])
            elif message[0] not in self._called_off:
                number, _, task, language = message
                return number, task, language

    def report(self, number: int, share: float, doing: str) -> None:
        """Tell how far the work is. Raises Stopped when it was called off."""
        with self._speaking:
            while self._pipe.poll():
                message = self._pipe.recv()
                if message[1] is Said.STOP:
                    self._called_off.add(message[0])
                else:
                    self._waiting.append(message)
            if number in self._called_off:
                raise Stopped
            self._pipe.send((number, Said.PROGRESS, share, doing))

    def answer(self, number: int, said: Said, what: object) -> None:
        """Hand the result or the error back; of what cannot travel, only its kind does."""
        try:
            pickle.loads(pickle.dumps(what))  # noqa: S301 - our own words, to hear how they will arrive
        except Exception:
            said, what = Said.FAILED, RuntimeError(f"a {type(what).__name__} cannot be handed over")
        self._pipe.send((number, said, what))


def work(pipe: Connection, folder: Path) -> None:
    """Work until the pages are gone."""
    os.nice(NICENESS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the pages; they end this process
    desk, written = Desk(pipe), load(folder)
    try:
        while True:
            number, task, language = desk.next()
            _do(desk, number, task, written if language == written.language else in_language(written, language))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _do(desk: Desk, number: int, task: Callable[[Knowledge, Any], Any], knowledge: Knowledge) -> None:
    try:
        result = task(knowledge, lambda share, doing="": desk.report(number, share, doing))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        raise
    except Exception as error:  # it belongs to whoever asked
        desk.answer(number, Said.FAILED, error.with_traceback(None))
    else:
        desk.answer(number, Said.DONE, result)

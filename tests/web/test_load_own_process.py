"""The process that works plans out: results, progress and errors come back, and its end is not the end of the pages."""

import datetime
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from starlette.testclient import TestClient

from unclench.knowledge.load import DATA, Knowledge
from unclench.model.invalid import InvalidInput
from unclench.model.preferences import Preferences
from unclench.safety.intake import read_case
from unclench.web.app import create_app
from unclench.web.elsewhere import PATIENCE_SECONDS, AdviceElsewhere, Elsewhere, Here, WorkerLost, _Worker
from unclench.web.jobs import Superseded
from unclench.web.settings import Settings
from unclench.web.tasks import Validate
from unclench.web.worker import NICENESS

TODAY = datetime.date(2026, 11, 24)
TASKS = '''
import os, signal, sys, time
from pathlib import Path
from unclench.model.invalid import InvalidInput

class Answer:
    def __init__(self, what): self.what = what
    def __call__(self, knowledge, report):
        return self.what, os.getpid(), os.nice(0), knowledge.language, knowledge.hash

class Count:
    def __init__(self, to): self.to = to
    def __call__(self, knowledge, report):
        for number in range(self.to):
            report(number / self.to, f"step {number}")
            time.sleep(0.001)
        return self.to

class Refuse:
    def __call__(self, knowledge, report): raise InvalidInput("members", 1, "at least 16")

class Crash:
    """Ends its process without a word, the first few times."""
    def __init__(self, notes, times): self.notes, self.times = notes, times
    def __call__(self, knowledge, report):
        Path(self.notes).open("a").write("tried ")
        if Path(self.notes).read_text().count("tried") <= self.times:
            os.kill(os.getpid(), signal.SIGKILL)
        return "done"

class Missing:
    def __call__(self, knowledge, report):
        raise FileNotFoundError(os.getpid())

class Untold:
    def __call__(self, knowledge, report): return lambda: None

class Hang:
    def __call__(self, knowledge, report): time.sleep(60)
'''


@pytest.fixture(scope="module")
def tasks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """Tasks in a module that the other process can import too."""
    folder = tmp_path_factory.mktemp("tasks")
    (folder / "unclench_test_tasks.py").write_text(TASKS)
    sys.path.insert(0, str(folder))
    import unclench_test_tasks  # type: ignore[import-not-found]

    yield unclench_test_tasks
    sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def elsewhere(tasks: ModuleType) -> Iterator[Elsewhere]:
    workshop = Elsewhere(DATA)
    yield workshop
    workshop.close()


def test_a_task_is_done_in_another_process_that_yields(elsewhere: Elsewhere, tasks: Any, knowledge: Knowledge) -> None:
    what, process, niceness, language, state = elsewhere.do(tasks.Answer({"a": (1, 2)}), knowledge)
    assert what == {"a": (1, 2)}
    assert process != os.getpid()
    assert niceness == min(19, os.nice(0) + NICENESS)
    assert (language, state) == (knowledge.language, knowledge.hash)


def test_progress_comes_in_order_and_errors_come_as_they_were(
    elsewhere: Elsewhere, tasks: Any, knowledge: Knowledge
) -> None:
    seen: list[tuple[float, str]] = []
    assert elsewhere.do(tasks.Count(5), knowledge, lambda share, doing: seen.append((share, doing))) == 5
    assert seen == [(number / 5, f"step {number}") for number in range(5)]
    with pytest.raises(InvalidInput, match="at least 16") as caught:
        elsewhere.do(tasks.Refuse(), knowledge)
    assert caught.value.as_dict() == InvalidInput("members", 1, "at least 16").as_dict()
    process = elsewhere.do(tasks.Answer(""), knowledge)[1]
    with pytest.raises(FileNotFoundError, match=str(process)):  # the task's own trouble, not the pipe's
        elsewhere.do(tasks.Missing(), knowledge)
    with pytest.raises(RuntimeError, match="function"):
        elsewhere.do(tasks.Untold(), knowledge)


def test_what_nobody_wants_any_more_ends_early(elsewhere: Elsewhere, tasks: Any, knowledge: Knowledge) -> None:
    def enough(share: float, doing: str) -> None:
        if doing == "step 3":
            raise Superseded

    with pytest.raises(Superseded):
        elsewhere.do(tasks.Count(100_000), knowledge, enough)
    began = time.monotonic()
    assert elsewhere.do(tasks.Answer("next"), knowledge)[0] == "next"
    assert time.monotonic() - began < 20  # the hundred seconds of the other were not waited for


def test_a_process_that_is_killed_over_a_task_gets_one_more_try(
    elsewhere: Elsewhere, tasks: Any, knowledge: Knowledge, tmp_path: Path
) -> None:
    assert elsewhere.do(tasks.Crash(str(tmp_path / "once"), 1), knowledge) == "done"
    with pytest.raises(WorkerLost):
        elsewhere.do(tasks.Crash(str(tmp_path / "always"), 99), knowledge)
    assert (tmp_path / "always").read_text() == "tried tried "
    assert elsewhere.do(tasks.Answer("alive"), knowledge)[0] == "alive"


def test_a_process_that_says_nothing_is_given_up(
    elsewhere: Elsewhere, tasks: Any, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("unclench.web.elsewhere.PATIENCE_SECONDS", 0.2)
    with pytest.raises(WorkerLost, match="nothing"):
        elsewhere.do(tasks.Hang(), knowledge)
    monkeypatch.undo()
    assert elsewhere.do(tasks.Answer("alive"), knowledge)[0] == "alive"


def test_a_task_may_have_less_patience_than_others(elsewhere: Elsewhere, tasks: Any, knowledge: Knowledge) -> None:
    """A study that a stranger sent ends after its own time, and the next plan has a process again."""
    hang = tasks.Hang()
    hang.patience_seconds = 0.2
    began = time.monotonic()
    with pytest.raises(WorkerLost, match="nothing"):
        elsewhere.do(hang, knowledge)
    assert time.monotonic() - began < Validate.patience_seconds < PATIENCE_SECONDS
    assert elsewhere.do(tasks.Answer("alive"), knowledge)[0] == "alive"


def test_closing_ends_what_is_under_way(tasks: Any, knowledge: Knowledge) -> None:
    workshop = Elsewhere(DATA)
    workshop.do(tasks.Answer("open"), knowledge)
    ended: list[BaseException] = []

    def ask() -> None:
        try:
            workshop.do(tasks.Hang(), knowledge)
        except WorkerLost as error:
            ended.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(0.1)
    workshop.close()
    asking.join(timeout=10)
    assert len(ended) == 1
    with pytest.raises(WorkerLost):
        workshop.do(tasks.Answer("too late"), knowledge)


@pytest.mark.slow
def test_a_plan_made_elsewhere_is_the_plan_made_here(elsewhere: Elsewhere, knowledge: Knowledge) -> None:
    raw = {"person": {"age_years": 34}, "episode": {"pain_nrs": 6, "trigger": "lifting"}, "unmentioned": "no"}
    case = read_case(raw, knowledge)
    wishes = Preferences()
    plans = [
        AdviceElsewhere(workshop).plan(case, knowledge, today=TODAY, preferences=wishes, members=16)
        for workshop in (elsewhere, Here())
    ]
    assert plans[0] == plans[1]
    assert plans[0].plan is not None


def test_the_pages_need_no_numerics_of_their_own(settings: Settings) -> None:
    app = create_app(settings)
    with TestClient(app) as client:
        assert client.get("/").status_code == 200
        assert isinstance(app.state.services.workshop, Elsewhere)


def test_pages_that_close_while_their_process_starts_wait_for_it_and_end_it(tmp_path: Path) -> None:
    """A process is there from its start on, not from the moment at which it is named."""
    worker = _Worker(tmp_path)
    starting = threading.Thread(target=worker._open)
    starting.start()
    while worker._process is None and starting.is_alive():
        pass
    process = worker._process
    worker.end()
    starting.join(30)
    assert process is not None
    assert not process.is_alive()

"""Plans are worked out beside the pages: nobody waits for somebody else, and no result goes to the wrong person."""

import threading
import time
from typing import Any

import pytest
from starlette.testclient import TestClient

from unclench.web.jobs import Busy, Job, Jobs, Places, Superseded


def eventually(holds: Any, seconds: float = 5.0) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.01)
    return bool(holds())


def test_a_long_plan_shows_a_page_that_tells_what_is_done_and_leads_on(
    visitor: Any, client: TestClient, planner: Any, heading: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("unclench.web.planning.LINE_SECONDS", 0.1)
    visitor.walk()
    planner.go_on.clear()
    waiting = client.get("/plan")
    assert heading(waiting) == "Working on your plan"
    assert "<li>Trying warmth …</li>" in waiting.text
    assert '<meta http-equiv="refresh" content="0; url=/plan">' in waiting.text
    assert waiting.headers["cache-control"] == "no-store"
    planner.go_on.set()
    assert eventually(lambda: heading(client.get("/plan")) == "Your plan")
    assert len(planner.planned) == 1


def test_others_are_served_while_a_plan_is_worked_out(visitor: Any, client: TestClient, planner: Any) -> None:
    visitor.walk()
    planner.go_on.clear()
    client.get("/plan")
    begin = time.monotonic()
    assert client.get("/about").status_code == 200
    assert client.get("/result").status_code == 200
    assert time.monotonic() - begin < 0.9
    planner.go_on.set()


def test_wishes_reach_the_plan_and_changing_them_makes_a_new_one(
    visitor: Any, client: TestClient, planner: Any
) -> None:
    visitor.walk()
    client.get("/plan")
    client.get("/plan")
    assert len(planner.planned) == 1
    visitor.send("/wishes", have=["towel"], order="article")
    client.get("/plan")
    first, second = (preferences for _, preferences in planner.planned)
    assert (first.medicine, first.has_ice, first.order.value) == (True, True, "evidence")
    assert (second.medicine, second.has_ice, second.has_towel, second.floor) == (False, False, True, False)
    assert second.order.value == "article"


def test_a_full_queue_asks_to_try_again(visitor: Any, client: TestClient, app: Any, heading: Any) -> None:
    visitor.walk()
    app.state.services.plans._queue_limit = 0
    answer = client.get("/plan")
    assert answer.status_code == 503
    assert heading(answer) == "Many people are waiting just now"


def test_somebody_without_a_plan_is_told_what_to_do_instead(
    visitor: Any, client: TestClient, planner: Any, heading: Any
) -> None:
    visitor.walk()
    planner.no_plan = True
    answer = client.get("/plan")
    assert heading(answer) == "No plan for now"
    assert "Whom to call" in answer.text


def test_the_api_says_when_it_has_too_much_to_do(client: TestClient, app: Any) -> None:
    app.state.services.heavy = Places(1, queue_limit=1, wait_seconds=0.05)
    with app.state.services.heavy_work():
        answer = client.post("/api/v1/plan", json={"uid": "x"})
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert client.post("/api/v1/plan", json={"uid": "x"}).status_code == 200


def test_no_more_requests_wait_than_leave_threads_for_the_pages() -> None:
    """The second in the queue is turned away at once, however long the first would wait."""
    places = Places(1, queue_limit=1, wait_seconds=30)
    waits = threading.Event()
    got = threading.Event()

    def wait_for_it() -> None:
        waits.set()
        with places.taken():
            got.set()

    with places.taken():
        waiting = threading.Thread(target=wait_for_it)
        waiting.start()
        assert waits.wait(10)
        assert eventually(lambda: not places._admitted._value)
        with pytest.raises(Busy), places.taken():
            raise AssertionError("there was no place")
    waiting.join(10)
    assert got.is_set()
    with places.taken():
        pass


def test_two_languages_do_not_throw_each_others_plan_away(visitor: Any, client: TestClient, app: Any) -> None:
    """A program that asks in one language and pages read in another each keep their plan, and one expectation."""
    visitor.walk()
    jobs = app.state.services.plans
    for language in ("en-US", "es-US", "en-US", "es-US"):
        assert client.get("/plan", headers={"accept-language": language}).status_code == 200
    assert sorted(part for _owner, part in jobs._jobs) == ["en-US", "es"]
    kept = list(jobs._jobs.values())
    client.get("/plan", headers={"accept-language": "es-US"})
    assert set(jobs._jobs.values()) == set(kept)
    assert len({job.key for job in kept}) == 1


def test_forgetting_drops_every_part_and_wants_none_of_it() -> None:
    jobs: Jobs[int] = Jobs()
    made = [jobs.start("a", "k", lambda report: 1, part) for part in ("en", "es")]
    other = jobs.start("b", "k", lambda report: 2, "en")
    jobs.forget("a")
    assert [job.wanted for job in made] == [False, False]
    assert jobs.get("a", "en") is None
    assert jobs.get("b", "en") is other
    jobs.close()


def test_erasing_also_drops_the_plan(visitor: Any, client: TestClient, app: Any) -> None:
    visitor.walk()
    client.get("/plan")
    assert len(app.state.services.plans._jobs) == 1
    visitor.send("/erase")
    assert len(app.state.services.plans._jobs) == 0


def test_one_key_is_worked_out_once_even_when_many_ask() -> None:
    jobs: Jobs[int] = Jobs()
    counted: list[int] = []

    def work(report: Any) -> int:
        counted.append(1)
        return 7

    started: list[Job[int]] = []
    threads = [threading.Thread(target=lambda: started.append(jobs.start("anna", "k", work))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert all(job.done.wait(5) for job in started)
    assert len({id(job) for job in started}) == 1
    assert counted == [1]
    assert started[0].result == 7
    jobs.close()


def test_the_queue_is_bounded_and_frees_itself() -> None:
    jobs: Jobs[int] = Jobs(workers=1, queue_limit=2)
    gate = threading.Event()

    def work(report: Any) -> int:
        gate.wait(5)
        return 1

    running = [jobs.start(owner, "k", work) for owner in ("anna", "ben")]
    with pytest.raises(Busy):
        jobs.start("carl", "k", work)
    gate.set()
    assert all(job.done.wait(5) for job in running)
    assert jobs.start("carl", "k", work).done.wait(5)
    jobs.close()


def test_a_changed_answer_stops_the_old_work() -> None:
    jobs: Jobs[int] = Jobs()
    began, gate = threading.Event(), threading.Event()

    def slow(report: Any) -> int:
        began.set()
        gate.wait(5)
        report(0.5, "half")
        return 1

    old = jobs.start("anna", "old", slow)
    assert began.wait(5)
    new = jobs.start("anna", "new", lambda report: 2)
    gate.set()
    assert old.done.wait(5)
    assert new.done.wait(5)
    assert isinstance(old.error, Superseded)
    assert old.result is None
    assert new.result == 2
    assert jobs.get("anna") is new
    jobs.close()


def test_old_results_are_dropped_first_and_unfinished_work_never() -> None:
    jobs: Jobs[int] = Jobs(workers=1, keep=3)
    for number in range(10):
        assert jobs.start(f"visitor {number}", "k", lambda report: 1).done.wait(5)
    assert len(jobs._jobs) == 3
    assert jobs.get("visitor 9") is not None
    assert jobs.get("visitor 0") is None
    jobs.close()


def test_failed_work_is_kept_as_failed_and_may_be_tried_again() -> None:
    jobs: Jobs[float] = Jobs()
    failed = jobs.start("anna", "k", lambda report: 1 / 0)
    assert failed.done.wait(5)
    assert isinstance(failed.error, ZeroDivisionError)
    again = jobs.start("anna", "k", lambda report: 1.0)
    assert again.done.wait(5)
    assert again.result == 1.0
    jobs.close()

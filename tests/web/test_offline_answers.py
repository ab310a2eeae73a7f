"""Answers given without a connection: taken over once, by the kernel's own rules, and never over newer ones."""

import datetime
import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from unclench.diary import Kind
from unclench.diary.answers import fold
from unclench.web.offline_answers import carried
from unclench.web.visits import COOKIE, digest

ROUTE = "/offline/answers"


def told(findings: dict[str, str] | None = None, **more: Any) -> str:
    return json.dumps({"findings": findings or {"chest_pain": "no"}, "numbers": {}, "for_another": False, **more})


def sent(visitor: Any, answers: str, key: str = "one", happened_at: str = "2026-11-24T02:00:00Z") -> Any:
    return visitor.send(ROUTE, answers=answers, nonce=key, happened_at=happened_at)


def kinds(app: Any, client: TestClient) -> list[Any]:
    kept = client.get("/export").json()
    return [event["kind"] for event in kept["events"]]


def test_they_stand_as_if_the_pages_had_been_sent(client: TestClient, visitor: Any, app: Any) -> None:
    answers = told(
        {"chest_pain": "no", "age_lt_18": "no", "duration_lt_2_weeks": "unsure"},
        numbers={"age_years": 34, "pain_nrs": 6},
        for_another=True,
    )
    answer = sent(visitor, answers)
    assert (answer.status_code, answer.headers["location"]) == (303, "/check")
    assert kinds(app, client)[0] == "started"
    page = client.get(visitor.follow("/check")).text
    assert "answering for someone else" in page
    assert "Help at once" in client.get("/answers").text


def test_an_emergency_found_offline_is_one_for_the_server_too(client: TestClient, visitor: Any, heading: Any) -> None:
    sent(visitor, told({"saddle_numbness": "yes"}))
    assert visitor.follow("/check") == "/result"
    assert heading(client.get("/result")) == "Get help now"


def test_the_same_answers_twice_are_kept_once(client: TestClient, visitor: Any, app: Any) -> None:
    for _ in range(3):
        assert sent(visitor, told()).status_code == 303
    assert kinds(app, client).count("started") == 1
    assert kinds(app, client).count("answered") == 1


def test_newer_answers_stay(client: TestClient, visitor: Any, app: Any) -> None:
    visitor.walk(yes={"asthma"})
    before = kinds(app, client)
    earlier = (app.state.services.now() - datetime.timedelta(hours=5)).isoformat()
    assert sent(visitor, told({"saddle_numbness": "yes"}), happened_at=earlier).status_code == 303
    assert kinds(app, client) == before


def test_a_moment_in_the_future_or_no_moment_counts_as_now(client: TestClient, visitor: Any, app: Any) -> None:
    for key, moment in (("a", "2099-01-01T00:00:00Z"), ("b", "yesterday"), ("c", ""), ("d", "2026-11-24T02:00:00")):
        assert sent(visitor, told(), key=key, happened_at=moment).status_code == 303
    assert kinds(app, client).count("started") == 4


@pytest.mark.parametrize(
    "answers",
    [
        "",
        "{",
        "[]",
        "null",
        "[" * 5000,
        "{}",
        told(zebra=1),
        told({"zebra": "no"}),
        told({"chest_pain": "maybe"}),
        json.dumps({"findings": ["chest_pain"], "numbers": {}, "for_another": False}),
        told(numbers={"age_years": 900}),
        told(numbers={"zebra": 1}),
        told(numbers=[1]),
        told(numbers={"age_years": "40"}),
        told({"age_lt_18": "yes"}, numbers={"age_years": 40}),
        told(numbers={"age_years": float("nan")}),
        "x" * 50_000,
    ],
    ids=str.__len__,
)
def test_nonsense_is_refused_and_nothing_is_kept(client: TestClient, visitor: Any, app: Any, answers: str) -> None:
    assert sent(visitor, answers).status_code == 422
    assert kinds(app, client) == []


def test_without_the_seal_nothing_is_taken(client: TestClient, visitor: Any) -> None:
    assert client.post(ROUTE, data={"answers": told(), "nonce": "one"}).status_code == 403


def test_an_old_seal_of_ones_own_is_renewed_and_a_foreign_one_is_not(
    client: TestClient, visitor: Any, app: Any
) -> None:
    old = visitor.seal
    fresh = client.post("/outbox/seal", data={"seal": old})
    assert fresh.status_code == 200
    assert client.post(ROUTE, data={"answers": told(), "nonce": "one", "seal": fresh.json()["seal"]}).status_code == 303
    client.cookies.clear()
    client.get("/")
    assert client.post("/outbox/seal", data={"seal": old}).status_code == 403
    assert client.post("/outbox/seal", data={"seal": ""}).status_code == 403
    elsewhere = {"sec-fetch-site": "cross-site"}
    assert client.post("/outbox/seal", data={"seal": old}, headers=elsewhere).status_code == 403


def test_a_screening_is_not_recorded_before_the_kernel_made_it(client: TestClient, visitor: Any, app: Any) -> None:
    sent(visitor, told())
    assert Kind.SCREENED.value not in kinds(app, client)


MEANWHILE = datetime.timedelta(minutes=30)


@pytest.mark.parametrize("begun_at", ["2026-11-24T02:00:00Z", None, "soon", "2031-01-01T00:00:00"])
def test_a_graver_answer_from_elsewhere_that_came_in_meanwhile_stays(
    client: TestClient, visitor: Any, app: Any, monkeypatch: pytest.MonkeyPatch, begun_at: str | None
) -> None:
    services = app.state.services
    visitor.walk(yes={"chest_pain"})
    end = services.now() + MEANWHILE
    monkeypatch.setattr(services, "clock", lambda: end)
    answers = told({"chest_pain": "no", "fever": "yes"}, **({} if begun_at is None else {"begun_at": begun_at}))
    sent(visitor, answers, happened_at=end.isoformat())
    findings = client.get("/api/v1/people/me/check").json()["answers"]["findings"]
    assert findings["chest_pain"] == "yes"
    assert findings["fever"] == "yes"
    assert "Get help now" in client.get("/medicine").text


def test_what_was_answered_before_a_new_check_without_a_connection_is_answered_anew(
    client: TestClient, visitor: Any, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = app.state.services
    visitor.walk(yes={"asthma"})
    end = services.now() + MEANWHILE
    monkeypatch.setattr(services, "clock", lambda: end)
    begun_at = (end - MEANWHILE / 2).isoformat()
    sent(visitor, told({"asthma": "no"}, begun_at=begun_at), happened_at=end.isoformat())
    assert client.get("/api/v1/people/me/check").json()["answers"]["findings"]["asthma"] == "no"


def test_going_on_from_a_page_keeps_what_came_in_after_that_page_and_not_what_it_showed(
    client: TestClient, visitor: Any, app: Any, read: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = app.state.services
    first = visitor.start()
    visitor.answer(first, {"fainted_or_collapsed"}, set(), {})
    made_from = read(client.get(first).text).hidden["made_from"][0]
    assert json.loads(json.dumps(carried(fold(services.store.events(_visit(client))))))["madeFrom"] == made_from
    visitor.answer(first, {"chest_pain", "fainted_or_collapsed"}, set(), {})
    end = services.now() + MEANWHILE
    monkeypatch.setattr(services, "clock", lambda: end)
    answers = told({"chest_pain": "no", "fainted_or_collapsed": "no"}, made_from=made_from, begun_at=end.isoformat())
    sent(visitor, answers, happened_at=end.isoformat())
    findings = client.get("/api/v1/people/me/check").json()["answers"]["findings"]
    assert (findings["chest_pain"], findings["fainted_or_collapsed"]) == ("yes", "no")


def _visit(client: TestClient) -> str:
    return digest(str(client.cookies[COOKIE]))

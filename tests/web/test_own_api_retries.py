"""A danger check over JSON that is sent twice: a lost answer may be asked for again and changes nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

ME = "/api/v1/people/me"
NOT_SURE = {"findings": {"saddle_numbness": "unsure", "urinary_retention_or_hesitancy": "no"}}


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    client = TestClient(app)
    client.post("/api/v1/visit")
    return client


def send(client: TestClient, body: Any, key: str) -> Any:
    return client.post(ME + "/check", json=body, headers={"Idempotency-Key": key})


def events(client: TestClient) -> list[Any]:
    listed: list[Any] = client.get(ME + "/diary/export").json()["events"]
    return listed


@pytest.mark.parametrize("body", [NOT_SURE, {"findings": {"saddle_numbness": "unsure"}}])
def test_a_check_sent_again_is_no_second_answer_to_the_plainer_question(client: TestClient, body: Any) -> None:
    first = send(client, body, "k1")
    assert (first.status_code, first.json()["next"]) == (200, "again")
    before = events(client)
    for _ in range(2):
        again = send(client, body, "k1")
        assert (again.status_code, again.json()) == (200, first.json())
    assert events(client) == before
    assert [one["finding"] for one in client.get(ME + "/check").json()["ask"]] == ["saddle_numbness"]
    answered = send(client, {"findings": {"saddle_numbness": "no"}}, "k2")
    assert (answered.json()["next"], answered.json()["answers"]["findings"]["saddle_numbness"]) == ("questions", "no")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"findings": {"fever": "no"}}, {"person": {"age_years": 80}, "findings": {"fever": "yes"}}),
        ({"person": {"age_years": 41}}, {"findings": {"fever": "no"}}),
        ({"findings": {"fever": "no"}}, {"findings": {"fever": "no"}, "start_over": True}),
        ({"start_over": True}, {"findings": {"fever": "no"}}),
        (NOT_SURE, {"findings": {"saddle_numbness": "no"}}),
    ],
)
def test_a_key_sent_with_another_body_is_refused_and_leaves_nothing(
    client: TestClient, first: Any, second: Any
) -> None:
    told = send(client, first, "k").json()
    before = events(client)
    refused = send(client, second, "k")
    assert (refused.status_code, refused.json()["error"]["field"]) == (422, "header.Idempotency-Key")
    assert refused.json()["error"]["given"] == "'k'"
    assert events(client) == before
    assert client.get(ME + "/check").json() == told


def test_the_order_of_names_makes_no_other_body(client: TestClient) -> None:
    first = send(client, {"findings": {"fever": "no", "chest_pain": "no"}, "start_over": True}, "k")
    again = send(client, {"start_over": True, "findings": {"chest_pain": "no", "fever": "no"}}, "k")
    assert (again.status_code, again.json()) == (200, first.json())


def test_a_check_sent_again_after_a_later_one_takes_nothing_back(client: TestClient) -> None:
    send(client, {"findings": {"fever": "no"}}, "early")
    send(client, {"findings": {"fever": "yes"}}, "late")
    assert send(client, {"findings": {"fever": "no"}}, "early").json()["answers"]["findings"] == {"fever": "yes"}


def test_the_same_check_sent_many_times_at_one_moment_is_kept_once(client: TestClient) -> None:
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda _: send(client, NOT_SURE, "k"), range(4)))
    assert {one.status_code for one in told} == {200}
    assert {one.json()["next"] for one in told} == {"again"}
    assert [one["kind"] for one in events(client)] == ["started", "answered", "answered"]


def test_what_was_sent_comes_back_with_the_diary(client: TestClient, app: FastAPI) -> None:
    send(client, NOT_SURE, "k")
    other = TestClient(app)
    other.post("/api/v1/visit")
    document = client.get(ME + "/diary/export").json()
    assert other.post(ME + "/diary/import", json=document).json()["new"] == len(document["events"])
    assert other.get(ME + "/check").json()["next"] == "again"


def test_a_check_that_was_only_begun_has_no_answers_in_the_report(client: TestClient) -> None:
    send(client, {"start_over": True}, "k")
    report = client.get(ME + "/report").json()["report"]
    assert "What the danger check said" not in [part["title"] for part in report["parts"]]


@pytest.mark.parametrize("begun", [True, False])
@pytest.mark.parametrize("given", ["banana", None, 1])
def test_for_another_must_be_true_or_false(client: TestClient, begun: bool, given: Any) -> None:
    if begun:
        send(client, {"start_over": True}, "start")
    before = events(client)
    refused = send(client, {"for_another": given}, "k")
    assert (refused.status_code, refused.json()["error"]["field"]) == (422, "for_another")
    assert events(client) == before


def test_whom_a_check_is_about_is_said_where_it_begins(client: TestClient) -> None:
    assert send(client, {"for_another": True}, "a").json()["for_another"] is True
    refused = send(client, {"for_another": False, "findings": {"fever": "no"}}, "b")
    assert (refused.status_code, refused.json()["error"]["field"]) == (422, "for_another")
    assert "start_over" in refused.json()["error"]["allowed"]
    assert client.get(ME + "/check").json()["answers"]["findings"] == {}
    assert send(client, {"for_another": False, "start_over": True}, "c").json()["for_another"] is False

"""Over JSON: whom `me` stands for, somebody added twice, reports kept whole, errors in one's language."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from unclench.web.own_api.described import REPORTS
from unclench.web.visits import PERSON_COOKIE

PEOPLE = "/api/v1/people"
ME = f"{PEOPLE}/me"
KEY = {"Idempotency-Key": "one"}


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    client = TestClient(app)
    client.post("/api/v1/visit")
    return client


def add(client: TestClient, name: str) -> Any:
    return client.post(PEOPLE, json={"name": name})


def test_what_is_meant_for_somebody_who_was_removed_reaches_nobody_else(client: TestClient) -> None:
    kim = add(client, "Kim").json()["id"]
    client.cookies.set(PERSON_COOKIE, kim)
    assert client.post(f"{ME}/doses", json={"product": "aspirin"}, headers=KEY).status_code == 201
    removed = client.delete(f"{PEOPLE}/{kim}")
    assert (removed.status_code, removed.headers["set-cookie"].partition("=")[0]) == (204, PERSON_COOKIE)
    client.cookies.delete(PERSON_COOKIE)
    client.cookies.set(PERSON_COOKIE, kim)  # a program that keeps its own cookies
    late = client.post(f"{ME}/doses", json={"product": "aspirin"}, headers={"Idempotency-Key": "two"})
    assert late.status_code == 404
    assert "chosen last" in late.json()["error"]["says"]
    client.cookies.delete(PERSON_COOKIE)
    assert client.get(f"{ME}/doses").json()["doses"] == []


def test_removing_somebody_else_leaves_the_choice(client: TestClient) -> None:
    kim, lee = (add(client, name).json()["id"] for name in ("Kim", "Lee"))
    client.cookies.set(PERSON_COOKIE, kim)
    assert "set-cookie" not in client.delete(f"{PEOPLE}/{lee}").headers
    assert [one["name"] for one in client.get(PEOPLE).json()["people"] if one["chosen"]] == ["Kim"]


def test_the_first_person_may_be_the_one_that_was_chosen(client: TestClient) -> None:
    client.cookies.set(PERSON_COOKIE, client.post("/api/v1/visit").json()["owner"])
    assert client.get(f"{ME}/doses").status_code == 200


def test_the_same_name_sent_again_is_answered_with_who_is_there(client: TestClient) -> None:
    first, again = add(client, "Kim"), add(client, "  Kim ")
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert add(client, "kim").status_code == 422
    assert len(client.get(PEOPLE).json()["people"]) == 2


def test_reports_are_kept_all_or_none_and_the_error_names_what_was_sent(client: TestClient) -> None:
    first: dict[str, Any] = {**REPORTS[1], "what": "start", "active_ms": 0, "outcome": None}
    second = {**REPORTS[1], "number": 1}
    refused = client.post(f"{ME}/sessions/reports", json=[first, second, {**first, "wall_ms": first["wall_ms"] + 1}])
    assert (refused.status_code, refused.json()["error"]["field"]) == (422, "number")
    assert client.get(f"{ME}/diary/export").json()["events"] == []
    for _ in range(2):
        assert client.post(f"{ME}/sessions/reports", json=[first, second, first]).status_code == 200
    assert len(client.get(f"{ME}/diary/export").json()["events"]) == 2


def test_a_number_of_hundreds_of_digits_is_refused(client: TestClient) -> None:
    body = '{"person":{"age_years":1' + "0" * 400 + "}}"
    headers = {**KEY, "content-type": "application/json"}
    refused = client.post(f"{ME}/check", content=body, headers=headers)
    assert (refused.status_code, refused.json()["error"]["field"]) == (422, "person.age_years")


def test_errors_speak_the_language_that_was_asked_for(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def says(answer: Any) -> str:
        return str(answer.json()["error"]["says"])

    spanish = {"language": "es"}
    assert says(client.get(f"{ME}/plan", params=spanish)).startswith("El control de peligro no está terminado")
    wrong = client.post(f"{ME}/doses", content="x", headers={**KEY, "content-type": "text/plain"}, params=spanish)
    assert says(wrong) == "El cuerpo debe ser JSON, enviado como application/json."
    monkeypatch.setitem(__import__("sys").modules, "fhir.resources.R4B.bundle", None)
    assert says(client.get(f"{ME}/diary/export", params={"format": "fhir", **spanish})).startswith("Este servidor")
    client.cookies.set(PERSON_COOKIE, "nobody")
    assert says(client.get(f"{ME}/doses", params=spanish)) == "La última persona elegida ya no está en su lista."

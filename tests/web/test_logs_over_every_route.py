"""What somebody writes stands in no log record, no redirect and no header: tried on every route that there is."""

import datetime
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from starlette.testclient import TestClient

from unclench.web.app import create_app
from unclench.web.own_api.described import CHECK, DOCUMENT, DOSE, ENTRY, NAME, REACHED, REPORTS, SIGNS
from unclench.web.settings import Settings

NOW = datetime.datetime(2026, 11, 24, 3, 0, tzinfo=datetime.UTC)
MARK = "zebramark"
"""No word of the program holds it, so that wherever it turns up it was told by somebody."""
FIELDS = (
    "who", "name", "password", "person", "entry", "dose", "product", "note", "pain_nrs", "tightness_nrs", "mg",
    "hours_ago", "movement", "sleep", "did", "new_signs", "nonce", "when", "happened_at", "sent_at", "sheet", "reached",
    "asked", "rest", "finding.asthma", "how", "session", "number", "remedy", "what", "outcome", "wall_ms", "active_ms",
    "order", "have", "country", "language", "zone", "back", "age_years", "sex", "height_cm", "weight_kg", "region",
    "trigger", "duration", "duration_unit", "known_spinal_problem", "code", "passkey", "credential", "label", "sure",
)  # fmt: skip
ENDINGS = ("/erase", "/delete", "/remove", "/sign-out", "/sign-out-everywhere", "/people", "/people/{person}", "/start")
"""Routes after which there is nothing left to tell; they come last."""
RIGHT: dict[str, Any] = {
    "/check": {**CHECK[1], "findings": {"asthma": "yes", "night_pain": "unsure"}, "start_over": True},
    "/diary/entries": {**ENTRY[1], "note": f"{MARK} note"},
    "/diary/entries/{entry}": {**ENTRY[1], "note": f"{MARK} other note"},
    "/diary/signs": SIGNS[1],
    "/dates/{sheet}": REACHED[1],
    "/doses": {**DOSE[1], "product": f"{MARK} product"},
    "/doses/{dose}": {**DOSE[1], "product": f"{MARK} other product"},
    "/sessions/reports": REPORTS[1],
    "/diary/import": DOCUMENT[1],
    "": NAME[1],
}


@pytest.fixture
def hosted(settings: Settings, planner: Any, knowledge: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[FastAPI]:
    much = 10**9
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("unclench.web.accounts.passwords._hasher", lambda: quick)
    generous = replace(settings, hosted=True, visit_per_minute=much, address_per_minute=much, heavy_per_minute=much)
    app = create_app(generous, advice=planner, clock=lambda: NOW)
    app.state.services.knowledge = knowledge
    monkeypatch.setattr(app.state.services.limits, "count_attempt", lambda request, name: None)
    with TestClient(app):
        yield app


def marked(value: Any) -> Any:
    """The same shape, every text and number in it the mark."""
    if isinstance(value, dict):
        return {name: marked(one) for name, one in value.items()}
    if isinstance(value, list):
        return [marked(one) for one in value]
    return MARK


def filled(path: str, entry: str, dose: str) -> str:
    usual = {"person": "me", "entry": entry, "dose": dose, "sheet": "one_day", "sheet_id": "ibuprofen"}
    for name, value in {**usual, "number": "1", "step": "1"}.items():
        path = path.replace(f"{{{name}}}", value)
    return path


def bodies(path: str) -> Iterator[dict[str, Any]]:
    """What is sent to a route: what is right there, and what is wrong in every part."""
    if not path.startswith("/api/"):
        yield {"data": dict.fromkeys(FIELDS, MARK)}
        yield {"files": {"file": (MARK, f'{{"events": "{MARK}"}}')}}
        return
    right = RIGHT.get(path.removeprefix("/api/v1/people/{person}"), {"uid": MARK, "findings": {MARK: "yes"}})
    for body in (right, marked(right), {MARK: MARK}, MARK):
        yield {"json": body}
    yield {"content": f'{{"{MARK}": '.encode(), "headers": {"content-type": "application/json"}}


def test_nothing_that_is_told_is_logged_or_put_in_an_address(
    hosted: FastAPI, routes: Any, visitor: Any, planner: Any, caplog: pytest.LogCaptureFixture
) -> None:
    client = TestClient(hosted, base_url="https://testserver", follow_redirects=False)
    sitting = type(visitor)(client)
    headers = {"Idempotency-Key": "k"}
    sent = 0
    with caplog.at_level(logging.DEBUG):
        for name in ("sqlalchemy.engine", "unclench", "uvicorn", "alembic", "fastapi", "starlette"):
            caplog.set_level(logging.DEBUG, logger=name)
        sitting.walk(yes={"asthma"})
        sitting.send("/diary", pain_nrs="7", note=f"{MARK} felt", nonce="1")
        sitting.send("/people/add", name=f"{MARK} Kim")
        me = "/api/v1/people/me"
        made = [
            client.post(f"{me}/{kind}", json=RIGHT[f"/{kind}"], headers={"Idempotency-Key": kind}).json()["id"]
            for kind in ("diary/entries", "doses")
        ]
        everything = routes(hosted)
        ends = [one for one in everything if one[0] != "GET" and one[1].endswith(ENDINGS)]
        rest = [one for one in everything if one not in ends]
        for crash_in, tried in (("assess", rest), ("", rest), ("", ends)):
            planner.crash_in = crash_in
            for method, path in tried:
                address = filled(path, *made)
                assert "{" not in address, "fill this place with something that is there"
                for number, body in enumerate(bodies(path) if method not in ("GET", "DELETE") else ({},)):
                    given = {**headers, "Idempotency-Key": f"{path} {number} {crash_in}", **body.pop("headers", {})}
                    form = body.get("data") or ({} if "files" in body else None)
                    if form is not None:
                        body["data"] = {**form, "seal": sitting.seal}
                    answer = client.request(method, address, headers=given, **body)
                    told = json.dumps(sorted(answer.headers.items()))
                    assert MARK not in told, (method, path)
                    assert "asthma" not in told, (method, path)
                    sent += 1
    assert sent > 200
    mine = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore", "asyncio"))]
    lines = [f"{record.name}: {record.getMessage()} {record.exc_text or ''}" for record in mine]
    assert any("INSERT" in line for line in lines)  # the statements are there, so that their values would be
    assert any("ZeroDivisionError" in line for line in lines)  # so is the crash, without what it said
    for word in (MARK, "asthma", "secretword"):
        assert not [line[:300] for line in lines if word in line.lower()], word

"""docs/api.md names every route, and its examples are answered; set UNCLENCH_WRITE_DOCS=1 to renew them."""

import json
import os
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from unclench.web.own_api.described import CHECK, DOSE, ENTRY, NAME, REACHED, REPORTS, SIGNS

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "api.md"
START, END = "test_api_document.py -->\n", "<!-- end of bodies -->"
BODIES = {
    "/people": NAME,
    "/people/me/check": CHECK,
    "/people/me/diary/entries": ENTRY,
    "/people/me/diary/signs": SIGNS,
    "/people/me/dates/one_day": REACHED,
    "/people/me/doses": DOSE,
    "/people/me/sessions/reports": REPORTS,
}


def shown() -> str:
    parts = [
        f"```\nPOST /api/v1{path}\n{json.dumps(example, ensure_ascii=False)}\n```\n"
        for path, (_, example) in BODIES.items()
    ]
    return "".join(parts)


def test_the_examples_in_the_document_are_those_of_the_description() -> None:
    text = DOCUMENT.read_text()
    before, _, rest = text.partition(START)
    written, end, after = rest.partition(END)
    if os.environ.get("UNCLENCH_WRITE_DOCS"):
        DOCUMENT.write_text(f"{before}{START}{shown()}{end}{after}")
        pytest.skip("written anew")
    assert written == shown(), "run this test with UNCLENCH_WRITE_DOCS=1"


@pytest.mark.parametrize("path", BODIES)
def test_what_the_document_shows_is_accepted(app: FastAPI, path: str) -> None:
    schema, example = BODIES[path]
    jsonschema.validate(example, schema)
    client = TestClient(app)
    client.post("/api/v1/visit")
    answer = client.post(f"/api/v1{path}", json=example, headers={"Idempotency-Key": "k"})
    assert answer.status_code in (200, 201), answer.text


def test_the_commands_in_the_document_keep_and_show_an_entry(app: FastAPI) -> None:
    """The three lines of curl, spoken by another client."""
    commands = re.findall(r"^curl .*?[^\\]$", DOCUMENT.read_text(), flags=re.M | re.S)
    own = [one for one in commands if " jar " in one]
    assert len(own) == 3
    client, answers = TestClient(app), []
    for one in own:
        path = re.findall(r"http://127\.0\.0\.1:8642(\S+)", one)[0]
        headers = dict(re.findall(r"-H '(.*?): (.*?)'", one))
        body = re.findall(r"-d '(.*?)'", one)
        method = "POST" if "-X POST" in one or body else "GET"
        answers.append(client.request(method, path, headers=headers, content=body[0] if body else None))
    assert [answer.status_code for answer in answers] == [201, 201, 200]
    assert [one["entry"]["pain_nrs"] for one in answers[2].json()["entries"]] == [6]


def test_every_route_is_in_the_document(app: FastAPI) -> None:
    text = DOCUMENT.read_text()
    paths: dict[str, Any] = app.openapi()["paths"]
    for path, methods in paths.items():
        short = path.removeprefix("/api/v1/people/{person}").replace("{sheet_id}", "{id}") or path
        lines = [line for line in text.splitlines() if line.startswith("|") and short in line]
        assert lines, path
        for method in methods:
            assert any(method.upper() in line for line in lines), (method, path)

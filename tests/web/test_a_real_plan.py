"""The road with nothing replaced: the library plans, the pages show its plan, and the JSON route gives the same."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from unclench import advice
from unclench.advice import answers
from unclench.knowledge.load import Knowledge
from unclench.model.preferences import Preferences
from unclench.safety.intake import read_case
from unclench.web.api_examples import CASE
from unclench.web.app import create_app
from unclench.web.settings import Settings

MEMBERS = 32

pytestmark = pytest.mark.slow


@pytest.fixture
def client(tmp_path: Path) -> Any:
    settings = Settings(data_folder=tmp_path / "data", plan_members=MEMBERS, wait_seconds=5)
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client


def test_the_pages_show_every_step_of_the_librarys_plan(
    client: TestClient, visitor: Any, heading: Any, app: Any
) -> None:
    visitor.walk()
    end = time.monotonic() + 240
    while heading(answer := client.get("/plan")) == "Working on your plan":
        assert time.monotonic() < end
    assert heading(answer) == "Your plan"
    services = client.app.state.services  # type: ignore[attr-defined]
    (job,) = services.plans._jobs.values()
    steps = job.result.answer.plan.steps
    assert steps
    for step in steps:
        assert step.title in answer.text
        assert f"/why/{step.remedy}" in answer.text
        assert client.get(f"/why/{step.remedy}").status_code == 200
    assert all(point.question in client.get("/forecast").text for point in job.result.answer.plan.check_points)


def test_the_plan_route_answers_as_the_library_does(client: TestClient, knowledge: Knowledge) -> None:
    answer = client.post(f"/api/v1/plan?members={MEMBERS}&seed=3&medicine=false", json=CASE)
    assert answer.status_code == 200, answer.text
    case = read_case(CASE, knowledge)
    services = client.app.state.services  # type: ignore[attr-defined]
    direct = advice.plan(
        case,
        knowledge,
        today=services.now().date(),
        preferences=Preferences(medicine=False),
        members=MEMBERS,
        seed=3,
    )
    assert answer.json() == json.loads(json.dumps(answers.plan_json(direct, knowledge)))
    assert answer.json()["steps"]

"""What the interface's own description promises, tried by a program that reads it: hundreds of odd requests."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import booleans
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from unclench.web.app import create_app
from unclench.web.settings import Settings
from unclench.web.visits import COOKIE

EXAMPLES = 60
UNSAID = [positive_data_acceptance]
"""A schema cannot say that an answer must not contradict a number, nor which findings there are: such are refused."""
OPERATIONS = (
    "POST /api/v1/assess",
    "POST /api/v1/plan",
    "POST /api/v1/simulate",
    "GET /api/v1/validate",
    "POST /api/v1/validate",
    "GET /api/v1/knowledge",
    "GET /api/v1/knowledge/{sheet_id}",
)
OWN = "/api/v1/people"
OWN_OPERATIONS = (
    "POST /api/v1/visit",
    f"GET {OWN}",
    f"POST {OWN}",
    f"DELETE {OWN}",
    f"PATCH {OWN}/{{person}}",
    f"DELETE {OWN}/{{person}}",
    f"GET {OWN}/{{person}}/check",
    f"POST {OWN}/{{person}}/check",
    f"GET {OWN}/{{person}}/plan",
    f"GET {OWN}/{{person}}/diary",
    f"POST {OWN}/{{person}}/diary/entries",
    f"GET {OWN}/{{person}}/diary/entries/{{entry}}",
    f"PUT {OWN}/{{person}}/diary/entries/{{entry}}",
    f"DELETE {OWN}/{{person}}/diary/entries/{{entry}}",
    f"POST {OWN}/{{person}}/diary/entries/{{entry}}/restore",
    f"GET {OWN}/{{person}}/diary/signs",
    f"POST {OWN}/{{person}}/diary/signs",
    f"GET {OWN}/{{person}}/diary/export",
    f"POST {OWN}/{{person}}/diary/import",
    f"POST {OWN}/{{person}}/dates/{{sheet}}",
    f"GET {OWN}/{{person}}/doses",
    f"POST {OWN}/{{person}}/doses",
    f"PUT {OWN}/{{person}}/doses/{{dose}}",
    f"DELETE {OWN}/{{person}}/doses/{{dose}}",
    f"POST {OWN}/{{person}}/doses/{{dose}}/restore",
    f"GET {OWN}/{{person}}/sessions",
    f"GET {OWN}/{{person}}/sessions/{{step}}",
    f"POST {OWN}/{{person}}/sessions/reports",
    f"GET {OWN}/{{person}}/report",
)
"""What is somebody's own; half of the requests are about the visitor, so that they get past the address."""
UNFINDABLE = (f"POST {OWN}/{{person}}/diary/signs",)
"""It wants an answer to each question that the fact-sheets name, which chance does not hit."""
OWN_EXAMPLES = 24
VISIT = "v" * 43


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("described")
    much = 10**9
    app = create_app(
        Settings(
            data_folder=folder,
            own_process=False,
            visit_per_minute=much,
            address_per_minute=much,
            heavy_per_minute=much,
        )
    )
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


def test_every_operation_is_tried(described: Any) -> None:
    assert {one.ok().label for one in described.get_all_operations()} == {*OPERATIONS, *OWN_OPERATIONS}


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_answer_is_as_described(described: Any, operation: str, mode: GenerationMode) -> None:
    described_operation = next(one.ok() for one in described.get_all_operations() if one.ok().label == operation)

    @settings(
        max_examples=EXAMPLES // 3 if operation.endswith("plan") else EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=described_operation.as_strategy(generation_mode=mode))
    def answers_as_described(case: Any) -> None:
        case.call_and_validate(excluded_checks=UNSAID if case.method == "POST" else [])

    answers_as_described()


@pytest.mark.parametrize("operation", OWN_OPERATIONS)
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_answer_about_ones_own_is_as_described(described: Any, operation: str, mode: GenerationMode) -> None:
    described_operation = next(one.ok() for one in described.get_all_operations() if one.ok().label == operation)
    seen: set[int] = set()

    @settings(
        max_examples=OWN_EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=described_operation.as_strategy(generation_mode=mode), mine=booleans())
    def answers_as_described(case: Any, mine: bool) -> None:
        if mine and "person" in (case.path_parameters or {}):
            case.path_parameters["person"] = "me"
        seen.add(case.call_and_validate(cookies={COOKIE: VISIT}, excluded_checks=UNSAID).status_code)

    answers_as_described()
    names_a_thing = any(name in operation for name in ("{entry}", "{dose}", "{sheet}"))
    if mode is GenerationMode.POSITIVE and not names_a_thing and operation not in UNFINDABLE:
        assert seen & {200, 201, 204, 409}, seen

"""The JSON routes answer exactly as the library does, and say what is wrong with bad input."""

import datetime
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

from unclench import advice
from unclench.advice import answers
from unclench.knowledge.load import Knowledge
from unclench.model.case import Unmentioned
from unclench.model.version import SCHEMA_VERSION
from unclench.safety.intake import read_case
from unclench.web.api_examples import CASE, SCENARIO

TODAY = datetime.date(2026, 11, 24)
CASES = Path(__file__).resolve().parents[2].parent / "shared" / "cases" / "triage_cases.json"


def test_assess_answers_as_the_library_does(client: TestClient, knowledge: Knowledge) -> None:
    answer = client.post("/api/v1/assess", json=CASE)
    direct = advice.assess(read_case(CASE, knowledge), knowledge, today=TODAY, country="us")
    assert answer.status_code == 200
    assert answer.json() == answers.assessment_json(direct, knowledge)
    assert answer.json()["schema_version"] == SCHEMA_VERSION
    assert answer.json()["knowledge_hash"] == knowledge.hash


def test_the_given_cases_get_the_librarys_urgency_and_offers(client: TestClient, knowledge: Knowledge) -> None:
    if not CASES.exists():
        pytest.skip("the shared cases are not beside this checkout")
    cases = json.loads(CASES.read_text())[:86]
    answer = client.post("/api/v1/assess?unmentioned=no", json=cases).json()
    for raw, answered in zip(cases, answer, strict=True):
        case = read_case(raw, knowledge, unmentioned=Unmentioned.NO)
        direct = answers.assessment_json(advice.assess(case, knowledge, today=TODAY), knowledge)
        assert answered == direct, raw["uid"]


def test_a_list_is_answered_with_a_list_and_one_case_with_one(client: TestClient) -> None:
    assert isinstance(client.post("/api/v1/assess", json=CASE).json(), dict)
    assert [one["uid"] for one in client.post("/api/v1/assess", json=[CASE]).json()] == [CASE["uid"]]
    assert client.post("/api/v1/assess", json=[]).json() == []


def test_yaml_is_read_too(client: TestClient) -> None:
    answer = client.post("/api/v1/assess", content="uid: y\nunmentioned: no\n")
    assert answer.status_code == 200
    assert answer.json()["uid"] == "y"


def test_the_option_overrides_the_case(client: TestClient) -> None:
    raw = {**CASE, "unmentioned": "ask"}
    assert client.post("/api/v1/assess", json=raw).json()["complete"] is False
    assert client.post("/api/v1/assess?unmentioned=no", json=raw).json()["complete"] is True


def test_the_country_decides_whom_to_call(client: TestClient) -> None:
    raw = {**CASE, "findings": {"saddle_numbness": "yes"}}
    for country, number in (("us", "911"), ("uk", "999"), ("eu", "112")):
        answer = client.post(f"/api/v1/assess?country={country}", json=raw).json()
        assert answer["urgency"] == "emergency_now"
        assert number in answer["seek_care"]["whom_to_call"]


def test_plan_passes_the_wishes_on(client: TestClient, planner: Any) -> None:
    answer = client.post("/api/v1/plan?medicine=false&order=article&country=uk&ice=false", json=CASE)
    assert answer.status_code == 200
    assert answer.json()["steps"][0]["remedy"] == "calves_on_chair"
    ((_, preferences),) = planner.planned
    assert (preferences.medicine, preferences.has_ice, preferences.order, preferences.country) == (
        False,
        False,
        "article",
        "uk",
    )


@pytest.mark.parametrize(
    ("route", "body", "field"),
    [
        ("assess", {**CASE, "person": {"age_years": 900}}, "person.age_years"),
        ("assess", {**CASE, "person": {"age_years": "41"}}, "person.age_years"),
        ("assess", {**CASE, "findings": {"chest_pian": "yes"}}, "findings.chest_pian"),
        ("assess", {**CASE, "findings": {"chest_pain": "perhaps"}}, "findings.chest_pain"),
        ("assess", {**CASE, "colour": "red"}, "colour"),
        ("assess", "text", "case"),
        ("assess", [CASE, CASE], "uid"),
        ("assess", [{**CASE, "uid": str(number)} for number in range(101)], "case"),
        ("plan", [{**CASE, "uid": str(number)} for number in range(11)], "case"),
        ("plan?members=1", CASE, "query.members"),
        ("plan?order=mine", CASE, "query.order"),
        ("assess?country=mars", CASE, "query.country"),
        ("simulate", {"person": {}}, "scenario"),
        ("simulate", {"scenario": {"hours": -1}}, "scenario.hours"),
        ("simulate", {"scenario": {"hours": 8000}}, "members"),
        ("simulate?every=0.1", {"scenario": {"hours": 100}}, "every"),
        ("simulate", {"scenario": {"hours": 1, "actions": [{"action": "dance"}]}}, "scenario.actions[0].action"),
        ("simulate", {"scenario": {"hours": 1}, "people": 3}, "people"),
        ("simulate", [], "request"),
        ("validate", {"title": "x"}, "study.citation"),
        ("validate?study=no_such_study", None, "query.study"),
        ("validate", None, "query.study"),
        ("validate?members=9999", {"title": "x"}, "query.members"),
    ],
)
def test_bad_input_names_field_given_and_allowed(client: TestClient, route: str, body: Any, field: str) -> None:
    answer = client.post(f"/api/v1/{route}", json=body)
    assert answer.status_code == 422, answer.text
    error = answer.json()["error"]
    assert error["field"] == field
    assert error["allowed"]
    assert error["given"]
    assert answer.json()["schema_version"] == SCHEMA_VERSION


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("POST", "assess?mebmers=10"),
        ("POST", "assess?members=10"),
        ("POST", "plan?colour=red"),
        ("POST", "simulate?country=us"),
        ("POST", "validate?every=1"),
        ("GET", "validate?study=x"),
        ("GET", "knowledge?kind=remedy"),
        ("GET", "knowledge/ibuprofen?x="),
    ],
)
def test_an_option_that_a_route_does_not_know_is_named_and_refused(
    client: TestClient, method: str, address: str
) -> None:
    answer = client.request(method, f"/api/v1/{address}", json=CASE if method == "POST" else None)
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == "query." + address.split("?")[1].partition("=")[0]


def test_an_option_given_twice_is_refused(client: TestClient) -> None:
    answer = client.post("/api/v1/assess?country=us&country=uk", json=CASE)
    assert answer.status_code == 422
    assert "once" in answer.json()["error"]["allowed"]


@pytest.mark.slow
def test_validate_answers_as_the_library_does(client: TestClient, knowledge: Knowledge) -> None:
    from ruamel.yaml import YAML

    from unclench import validate as validation
    from unclench.simulate.population import parameter_values

    listed = client.get("/api/v1/validate").json()["studies"]
    assert "moore_2015_food" in listed
    file = validation.shipped_studies() / "moore_2015_food" / "study.yaml"
    study = validation.read_study(file, parameter_values(knowledge))
    direct = json.loads(json.dumps(validation.validate_studies([study], knowledge, 16, 1).as_dict()))
    shipped = client.post("/api/v1/validate?study=moore_2015_food&members=16")
    assert shipped.status_code == 200, shipped.text
    assert shipped.json() == direct
    sent = client.post("/api/v1/validate?members=16", json=YAML(typ="safe", pure=True).load(file.read_text()))
    for row in direct["rows"]:
        row["study"] = "request"
    assert sent.json() == direct
    both = client.post("/api/v1/validate?study=moore_2015_food", json={"title": "x"})
    assert both.json()["error"]["field"] == "query.study"


def test_a_study_that_would_take_too_long_is_refused(client: TestClient) -> None:
    arm = {
        "people": {"n": 1},
        "scenario": {"hours": 8000},
        "observed": [
            {"quantity": "value", "of": {"outcome": "pain_nrs", "minute": 5}, "value": 1, "sd": 1, "use": "fitted"}
        ],
    }
    study = {"title": "x", "citation": "x", "verified": "primary", "arms": {"a": arm}}
    answer = client.post("/api/v1/validate?members=256", json=study)
    assert answer.status_code == 422, answer.text
    assert answer.json()["error"]["field"] == "members"


def test_a_study_that_loops_too_often_is_refused(client: TestClient) -> None:
    row = {"quantity": "burn_minutes", "of": {"surface_c": 44}, "value": 9, "sd": 1, "use": "predicted"}
    arms = {"a": {"people": {"n": 1}, "observed": [row] * 21}}
    study = {"title": "x", "citation": "x", "verified": "primary", "arms": arms}
    answer = client.post("/api/v1/validate", json=study)
    assert answer.status_code == 422, answer.text
    assert "at most 20 rows of burn_minutes" in answer.json()["error"]["allowed"]


def test_every_depth_of_a_probe_counts_as_a_run(client: TestClient) -> None:
    depths = [{"outcome": "probe_c", "depth_mm": depth, "minute": 9} for depth in (5, 10, 15)]
    rows = [{"quantity": "value", "of": of, "value": 30, "sd": 1, "use": "predicted"} for of in depths]
    arm = {"people": {"n": 1}, "scenario": {"hours": 2000}, "observed": rows}
    study = {"title": "x", "citation": "x", "verified": "primary", "arms": {"a": arm}}
    answer = client.post("/api/v1/validate?members=128", json=study)  # one run would be 256,000 of 500,000
    assert answer.status_code == 422, answer.text
    assert "(6000)" in answer.json()["error"]["allowed"]


@pytest.mark.parametrize("body", [b"", b"{", b'{"uid": 1, "uid": 2}', b'{"a": NaN}', b"\xff\xfe\x00", b"[" * 5000])
def test_what_is_no_document_is_refused(client: TestClient, body: bytes) -> None:
    answer = client.post("/api/v1/assess", content=body)
    assert answer.status_code == 422
    assert answer.json()["error"]["allowed"]


def test_a_body_of_more_than_a_mebibyte_is_refused_as_json(client: TestClient) -> None:
    answer = client.post("/api/v1/assess", json={"story": "x" * (1024 * 1024)})
    assert answer.status_code == 413
    assert "1024 KiB" in answer.json()["error"]["says"]


def test_a_crash_is_a_json_error_without_its_message(client: TestClient, planner: Any) -> None:
    planner.crash_in = "assess"
    answer = client.post("/api/v1/assess", json=CASE)
    assert answer.status_code == 500
    assert "secretword" not in answer.text
    assert answer.json()["error"]["says"]


@pytest.mark.parametrize("address", ["/api/v1/nothing", "/api/v1/knowledge/no_such_sheet"])
def test_what_is_not_there_is_a_json_error(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.json()["error"]["says"]


def test_knowledge_is_listed_and_shown(client: TestClient, knowledge: Knowledge) -> None:
    listed = client.get("/api/v1/knowledge").json()
    assert listed["knowledge_hash"] == knowledge.hash
    assert "saddle_numbness" in json.dumps(listed["sheets"])
    shown = client.get("/api/v1/knowledge/saddle_numbness").json()
    assert knowledge.findings["saddle_numbness"].question in json.dumps(shown["sheet"])


def test_nothing_that_is_sent_is_kept(client: TestClient, settings: Any) -> None:
    client.post("/api/v1/assess", json={**CASE, "story": "secretword"})
    files = (
        [path for path in settings.data_folder.rglob("*") if path.is_file()] if settings.data_folder.exists() else []
    )
    assert not any(b"secretword" in path.read_bytes() for path in files)


def test_the_description_is_openapi_with_working_examples(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"].startswith("3.")
    own = ("/api/v1/people", "/api/v1/visit")  # tests/web/test_api_document.py
    assert {path for path in described["paths"] if not path.startswith(own)} == {
        f"/api/v1/{name}" for name in ("assess", "plan", "simulate", "validate", "knowledge", "knowledge/{sheet_id}")
    }
    for name in ("assess", "plan"):
        content = described["paths"][f"/api/v1/{name}"]["post"]["requestBody"]["content"]["application/json"]
        for example in content["examples"].values():
            jsonschema.validate(example["value"], content["schema"])
            assert client.post(f"/api/v1/{name}", json=example["value"]).status_code == 200


@pytest.mark.slow
def test_simulate_answers_as_the_engine_does(client: TestClient, knowledge: Knowledge) -> None:
    from unclench import simulate as engine
    from unclench.model.reading import read_person, read_scenario

    answer = client.post("/api/v1/simulate?members=32&seed=3&every=30", json=SCENARIO)
    assert answer.status_code == 200, answer.text
    person, scenario = read_person(SCENARIO["person"]), read_scenario(SCENARIO["scenario"])
    direct = engine.run(person, scenario, knowledge=knowledge, members=32, seed=3, output_every_min=30)
    assert answer.json() == json.loads(json.dumps(answers.course_json(direct)))

"""One person's own things over JSON: the same as on the pages, once each, and nobody else's."""

import datetime
import io
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from unclench.web.app import create_app
from unclench.web.own_api.described import CHECK, DOSE, ENTRY, REPORTS, SIGNS
from unclench.web.settings import Settings

NOW = datetime.datetime(2026, 11, 24, 3, 0, tzinfo=datetime.UTC)
ME = "/api/v1/people/me"


class Program:
    """A program that speaks JSON, with a cookie of its own and a new key for each new thing."""

    def __init__(self, app: FastAPI) -> None:
        self.client = TestClient(app, follow_redirects=False)
        self.owner = self.client.post("/api/v1/visit").json()["owner"]
        self._keys = 0

    def get(self, path: str, **options: Any) -> Any:
        return self.client.get(ME + path, params=options)

    def post(self, path: str, body: Any = None, key: str = "") -> Any:
        self._keys += 1
        return self.client.post(ME + path, json=body, headers={"Idempotency-Key": key or f"key-{self._keys}"})

    def put(self, path: str, body: Any) -> Any:
        return self.client.put(ME + path, json=body)

    def delete(self, path: str) -> Any:
        return self.client.delete(ME + path)

    def walk(self, yes: tuple[str, ...] = (), episode: dict[str, Any] | None = None) -> Any:
        """Answer everything that is asked with no, until nothing is left to ask."""
        whole: dict[str, Any] = CHECK[1]
        about = {**whole, "episode": {**whole["episode"], **(episode or {})}}
        told = self.post("/check", {**about, "findings": {}, "start_over": True}).json()
        for _ in range(60):
            if told["next"] == "result":
                return told
            assert told["next"] in ("questions", "again"), told["next"]
            found = {one["finding"]: "yes" if one["finding"] in yes else "no" for one in told["ask"]}
            answer = self.post("/check", {"findings": found})
            assert answer.status_code == 200, answer.text
            told = answer.json()
        raise AssertionError("it asks without end")

    def plan(self) -> Any:
        for _ in range(200):
            answer = self.get("/plan")
            if answer.status_code != 202:
                return answer
        raise AssertionError("the plan never came")


@pytest.fixture
def program(app: FastAPI) -> Program:
    return Program(app)


def test_a_visit_begins_once_and_its_cookie_is_no_secret_to_scripts(app: FastAPI) -> None:
    client = TestClient(app)
    first = client.post("/api/v1/visit")
    assert first.status_code == 201
    assert "HttpOnly" in first.headers["set-cookie"]
    again = client.post("/api/v1/visit")
    assert (again.status_code, again.json()["owner"]) == (200, first.json()["owner"])
    assert "set-cookie" not in again.headers


def test_without_a_cookie_nothing_is_told_or_kept(app: FastAPI) -> None:
    client = TestClient(app)
    for answer in (client.get(ME + "/diary"), client.post(ME + "/diary/entries", json=ENTRY[1], headers=KEY)):
        assert answer.status_code == 403
        assert "POST /api/v1/visit" in answer.json()["error"]["says"]


KEY = {"Idempotency-Key": "one"}


def test_an_old_diary_brought_in_counts_as_used_now(program: Program, app: FastAPI) -> None:
    at = (NOW - datetime.timedelta(days=800)).isoformat()
    told = {"id": "a" * 32, "at": at, "kind": "entry", "key": "k", "body": {"pain_nrs": 6}}
    assert program.post("/diary/import", {"events": [told]}).json()["new"] == 1
    assert app.state.services.store.erase_older_than(NOW - datetime.timedelta(days=365)) == 0
    assert [one["at"] for one in program.get("/diary").json()["entries"]] == [at]
    assert [one["kind"] for one in program.get("/diary/export").json()["events"]] == ["entry"]


def test_two_visitors_who_count_from_one_keep_both_their_entries_in_one_diary(app: FastAPI) -> None:
    anna, ben = Program(app), Program(app)
    for program, pain in ((anna, 3), (ben, 8)):
        assert program.post("/diary/entries", {"pain_nrs": pain}, key="1").status_code == 201
    household = app.state.services.household
    first = [one["key"] for one in anna.get("/diary/export").json()["events"]]
    assert household.join(anna.owner, anna.owner, ben.owner, NOW)
    kept = anna.get("/diary").json()["entries"]
    assert [one["entry"]["pain_nrs"] for one in kept] == [3, 8]
    events = anna.get("/diary/export").json()["events"]
    assert [one["key"] for one in events][:1] == first
    assert all(one["key"].startswith("entry:") for one in events)


def test_an_entry_is_kept_once_worded_anew_taken_out_and_brought_back(program: Program) -> None:
    before = (NOW - datetime.timedelta(hours=5)).isoformat()
    made = program.post("/diary/entries", {"pain_nrs": 6, "note": "stiff", "happened_at": before}, key="a")
    assert made.status_code == 201
    entry = made.json()
    assert (entry["at"], entry["came_late"], entry["changed"]) == (before, True, False)
    again = program.post("/diary/entries", {"pain_nrs": 6, "note": "stiff", "happened_at": before}, key="a")
    assert (again.status_code, again.json()["id"]) == (200, entry["id"])
    address = f"/diary/entries/{entry['id']}"
    changed = program.put(address, {**entry["entry"], "pain_nrs": 5}).json()
    assert (changed["entry"]["pain_nrs"], changed["entry"]["note"], changed["changed"]) == (5, "stiff", True)
    events = len(program.get("/diary/export").json()["events"])
    assert program.put(address, changed["entry"]).status_code == 200
    assert len(program.get("/diary/export").json()["events"]) == events
    assert program.delete(address).status_code == 204
    assert program.delete(address).status_code == 204
    told = program.get("/diary").json()
    assert (told["entries"], [one["id"] for one in told["taken_out"]]) == ([], [entry["id"]])
    assert program.get(address).status_code == 404
    late = program.post("/diary/entries", {"pain_nrs": 6, "note": "stiff", "happened_at": before}, key="a")
    assert (late.status_code, program.get("/diary").json()["entries"]) == (200, [])  # a retry brings nothing back
    assert program.client.post(f"{ME}{address}/restore").json()["entry"]["pain_nrs"] == 5
    assert [one["id"] for one in program.get("/diary").json()["entries"]] == [entry["id"]]


def test_what_an_old_diary_brought_can_be_worded_anew_and_stays_where_it_was(program: Program) -> None:
    written = NOW - datetime.timedelta(days=425)
    before = (written - datetime.timedelta(hours=3)).isoformat()
    body = {"pain_nrs": 6, "happened_at": before}
    old = {"id": "0" * 32, "at": written.isoformat(), "kind": "entry", "body": body}
    assert program.post("/diary/import", {"events": [old]}).status_code == 200
    (found,) = program.get("/diary").json()["entries"]
    address = f"/diary/entries/{found['id']}"
    assert program.put(address, found["entry"]).status_code == 200
    told = program.put(address, {**found["entry"], "pain_nrs": 5})
    assert (told.status_code, told.json()["at"]) == (200, before)
    assert (told.json()["changed"], told.json()["clock_doubted"]) == (True, False)
    moved = {**found["entry"], "happened_at": (written - datetime.timedelta(hours=4)).isoformat()}
    assert program.put(address, moved).status_code == 422


def test_a_key_that_was_used_for_something_else_is_refused(program: Program) -> None:
    assert program.post("/diary/entries", {"pain_nrs": 6}, key="same").status_code == 201
    answer = program.post("/diary/entries", {"pain_nrs": 7}, key="same")
    assert answer.status_code == 422
    assert answer.json()["error"]["field"] == "header.Idempotency-Key"
    assert answer.json()["error"]["given"] == "'same'"
    assert program.post("/doses", {"product": "aspirin"}, key="same").status_code == 201
    assert [one["entry"]["pain_nrs"] for one in program.get("/diary").json()["entries"]] == [6]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/diary/entries", {}, "pain_nrs"),
        ("/diary/entries", {"pain_nrs": 11}, "pain_nrs"),
        ("/diary/entries", {"pain_nrs": "6"}, "pain_nrs"),
        ("/diary/entries", {"pain_nrs": 6, "pian": 1}, "pian"),
        ("/diary/entries", {"pain_nrs": 6, "did": ["surgery"]}, "did"),
        ("/diary/entries", {"pain_nrs": 6, "did": [[]]}, "did"),
        ("/diary/entries", {"pain_nrs": 6, "did": [{}]}, "did"),
        ("/diary/entries", {"pain_nrs": 6, "happened_at": "2026-11-24T03:00:00"}, "happened_at"),
        ("/diary/entries", {"pain_nrs": 6, "happened_at": "2027-11-24T03:00:00Z"}, "happened_at"),
        ("/diary/entries", {"pain_nrs": 6, "happened_at": "2024-11-24T03:00:00Z"}, "happened_at"),
        ("/diary/entries", [], "body"),
        ("/doses", {"mg": 0}, "mg"),
        ("/doses", {"mg": True}, "mg"),
        ("/doses", {"product": "x" * 81}, "product"),
        ("/doses", {"taken_at": "2026-11-25T03:00:00Z"}, "taken_at"),
        ("/doses", {"when": "now"}, "when"),
        ("/dates/one_day", {"reached": "yes"}, "reached"),
        ("/dates/nothing", {"reached": True}, "sheet"),
        ("/diary/signs", {"findings": {"fever": "no"}}, "findings.saddle_numbness"),
        ("/diary/signs", {"findings": {**SIGNS[1]["findings"], "asthma": "no"}}, "findings"),
        ("/check", {"findings": {"no_such": "no"}}, "findings.no_such"),
        ("/check", {"person": {"age_years": 900}}, "person.age_years"),
        ("/check", {"preferences": {"country": "us"}}, "country"),
        ("/check", {"start_over": "yes"}, "start_over"),
        ("/sessions/reports", {**REPORTS[1], "number": -1}, "number"),
        ("/sessions/reports", {**REPORTS[1], "where": "here"}, "where"),
        ("/sessions/reports", [REPORTS[1]] * 101, "body"),
        ("/diary/import", {"format": "else", "events": []}, "file.format"),
    ],
)
def test_bad_input_says_which_field_what_was_given_and_what_is_allowed(
    program: Program, path: str, body: Any, field: str
) -> None:
    answer = program.post(path, body)
    assert answer.status_code == 422, answer.text
    error = answer.json()["error"]
    assert error["field"].endswith(field), error
    assert error["given"]
    assert error["allowed"]
    assert program.get("/diary/export").json()["events"] == []


def test_a_write_needs_json_a_key_and_no_other_site(program: Program) -> None:
    address, body = f"{ME}/diary/entries", json.dumps({"pain_nrs": 6})
    form = program.client.post(address, content=body, headers={**KEY, "content-type": "text/plain"})
    assert form.status_code == 415
    keyless = program.client.post(address, json={"pain_nrs": 6})
    assert (keyless.status_code, keyless.json()["error"]["field"]) == (422, "header.Idempotency-Key")
    for foreign in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://[bad"},
    ):
        for send in (
            lambda headers: program.client.post(address, json={"pain_nrs": 6}, headers={**KEY, **headers}),
            lambda headers: program.client.delete("/api/v1/people", headers=headers),
            lambda headers: program.client.post("/api/v1/visit", headers=headers),
        ):
            assert send(foreign).status_code == 403, foreign
    own = program.client.post(address, json={"pain_nrs": 6}, headers={**KEY, "origin": "http://testserver"})
    assert own.status_code == 201


def test_the_ledger_says_when_the_next_dose_may_come_and_what_not_to_combine(program: Program) -> None:
    taken = (NOW - datetime.timedelta(hours=1)).isoformat()
    dose = program.post("/doses", {"product": "ibuprofen", "taken_at": taken, "mg": 400}).json()
    told = program.get("/doses").json()
    ibuprofen = next(one for one in told["next"] if one["drug"] == "ibuprofen")
    assert ibuprofen["earliest"] == (NOW + datetime.timedelta(hours=5)).isoformat()
    assert ibuprofen["because"] == ["interval"]
    assert ibuprofen["suits"] is None  # the danger check is not done
    assert {"aspirin", "naproxen", "topical_nsaid"} <= set(ibuprofen["not_together_with"])
    assert "acetaminophen" not in ibuprofen["not_together_with"]
    assert next(one for one in told["next"] if one["drug"] == "aspirin")["because"] == ["other_nsaid"]
    assert program.get("/doses", country="uk").json()["poison_line"] != told["poison_line"]
    mended = program.put(f"/doses/{dose['id']}", {**dose["dose"], "product": "acetaminophen", "mg": 500}).json()
    assert (mended["id"], mended["dose"]["product"]) == (dose["id"], "acetaminophen")
    assert next(one for one in program.get("/doses").json()["next"] if one["drug"] == "aspirin")["because"] == []
    assert "acetaminophen" in program.client.get("/medicine").text  # the page holds the same
    assert program.delete(f"/doses/{dose['id']}").status_code == 204
    assert program.get("/doses").json()["doses"] == []
    assert program.client.post(f"{ME}/doses/{dose['id']}/restore").json()["dose"]["mg"] == 500


def test_an_unknown_dose_is_read_on_the_safe_side(program: Program) -> None:
    assert program.post("/doses", {}).status_code == 201
    held = {one["drug"]: one["because"] for one in program.get("/doses").json()["next"]}
    assert all(held.values())


def test_the_check_asks_one_page_after_another_and_says_what_it_found(program: Program) -> None:
    assert program.get("/check").json()["next"] == "start"
    told = program.walk(yes=("asthma",))
    assert told["assessment"]["complete"] is True
    assert told["answers"]["person"]["age_years"] == 41
    assert told["assessment"]["offers"]["ibuprofen"]["status"] != "offered"
    assert {event["kind"] for event in program.get("/diary/export").json()["events"]} >= {"screened"}
    begun = program.post("/check", {"start_over": True, "for_another": True}).json()
    assert (begun["for_another"], begun["answers"]["findings"], begun["next"]) == (True, {}, "questions")


def test_a_check_that_is_sent_twice_is_kept_once(program: Program) -> None:
    body = {**CHECK[1], "start_over": True}
    first = program.post("/check", body, key="check")
    events = program.get("/diary/export").json()["events"]
    again = program.post("/check", body, key="check")
    assert again.json() == first.json()
    assert program.get("/diary/export").json()["events"] == events
    other = program.post("/check", {**body, "findings": {"fever": "yes"}}, key="check")
    assert other.status_code == 422


def test_an_emergency_is_told_at_once_and_there_is_no_plan(program: Program) -> None:
    told = program.post("/check", {"findings": {"saddle_numbness": "yes", "urinary_retention_or_hesitancy": "yes"}})
    assert told.json()["next"] == "result"
    assert told.json()["assessment"]["urgency"] == "emergency_now"
    for path in ("/plan", "/sessions", "/sessions/1"):
        answer = program.get(path)
        assert (answer.status_code, answer.json()["error"]["next"]) == (409, "result")


def test_not_sure_about_something_grave_is_asked_once_more_in_plainer_words(program: Program) -> None:
    told = program.post("/check", {"findings": {"saddle_numbness": "unsure"}}).json()
    assert told["next"] == "again"
    assert [one["finding"] for one in told["ask"]] == ["saddle_numbness"]
    after = program.post("/check", {"findings": {"saddle_numbness": "unsure"}}).json()
    assert after["next"] == "questions"
    assert after["assessment"]["urgency"] in ("same_day", "emergency_now")


def test_the_plan_its_sessions_and_what_happened(program: Program, guided_steps: tuple[str, ...]) -> None:
    assert program.get("/plan").json()["error"]["next"] == "start"
    program.walk()
    plan = program.plan()
    assert plan.status_code == 200
    assert [step["remedy"] for step in plan.json()["steps"]] == list(guided_steps)
    assert program.get("/diary").json()["expected"]["minutes"]
    told = program.get("/sessions").json()
    assert [one["remedy"] for one in told["sessions"]] == [one for one in guided_steps if one != "ibuprofen"]
    assert all(one["opening"]["allowed"] for one in told["sessions"])
    massage = next(one for one in told["sessions"] if one["remedy"] == "ice_massage")
    script = program.get(f"/sessions/{massage['step']}").json()
    assert script["script"]["remedy"] == "ice_massage"
    assert script["script"]["limit_ms"] == massage["limit_ms"] == 5 * 60_000
    assert program.get("/sessions/6").status_code == 404  # a tablet has no session
    assert program.get("/sessions/0").status_code == 422
    start = int(NOW.timestamp() * 1000)
    first = {**REPORTS[1], "what": "start", "wall_ms": start, "active_ms": 0, "outcome": None}
    last = {**REPORTS[1], "number": 1, "wall_ms": start + 60_000, "active_ms": 60_000, "outcome": "skin"}
    for _ in range(2):
        assert program.post("/sessions/reports", [first, last]).json()["kept"] == 2
    assert len(program.get("/diary/export").json()["events"]) == len(
        {event["key"] for event in program.get("/diary/export").json()["events"]}
    )
    after = program.get("/sessions").json()
    (past,) = after["past"]
    assert (past["remedy"], past["outcome"], past["active_ms"]) == ("ice_massage", "skin", 60_000)
    closed = next(one for one in after["sessions"] if one["remedy"] == "ice_massage")["opening"]
    assert (closed["allowed"], closed["because"]) == (False, "skin")
    assert "whole day" in closed["says"]
    different = {**last, "active_ms": 70_000}
    assert program.post("/sessions/reports", different).status_code == 422


def test_something_wrong_in_a_session_asks_for_the_danger_check(
    program: Program, guided_steps: tuple[str, ...]
) -> None:
    program.walk()
    program.plan()
    answer = program.post("/sessions/reports", {**REPORTS[1], "outcome": "wrong"}).json()
    assert answer["check_again"] is True
    closed = program.get("/sessions")
    assert (closed.status_code, closed.json()["error"]["next"]) == (409, "start")
    assert program.get("/check").json()["lapsed"]["because"] == "wrong"


def test_a_plan_under_way_says_how_far_it_is(program: Program, planner: Any) -> None:
    program.walk()
    planner.go_on.clear()
    answer = program.get("/plan")
    assert answer.status_code == 202
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["ready"] is False
    planner.go_on.set()
    assert program.plan().status_code == 200


def test_a_plan_that_fails_says_so_and_tells_nothing(program: Program, planner: Any) -> None:
    program.walk()
    planner.crash_in = "plan"
    answer = program.plan()
    assert answer.status_code == 500
    assert "secretword" not in answer.text


def test_a_new_danger_sign_raises_the_urgency_and_none_lowers_it(program: Program) -> None:
    program.walk()
    asked = {one["finding"] for one in program.get("/diary/signs").json()["questions"]}
    assert asked == set(SIGNS[1]["findings"])
    calm = program.post("/diary/signs", SIGNS[1]).json()
    assert calm["check_again"] is False
    worse = {"findings": {**SIGNS[1]["findings"], "saddle_numbness": "yes", "urinary_incontinence_new": "yes"}}
    assert program.post("/diary/signs", worse, key="worse").json()["check_again"] is True
    urgent = program.get("/check").json()
    assert urgent["assessment"]["urgency"] == "emergency_now"
    events = program.get("/diary/export").json()["events"]
    assert program.post("/diary/signs", worse, key="worse").status_code == 200
    assert program.get("/diary/export").json()["events"] == events
    program.post("/diary/signs", SIGNS[1])
    assert program.get("/check").json()["assessment"]["urgency"] == "emergency_now"
    assert program.post("/diary/signs", SIGNS[1], key="worse").status_code == 422


def test_dates_raise_the_advice(settings: Settings, planner: Any, knowledge: Any) -> None:
    moment = [NOW]
    app = create_app(settings, advice=planner, clock=lambda: moment[0])
    app.state.services.knowledge = knowledge
    program = Program(app)
    program.walk()
    assert program.get("/diary").json()["dates"]["raised"] is None
    moment[0] += datetime.timedelta(days=3)
    program.post("/diary/entries", {"pain_nrs": 6, "movement": "some"})
    raised = program.get("/check").json()["dates"]["raised"]
    assert (raised["id"], raised["urgency"], raised["standing"]) == ("one_day", "same_day", "missed")
    assert program.get("/diary").json()["trend"]["about"] == "weeks"
    assert program.get("/plan").json()["error"]["next"] == "start"  # three days are too long for a check
    program.walk(episode={"duration_hours": 75})
    assert program.plan().json()["dates"]["raised"] == raised
    assert program.get("/diary").json()["trend"]["about"] == "plan"
    moment[0] += datetime.timedelta(days=40)
    asks = program.get("/diary").json()["dates"]["asks"]["id"]
    told = program.post(f"/dates/{asks}", {"reached": False}, key="looked").json()
    assert next(one for one in told["dates"]["all"] if one["id"] == asks)["standing"] == "missed"
    events = program.get("/diary/export").json()["events"]
    assert program.post(f"/dates/{asks}", {"reached": False}, key="looked").status_code == 200
    assert program.get("/diary/export").json()["events"] == events


def test_a_diary_goes_out_and_comes_back_whole(program: Program, app: FastAPI) -> None:
    program.walk()
    entry = program.post("/diary/entries", {"pain_nrs": 6, "note": "felt easier"}).json()
    program.put(f"/diary/entries/{entry['id']}", {"pain_nrs": 4, "note": "felt easier"})
    dose = program.post("/doses", {"product": "ibuprofen", "mg": 200}).json()
    program.put(f"/doses/{dose['id']}", {"product": "ibuprofen", "mg": 400})
    document = program.get("/diary/export").json()
    table = program.get("/diary/export", format="csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert "felt easier" in table.text
    other = Program(app)
    brought = other.post("/diary/import", document).json()
    assert (brought["new"], brought["known"]) == (len(document["events"]), 0)
    assert other.post("/diary/import", document).json()["new"] == 0
    assert [one["entry"]["pain_nrs"] for one in other.get("/diary").json()["entries"]] == [4]
    assert [one["dose"]["mg"] for one in other.get("/doses").json()["doses"]] == [400]
    assert other.get("/check").json()["answers"] == program.get("/check").json()["answers"]
    document["events"][-1]["body"]["dose"]["mg"] = 10**9
    third = Program(app)
    assert third.post("/diary/import", document).status_code == 422
    assert third.get("/diary/export").json()["events"] == []


def test_a_large_diary_is_read_and_a_huge_one_is_not(program: Program) -> None:
    def sent(size: int) -> Any:
        body = json.dumps({"events": []}) + " " * size
        headers = {"content-type": "application/json"}
        return program.client.post(f"{ME}/diary/import", content=body, headers=headers).status_code

    assert (sent(2 * 1024 * 1024), sent(4 * 1024 * 1024)) == (200, 413)


def test_the_bundle_comes_where_its_library_is(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("fhir.resources")
    program.post("/diary/entries", {"pain_nrs": 6})
    answer = program.get("/diary/export", format="fhir")
    assert answer.headers["content-type"] == "application/fhir+json"
    assert answer.json()["resourceType"] == "Bundle"
    monkeypatch.setitem(__import__("sys").modules, "fhir.resources.R4B.bundle", None)
    assert program.get("/diary/export", format="fhir").status_code == 501


def test_the_report_says_the_same_in_every_form(program: Program) -> None:
    program.walk()
    program.post("/diary/entries", {"pain_nrs": 6, "note": "<b>better</b> after a walk"})
    report = program.get("/report").json()["report"]
    notes = [line for part in report["parts"] for line in part["lines"] if "after a walk" in line[1]]
    assert len(notes) == 1
    html = program.get("/report", format="html")
    assert html.headers["content-type"].startswith("text/html")
    assert "&lt;b&gt;better" in html.text
    assert all(part["title"] in html.text for part in report["parts"])
    assert "src=" not in html.text
    assert "href=" not in html.text
    assert "<script" not in html.text


def test_the_report_comes_as_a_pdf(program: Program) -> None:
    pytest.importorskip("typst")
    pypdf = pytest.importorskip("pypdf")
    program.post("/diary/entries", {"pain_nrs": 6, "note": "Better after a walk."})
    answer = program.get("/report", format="pdf", language="es")
    assert answer.headers["content-type"] == "application/pdf"
    assert "walk" in pypdf.PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()


def test_every_person_of_a_household_has_their_own(program: Program) -> None:
    program.post("/diary/entries", {"pain_nrs": 2})
    added = program.client.post("/api/v1/people", json={"name": "Kim"})
    assert added.status_code == 201
    kim = f"/api/v1/people/{added.json()['id']}"
    program.client.post(kim + "/diary/entries", json={"pain_nrs": 8}, headers=KEY)
    assert [one["entry"]["pain_nrs"] for one in program.client.get(kim + "/diary").json()["entries"]] == [8]
    assert [one["entry"]["pain_nrs"] for one in program.get("/diary").json()["entries"]] == [2]
    assert program.client.post("/api/v1/people", json={"name": "kim"}).status_code == 422
    assert program.client.post("/api/v1/people", json={"name": ""}).status_code == 422
    listed = program.client.patch(kim, json={"name": "Kimberley"}).json()["people"]
    assert [one["name"] for one in listed] == ["", "Kimberley"]
    assert program.client.delete(kim).status_code == 204
    assert program.client.get(kim + "/diary").status_code == 404
    assert len(program.client.get("/api/v1/people").json()["people"]) == 1


def test_erasing_leaves_nothing(program: Program, app: FastAPI) -> None:
    program.walk()
    program.post("/diary/entries", {"pain_nrs": 2})
    kim = program.client.post("/api/v1/people", json={"name": "Kim"}).json()["id"]
    program.client.post(f"/api/v1/people/{kim}/diary/entries", json={"pain_nrs": 8}, headers=KEY)
    assert program.client.delete("/api/v1/people").status_code == 204
    with app.state.services.store.reading() as connection:
        for table in ("event", "person"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0
    assert program.get("/diary").status_code == 403


Reach = Callable[[TestClient, str], Any]
REACHES: dict[str, Reach] = {
    "read": lambda client, address: client.get(address),
    "word anew": lambda client, address: client.put(address, json=ENTRY[1]),
    "take out": lambda client, address: client.delete(address),
    "bring back": lambda client, address: client.post(address + "/restore"),
}


@pytest.mark.parametrize("hosted", [False, True])
def test_another_persons_ids_are_404(settings: Settings, planner: Any, knowledge: Any, hosted: bool) -> None:
    app = create_app(replace(settings, hosted=hosted), advice=planner, clock=lambda: NOW)
    app.state.services.knowledge = knowledge
    anna, ben = Program(app), Program(app)
    entry = anna.post("/diary/entries", ENTRY[1]).json()["id"]
    dose = anna.post("/doses", DOSE[1]).json()["id"]
    before = anna.get("/diary/export").json()
    for person in (anna.owner, "x", "me"):
        for name, reach in REACHES.items():
            for kind, one in (("diary/entries", entry), ("doses", dose)):
                answer = reach(ben.client, f"/api/v1/people/{person}/{kind}/{one}")
                assert answer.status_code in (404, 405, 422), (person, name, kind)
                if answer.status_code == 422:
                    assert (name, kind) == ("word anew", "doses")
    put = ben.client.put(f"/api/v1/people/me/doses/{dose}", json=DOSE[1])
    assert put.status_code == 404
    for method, path in (("GET", "/diary"), ("GET", "/report"), ("DELETE", ""), ("GET", "/diary/export")):
        assert ben.client.request(method, f"/api/v1/people/{anna.owner}{path}").status_code == 404
    assert anna.get("/diary/export").json() == before


def test_a_sick_database_is_told_in_json(program: Program, app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    from unclench.diary import DiaryUnavailable, Trouble

    def broken(*_given: Any) -> Any:
        raise DiaryUnavailable(Trouble.FULL)

    monkeypatch.setattr(app.state.services.store, "record", broken)
    answer = program.post("/diary/entries", ENTRY[1])
    assert answer.status_code == 503
    assert answer.json()["error"]["says"]


def test_options_that_a_route_does_not_have_are_refused(program: Program) -> None:
    for path, options in (("/diary", {"sort": "up"}), ("/report", {"format": "doc"}), ("/doses", {"country": "mars"})):
        assert program.get(path, **options).status_code == 422


def test_words_come_in_the_language_that_was_asked_for(program: Program) -> None:
    program.post("/doses", DOSE[1])
    english, spanish = (program.get("/doses", language=tag).json()["next"][0]["says"] for tag in ("en", "es"))
    assert english != spanish


def test_answers_made_from_an_older_state_make_no_newer_ones_calmer(program: Program) -> None:
    begun = program.post("/check", {"start_over": True}).json()
    assert begun["made_from"]
    program.post("/check", {"findings": {"chest_pain": "yes"}})
    body = {"findings": {"chest_pain": "no", "fever": "no"}, "made_from": begun["made_from"]}
    refused = program.post("/check", body)
    assert refused.status_code == 409
    assert refused.json()["error"]["newer"] == {"chest_pain": "yes"}
    told = program.get("/check").json()
    assert told["answers"]["findings"] == {"chest_pain": "yes"}
    assert told["alarm"]["current"] is True
    seen = program.post("/check", {**body, "made_from": told["made_from"]})
    assert seen.status_code == 200
    alarm = seen.json()["alarm"]
    assert alarm["current"] is False
    assert "911" in alarm["seek_care"]["what_to_do"]
    assert program.post("/check", {"start_over": True}).json()["alarm"] is not None

"""Taking everything along and bringing it back, by the pages: another browser, twice, spoilt, too large."""

import csv
import io
import json
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

ENTRY = {"nonce": "n1", "pain_nrs": "6", "note": "felt easier", "new_signs": "no"}


def bring(visitor: Any, data: bytes, name: str = "unclench.json") -> Any:
    return visitor.client.post("/import", data={"seal": visitor.seal}, files={"file": (name, data, "application/json")})


@pytest.fixture
def told(visitor: Any) -> Any:
    visitor.walk(yes={"asthma"})
    visitor.send("/diary", **ENTRY)
    visitor.send("/medicine", nonce="n1", product="ibuprofen", mg="400", hours_ago="1")
    return visitor


def test_a_diary_moves_to_another_browser_with_its_danger_check(told: Any, app: FastAPI, heading: Any) -> None:
    data = told.client.get("/export").content
    with TestClient(app, follow_redirects=False, headers={"accept-language": "en-US"}) as other:
        visitor = type(told)(other)
        answer = bring(visitor, data)
        assert answer.status_code == 200
        assert heading(answer) == "Your data"
        assert "notes are new here" in answer.text
        assert "felt easier" in other.get("/diary").text
        assert "ibuprofen" in other.get("/medicine").text
        assert heading(other.get("/result")) == heading(told.client.get("/result"))
        again = bring(visitor, data)
        assert "0 notes are new here" in again.text
        assert "were here already" in again.text
    assert other.get("/diary").text.count("felt easier") == 1


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"", "file"),
        (b"not JSON", "file"),
        (b"\xff\xfe", "file"),
        (b"[" * 100_000, "file"),
        (b'{"events": [NaN]}', "file"),
        (b"[]", "file"),
        (b'{"events": [{"id": "x"}]}', "file.events.0.id"),
    ],
)
def test_a_file_that_is_none_is_refused_with_its_place_and_changes_nothing(told: Any, data: bytes, place: str) -> None:
    before = told.client.get("/export").json()
    answer = bring(told, data)
    assert answer.status_code == 422
    assert 'id="problem"' in answer.text
    assert f"<code>{place}</code>" in answer.text or place == "file"
    assert told.client.get("/export").json() == before


def test_one_bad_event_among_good_ones_brings_none_of_them(told: Any, app: FastAPI) -> None:
    document = told.client.get("/export").json()
    document["events"][-1]["body"]["mg"] = 10**9
    with TestClient(app, follow_redirects=False) as other:
        visitor = type(told)(other)
        assert bring(visitor, json.dumps(document).encode()).status_code == 422
        assert other.get("/export").json()["events"] == []


def test_a_file_from_somebody_elses_page_is_refused(told: Any, app: FastAPI) -> None:
    data = told.client.get("/export").content
    with TestClient(app, follow_redirects=False) as other:
        stranger = type(told)(other)
        stranger.seal = told.seal
        assert bring(stranger, data).status_code == 403
        assert other.get("/export").json()["events"] == []


def test_too_large_a_file_is_refused_and_a_large_one_is_not(told: Any) -> None:
    assert bring(told, b" " * (4 * 1024 * 1024)).status_code == 413
    document = told.client.get("/export").json()
    assert bring(told, json.dumps(document).encode() + b" " * (1024 * 1024)).status_code == 200


def test_an_import_without_a_file_says_so(told: Any) -> None:
    answer = told.send("/import")
    assert answer.status_code == 422
    assert "tel:" in answer.text


def test_the_table_opens_in_the_visitors_own_time(told: Any) -> None:
    told.client.cookies.set("unclench_device_zone", "Asia/Kathmandu")
    answer = told.client.get("/export/table")
    assert answer.headers["content-type"].startswith("text/csv")
    dose, entry = csv.DictReader(io.StringIO(answer.text))
    assert (dose["what"], entry["what"]) == ("dose", "entry")
    assert entry["time_own_zone"] == "2026-11-24T08:45:00+05:45"


def test_the_bundle_is_a_file_for_health_software(told: Any) -> None:
    pytest.importorskip("fhir.resources")
    answer = told.client.get("/export/fhir")
    assert answer.headers["content-type"].startswith("application/fhir+json")
    assert answer.json()["resourceType"] == "Bundle"


def test_without_its_library_the_bundle_says_so_and_the_rest_goes_on(told: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(__import__("sys").modules, "fhir.resources.R4B.bundle", None)
    answer = told.client.get("/export/fhir")
    assert answer.status_code == 501
    assert "/your-data" in answer.text
    assert told.client.get("/export").status_code == 200


@pytest.mark.parametrize("address", ["/export", "/export/table", "/export/fhir", "/your-data"])
def test_nothing_is_handed_out_to_somebody_without_anything(app: FastAPI, address: str) -> None:
    if address == "/export/fhir":
        pytest.importorskip("fhir.resources")
    with TestClient(app) as client:
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"


def test_erasing_erases_everything_that_was_kept(told: Any, app: FastAPI) -> None:
    told.client.get("/plan")
    told.client.get("/plan")
    told.send("/diary/looked", sheet="one_day", reached="no", nonce="n1")
    kinds = {event["kind"] for event in told.client.get("/export").json()["events"]}
    assert {"started", "answered", "screened", "entry", "dose", "planned", "looked"} <= kinds
    assert told.send("/erase").headers["location"] == "/erased"
    with app.state.services.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM event").scalar() == 0

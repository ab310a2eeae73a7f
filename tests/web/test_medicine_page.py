"""The medicine page: the ledger's "not before" and the danger check's "not for you" both stand."""

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

DOSE = {"nonce": "n1", "product": "ibuprofen", "mg": "400", "hours_ago": "1"}


def verdicts(client: TestClient) -> dict[str, str]:
    listed = re.findall(r"<li><strong>(.*?)</strong><br>(.*?)</li>", client.get("/medicine").text, re.S)
    return {name: " ".join(says.split()) for name, says in listed}


def test_a_dose_of_ibuprofen_holds_the_next_for_six_hours_and_other_nsaids_for_a_day(
    visitor: Any, client: TestClient
) -> None:
    visitor.walk()
    assert "Nothing you wrote down stands in the way" in verdicts(client)["Ibuprofen tablets"]
    visitor.send("/medicine", **DOSE)
    said = verdicts(client)
    # It is 03:00; the dose was at 02:00. UK spacing of six hours (NHS), and a day before another NSAID.
    assert "Not before November 24, 08:00" in said["Ibuprofen tablets"]
    assert "Not before November 25, 02:00" in said["Naproxen tablets"]
    assert "in 5 h" in said["Ibuprofen tablets"]
    assert "same family" in said["Naproxen tablets"]
    assert "Nothing you wrote down stands in the way" in said["Acetaminophen (Tylenol) tablets"]


def test_an_unknown_tablet_holds_everything(visitor: Any, client: TestClient) -> None:
    visitor.walk()
    visitor.send("/medicine", nonce="n1", product="little white pill", hours_ago="")
    assert all("Not before" in said for said in verdicts(client).values())


def test_what_does_not_suit_is_never_timed(visitor: Any, client: TestClient) -> None:
    visitor.walk(yes={"asthma", "allergy_nsaid_or_aspirin", "medicine_allergy"})
    said = verdicts(client)
    assert "Not for you" in said["Ibuprofen tablets"]
    assert "Nothing you wrote" not in said["Ibuprofen tablets"]


def test_before_the_danger_check_nothing_is_called_suitable(client: TestClient) -> None:
    said = verdicts(client)
    assert said
    assert all(says.startswith("Do the") for says in said.values())


def test_a_double_tap_is_one_dose_even_later(visitor: Any, client: TestClient) -> None:
    visitor.send("/medicine", **DOSE)
    visitor.send("/medicine", **DOSE)
    assert client.get("/medicine").text.count('action="/medicine/undo"') == 1
    visitor.send("/medicine", **{**DOSE, "nonce": "n2"})
    assert client.get("/medicine").text.count('action="/medicine/undo"') == 2


def test_undo_takes_a_dose_out_once_and_it_can_be_brought_back(visitor: Any, client: TestClient, read: Any) -> None:
    visitor.send("/medicine", **DOSE)
    (dose,) = read(client.get("/medicine").text).hidden["dose"]
    for tap in ("undo", "undo", "redo", "redo", "undo"):
        assert visitor.send(f"/medicine/{tap}", dose=dose).status_code == 303
        assert ('action="/medicine/undo"' in client.get("/medicine").text) is (tap == "redo")
        assert ("Not before" in client.get("/medicine").text) is (tap == "redo")
    assert visitor.send("/medicine/undo", dose="0" * 32).status_code == 404


@pytest.mark.parametrize("fields", [{"mg": "lots"}, {"mg": "-5"}, {"hours_ago": "9999"}, {"product": "x" * 200}])
def test_a_bad_dose_names_its_field_and_is_not_kept(visitor: Any, client: TestClient, fields: dict[str, str]) -> None:
    answer = visitor.send("/medicine", **{**DOSE, **fields})
    assert answer.status_code == 422
    assert 'id="problem"' in answer.text
    assert 'action="/medicine/undo"' not in client.get("/medicine").text

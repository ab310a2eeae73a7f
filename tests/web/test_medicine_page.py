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


def test_an_unknown_name_is_said_to_be_unknown_and_nothing_untrue_is_given_as_reason(
    visitor: Any, client: TestClient
) -> None:
    visitor.walk()
    visitor.send("/medicine", nonce="n1", product="Tylenol Night Plus", mg="500", hours_ago="1")
    for said in verdicts(client).values():
        assert "Not before" in said
        assert "we do not know “Tylenol Night Plus”, so it counts as any pain medicine" in said
        assert "same family" not in said
        assert "last dose" not in said
    page = client.get("/medicine").text
    assert page.count("Did you mean Tylenol, and nothing else in it?") == 2  # kept just now, and in the list


def test_a_known_name_is_not_asked_about(visitor: Any, client: TestClient) -> None:
    visitor.walk()
    visitor.send("/medicine", nonce="n1", product="tylenol extra strength", mg="500", hours_ago="1")
    assert "We do not know" not in client.get("/medicine").text
    assert "Nothing you wrote down" in " ".join(verdicts(client)["Ibuprofen tablets"].split())


@pytest.mark.parametrize("amount", ["400 mg", "400mg", "400 MG", " 400 milligrams"])
def test_an_amount_may_be_written_with_its_unit(visitor: Any, client: TestClient, amount: str) -> None:
    visitor.send("/medicine", **{**DOSE, "mg": amount})
    assert "ibuprofen</strong>, 400 mg" in so_far(client)


def test_grams_are_not_taken_for_milligrams(visitor: Any, client: TestClient) -> None:
    assert visitor.send("/medicine", **{**DOSE, "mg": "1 g"}).status_code == 422


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
    assert so_far(client).count('action="/medicine/undo"') == 1
    visitor.send("/medicine", **{**DOSE, "nonce": "n2"})
    assert so_far(client).count('action="/medicine/undo"') == 2


def so_far(client: TestClient) -> str:
    """The list of doses, below what was kept just now."""
    return client.get("/medicine").text.split("So far")[1]


def test_undo_takes_a_dose_out_once_and_it_can_be_brought_back(visitor: Any, client: TestClient, read: Any) -> None:
    visitor.send("/medicine", **DOSE)
    (dose,) = read(so_far(client)).hidden["dose"]
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


def part_of_a_check(visitor: Any, client: TestClient, yes: set[str], about: dict[str, str] | None = None) -> None:
    """Answers the pages up to the one that has these findings, and no more; for none, up to the numbers."""
    from tests.web.conftest import ABOUT, Page

    address = visitor.start()
    while address not in ("/result", "/wishes"):
        asked = set(Page(client.get(address).text).hidden.get("asked", []))
        on_about = address == "/about-you"
        address = visitor.answer(address, yes, set(), {**ABOUT, **(about or {})})
        if (yes & asked) or (on_about and not yes):
            return
    raise AssertionError("nobody was asked that")


def doses(client: TestClient) -> dict[str, Any]:
    return {one["drug"]: one for one in client.get("/api/v1/people/me/doses").json()["next"]}


def says_no_amount(client: TestClient) -> None:
    page = client.get("/medicine").text.split('<form method="post"')[0]
    assert "Nothing you wrote down stands in the way" not in page
    assert not re.search(r"\d mg", page)
    assert {one["at_most_mg"] for one in doses(client).values()} == {None}


def test_in_an_emergency_the_page_calls_for_help_and_times_nothing(visitor: Any, client: TestClient) -> None:
    part_of_a_check(visitor, client, {"chest_pain"})
    page = client.get("/medicine").text
    assert 'class="card alarm"' in page
    assert 'class="button big help" href="tel:911"' in page
    assert page.index('class="card alarm"') < page.index("Before the next dose")
    assert all(says.startswith("Not for you") for says in verdicts(client).values())
    says_no_amount(client)
    assert {one["suits"] for one in doses(client).values()} == {False}


def test_what_a_rule_closes_is_not_for_you_even_in_an_unfinished_check(visitor: Any, client: TestClient) -> None:
    part_of_a_check(visitor, client, {"possibly_pregnant"}, {"sex": "female"})
    assert client.get("/api/v1/people/me/check").json()["assessment"]["complete"] is False
    said = verdicts(client)
    for name in ("Ibuprofen tablets", "Naproxen tablets", "Aspirin tablets"):
        assert said[name].startswith("Not for you")
    says_no_amount(client)


def test_a_child_is_told_no_amount(visitor: Any, client: TestClient) -> None:
    part_of_a_check(visitor, client, set(), {"age_years": "6", "height_cm": "", "weight_kg": "20"})
    assert verdicts(client)["Aspirin tablets"].startswith("Not for you")
    says_no_amount(client)


def test_an_unfinished_check_shows_the_wait_and_no_amount(visitor: Any, client: TestClient) -> None:
    visitor.start()
    visitor.send("/medicine", **DOSE)
    said = verdicts(client)
    assert all(says.startswith("Do the") for says in said.values())
    assert "Not before" in said["Ibuprofen tablets"]
    says_no_amount(client)


def test_a_finished_check_that_suits_is_told_how_much(visitor: Any, client: TestClient) -> None:
    visitor.walk()
    assert doses(client)["ibuprofen"] == doses(client)["ibuprofen"] | {"suits": True, "at_most_mg": 400.0}


TYLENOL = {"nonce": "n1", "product": "Tylenol", "mg": "2", "hours_ago": "7"}


def amounts(client: TestClient) -> list[Any]:
    return [one["dose"]["mg"] for one in client.get("/api/v1/people/me/doses").json()["doses"]]


def test_a_small_number_is_asked_about_and_not_kept_before_it_is_answered(visitor: Any, client: TestClient) -> None:
    for _time in range(2):
        answer = visitor.send("/medicine", **TYLENOL)
        assert answer.status_code == 422
        assert "Is 2 the number of tablets, or milligrams?" in answer.text
        assert 'value="Tylenol"' in answer.text
        assert 'href="#asks-unit"' in answer.text  # the question stands below the first screen of a phone
    assert amounts(client) == []


@pytest.mark.parametrize(
    ("said", "mg"),
    [
        ({"unit": "tablets", "tablet_mg": "500"}, 1000),
        ({"unit": "tablets", "tablet_mg": ""}, 2000),
        ({"unit": "mg", "tablet_mg": ""}, 2),
    ],
)
def test_what_it_counts_decides_the_amount(visitor: Any, client: TestClient, said: dict[str, str], mg: float) -> None:
    assert visitor.send("/medicine", **TYLENOL, **said).status_code == 303
    assert amounts(client) == [mg]
    assert ("counted as a whole dose" in client.get("/medicine").text) is (mg == 2)


def test_an_answer_that_makes_no_sense_is_refused_and_asked_again(visitor: Any, client: TestClient) -> None:
    for said in ({"unit": "spoons"}, {"unit": "tablets", "tablet_mg": "-5"}, {"unit": "tablets", "tablet_mg": "99999"}):
        answer = visitor.send("/medicine", **TYLENOL, **said)
        assert answer.status_code == 422
        assert 'id="problem"' in answer.text
        assert 'id="asks-unit"' in answer.text
    assert amounts(client) == []


def test_programs_are_refused_a_number_of_tablets(visitor: Any, client: TestClient) -> None:
    visitor.walk()
    route = "/api/v1/people/me/doses"
    answer = client.post(route, json={"product": "Tylenol", "mg": 2}, headers={"idempotency-key": "a"})
    assert answer.status_code == 422
    assert (answer.json()["error"]["field"], answer.json()["error"]["given"]) == ("mg", "2")
    assert "not tablets" in answer.json()["error"]["allowed"]
    kept = client.post(route, json={"product": "Tylenol", "mg": 500}, headers={"idempotency-key": "b"}).json()["id"]
    assert client.put(f"{route}/{kept}", json={"product": "Tylenol", "mg": 1}).status_code == 422
    assert amounts(client) == [500]

"""What was taken reaches the plan, the result and the programs: all of them keep to the dose ledger."""

import datetime
import pickle
import re
from typing import Any

from starlette.testclient import TestClient
from tests.web.clocks import NOW, Clock

from unclench.model.preferences import Preferences
from unclench.safety.intake import read_case
from unclench.safety.ledger import Dose
from unclench.safety.taken import Taken
from unclench.web.tasks import MakePlan

ME = "/api/v1/people/me"
DOSE = {"nonce": "n1", "product": "ibuprofen", "mg": "400", "hours_ago": "1"}


def groups(client: TestClient) -> dict[str, str]:
    """What the result page says of medicines and other remedies, by verdict."""
    parts = re.findall(r'<h3 id="offer-(\w+)">(.*?)</section>', client.get("/result").text, re.S)
    return {status: " ".join(re.sub(r"<[^>]+>", " ", body).split()) for status, body in parts}


def test_the_plan_is_worked_out_from_what_was_taken_and_anew_after_each_dose(
    visitor: Any, client: TestClient, planner: Any
) -> None:
    visitor.walk()
    client.get("/plan")
    assert planner.taken == [Taken(NOW)]
    visitor.send("/medicine", **DOSE)
    client.get("/plan")
    client.get("/plan")
    (dose,) = planner.taken[-1].doses
    assert (dose.product, dose.mg, dose.taken_at) == ("ibuprofen", 400, NOW - datetime.timedelta(hours=1))
    assert len(planner.planned) == 2


def test_when_a_medicine_may_come_again_the_plan_is_worked_out_anew(
    visitor: Any, client: TestClient, planner: Any, clock: Clock
) -> None:
    visitor.walk()
    visitor.send("/medicine", **DOSE)
    client.get("/plan")
    clock.now += datetime.timedelta(hours=4)
    client.get("/plan")
    assert len(planner.planned) == 1
    clock.now += datetime.timedelta(hours=1)
    client.get("/plan")
    assert planner.taken[-1].now == clock.now
    assert len(planner.planned) == 2


def test_the_result_closes_what_the_ledger_holds_back_and_says_until_when(visitor: Any, client: TestClient) -> None:
    visitor.walk()
    assert "Ibuprofen tablets" in groups(client)["offered"]
    visitor.send("/medicine", **DOSE)
    said = groups(client)
    for name in ("Ibuprofen", "Naproxen", "Aspirin", "Pain-relief gel"):
        assert name not in said["offered"]
    assert "Ibuprofen tablets Not before November 24, 08:00" in said["blocked"]
    assert "Naproxen tablets Not before November 25, 02:00" in said["blocked"]
    assert "Pain-relief gel for the skin Not before November 25, 02:00" in said["blocked"]
    assert "Acetaminophen" in said["offered"]
    offers = client.get(f"{ME}/check").json()["assessment"]["offers"]
    assert offers["ibuprofen"] == {"status": "blocked", "because": ["dose_ledger_interval"]}
    assert offers["naproxen"] == {"status": "blocked", "because": ["dose_ledger_other_nsaid"]}


def test_after_the_days_most_the_result_says_so(visitor: Any, client: TestClient) -> None:
    visitor.walk()
    for nonce, hours in (("a", "1"), ("b", "7"), ("c", "13")):
        visitor.send("/medicine", **{**DOSE, "nonce": nonce, "hours_ago": hours})
    assert "the most for 24 hours is reached" in groups(client)["blocked"]


def test_medicines_of_one_family_stand_together_as_one_of_these(visitor: Any, client: TestClient) -> None:
    visitor.walk()
    offered = groups(client)["offered"]
    family = offered[offered.index("One of these, never together:") :]
    for name in ("Ibuprofen", "Naproxen", "Aspirin", "Pain-relief gel"):
        assert offered.count(name) == family.count(name) == 1
    assert "Acetaminophen" not in family
    assert "Cold" not in family


def test_what_was_taken_travels_to_the_process_that_plans(knowledge: Any) -> None:
    case = read_case({"uid": "x", "person": {}, "episode": {}, "findings": {}, "unmentioned": "no"}, knowledge)
    taken = Taken(NOW, (Dose("ibuprofen", NOW, NOW, 400),))
    task = MakePlan(case, NOW.date(), Preferences(), 16, 1, taken)
    assert pickle.loads(pickle.dumps(task)).taken == taken

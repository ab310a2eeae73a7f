"""Two windows or devices with pages of one danger check: what one leaves open takes back nothing of the other."""

from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import ABOUT

CHEST = "finding.chest_pain"


class Window:
    """A page of the danger check that was opened and waits."""

    def __init__(self, visitor: Any, read: Any, address: str) -> None:
        self.visitor, self.address = visitor, address
        hidden = read(visitor.client.get(address).text).hidden
        self.asked, self.made_from = hidden["asked"], hidden["made_from"][0]

    def send(self, rest: str = "no", **tapped: str) -> Any:
        fields = {"made_from": self.made_from, "asked": self.asked, "rest": rest, **tapped}
        return self.visitor.send(self.address, **fields)


@pytest.fixture
def two(visitor: Any, read: Any) -> tuple[Window, Window]:
    address = visitor.start()
    return Window(visitor, read, address), Window(visitor, read, address)


@pytest.mark.parametrize("rest", ["no", "unsure"])
def test_the_rest_of_an_old_page_ends_no_emergency_and_the_page_says_what_the_other_said(
    two: tuple[Window, Window], client: TestClient, visitor: Any, heading: Any, rest: str
) -> None:
    old, newer = two
    assert newer.send(**{CHEST: "yes"}).headers["location"] == "/result"
    answer = old.send(rest)
    assert answer.status_code == 409
    assert heading(answer) == "Is this still so?"
    assert "Another window or device said" in answer.text
    assert "Get help now" in answer.text
    assert 'href="tel:911"' in answer.text
    for page in ("/", "/diary", "/medicine", "/result"):
        assert "Get help now" in client.get(page).text
    assert visitor.follow("/check") == "/result"


def test_the_other_answers_of_the_old_page_count(two: tuple[Window, Window], client: TestClient, read: Any) -> None:
    old, newer = two
    newer.send(**{CHEST: "unsure"})
    answer = old.send(**{"finding.fainted_or_collapsed": "yes"})
    assert answer.status_code == 409
    assert read(answer.text).hidden["asked"] == ["chest_pain"]
    told = client.get("/api/v1/people/me/check").json()["answers"]["findings"]
    assert told["chest_pain"] == "unsure"
    assert told["fainted_or_collapsed"] == "yes"


def test_a_tap_on_an_old_page_counts_and_the_emergency_stands_until_the_check_is_at_its_end(
    two: tuple[Window, Window], client: TestClient, visitor: Any
) -> None:
    old, newer = two
    newer.send(**{CHEST: "yes"})
    answer = old.send(**{CHEST: "no"})
    assert answer.status_code == 303
    address = visitor.follow(answer.headers["location"])
    assert address.startswith("/check/")
    while address != "/result":
        for page in ("/", "/diary", "/medicine"):
            assert "Get help now" in client.get(page).text
        address = visitor.answer(address, set(), set(), ABOUT)
    assert "Get help now" not in client.get("/medicine").text


def test_what_the_other_window_said_can_be_answered_on_the_page_that_tells_it(
    two: tuple[Window, Window], visitor: Any, read: Any
) -> None:
    old, newer = two
    newer.send(**{CHEST: "yes"})
    page = read(old.send().text)
    fields = {"made_from": page.hidden["made_from"][0], "asked": page.hidden["asked"]}
    assert visitor.send(old.address, **fields, **{CHEST: "yes"}).headers["location"] == "/result"
    answer = visitor.send(old.address, **{**fields, "made_from": _now(visitor, read, old)}, **{CHEST: "no"})
    assert answer.headers["location"] != "/result"


def test_a_page_without_its_state_makes_nothing_calmer(two: tuple[Window, Window]) -> None:
    old, newer = two
    newer.send(**{CHEST: "yes"})
    old.made_from = ""
    assert old.send(**{CHEST: "no"}).status_code == 409


def test_an_answer_that_an_old_page_showed_is_no_tap(visitor: Any, read: Any) -> None:
    first = visitor.start()
    visitor.answer(first, set(), set(), {})
    old, newer = Window(visitor, read, first), Window(visitor, read, first)
    newer.send(**{CHEST: "yes"})
    shown = {f"finding.{one}": "no" for one in old.asked}
    assert old.send(**shown).status_code == 409


def test_a_page_that_was_refused_and_sent_again_is_still_the_old_one(two: tuple[Window, Window], read: Any) -> None:
    old, newer = two
    newer.send(**{CHEST: "yes"})
    refused = old.send(rest="", **{"finding.fainted_or_collapsed": "no"})
    assert refused.status_code == 422
    assert read(refused.text).hidden["made_from"] == [old.made_from]


def test_a_new_check_in_one_window_makes_the_pages_of_the_other_old(
    two: tuple[Window, Window], visitor: Any, read: Any
) -> None:
    old, _ = two
    again = Window(visitor, read, visitor.start())
    again.send(**{CHEST: "yes"})
    assert old.send().status_code == 409


def test_an_empty_field_of_an_old_page_takes_no_number_back(visitor: Any, read: Any, client: TestClient) -> None:
    address = visitor.start()
    while address != "/about-you":
        address = visitor.answer(address, set(), set(), {})
    made_from = read(client.get(address).text).hidden["made_from"][0]
    visitor.send(address, made_from=made_from, **{**ABOUT, "age_years": "71"})
    visitor.send(address, made_from=made_from, pain_nrs="4")
    told = client.get("/api/v1/people/me/check").json()["answers"]
    assert told["person"]["age_years"] == 71
    assert told["episode"]["pain_nrs"] == 4


def _now(visitor: Any, read: Any, window: Window) -> str:
    return str(read(visitor.client.get(window.address).text).hidden["made_from"][0])

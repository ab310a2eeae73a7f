"""Several people behind one browser: nobody's answers, doses or diary mix, whatever windows are open."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from unclench.web.visits import PERSON_COOKIE


@pytest.fixture
def kim(client: TestClient, visitor: Any, read: Any) -> str:
    """A second person, chosen now; the visitor's own seal still speaks for the first."""
    assert visitor.send("/people/add", name="Kim Secretname").headers["location"] == "/"
    return str(client.cookies[PERSON_COOKIE])


def seal_of(client: TestClient, read: Any) -> str:
    return str(read(client.get("/diary").text).hidden["seal"][0])


def go_on_with(client: TestClient, read: Any, person: str) -> None:
    client.post("/people/choose", data={"seal": seal_of(client, read), "person": person})
    assert client.cookies[PERSON_COOKIE] == person


def first_of(client: TestClient, read: Any) -> str:
    return str(read(client.get("/people").text).hidden["person"][0])


def notes(client: TestClient) -> str:
    return client.get("/diary").text + client.get("/export").text


def test_somebody_alone_meets_no_list(client: TestClient, visitor: Any) -> None:
    visitor.walk()
    assert "For:" not in client.get("/result").text
    assert PERSON_COOKIE not in client.cookies


def test_each_person_has_their_own_answers_diary_and_doses(
    client: TestClient, visitor: Any, kim: str, read: Any
) -> None:
    go_on_with(client, read, first_of(client, read))
    visitor.walk(yes={"asthma"})
    visitor.send("/diary", pain_nrs="7", note="mine alone", nonce="1")
    visitor.send("/medicine", product="ibuprofen", hours_ago="1", mg="400", nonce="1")
    assert "/medicine/undo" in client.get("/medicine").text
    mine = client.get("/export").json()
    go_on_with(client, read, kim)
    assert client.get("/result").headers["location"] == "/"
    assert "mine alone" not in notes(client)
    assert "/medicine/undo" not in client.get("/medicine").text
    assert client.get("/export").json()["events"] == []
    assert "For: Kim Secretname" in client.get("/about-you", follow_redirects=True).text
    client.post("/diary", data={"seal": seal_of(client, read), "pain_nrs": "2", "note": "kims own", "nonce": "2"})
    go_on_with(client, read, first_of(client, read))
    assert client.get("/export").json() == mine
    assert "kims own" not in notes(client)


def test_a_page_left_open_still_speaks_for_its_own_person(
    client: TestClient, visitor: Any, kim: str, read: Any
) -> None:
    sent = visitor.send("/diary", pain_nrs="7", note="from the first window", nonce="1")
    assert sent.status_code == 303
    assert client.cookies[PERSON_COOKIE] != kim  # the pages go on with the person whose page was sent
    assert "from the first window" in notes(client)
    go_on_with(client, read, kim)
    assert "from the first window" not in notes(client)


def test_what_is_sent_in_the_background_does_not_change_who_is_shown(
    client: TestClient, visitor: Any, kim: str, read: Any
) -> None:
    fields = {"seal": visitor.seal, "pain_nrs": "7", "note": "queued", "nonce": "1"}
    client.post("/diary", data=fields, headers={"sec-fetch-mode": "cors"})
    assert client.cookies[PERSON_COOKIE] == kim
    assert "queued" not in notes(client)
    fresh = client.post("/outbox/seal", data={"seal": visitor.seal}, headers={"sec-fetch-mode": "cors"}).json()["seal"]
    client.post(
        "/diary", data={**fields, "seal": fresh, "note": "later", "nonce": "2"}, headers={"sec-fetch-mode": "cors"}
    )
    go_on_with(client, read, first_of(client, read))
    assert "queued" in notes(client)
    assert "later" in notes(client)


def test_names_can_be_changed_and_people_removed_with_everything(
    client: TestClient, visitor: Any, kim: str, read: Any
) -> None:
    client.post("/diary", data={"seal": seal_of(client, read), "pain_nrs": "2", "note": "kims own", "nonce": "2"})
    visitor.send("/people/rename", person=kim, name="Kimberly")
    asked = visitor.send("/people/remove", person=kim)
    assert "Remove Kimberly?" in asked.text
    go_on_with(client, read, kim)
    assert "kims own" in notes(client)
    assert visitor.send("/people/remove", person=kim, sure="yes").headers["location"] == "/people"
    assert PERSON_COOKIE not in client.cookies
    assert "kims own" not in notes(client)
    assert "Kimberly" not in client.get("/people").text


@pytest.mark.parametrize("name", ["", "   ", "KIM secretname", "x" * 41])
def test_a_name_that_does_not_do_is_said_so(client: TestClient, visitor: Any, kim: str, name: str) -> None:
    refused = visitor.send("/people/add", name=name)
    assert refused.status_code == 422
    assert "needs another look" in refused.text


def test_erasing_takes_the_whole_household(client: TestClient, visitor: Any, kim: str, app: Any, read: Any) -> None:
    client.post("/diary", data={"seal": seal_of(client, read), "pain_nrs": "2", "note": "kims own", "nonce": "2"})
    visitor.send("/erase")
    assert PERSON_COOKIE not in client.cookies
    assert app.state.services.store.events(kim) == ()


def test_another_households_person_is_not_there(
    client: TestClient, visitor: Any, kim: str, app: Any, read: Any
) -> None:
    client.post("/diary", data={"seal": seal_of(client, read), "pain_nrs": "2", "note": "kims own", "nonce": "2"})
    with TestClient(app, follow_redirects=False) as other:
        seal = read(other.get("/people").text).hidden["seal"][0]
        for address in ("choose", "rename", "remove"):
            answer = other.post(f"/people/{address}", data={"seal": seal, "person": kim, "name": "x", "sure": "yes"})
            assert answer.status_code == 404
        other.cookies.set(PERSON_COOKIE, kim)
        assert "kims own" not in notes(other)
        assert "Secretname" not in other.get("/people").text
    assert "kims own" in notes(client)


def test_no_name_stands_in_an_address_or_a_cookie(client: TestClient, visitor: Any, kim: str) -> None:
    assert not any("Secretname" in str(cookie.value) for cookie in client.cookies.jar)

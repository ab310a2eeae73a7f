"""Accounts on a shared server: ways in, sessions that can be ended, recovery, what came before, leaving for good."""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from argon2 import PasswordHasher, extract_parameters
from fastapi import FastAPI
from starlette.requests import Request
from starlette.testclient import TestClient
from tests.web.clocks import Clock

from unclench.web.accounts.codes import HOW_MANY, code_digest, new_codes
from unclench.web.accounts.passwords import hashed, matches
from unclench.web.accounts.sessions import FRESH_SECONDS, label
from unclench.web.app import create_app
from unclench.web.identity import SESSION_COOKIE, signed
from unclench.web.settings import Settings
from unclench.web.visits import COOKIE

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real hashes are slow on purpose; one test has them."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("unclench.web.accounts.passwords._hasher", lambda: quick)


@pytest.fixture
def hosted(settings: Settings, planner: Any, knowledge: Any, clock: Clock) -> FastAPI:
    app = create_app(replace(settings, hosted=True), advice=planner, clock=clock)
    app.state.services.knowledge = knowledge
    return app


class Browser:
    """One browser: its cookies, and the seal of the page it looks at."""

    def __init__(self, app: FastAPI, read: Any) -> None:
        self.client = TestClient(
            app, base_url="https://testserver", follow_redirects=False, headers={"accept-language": "en-US"}
        )
        self.read = read

    def get(self, address: str) -> Any:
        return self.client.get(address)

    def send(self, address: str, **fields: Any) -> Any:
        seal = self.read(self.get("/").text).hidden["seal"][0]
        return self.client.post(address, data={"seal": seal, **fields})

    def make(self, name: str = "Anna") -> "Browser":
        made = self.send("/account/new", name=name, password=PASSWORD)
        assert made.status_code == 303, made.text
        return self

    def sign_in(self, name: str = "anna", password: str = PASSWORD) -> Any:
        return self.send("/account/sign-in", name=name, password=password)

    def note(self, note: str) -> None:
        assert self.send("/diary", pain_nrs="5", note=note, nonce=note).status_code == 303

    def kept(self) -> str:
        return str(self.get("/diary").text + self.get("/export").text)


@pytest.fixture
def browser(hosted: FastAPI, read: Any) -> Iterator[Any]:
    opened: list[Browser] = []

    def open_one() -> Browser:
        opened.append(Browser(hosted, read))
        return opened[-1]

    yield open_one
    for one in opened:
        one.client.close()


def test_on_ones_own_machine_there_are_no_accounts(client: TestClient) -> None:
    for address in ("/account", "/account/new", "/account/sign-in", "/account/recover"):
        assert client.get(address).status_code == 404
    assert "/account" not in client.get("/").text


def test_an_account_reaches_its_diary_from_another_browser_and_nobody_else_does(browser: Any) -> None:
    phone = browser().make()
    phone.note("written on the phone")
    laptop, stranger = browser(), browser().make("Ben")
    assert laptop.sign_in("ANNA").headers["location"] == "/account"
    assert "written on the phone" in laptop.kept()
    assert "written on the phone" not in stranger.kept()
    assert "anna" in laptop.get("/account").text


def test_the_session_cookie_is_signed_closed_to_scripts_and_only_sent_safely(browser: Any) -> None:
    phone = browser()
    cookie = next(
        value
        for value in phone.send("/account/new", name="anna", password=PASSWORD).headers.get_list("set-cookie")
        if value.startswith(SESSION_COOKIE)
    )
    assert {"httponly", "secure", "samesite=lax"} <= {part.strip().lower() for part in cookie.split(";")}
    value = phone.client.cookies[SESSION_COOKIE]
    other = browser()
    for forged in (value[:-2] + "xx", value.split(".")[0], "x", ""):
        other.client.cookies.set(SESSION_COOKIE, forged)
        assert "You are signed in" not in other.get("/account").text


def test_neither_token_nor_code_nor_password_stands_in_the_database(
    browser: Any, hosted: FastAPI, settings: Settings
) -> None:
    phone = browser().make()
    page = phone.send("/account/codes").text
    code = page.split("<code>")[1].split("</code>")[0]
    token = phone.client.cookies[SESSION_COOKIE].split(".")[0].strip('"')
    hosted.state.services.store.close()
    kept = (settings.data_folder / "diary.sqlite").read_bytes()
    for secret in (code, code.replace("-", ""), token, PASSWORD):
        assert secret.encode() not in kept


@pytest.mark.parametrize(
    ("name", "password"), [("anna", "wrong password"), ("nobody", PASSWORD), ("", ""), ("anna", "")]
)
def test_a_wrong_password_and_an_unknown_name_look_the_same(browser: Any, name: str, password: str) -> None:
    browser().make()
    refused = browser().sign_in(name, password)
    assert refused.status_code == 422
    assert "do not belong together" in refused.text
    assert "set-cookie" not in refused.headers


def test_names_are_taken_once_and_passwords_have_a_length(browser: Any) -> None:
    browser().make()
    taken = browser().send("/account/new", name="ANNA", password=PASSWORD)
    short = browser().send("/account/new", name="carl", password="short")
    assert (taken.status_code, short.status_code) == (422, 422)
    assert "taken" in taken.text
    assert "10 to 200" in short.text
    assert "5 characters" in short.text


def test_signing_out_ends_the_session_on_the_server_too(browser: Any) -> None:
    phone = browser().make()
    stolen = phone.client.cookies[SESSION_COOKIE]
    gone = phone.send("/account/sign-out")
    assert gone.headers["clear-site-data"]
    assert "You are signed in" not in phone.get("/account").text
    thief = browser()
    thief.client.cookies.set(SESSION_COOKIE, stolen)
    assert "You are signed in" not in thief.get("/account").text


def test_the_signed_out_page_clears_a_browser_only_while_nobody_is_signed_in_there(browser: Any) -> None:
    phone = browser().make()
    ended = phone.client.cookies[SESSION_COOKIE]
    phone.send("/account/sign-out")
    assert "guide-erase.js" in phone.get("/account/signed-out").text
    phone.sign_in()
    again = phone.get("/account/signed-out")  # reloaded, or gone back to
    assert again.headers["location"] == "/account"
    assert "guide-erase.js" not in again.text
    phone.client.cookies.clear()
    phone.client.cookies.set(SESSION_COOKIE, ended)  # a browser that still holds a session that was ended
    assert "guide-erase.js" in phone.get("/account/signed-out").text


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("address", ["/account/sign-out", "/account/sign-out-everywhere"])
def test_no_session_runs_on_after_signing_out_whatever_the_connection(
    hosted: FastAPI, browser: Any, scheme: str, address: str
) -> None:
    """Behind a proxy that ends HTTPS, or on this machine itself, the request comes in over plain HTTP."""
    phone = browser().make()
    cookies = "; ".join(f"{name}={value}" for name, value in phone.client.cookies.items())
    with TestClient(hosted, base_url=f"{scheme}://testserver", follow_redirects=False) as plain:
        plain.headers["cookie"] = cookies
        seal = phone.read(plain.get("/account").text).hidden["seal"][0]
        gone = plain.post(address, data={"seal": seal})
        assert gone.headers["location"] == "/account/signed-out"
        assert SESSION_COOKIE in gone.headers["set-cookie"]
        assert "You are signed in" not in plain.get("/account").text
        assert plain.post(address, data={"seal": seal}).status_code in (403, 404)
        assert "guide-erase.js" in plain.get("/account/signed-out").text
    services = hosted.state.services
    account = services.accounts.named("anna")
    assert services.accounts.sessions(account.id, services.now()) == ()


def test_sessions_can_be_ended_one_by_one_and_everywhere(browser: Any) -> None:
    phone, laptop, tablet = browser().make(), browser(), browser()
    laptop.sign_in()
    tablet.sign_in()
    listed = phone.read(phone.get("/account").text).hidden["session"]
    assert len(listed) == 2
    phone.send("/account/session/end", session=listed[0])
    signed_in = [("You are signed in" in one.get("/account").text) for one in (phone, laptop, tablet)]
    assert sorted(signed_in) == [False, True, True]
    assert phone.send("/account/session/end", session=listed[0]).status_code == 404
    phone.send("/account/sign-out-everywhere")
    assert not any("You are signed in" in one.get("/account").text for one in (phone, laptop, tablet))


def test_a_session_runs_out(browser: Any, clock: Clock) -> None:
    phone = browser().make()
    clock.now += datetime.timedelta(days=91)
    assert "You are signed in" not in phone.get("/account").text


def test_a_new_password_shuts_every_other_browser_out(browser: Any) -> None:
    phone, laptop = browser().make(), browser()
    laptop.sign_in()
    phone.send("/account/password", password="another long password")
    assert "You are signed in" in phone.get("/account").text
    assert "You are signed in" not in laptop.get("/account").text
    assert laptop.sign_in().status_code == 422
    assert laptop.sign_in(password="another long password").status_code == 303


@pytest.mark.parametrize("address", ["/account/password", "/account/codes", "/account/delete", "/account/passkey/add"])
def test_what_changes_the_ways_in_needs_a_fresh_sign_in(browser: Any, clock: Clock, address: str) -> None:
    phone = browser().make()
    clock.now += datetime.timedelta(seconds=FRESH_SECONDS + 1)
    asked = phone.send(address, password="another long password", sure="yes")
    assert asked.status_code == 403
    assert "Sign in once more" in asked.text
    assert phone.sign_in().status_code == 303
    assert "Sign in once more" not in phone.send(address, password="another long password", sure="yes").text


def test_recovery_codes_let_somebody_in_once(browser: Any) -> None:
    phone = browser().make()
    page = phone.send("/account/codes").text
    codes = [part.split("</code>")[0] for part in page.split("<code>")[1:]]
    assert len(set(codes)) == HOW_MANY
    assert "8 recovery codes are left" in phone.get("/account").text
    laptop = browser()
    assert laptop.send("/account/recover", name="anna", code=codes[0].upper().replace("-", " ")).status_code == 303
    assert "You are signed in" in laptop.get("/account").text
    assert browser().send("/account/recover", name="anna", code=codes[0]).status_code == 422
    phone.send("/account/codes")
    assert browser().send("/account/recover", name="anna", code=codes[1]).status_code == 422


def test_a_code_is_of_one_account() -> None:
    code = new_codes()[0]
    assert code_digest("anna", code) == code_digest("anna", f" {code.upper()} ")
    assert code_digest("anna", code) != code_digest("ben", code)


def test_guessing_is_stopped_and_help_is_shown_all_the_same(browser: Any) -> None:
    browser().make()
    guesser = browser()
    answers = [guesser.sign_in(password=f"guess number {number}") for number in range(11)]
    assert {answer.status_code for answer in answers[:9]} == {422}
    stopped = guesser.sign_in()
    assert stopped.status_code == 429
    assert int(stopped.headers["retry-after"]) > 0
    assert '<details class="signs" open>' in stopped.text
    assert "tel:911" in stopped.text


def test_a_visit_without_an_account_goes_on_as_ever(browser: Any) -> None:
    somebody = browser()
    somebody.note("without any account")
    assert "without any account" in somebody.kept()


def test_what_came_before_is_claimed_when_and_as_the_person_says(browser: Any, hosted: FastAPI) -> None:
    phone = browser()
    phone.note("before the account")
    token = phone.client.cookies[COOKIE]
    made = phone.send("/account/new", name="Anna", password=PASSWORD)
    assert made.headers["location"] == "/account/claim"
    assert "before the account" not in phone.kept()
    page = phone.get("/account/claim")
    assert "Whose are they?" in page.text
    phone.note("in the account")
    mine = page.text.split('name="person" value="')[1].split('"')[0]
    phone.send("/account/claim", person=mine)
    assert "before the account" in phone.kept()
    assert "in the account" in phone.kept()
    left = browser()
    left.client.cookies.set(COOKIE, token)
    assert "before the account" not in left.kept()
    assert phone.get("/account/claim").headers["location"] == "/account"


BY_SCRIPT = {"sec-fetch-mode": "cors", "sec-fetch-site": "same-origin"}


@pytest.mark.parametrize("keeps_the_token", [False, True])
@pytest.mark.parametrize("whose", ["mine", "new"])
def test_what_waits_in_the_outbox_reaches_the_diary_that_the_visit_became_part_of_once(
    browser: Any, clock: Clock, keeps_the_token: bool, whose: str
) -> None:
    """Sent before the account took the visit over, and sent again because the answer was lost; or never sent yet."""
    phone = browser()
    seal = phone.read(phone.get("/diary").text).hidden["seal"][0]
    token = phone.client.cookies[COOKIE]
    written = clock.now.isoformat()

    def flush(note: str) -> Any:
        """As the outbox does: a fresh seal for what waits, then the entry with the clock's time now."""
        renewed = phone.client.post("/outbox/seal", data={"seal": seal}, headers=BY_SCRIPT)
        assert renewed.status_code == 200, renewed.text
        said = {"pain_nrs": "5", "note": note, "nonce": note, "happened_at": written}
        now = {"seal": renewed.json()["seal"], "sent_at": clock.now.isoformat()}
        return phone.client.post("/diary", data={**said, **now}, headers=BY_SCRIPT)

    assert flush("sent and unanswered").status_code == 303
    phone.make()
    mine = phone.get("/account/claim").text.split('name="person" value="')[1].split('"')[0]
    phone.send("/account/claim", person=mine if whose == "mine" else "new", name="Kim")
    if keeps_the_token:  # the answer to the claim was lost
        phone.client.cookies.set(COOKIE, token, domain="testserver.local")
    clock.now += datetime.timedelta(hours=3, microseconds=7)
    for note in ("sent and unanswered", "not sent before"):
        assert flush(note).status_code == 303
    if whose == "new":
        kim = phone.read(phone.get("/people").text).hidden["person"][-1]
        phone.send("/people/choose", person=kim)
    told = [one["body"]["note"] for one in phone.get("/export").json()["events"] if one["kind"] == "entry"]
    assert told == ["sent and unanswered", "not sent before"]
    assert phone.get("/account/claim").headers["location"] == "/account"  # nothing is left without an owner


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("doses", {"product": "ibuprofen", "mg": 400}),
        ("diary/entries", {"pain_nrs": 5}),
        ("diary/signs", {"findings": "no"}),
        ("diary/signs", {"findings": "unsure"}),
        ("check", {"findings": {"fever": "no"}}),
    ],
)
def test_what_a_program_sends_again_after_its_visit_was_claimed_is_kept_once(
    browser: Any, path: str, body: dict[str, Any], knowledge: Any
) -> None:
    if path == "diary/signs":
        body = {"findings": dict.fromkeys(knowledge.follow_ups["new_danger_sign"].asks, body["findings"])}
    phone = browser()
    phone.get("/diary")

    def send(**changed: Any) -> Any:
        return phone.client.post(f"/api/v1/people/me/{path}", json=body | changed, headers={"Idempotency-Key": "1"})

    def kept() -> list[Any]:
        return list(phone.client.get("/api/v1/people/me/diary/export").json()["events"])

    first = send()
    assert first.status_code in (200, 201), first.text
    before = kept()
    phone.make()
    mine = phone.get("/account/claim").text.split('name="person" value="')[1].split('"')[0]
    phone.send("/account/claim", person=mine)
    assert (kept(), send().status_code, kept()) == (before, 200, before)
    if path == "doses":  # a program of the account counts from one too: something else is something else
        assert send(mg=200).status_code == 201
        assert [one["body"]["mg"] for one in kept()] == [400, 200]


def test_nobody_elses_account_takes_what_a_claimed_visit_has_waiting(browser: Any) -> None:
    phone = browser()
    phone.note("of anna")
    seal = phone.read(phone.get("/diary").text).hidden["seal"][0]
    phone.make()
    mine = phone.get("/account/claim").text.split('name="person" value="')[1].split('"')[0]
    phone.send("/account/claim", person=mine)
    stranger = browser().make("Ben")
    assert stranger.client.post("/outbox/seal", data={"seal": seal}, headers=BY_SCRIPT).status_code == 403
    by_hand = {"seal": seal, "pain_nrs": "4", "note": "old page", "nonce": "old"}
    assert phone.client.post("/diary", data=by_hand).status_code == 403  # an old page sent by hand says so


def test_what_came_before_can_stay_somebody_elses(browser: Any) -> None:
    phone = browser()
    phone.note("of the child")
    phone.make()
    phone.send("/account/claim", person="new", name="Kim")
    assert "of the child" not in phone.kept()
    people = phone.get("/people").text
    assert "Kim" in people
    kim = phone.read(people).hidden["person"][-1]
    phone.send("/people/choose", person=kim)
    assert "of the child" in phone.kept()


def test_nobody_claims_for_somebody_elses_person(browser: Any) -> None:
    anna, ben = browser().make(), browser()
    anna.send("/people/add", name="Kim")
    kim = anna.read(anna.get("/people").text).hidden["person"][-1]
    ben.note("of ben")
    ben.make("Ben")
    assert ben.send("/account/claim", person=kim).status_code == 404
    anna.send("/people/choose", person=kim)
    assert "of ben" not in anna.kept()


def test_an_account_is_deleted_with_everything(browser: Any, hosted: FastAPI, settings: Settings) -> None:
    phone, laptop = browser().make(), browser()
    laptop.sign_in()
    phone.note("secretword")
    phone.send("/people/add", name="Secretname")
    phone.note("secretword of kim")
    assert phone.send("/account/delete").status_code == 422
    gone = phone.send("/account/delete", sure="yes")
    assert gone.headers["location"] == "/erased"
    assert gone.headers["clear-site-data"]
    assert laptop.sign_in().status_code == 422
    assert "secretword" not in laptop.kept()
    hosted.state.services.store.close()
    kept = (settings.data_folder / "diary.sqlite").read_bytes()
    assert b"secretword" not in kept
    assert b"Secretname" not in kept
    assert browser().make().get("/account").status_code == 200  # the name is free again


def test_the_danger_check_and_the_list_need_neither_account_nor_diary(
    browser: Any, settings: Settings, hosted: FastAPI
) -> None:
    settings.data_folder.mkdir(exist_ok=True)
    (settings.data_folder / "diary.sqlite").write_bytes(b"not a database at all" * 100)
    broken = browser()
    genuine = signed("a session that was real once", hosted.state.services)
    broken.client.cookies.set(SESSION_COOKIE, genuine)
    for address in ("/", "/country", "/offline", "/offline/check", "/about"):
        page = broken.get(address)
        assert page.status_code == 200, address
        assert "tel:" in page.text


def test_passwords_are_kept_as_argon2id_of_some_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    kept = hashed(PASSWORD)
    cost = extract_parameters(kept)
    assert (cost.memory_cost, cost.time_cost) >= (64 * 1024, 3)  # RFC 9106, second recommended option
    assert kept.startswith("$argon2id$")
    assert matches(kept, PASSWORD)
    assert not matches(kept, PASSWORD + "x")
    assert not matches("", "the password of somebody who is not there")
    assert not matches("nonsense", PASSWORD)


@pytest.mark.parametrize(
    ("agent", "shown"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit/605 Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox, Windows"),
        ("<script>", "Browser"),
    ],
)
def test_a_browser_is_remembered_in_two_words(agent: str, shown: str) -> None:
    assert label(Request({"type": "http", "headers": [(b"user-agent", agent.encode())]})) == shown

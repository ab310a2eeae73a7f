"""Passkeys, households and accounts in a real browser, with an authenticator of Chromium's own; and no third party."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from playwright.sync_api import BrowserContext, CDPSession, Page, expect
from tests.browsing import assert_fits, axe_check, led, press

from unclench.web.app import create_app
from unclench.web.identity import SESSION_COOKIE
from unclench.web.settings import Settings

PASSWORD = "correct horse battery"

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("unclench.web.accounts.passwords._hasher", lambda: quick)


@pytest.fixture
def app(settings: Settings, planner: Any, knowledge: Any) -> FastAPI:
    app = create_app(replace(settings, hosted=True), advice=planner)
    app.state.services.knowledge = knowledge
    return app


@pytest.fixture
def address(address: str) -> str:
    return address.replace("127.0.0.1", "localhost")  # passkeys belong to a name, not to a number


@pytest.fixture
def opened(new_phone: Callable[..., BrowserContext], address: str) -> Callable[..., Page]:
    def open_one(**options: Any) -> Page:
        return new_phone(base_url=address, **options).new_page()

    return open_one


def authenticator(page: Page, *, verified: bool = True) -> tuple[CDPSession, str]:
    """A phone's own key store, unlocked by a finger; it answers without anybody touching it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verified,
        "automaticPresenceSimulation": True,
    }
    added = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools, str(added["authenticatorId"])


def make_account(page: Page, name: str) -> None:
    page.goto("/account/new")
    form = page.locator("form[data-passkey=create]")
    form.get_by_label("Name").fill(name)
    with led(page):
        form.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")


def note(page: Page, words: str) -> None:
    """Write a diary entry as the page's own form would."""
    seal = page.locator("input[name=seal]").first.input_value()
    sent = page.request.post("/diary", form={"seal": seal, "pain_nrs": "4", "note": words, "nonce": words})
    assert sent.ok


def test_a_passkey_makes_an_account_and_opens_it_again(opened: Any) -> None:
    page = opened()
    devtools, store = authenticator(page)
    make_account(page, "Anna")
    (credential,) = devtools.send("WebAuthn.getCredentials", {"authenticatorId": store})["credentials"]
    assert credential["isResidentCredential"]
    assert credential["rpId"] == "localhost"
    assert credential["userName"] == "Anna"
    note(page, "behind the passkey")
    press(page, "Sign out here")
    page.goto("/diary")
    assert "behind the passkey" not in page.content()
    page.goto("/account")
    press(page, "Sign in with a passkey")
    expect(page.get_by_text("You are signed in as anna.")).to_be_visible()
    page.goto("/diary")
    assert "behind the passkey" in page.content()
    (credential,) = devtools.send("WebAuthn.getCredentials", {"authenticatorId": store})["credentials"]
    assert credential["signCount"] >= 2


def test_one_answer_of_a_passkey_is_taken_once(opened: Any) -> None:
    page = opened()
    authenticator(page)
    make_account(page, "Anna")
    press(page, "Sign out here")
    page.goto("/account/sign-in")
    with page.expect_request(lambda request: request.url.endswith("/account/sign-in/passkey")) as caught:
        page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("You are signed in as")).to_be_visible()
    page.context.clear_cookies(name=SESSION_COOKIE)  # as somebody would who has stolen the rest
    headers = {"content-type": "application/x-www-form-urlencoded"}
    again = page.request.post("/account/sign-in/passkey", data=caught.value.post_data, headers=headers)
    assert again.status == 422
    assert "did not work" in again.text()


def test_a_passkey_that_nobody_unlocked_opens_nothing(opened: Any) -> None:
    page = opened()
    devtools, store = authenticator(page)
    make_account(page, "Anna")
    press(page, "Sign out here")
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": store, "isUserVerified": False})
    page.goto("/account/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("form[data-passkey] [data-says]")).to_contain_text("did not work")
    page.goto("/account")
    assert "You are signed in" not in page.content()


def test_a_password_account_gains_a_passkey_and_loses_it(opened: Any) -> None:
    page = opened()
    devtools, store = authenticator(page)
    page.goto("/account/new")
    form = page.locator("form[action='/account/new']")
    form.get_by_label("Name").fill("Ben")
    form.get_by_label("Password").fill(PASSWORD)
    with led(page):
        form.get_by_role("button").click()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("Passkey, made with Chrome")).to_be_visible()
    assert len(devtools.send("WebAuthn.getCredentials", {"authenticatorId": store})["credentials"]) == 1
    page.get_by_role("button", name="Remove this passkey").click()
    expect(page.get_by_text("Passkey, made with")).to_have_count(0)
    press(page, "Sign out here")
    page.goto("/account/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert").first).to_contain_text("did not work")


def test_without_a_script_the_password_still_works(opened: Any) -> None:
    page = opened(java_script_enabled=False)
    page.goto("/account/new")
    expect(page.locator("form[data-passkey]")).to_be_hidden()
    form = page.locator("form[action='/account/new']")
    form.get_by_label("Name").fill("Carl")
    form.get_by_label("Password").fill(PASSWORD)
    with led(page):
        form.get_by_role("button").click()
    expect(page.get_by_text("You are signed in as carl.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_account_and_household_page_is_accessible_and_fits(opened: Any, scheme: str) -> None:
    page = opened(color_scheme=scheme)
    authenticator(page)
    for path in ("/account/sign-in", "/account/new", "/account/recover", "/people"):
        page.goto(path)
        check(page)
    note(page, "before")
    page.goto("/account/new")
    page.locator("form[data-passkey=create]").get_by_label("Name").fill("Anna")
    press(page, "Make a passkey")
    expect(page.get_by_role("heading", level=1)).to_have_text("What you wrote before")
    check(page)
    page.get_by_label("First name").fill("Kim")
    press(page, "They are somebody else")
    check(page)
    press(page, "Show me recovery codes")
    check(page)
    page.goto("/account/delete")
    check(page)
    page.goto("/people")
    page.get_by_text("Change a name, or remove somebody").click()
    check(page)
    press(page, "Remove Kim")
    check(page)
    page.goto("/people")
    press(page, "Kim", exact=True)
    expect(page.get_by_text("For: Kim")).to_be_visible()
    check(page)


def check(page: Page) -> None:
    axe_check(page)
    assert_fits(page)


def test_no_page_asks_anybody_else(opened: Any, address: str, app: FastAPI, routes: Any) -> None:
    page = opened()
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    authenticator(page)
    make_account(page, "Anna")
    pages = [path for method, path in routes(app) if method == "GET" and "{" not in path and path != "/export"]
    for path in pages:
        if not path.startswith("/api") and "export" not in path and not path.endswith(".pdf"):
            page.goto(path)
    assert len(set(asked)) > len(pages) / 2
    assert not [url for url in asked if not url.startswith((address, "data:", "blob:"))]


KEEP = """async ([seal, words]) => unclenchOutbox.send(
    {address: "/diary", fields: {seal, pain_nrs: "4", note: words}, key: words.replaceAll(" ", "-")})"""


def notes(page: Page) -> list[str]:
    events = page.request.get("/export").json()["events"]
    return [event["body"]["note"] for event in events if event["kind"] == "entry"]


def write_while_cut_off(page: Page, words: str) -> None:
    """An entry that the page could not send: it waits in the outbox."""
    page.wait_for_load_state()
    page.route("**/outbox/seal", lambda route: route.abort())
    seal = page.locator("input[name=seal]").first.input_value()
    assert page.evaluate(KEEP, [seal, words]) == "kept"
    page.unroute("**/outbox/seal")


def test_what_was_written_before_signing_in_comes_along_when_it_is_claimed(opened: Any) -> None:
    page = opened()
    authenticator(page)
    page.goto("/diary")
    note(page, "sent before")
    write_while_cut_off(page, "queued before")
    page.route("**/outbox/seal", lambda route: route.abort())  # no chance to send it until the claim
    page.goto("/account/new")
    form = page.locator("form[data-passkey=create]")
    form.get_by_label("Name").fill("Anna")
    with led(page):
        form.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What you wrote before")
    page.unroute("**/outbox/seal")
    press(page, "They are mine: put them together")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    assert sorted(notes(page)) == ["queued before", "sent before"]
    assert page.evaluate("() => unclenchOutbox.waiting()") == 0


def test_signing_out_sends_what_waits_and_asks_before_it_clears_the_rest(opened: Any) -> None:
    page = opened()
    authenticator(page)
    make_account(page, "Anna")
    write_while_cut_off(page, "queued")
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.once("dialog", stay)
    page.route("**/outbox/seal", lambda route: route.abort())
    with page.expect_event("dialog"):
        page.get_by_role("button", name="Sign out here").click()
    assert "1 entries" in asked[0]
    expect(page.get_by_role("button", name="Sign out here")).to_be_visible()
    assert page.evaluate("() => unclenchOutbox.waiting()") == 1
    page.unroute("**/outbox/seal")
    press(page, "Sign out here")  # connected again: it is sent first, and nothing is asked
    page.wait_for_url("**/account/signed-out")
    assert len(asked) == 1
    page.goto("/account")
    press(page, "Sign in with a passkey")
    expect(page.get_by_text("You are signed in as anna.")).to_be_visible()
    assert notes(page) == ["queued"]


def test_signing_out_ends_a_running_session_also_where_the_browser_clears_nothing(opened: Any) -> None:
    page = opened(service_workers="block")
    authenticator(page)
    make_account(page, "Anna")

    def without_the_order(route: Any) -> None:  # as over plain HTTP, where browsers pay no heed to it
        answer = route.fetch(max_redirects=0)
        kept = {name: value for name, value in answer.headers.items() if name != "clear-site-data"}
        route.fulfill(response=answer, headers=kept)

    page.route("**/account/sign-out", without_the_order)
    running = "['unclench-guide', 'unclench-guide-luggage'].map(key => localStorage.getItem(key))"
    page.evaluate("['unclench-guide', 'unclench-guide-luggage'].forEach(key => localStorage.setItem(key, '{}'))")
    page.goto("/account/signed-out")  # a link from elsewhere clears nothing
    page.wait_for_load_state()
    assert page.evaluate(running) == ["{}", "{}"]
    page.goto("/account")
    press(page, "Sign out here")
    page.wait_for_url("**/account/signed-out")
    page.wait_for_function(f"{running}.every(kept => kept === null)")
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")


def test_a_signed_out_page_looked_at_again_leaves_what_waits_since(opened: Any) -> None:
    page = opened(service_workers="block")
    authenticator(page)
    make_account(page, "Anna")
    press(page, "Sign out here")
    page.wait_for_url("**/account/signed-out")
    other_tab = page.context.new_page()
    authenticator(other_tab)
    make_account(other_tab, "Ben")
    page.context.route("**/outbox/seal", lambda route: route.abort())  # neither tab can send
    write_while_cut_off(other_tab, "queued")
    page.reload()
    expect(page.get_by_text("You are signed in as ben.")).to_be_visible()
    assert page.evaluate("() => unclenchOutbox.waiting()") == 1


def test_an_old_entry_sent_by_hand_after_signing_in_is_refused(opened: Any) -> None:
    page = opened()
    authenticator(page)
    page.goto("/diary")
    before = page.locator("input[name=seal]").first.input_value()
    make_account(page, "Anna")
    by_hand = {"seal": before, "pain_nrs": "4", "note": "old page", "nonce": "old"}
    answer = page.request.post("/diary", form=by_hand, headers={"sec-fetch-mode": "navigate"})
    assert answer.status == 403

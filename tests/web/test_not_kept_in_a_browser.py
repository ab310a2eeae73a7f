"""In a real browser: the server can be reached and cannot keep anything, and what is noted offline is followed up."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.browsing import led, press
from tests.web.serving import READY, Live
from tests.web.test_offline_in_a_browser import answer

from unclench.diary import DiaryUnavailable, Trouble

pytestmark = pytest.mark.browser
NewPhone = Callable[..., BrowserContext]


@pytest.fixture
def page(new_phone: NewPhone, live: Live) -> Page:
    page = new_phone(service_workers="allow").new_page()
    page.goto(live.address)
    page.evaluate(READY)
    return page


@contextlib.contextmanager
def full_disk(app: Any) -> Iterator[None]:
    def refuse(*_given: Any, **_named: Any) -> None:
        raise DiaryUnavailable(Trouble.FULL)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app.state.services.store, "writing", refuse)
        yield


def title(page: Page) -> Any:
    return expect(page.get_by_role("heading", level=1))


def test_the_check_goes_on_on_the_device_where_the_server_cannot_keep_it(page: Page, app: Any) -> None:
    press(page, "My back has locked")
    with full_disk(app):
        with led(page):
            page.get_by_role("button", name="no to all the rest").click()
        page.wait_for_url("**/offline/check?carry-on")
        title(page).to_have_text("Bladder, bottom and legs")
        page.locator("[value=yes]").first.click(force=True)
        title(page).to_have_text("Get help now")


def test_an_emergency_is_told_where_the_server_cannot_keep_it(page: Page, app: Any) -> None:
    press(page, "My back has locked")
    with full_disk(app):
        with led(page):
            page.locator("[id='finding.chest_pain-yes']").click(force=True)
        title(page).to_have_text("Get help now")
        expect(page.get_by_text("could not be kept")).to_be_visible()


def test_an_entry_that_the_server_cannot_keep_is_not_said_to_wait_for_a_connection(page: Page, app: Any) -> None:
    page.goto(page.url + "diary")
    line = page.locator("#outbox-line")
    with full_disk(app):
        page.locator("#pain_nrs-6").check(force=True)
        page.get_by_role("button", name="None of these").click()
        expect(line).to_contain_text("was reached but could not keep it")
        expect(line).not_to_contain_text("connected again")
    page.evaluate("unclenchOutbox.flush()")
    expect(line).to_be_hidden()


def test_a_new_sign_noted_offline_leads_into_the_questions_and_says_why(page: Page, live: Live) -> None:
    page.context.set_offline(True)
    live.stop()
    page.goto(live.address + "/diary")
    page.locator("#pain_nrs-9").check(force=True)
    page.get_by_role("button", name="One of them, or not sure").click()
    title(page).to_have_text("Help at once")
    expect(page.locator(".card.alarm", has_text="there may be a new danger sign")).to_be_visible()
    expect(page.locator("main a[href='tel:911']")).to_be_visible()
    page.reload()
    title(page).to_have_text("Help at once")
    expect(page.locator(".card.alarm", has_text="there may be a new danger sign")).to_be_visible()


@pytest.mark.parametrize(
    ("sign", "says", "until"),
    [
        ("Chest pain", "Say the age of the person, where they are", "Let them stay in the position"),
        (
            "Thoughts of ending life",
            "I am with somebody who has thoughts of ending their life",
            "Stay with them and listen",
        ),
    ],
)
def test_who_answers_for_another_is_told_what_to_say_about_them(
    page: Page, live: Live, sign: str, says: str, until: str
) -> None:
    page.goto(live.address + "/offline/check")
    page.get_by_role("button", name="I am answering for someone else").click()
    answer(page, {sign: "Yes"})
    title(page).to_have_text("Get help now")
    expect(page.locator(".read-out")).to_contain_text(says)
    expect(page.get_by_text(until)).to_be_visible()
    expect(page.get_by_text("You are answering for someone else")).to_be_visible()

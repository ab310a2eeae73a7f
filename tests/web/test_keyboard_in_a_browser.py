"""By keyboard alone: every road through the pages that is walked with a finger elsewhere (sessions: in the hand)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from playwright.sync_api import BrowserContext, Page, expect
from tests.browsing import focused, led, standing, tab_to

from unclench.web.app import create_app
from unclench.web.settings import Settings

pytestmark = pytest.mark.browser


@pytest.fixture
def app(settings: Settings, planner: Any, knowledge: Any, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("unclench.web.accounts.passwords._hasher", lambda: quick)
    app = create_app(replace(settings, hosted=True, show_at_once_seconds=10), advice=planner)
    app.state.services.knowledge = knowledge
    return app


@pytest.fixture
def page(new_phone: Callable[..., BrowserContext], address: str) -> Page:
    page = new_phone(base_url=address).new_page()
    page.goto("/")
    return page


def go(page: Page, words: str) -> None:
    """To the button or link of these words by tab, and through it by Enter, to another page."""
    tab_to(page, words, at_most=200)
    with led(page):
        page.keyboard.press("Enter")
    standing(page)


def tab_to_field(page: Page, name: str) -> None:
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"no tab leads to {name!r} on {page.url}")


def choose(page: Page, name: str, value: str) -> None:
    """One of some radio buttons: tab leads to them, the arrows to the right one."""
    tab_to_field(page, name)
    for _ in range(20):
        if page.locator(f"input[name='{name}'][value='{value}']").is_checked():
            return
        page.keyboard.press("ArrowRight")
    raise AssertionError(f"the arrows do not lead to {value!r} of {name!r}")


def write(page: Page, name: str, words: str) -> None:
    tab_to_field(page, name)
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(words)


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def test_from_a_locked_back_to_the_plan_and_what_to_expect(page: Page) -> None:
    go(page, "My back has locked")
    while "/check/" in page.url:
        go(page, "Next: no to all the rest")
    assert page.url.endswith("/about-you")
    choose(page, "pain_nrs", "6")
    write(page, "duration", "3")
    choose(page, "region", "lumbar")
    choose(page, "trigger", "lifting")
    write(page, "age_years", "34")
    go(page, "Next")
    while "/check/" in page.url:
        go(page, "Next: no to all the rest")
    tab_to_field(page, "have")
    before = page.locator(":focus").is_checked()
    page.keyboard.press("Space")
    assert page.locator(":focus").is_checked() != before
    go(page, "Show me the result")
    assert page.url.endswith("/result")
    go(page, "Show me my plan")
    assert heading(page) == "Your plan"
    tab_to(page, "Stop if", at_most=200)
    shown = page.locator(":focus").evaluate("summary => summary.parentElement.open")
    page.keyboard.press("Enter")
    assert page.locator(":focus").evaluate("summary => summary.parentElement.open") != shown
    go(page, "When to look again, and whom to see")
    assert page.url.endswith("/forecast")


def test_an_emergency_and_the_call(page: Page) -> None:
    go(page, "My back has locked")
    first = page.locator("input[type=radio]").first.get_attribute("name")
    assert first
    choose(page, first, "yes")
    with led(page):
        page.keyboard.press("Tab")  # leaving the question sends a "yes" that means an emergency
    assert heading(page) == "Get help now"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator("main a[href='tel:911']:focus").count():
            return
    raise AssertionError("the call cannot be reached")


def test_a_diary_entry_is_made_changed_taken_out_and_brought_back(page: Page) -> None:
    page.goto("/diary")
    choose(page, "pain_nrs", "6")
    go(page, "None of these: add to the diary")
    expect(page.get_by_text("Pain 6")).to_be_visible()
    go_to_first(page, "Change the entry of")
    choose(page, "pain_nrs", "3")
    go(page, "Keep the change")
    expect(page.get_by_text("Pain 3")).to_be_visible()
    go_to_first(page, "Undo the entry of")
    tab_to(page, "1 entry taken out", at_most=200)
    page.keyboard.press("Enter")
    go_to_first(page, "Bring back the entry of")
    expect(page.get_by_text("Pain 3")).to_be_visible()


def go_to_first(page: Page, words: str) -> None:
    """Like ``go``, by how the words begin: a time of day follows."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if " ".join(focused(page).split()).startswith(words):
            with led(page):
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"{words!r} cannot be reached on {page.url}")


def test_a_dose_is_noted_and_taken_out_and_everything_erased(page: Page) -> None:
    page.goto("/medicine")
    write(page, page.get_by_label("What it says on the pack").get_attribute("name") or "", "ibuprofen")
    go(page, "Add this dose")
    go_to_first(page, "Undo ibuprofen")
    expect(page.get_by_text("1 dose taken out")).to_be_visible()
    go(page, "Erase everything")
    go(page, "Yes, erase everything")
    assert page.url.endswith("/erased")


def test_country_language_and_time_zone_are_chosen(page: Page) -> None:
    page.goto("/country")
    go(page, "United Kingdom")
    expect(page.locator("header .call")).to_have_text("Call 999")
    page.goto("/language")
    go(page, "Español")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.goto("/language")
    go(page, "English (UK)")
    expect(page.locator("html")).to_have_attribute("lang", "en-GB")
    page.goto("/time-zone")
    tab_to_field(page, page.locator("main select, main input:not([type=hidden])").first.get_attribute("name") or "")
    go(page, "Use this time zone")


def test_somebody_is_added_and_an_account_made_left_and_opened_again(page: Page) -> None:
    page.goto("/people")
    write(page, "name", "Kim")
    go(page, "Add and go on")
    expect(page.get_by_text("For: Kim")).to_be_visible()
    page.goto("/account/new")
    form = "form[action='/account/new'] "
    for name, words in (("name", "Anna"), ("password", "correct horse battery")):
        for _ in range(80):
            page.keyboard.press("Tab")
            if page.locator(f"{form}[name={name}]:focus").count():
                break
        page.keyboard.type(words)
    go(page, "Make the account")
    page.goto("/account")
    expect(page.get_by_text("You are signed in as anna.")).to_be_visible()
    go(page, "Sign out here")
    page.goto("/account/sign-in")
    write(page, "name", "Anna")
    write(page, "password", "correct horse battery")
    with led(page):
        page.keyboard.press("Enter")
    page.goto("/account")
    expect(page.get_by_text("You are signed in as anna.")).to_be_visible()


def test_the_danger_check_without_a_connection(page: Page) -> None:
    page.goto("/offline/check")
    expect(page.get_by_label("Where are you?")).to_be_visible()
    tab_to(page, "My back has locked")
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio").first).to_be_attached()
    assert page.evaluate("document.activeElement.id") == "check-title"
    first = page.locator("input[type=radio]").first.get_attribute("name")
    assert first
    choose(page, first, "yes")
    page.keyboard.press("Tab")
    expect(page.locator("h1")).to_have_text("Get help now")

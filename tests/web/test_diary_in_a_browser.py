"""The diary in the hand: a few taps, danger first, also where the connection goes."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.browsing import PHONE, follow, press

COUNT_TAPS = "window.taps = 0; addEventListener('click', event => { if (event.isTrusted) window.taps++; }, true);"

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


@pytest.fixture
def opened(new_phone: Callable[..., BrowserContext], address: str) -> Open:
    """Opens the diary on a phone in New York."""

    def open_there(**options: Any) -> Page:
        page = new_phone(timezone_id="America/New_York", **options).new_page()
        page.goto(address + "/diary")
        return page

    return open_there


def test_an_entry_costs_two_taps_and_no_scrolling_before_the_first(opened: Open, address: str) -> None:
    page = opened()
    box = page.locator("label[for='pain_nrs-6']").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= PHONE["height"]
    page.evaluate(COUNT_TAPS)
    page.get_by_label("6", exact=True).first.click()
    taps = page.evaluate("window.taps")
    press(page, "None of these")
    expect(page.get_by_text("Pain 6")).to_be_visible()
    assert taps + 1 <= 3
    assert page.url == address + "/diary"


def test_one_of_the_signs_goes_straight_to_the_danger_page(opened: Open, address: str) -> None:
    page = opened()
    page.get_by_label("6", exact=True).first.click()
    press(page, "One of them, or not sure")
    assert page.url == address + "/diary/signs"
    page.locator("fieldset", has_text="Numb or tingling").get_by_role("radio", name="Yes").check()
    press(page, "Next: no to all the rest")
    expect(page.get_by_role("heading", level=1)).to_have_text("Get help now")


def test_the_device_tells_its_own_time(opened: Open, address: str) -> None:
    page = opened()
    page.goto(address + "/diary")
    page.get_by_label("6", exact=True).first.click()
    press(page, "None of these")
    expect(page.locator("time")).to_have_text("November 23, 22:00 (EST)")
    expect(page.get_by_text("Times are those of New York.")).to_be_visible()


def test_without_a_script_an_entry_is_changed_taken_out_and_brought_back(opened: Open, address: str) -> None:
    page = opened(java_script_enabled=False)
    page.get_by_label("6", exact=True).first.check()
    press(page, "None of these")
    follow(page, "Change the entry of")
    page.locator("#pain_nrs-3").check()
    page.locator("#when").fill("2026-11-24T01:00")
    press(page, "Keep the change")
    expect(page.get_by_text("Pain 3")).to_be_visible()
    press(page, "Undo")
    expect(page.get_by_text("Pain 3")).to_have_count(0)
    page.get_by_text("1 entry taken out").click()
    press(page, "Bring back")
    expect(page.get_by_text("Pain 3")).to_be_visible()


def test_when_the_connection_goes_an_entry_waits_and_a_danger_leads_to_the_check(
    opened: Open, address: str, app: Any
) -> None:
    page = opened()
    page.route("**/diary", lambda route: route.abort())
    page.route("**/outbox/seal", lambda route: route.abort())
    page.get_by_label("6", exact=True).first.click()
    press(page, "One of them, or not sure")
    assert page.url == address + "/offline/check?new-sign"
    assert page.evaluate("unclenchOutbox.waiting()") == 1

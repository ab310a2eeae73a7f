"""The whole road in a real browser without JavaScript: light and dark, phone-sized, by keyboard."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from tests.browsing import (
    PHONE,
    assert_fits,
    focused,
    follow,
    led,
    press,
    tab_to,
)

pytestmark = pytest.mark.browser
NewPhone = Callable[..., BrowserContext]


@pytest.fixture(params=["light", "dark"])
def phone(request: pytest.FixtureRequest, new_phone: NewPhone) -> Page:
    return new_phone(java_script_enabled=False, color_scheme=request.param).new_page()


@pytest.fixture
def plain(new_phone: NewPhone) -> Page:
    """A phone without scripts."""
    return new_phone(java_script_enabled=False).new_page()


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def walk_to_result(page: Page, address: str, visit: Any = lambda page: None) -> None:
    """Tap through the road of an ordinary strain, calling ``visit`` on every page."""
    page.goto(address)
    visit(page)
    press(page, "My back has locked")
    for _ in range(30):
        visit(page)
        path = page.url.removeprefix(address)
        if path == "/result":
            return
        if path == "/about-you":
            fill_about(page)
        elif path == "/wishes":
            press(page, "Show me the result")
        else:
            press(page, "No to all the rest")
    raise AssertionError(f"no result after 30 pages: {page.url}")


def fill_about(page: Page) -> None:
    page.get_by_label("6", exact=True).check()
    page.get_by_role("textbox", name="Number").fill("3")
    page.get_by_label("Lower back").check()
    page.get_by_label("Lifting or carrying").check()
    page.get_by_role("textbox", name="Age").fill("34")
    page.get_by_role("textbox", name="feet").fill("5")
    page.get_by_role("textbox", name="inches").fill("11")
    page.get_by_role("textbox", name="Weight").fill("180")
    press(page, "Next")


def test_the_whole_road_on_a_phone_without_javascript(phone: Page, address: str) -> None:
    walk_to_result(phone, address, visit=assert_fits)
    follow(phone, "Show me my plan")
    expect(heading(phone)).to_have_text("Your plan")
    assert_fits(phone)
    assert phone.locator("svg.chart").count() == 1
    follow(phone, "When to look again")
    assert_fits(phone)
    phone.go_back()
    expect(heading(phone)).to_have_text("Your plan")
    phone.reload()
    expect(heading(phone)).to_have_text("Your plan")


def test_an_emergency_on_a_phone_offers_a_call_in_one_tap(phone: Page, address: str) -> None:
    phone.goto(address)
    press(phone, "My back has locked")
    phone.locator("fieldset", has_text="Chest pain").get_by_role("radio", name="Yes").check()
    press(phone, "Next")
    expect(heading(phone)).to_have_text("Get help now")
    call = phone.locator("main a[href='tel:911']").first
    box = call.bounding_box()
    assert box is not None
    assert box["height"] >= 48
    assert box["y"] + box["height"] <= PHONE["height"]  # seen without scrolling


def test_a_waiting_page_leads_to_the_plan_by_itself(plain: Page, address: str, planner: Any) -> None:
    page = plain
    walk_to_result(page, address)
    planner.go_on.clear()
    page.get_by_role("link", name="Show me my plan").click()  # to a page that turns by itself again and again
    expect(heading(page)).to_have_text("Working on your plan")
    planner.go_on.set()
    page.get_by_role("heading", name="Your plan", exact=True).wait_for()


def test_the_keyboard_alone_answers_a_page(plain: Page, address: str) -> None:
    page = plain
    page.goto(address)
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the page"
    page.keyboard.press("Enter")
    tab_to(page, "My back has locked")
    with led(page):
        page.keyboard.press("Enter")
    first = page.url
    assert "/check/" in first
    for _ in range(40):
        if page.evaluate("document.activeElement.type") == "radio":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.locator("input[type=radio]:checked").count() == 1
    tab_to(page, "Next: no to all the rest")
    with led(page):
        page.keyboard.press("Enter")
    assert page.url != first


def test_the_enter_key_never_says_none_of_these(plain: Page, address: str) -> None:
    page = plain
    page.goto(address)
    press(page, "My back has locked")
    path = page.url
    page.get_by_role("radio", name="Not sure").first.check()
    with led(page):
        page.keyboard.press("Enter")
    expect(page.get_by_text("A question is still open")).to_be_visible()
    assert page.url == path
    assert page.get_by_role("radio", name="Not sure").first.is_checked()


def test_everything_that_is_tapped_is_large_enough(plain: Page, address: str) -> None:
    page = plain
    small: list[str] = []

    def measure(page: Page) -> None:
        for target in page.locator(
            "main button:not(.sr), main .tile, main .button, summary, .top a, input[type=text], select"
        ).all():
            box = target.bounding_box()
            if box is not None and (box["height"] < 47.5 or box["width"] < 44):
                small.append(f"{page.url}: {target.inner_text()!r} {box['width']:.0f}x{box['height']:.0f}")

    walk_to_result(page, address, visit=measure)
    assert not small, small[:5]


def test_text_twice_as_large_still_fits(new_phone: NewPhone, address: str) -> None:
    """200 % text on a phone as wide as 390 px is a page of 195 px: nothing may be cut off sideways."""
    page = new_phone(java_script_enabled=False, viewport={"width": 195, "height": 422}).new_page()
    walk_to_result(page, address, visit=assert_fits)
    for path in ("/plan", "/forecast", "/diary", "/why/ice_massage"):
        page.goto(address + path)
        assert_fits(page)


@pytest.mark.usefixtures("guided_steps")
def test_the_stop_signs_of_a_session_keep_off_both_edges_of_their_card(
    new_phone: NewPhone, walked: Callable[..., Page]
) -> None:
    signs = walked(new_phone(java_script_enabled=False), "/guide/2").locator("#guide-signs")
    card, text = signs.bounding_box(), signs.locator("ul").bounding_box()
    assert card is not None
    assert text is not None
    assert text["x"] + text["width"] <= card["x"] + card["width"] - 10


def test_no_to_all_stands_after_the_questions(plain: Page, address: str) -> None:
    """Nobody may pass a screen of danger signs without the signs having gone by."""
    page = plain
    page.goto(address)
    press(page, "My back has locked")
    last_question = page.locator("fieldset").last.bounding_box()
    button = page.get_by_role("button", name="No to all the rest").bounding_box()
    assert last_question
    assert button
    assert button["y"] > last_question["y"]

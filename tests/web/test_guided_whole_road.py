"""The whole road on a phone: first page, danger check, result, plan, a session, the diary, the report."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.browsing import assert_fits, follow, led, press

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("guided_steps"),
]


def walk_to_result(page: Page) -> None:
    """Answer as somebody with an ordinary strain."""
    for _ in range(30):
        assert_fits(page)
        path = "/" + page.url.split("/", 3)[3]
        if path == "/result":
            return
        if path == "/about-you":
            page.get_by_label("6", exact=True).check(force=True)
            page.get_by_role("textbox", name="Number").fill("3")
            page.get_by_label("Lower back").check(force=True)
            page.get_by_label("Lifting or carrying").check(force=True)
            page.get_by_role("textbox", name="Age").fill("34")
            press(page, "Next")
        elif path == "/wishes":
            for box in page.locator("input[type=checkbox]").all():
                box.check(force=True)
            press(page, "Show me the result")
        else:
            press(page, "No to all the rest")
    raise AssertionError(f"no result after 30 pages: {page.url}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_from_a_locked_back_to_the_report_for_the_doctor(phone_context: BrowserContext, live: Any, scheme: Any) -> None:
    page = phone_context.new_page()
    page.emulate_media(color_scheme=scheme)
    page.goto(live.address)
    press(page, "My back has locked")
    walk_to_result(page)
    follow(page, "Show me my plan")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your plan")
    assert_fits(page)
    with led(page):
        page.locator("#step-5").get_by_role("link", name="Start").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Walk break")
    assert_fits(page)
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator("#guide-now")).to_contain_text("Stand up slowly")
    assert_fits(page)
    page.clock.run_for(16_000 + 5 * 60_000)
    expect(page.locator("#guide-now")).to_have_text("Done")
    assert_fits(page)
    page.locator("#guide-level-4").check(force=True)
    page.get_by_role("button", name="Keep it in the diary").click()
    expect(page.locator("#guide-kept")).to_be_visible()
    page.evaluate("unclenchOutbox.flush()")
    follow(page, "Open the diary")
    expect(page.locator("main")).to_contain_text("Pain 4")
    expect(page.locator("main")).to_contain_text("Did: Walk")
    assert_fits(page)
    follow(page, "For the doctor")
    expect(page.locator("main")).to_contain_text("guided: 1 time; 5 min in all; finished (1 time)")
    assert_fits(page)
    assert page.evaluate("unclenchOutbox.waiting()") == 0

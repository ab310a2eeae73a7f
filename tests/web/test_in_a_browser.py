"""The whole road in a real browser without JavaScript: light and dark, phone-sized, accessible on every page."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]


@pytest.fixture
def address(app: Any) -> Iterator[str]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(params=["light", "dark"])
def phone(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = new_context(browser, color_scheme=request.param)
    yield context.new_page()
    context.close()


def new_context(browser: Browser, **options: Any) -> BrowserContext:
    given = {"java_script_enabled": False, "viewport": PHONE, "locale": "en-US", "reduced_motion": "reduce", **options}
    context = browser.new_context(**given)
    context.set_default_timeout(10_000)
    return context


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


def press(page: Page, name: str) -> None:
    """Press a button and wait for the page it leads to: what looks at the next page must not meet it half loaded."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


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
    phone.get_by_role("link", name="Show me my plan").click()
    assert phone.get_by_role("heading", level=1).inner_text() == "Your plan"
    assert_fits(phone)
    assert phone.locator("svg.chart").count() == 1
    phone.get_by_role("link", name="When to look again").click()
    assert_fits(phone)
    phone.go_back()
    assert phone.get_by_role("heading", level=1).inner_text() == "Your plan"
    phone.reload()
    assert phone.get_by_role("heading", level=1).inner_text() == "Your plan"


def test_an_emergency_on_a_phone_offers_a_call_in_one_tap(phone: Page, address: str) -> None:
    phone.goto(address)
    phone.get_by_role("button", name="My back has locked").click()
    phone.locator("fieldset", has_text="Chest pain").get_by_role("radio", name="Yes").check()
    phone.get_by_role("button", name="Next").click()
    assert phone.get_by_role("heading", level=1).inner_text() == "Get help now"
    call = phone.locator("main a[href='tel:911']").first
    box = call.bounding_box()
    assert box is not None
    assert box["height"] >= 48
    assert box["y"] + box["height"] <= PHONE["height"]  # seen without scrolling


def test_a_waiting_page_leads_to_the_plan_by_itself(browser: Browser, address: str, planner: Any) -> None:
    context = new_context(browser)
    page = context.new_page()
    walk_to_result(page, address)
    planner.go_on.clear()
    page.get_by_role("link", name="Show me my plan").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Working on your plan"
    planner.go_on.set()
    page.get_by_role("heading", name="Your plan", exact=True).wait_for()
    context.close()


def assert_fits(page: Page) -> None:
    """No sideways scrolling: the page is never wider than the phone."""
    widest = page.locator("html").evaluate("element => element.scrollWidth")
    assert widest <= PHONE["width"], f"{page.url} is {widest} px wide"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_passes_axe(browser: Browser, address: str, scheme: str) -> None:
    """axe itself needs scripts, so it runs in a context that allows them; the pages still hold none.

    The two schemes differ in colours only, so the dark one is checked for contrast alone.
    """
    context = new_context(browser, color_scheme=scheme, java_script_enabled=True, bypass_csp=True)
    page = context.new_page()
    seen: set[str] = set()

    def check(page: Page) -> None:
        path = page.url.removeprefix(address)
        if path in seen or (path.startswith("/check/") and len(seen) > 6):
            return
        seen.add(path)
        expect(page.locator("meta[http-equiv=refresh]")).to_have_count(0)  # a plan still being made turns the page
        open_details(page)
        found = Axe().run(page, options=RULES if scheme == "light" else CONTRAST)
        assert found.violations_count == 0, f"{path} ({scheme}):\n{found.generate_report()}"

    walk_to_result(page, address, visit=check)
    for path in (
        "/plan",
        "/forecast",
        "/answers",
        "/country",
        "/about",
        "/privacy",
        "/sources",
        "/why/ice_massage",
        "/medicine",
        "/report",
    ):
        page.goto(address + path)
        check(page)
    page.goto(address + "/diary")
    for pain in ("7", "4"):
        page.locator(f"#pain_nrs-{pain}").check(force=True)
        page.get_by_role("button", name="Add to the diary").click()
    for path in ("/diary", "/erase", "/erased", "/nowhere", "/why/A10"):
        page.goto(address + path)
        check(page)
    assert len(seen) >= 18
    context.close()


def open_details(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")


@pytest.mark.parametrize("trouble", ["emergency", "problem", "crash", "waiting", "again"])
def test_pages_of_trouble_pass_axe(browser: Browser, address: str, planner: Any, trouble: str) -> None:
    context = new_context(browser, java_script_enabled=True, bypass_csp=True, service_workers="block")
    page = context.new_page()
    if trouble in ("crash", "waiting"):
        walk_to_result(page, address)
        if trouble == "crash":
            planner.crash_in = "assess"
            page.goto(address + "/result")
        else:
            planner.go_on.clear()
            page.route(address + "/plan", hold_still)
            page.goto(address + "/plan")
    else:
        page.goto(address)
        page.get_by_role("button", name="My back has locked").click()
        if trouble == "problem":
            page.goto(address + "/about-you")
            page.get_by_role("textbox", name="Age").fill("900")
        else:
            answer = "Yes" if trouble == "emergency" else "Not sure"
            page.locator("fieldset", has_text="Chest pain").get_by_role("radio", name=answer).check()
        page.get_by_role("button", name="Next").click()
    heading = page.get_by_role("heading", level=1).inner_text()
    found = Axe().run(page, options=RULES)
    planner.go_on.set()
    assert (
        heading
        == {
            "emergency": "Get help now",
            "problem": "You and your pain",
            "crash": "Something went wrong on our side",
            "waiting": "Working on your plan",
            "again": "Let us ask that once more",
        }[trouble]
    )
    assert found.violations_count == 0, found.generate_report()
    context.close()


def hold_still(route: Route) -> None:
    """The waiting page without its turning to the plan, which would pull the page away from under axe.

    A service worker would fetch the page past this, so the context must block them.
    """
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace('http-equiv="refresh"', 'name="held-still"'))


def test_the_keyboard_alone_answers_a_page(browser: Browser, address: str) -> None:
    context = new_context(browser)
    page = context.new_page()
    page.goto(address)
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the page"
    page.keyboard.press("Enter")
    press_until(page, "Tab", "My back has locked")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/*")
    first = page.url
    for _ in range(40):
        if page.evaluate("document.activeElement.type") == "radio":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.locator("input[type=radio]:checked").count() == 1
    press_until(page, "Tab", "Next: no to all the rest")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: address != first)
    context.close()


def test_the_enter_key_never_says_none_of_these(browser: Browser, address: str) -> None:
    context = new_context(browser)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="My back has locked").click()
    path = page.url
    page.get_by_role("radio", name="Not sure").first.check()
    page.keyboard.press("Enter")
    page.get_by_text("A question is still open").wait_for()
    assert page.url == path
    assert page.get_by_role("radio", name="Not sure").first.is_checked()
    context.close()


def focused(page: Page) -> str:
    return page.locator(":focus").inner_text().strip()


def press_until(page: Page, key: str, words: str, at_most: int = 80) -> None:
    for _ in range(at_most):
        page.keyboard.press(key)
        if page.locator(":focus").count() and focused(page) == words:
            return
    raise AssertionError(f"{words!r} cannot be reached with {key}")


def test_everything_that_is_tapped_is_large_enough(browser: Browser, address: str) -> None:
    context = new_context(browser)
    page = context.new_page()
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
    context.close()


def test_text_twice_as_large_still_fits(browser: Browser, address: str) -> None:
    """200 % text on a phone as wide as 390 px is a page of 195 px: nothing may be cut off sideways."""
    context = new_context(browser, viewport={"width": 195, "height": 422})
    page = context.new_page()
    wide: list[str] = []

    def measure(page: Page) -> None:
        widest = page.locator("html").evaluate("element => element.scrollWidth")
        if widest > 195:
            wide.append(f"{page.url} {widest}")

    walk_to_result(page, address, visit=measure)
    for path in ("/plan", "/forecast", "/diary", "/why/ice_massage"):
        page.goto(address + path)
        measure(page)
    assert not wide, wide
    context.close()


def test_no_to_all_stands_after_the_questions(browser: Browser, address: str) -> None:
    """Nobody may pass a screen of danger signs without the signs having gone by."""
    context = new_context(browser)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="My back has locked").click()
    last_question = page.locator("fieldset").last.bounding_box()
    button = page.get_by_role("button", name="No to all the rest").bounding_box()
    assert last_question
    assert button
    assert button["y"] > last_question["y"]
    context.close()

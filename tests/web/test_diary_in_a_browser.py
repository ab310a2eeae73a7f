"""The diary in the hand: a few taps, danger first, every state readable, also where the connection goes."""

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PHONE: Any = {"width": 390, "height": 844}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COUNT_TAPS = "window.taps = 0; addEventListener('click', event => { if (event.isTrusted) window.taps++; }, true);"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine"),
]


@pytest.fixture
def address(app: Any) -> Iterator[str]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False))
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


def open_phone(browser: Browser, **options: Any) -> Page:
    given = {"viewport": PHONE, "locale": "en-US", "reduced_motion": "reduce", "timezone_id": "America/New_York"}
    context = browser.new_context(**{**given, "service_workers": "block", **options})
    context.set_default_timeout(20_000)
    return context.new_page()


def tap(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()


def assert_good(page: Page) -> None:
    found = Axe().run(page, options=RULES)
    assert not found.response["violations"], f"{page.url}: {found.generate_report()}"
    assert page.locator("html").evaluate("element => element.scrollWidth") <= PHONE["width"], page.url


def test_an_entry_costs_two_taps_and_no_scrolling_before_the_first(browser: Browser, address: str) -> None:
    page = open_phone(browser)
    page.goto(address + "/diary")
    box = page.locator("label[for='pain_nrs-6']").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= PHONE["height"]
    page.evaluate(COUNT_TAPS)
    page.get_by_label("6", exact=True).first.click()
    taps = page.evaluate("window.taps")
    tap(page, "None of these")
    expect(page.get_by_text("Pain 6")).to_be_visible()
    assert taps + 1 <= 3
    assert page.url == address + "/diary"
    page.context.close()


def test_one_of_the_signs_goes_straight_to_the_danger_page(browser: Browser, address: str) -> None:
    page = open_phone(browser)
    page.goto(address + "/diary")
    page.get_by_label("6", exact=True).first.click()
    tap(page, "One of them, or not sure")
    assert page.url == address + "/diary/signs"
    page.locator("fieldset", has_text="Numb or tingling").get_by_role("radio", name="Yes").check()
    tap(page, "Next: no to all the rest")
    expect(page.get_by_role("heading", level=1)).to_have_text("Get help now")
    page.context.close()


def test_the_device_tells_its_own_time(browser: Browser, address: str) -> None:
    page = open_phone(browser)
    page.goto(address)
    page.goto(address + "/diary")
    page.get_by_label("6", exact=True).first.click()
    tap(page, "None of these")
    expect(page.locator("time")).to_have_text("November 23, 22:00 (EST)")
    expect(page.get_by_text("Times are those of New York.")).to_be_visible()
    page.context.close()


def test_without_a_script_an_entry_is_changed_taken_out_and_brought_back(browser: Browser, address: str) -> None:
    page = open_phone(browser, java_script_enabled=False)
    page.goto(address + "/diary")
    page.get_by_label("6", exact=True).first.check()
    page.get_by_role("button", name="None of these").click()
    page.get_by_role("link", name="Change the entry of").click()
    page.locator("#pain_nrs-3").check()
    page.locator("#when").fill("2026-11-24T01:00")
    page.get_by_role("button", name="Keep the change").click()
    expect(page.get_by_text("Pain 3")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Pain 3")).to_have_count(0)
    page.get_by_text("1 entry taken out").click()
    page.get_by_role("button", name="Bring back").click()
    expect(page.get_by_text("Pain 3")).to_be_visible()
    page.context.close()


def test_when_the_connection_goes_an_entry_waits_and_a_danger_leads_to_the_check(
    browser: Browser, address: str, app: Any
) -> None:
    page = open_phone(browser)
    page.goto(address + "/diary")
    page.route("**/diary", lambda route: route.abort())
    page.route("**/outbox/seal", lambda route: route.abort())
    page.get_by_label("6", exact=True).first.click()
    with page.expect_navigation():
        page.get_by_role("button", name="One of them, or not sure").click()
    assert page.url == address + "/offline/check"
    assert page.evaluate("unclenchOutbox.waiting()") == 1
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_of_the_diary_and_the_doses_passes_axe_and_fits(
    browser: Browser, address: str, scheme: str
) -> None:
    page = open_phone(browser, color_scheme=scheme)
    page.goto(address + "/diary")
    assert_good(page)
    for pain in ("7", "4"):
        page.get_by_label(pain, exact=True).first.click()
        tap(page, "None of these")
    for details in page.locator("main details > summary").all():
        details.click()
    assert_good(page)
    page.get_by_role("link", name="Change the entry of").first.click()
    assert_good(page)
    page.get_by_role("link", name="Leave it as it was").click()
    tap(page, "Undo the entry of")
    page.get_by_text("1 entry taken out").click()
    assert_good(page)
    tap(page, "None of these")  # without pain: an error
    assert_good(page)
    for path in ("/diary/signs", "/dates", "/your-data", "/time-zone", "/medicine"):
        page.goto(address + path)
        assert_good(page)
    page.get_by_label("What it says on the pack").fill("ibuprofen")
    tap(page, "Add this dose")
    tap(page, "Undo ibuprofen")
    page.get_by_text("1 dose taken out").click()
    assert_good(page)
    page.get_by_label("Amount").fill("lots")
    tap(page, "Add this dose")
    assert_good(page)
    page.context.close()

"""What all tests in a real browser share: how it is started, how a page is waited for, and how it is looked at.

A button leads to the next page a moment later, and a page is there before its styles are. Whatever measures a page
(axe, its layout, a picture) must meet it whole, also on a slow machine: go on with ``press``, ``follow`` or ``led``,
and look with ``axe_check`` and ``assert_fits``, which wait. To see that nothing was measured too early, serve the
styles late: ``UNCLENCH_SLOW_STYLES=700`` (milliseconds; see ``web/serving.py``).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route, ViewportSize, expect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE_MS = 20_000
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""The light and the dark pages differ in colours only, so the dark ones are checked for contrast alone."""

expect.set_options(timeout=PATIENCE_MS)


def chromium_or_skip() -> str:
    """Where Chromium is; the test skips where there is none."""
    return CHROMIUM or pytest.skip("there is no Chromium on this machine")


def launched(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=chromium_or_skip(), args=ARGUMENTS)


def a_phone(browser: Browser, **options: Any) -> BrowserContext:
    """A phone that keeps no pages (no service worker: it would fetch past what a test serves) and moves nothing."""
    given: dict[str, Any] = {
        "viewport": PHONE,
        "locale": "en-US",
        "reduced_motion": "reduce",
        "service_workers": "block",
        **options,
    }
    context = browser.new_context(**given)
    context.set_default_timeout(PATIENCE_MS)
    return context


def settled(page: Page) -> Page:
    """The same page once it is whole: loaded, its scripts run, every stylesheet there."""
    page.wait_for_load_state("load")
    missing = page.evaluate(
        "[...document.querySelectorAll('link[rel=stylesheet]')].filter(one => !one.sheet).map(one => one.href)"
    )
    assert missing == [], f"{page.url} came without its styles"
    return page


def standing(page: Page) -> Page:
    """The same page once it is whole and does not turn by itself, as the page does on which a plan is waited for."""
    expect(page.locator("meta[http-equiv=refresh]")).to_have_count(0)
    return settled(page)


@contextmanager
def led(page: Page) -> Iterator[None]:
    """Whatever is done here leads to another page, which is whole afterwards."""
    with page.expect_navigation():
        yield
    settled(page)


def press(page: Page, name: str, *, exact: bool = False) -> None:
    """Press the first button of this name, which leads to another page."""
    with led(page):
        page.get_by_role("button", name=name, exact=exact).first.click()


def follow(page: Page, name: str) -> None:
    """Follow the first link of this name."""
    with led(page):
        page.get_by_role("link", name=name).first.click()


def focused(page: Page) -> str:
    """The words of what has the focus, or nothing."""
    target = page.locator(":focus")
    return target.inner_text().strip() if target.count() else ""


def tab_to(page: Page, words: str, at_most: int = 80) -> None:
    """Go to what bears these words by the tab key alone."""
    for _ in range(at_most):
        page.keyboard.press("Tab")
        if focused(page) == words:
            return
    raise AssertionError(f"{words!r} cannot be reached with the tab key on {page.url}")


def open_details(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")


def axe_check(page: Page, rules: dict[str, Any] = RULES, state: str = "") -> None:
    """No violation on the page as it is now; what was found is told whole."""
    standing(page)
    where = f"{page.url} {state}".strip()
    found = Axe().run(page, options=rules).response["violations"]
    assert not found, f"{where}: {said_whole(found)}"


def said_whole(violations: list[dict[str, Any]]) -> str:
    """All that axe found: every rule, every element."""
    lines = [f"{len(violations)} accessibility rules broken"]
    for rule in violations:
        lines.append(f"* {rule['id']} ({rule['impact']}): {rule['help']}")
        for node in rule["nodes"]:
            lines.append(f"    {' '.join(map(str, node['target']))}: {' '.join(node['html'].split())}")
            lines += [f"        {line}" for line in node["failureSummary"].splitlines()]
    return "\n".join(lines)


def assert_fits(page: Page) -> None:
    """Nothing is cut off sideways: the page is no wider than its window."""
    widest = standing(page).evaluate("document.documentElement.scrollWidth")
    wide = page.viewport_size
    assert wide is not None
    assert widest <= wide["width"], f"{page.url} is {widest} px wide in a window of {wide['width']} px"


def hold_still(route: Route) -> None:
    """The waiting page without its turning to the plan, which would pull the page away from under axe."""
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace('http-equiv="refresh"', 'name="held-still"'))

"""Text of twice the size on a phone: nothing runs out of the page, no word is cut off or broken inside."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.browsing import PHONE, assert_fits, press, standing

pytestmark = pytest.mark.browser

CUT_OFF = """() => [...document.querySelectorAll("body *")]
  .filter(one => one.checkVisibility() && !one.closest(".sr, .stack thead, svg, select, textarea"))
  .filter(one => one.clientWidth > 1)
  .filter(one => one.scrollWidth > one.clientWidth + 1)
  .map(one => `${one.scrollWidth} > ${one.clientWidth} px: ${one.outerHTML.slice(0, 160)}`)"""
"""Every element whose content is wider than itself, also where it could be scrolled to."""

BROKEN = """() => [...document.querySelectorAll(".scale label, .glance a, .glance .at, .when, td, th, .tile label")]
  .filter(one => one.checkVisibility() && !one.closest(".sr, .stack thead"))
  .flatMap(one => {
    const texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT), broken = [];
    for (let text; (text = texts.nextNode());) {
      for (const word of text.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1) broken.push(word[0]);
      }
    }
    return broken;
  })"""
"""Every word that stands on two lines."""


def enlarged(page: Page) -> Page:
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    return page


@pytest.mark.parametrize("path", ["/plan", "/diary", "/about-you"])
def test_text_twice_as_large_is_whole(
    new_phone: Callable[..., BrowserContext], walked: Callable[..., Page], address: str, path: str
) -> None:
    page = walked(new_phone(), "/result")
    if path == "/diary":
        write_twice(page, address)
    page.goto(address + path)
    page = enlarged(standing(page))
    if path != "/plan":
        page.locator("#pain_nrs-10").check(force=True)
    assert page.viewport_size == PHONE
    assert_fits(page)
    assert page.evaluate(CUT_OFF) == []
    assert page.evaluate(BROKEN) == []


def write_twice(page: Page, address: str) -> None:
    """So that the picture and its table are there."""
    for pain in ("6", "10"):
        page.goto(f"{address}/diary")
        page.locator(f"#pain_nrs-{pain}").check(force=True)
        press(page, "None of these")

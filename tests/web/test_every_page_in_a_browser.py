"""Every page in every state: axe in light and dark, hovered, focused, with text twice as large; reached by keyboard."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from playwright.sync_api import BrowserContext, Page
from tests.browsing import CONTRAST, RULES, assert_fits, axe_check
from tests.web.serving import Live
from tests.web.tour import PARTS, Tour, guided, guided_wrong, name_templates, page_templates

from unclench.web.app import create_app
from unclench.web.settings import Settings

pytestmark = pytest.mark.browser

FOCUSED = {"runOnly": {"type": "rule", "values": ["color-contrast", "target-size"]}}
"""What can become wrong when something shows that it has the focus."""
TARGETS = "a[href], button, input:not([type=hidden]), select, textarea, summary"
KINDS = {"position of ease": 1, "ice massage": 2, "paced stretch": 3, "hot compress": 4, "walk break": 5}
"""Each kind of session, and its step in the plan that ``guided_steps`` makes."""

WATCH_FOCUS = """targets => {
  window.reached = new Set();
  addEventListener("focusin", event => reached.add(event.target.name && event.target.type === "radio"
    ? `radio ${event.target.name}` : event.target), true);
  window.stood = document.activeElement;
  document.activeElement.blur();
  window.wanted = () => [...document.querySelectorAll(targets)].filter(one => one.checkVisibility()
    && one.getClientRects().length && !one.disabled && !(one.tabIndex < 0 && one.ariaHidden === "true"));
  return wanted().length;
}"""
NOT_REACHED = """() => wanted()
  .filter(one => !reached.has(one) && !(one.type === "radio" && reached.has(`radio ${one.name}`)))
  .map(one => one.outerHTML.slice(0, 120))"""

FOCUS_UNSEEN = """targets => {
  const channels = colour => colour.match(/[\\d.]+/g).map(Number);
  const linear = part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4;
  const light = colour => {
    const [r, g, b] = channels(colour).map(part => linear(part / 255));
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + .05) / (low + .05);
  };
  const ground = one => {
    for (let at = one.parentElement; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor, [, , , opaque = 1] = channels(colour);
      if (opaque === 1) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const shown = one => one.checkVisibility() && one.getClientRects().length
    && !(one.tabIndex < 0 && one.ariaHidden === "true");
  return [...document.querySelectorAll(targets)].filter(shown).map(one => {
    const drawn = one.closest(".tile") ? one.nextElementSibling : one, style = getComputedStyle(drawn);
    const wide = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
    const seen = wide < 2 ? 0 : contrast(style.outlineColor, ground(drawn));
    return seen >= 3 ? "" : `${wide} px, contrast ${seen.toFixed(2)}: ${one.outerHTML.slice(0, 120)}`;
  }).filter(Boolean);
}"""
"""What shows no outline of 2 px and contrast 3:1 to what lies behind it although it has the focus (forced before)."""


@pytest.fixture
def app(settings: Settings, planner: Any, knowledge: Any, now: Any, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("unclench.web.accounts.passwords._hasher", lambda: quick)
    name_templates(monkeypatch)
    generous = replace(settings, hosted=True, show_at_once_seconds=10, visit_per_minute=10**6, address_per_minute=10**6)
    app = create_app(generous, advice=planner, clock=lambda: now)
    app.state.services.knowledge = knowledge
    return app


Begin = Callable[..., Tour]


@pytest.fixture
def begin(
    new_phone: Callable[..., BrowserContext],
    live: Live,
    app: FastAPI,
    planner: Any,
    now: Any,
    walked: Callable[..., Page],
    monkeypatch: pytest.MonkeyPatch,
) -> Begin:
    """Begins a tour that looks in one way; with ``path``, there, after the danger check."""

    def made(way: str, path: str = "") -> Tour:
        context = new_phone(bypass_csp=True, color_scheme="dark" if way == "dark" else "light")
        context.clock.install(time=now)
        page = walked(context, path) if path else context.new_page()
        return Tour(page, live.address, planner, app.state.services, monkeypatch, WAYS[way], GLANCES[way])

    return made


def look_light(page: Page, state: str) -> None:
    """All rules; then everything hovered, then everything focused; then the tab key goes everywhere."""
    axe_check(page, RULES, state)
    force(page, "hover")
    axe_check(page, CONTRAST, f"{state} hovered")
    force(page, "focus", "focus-visible")
    axe_check(page, FOCUSED, f"{state} focused")
    unseen = page.evaluate(FOCUS_UNSEEN, TARGETS)
    assert not unseen, f"{page.url} {state}: the focus is not seen: {unseen}"
    force(page)
    assert_keyboard_reaches_everything(page, state)


def look_dark(page: Page, state: str) -> None:
    """Colours only: as it is, hovered, focused."""
    axe_check(page, CONTRAST, f"{state} dark")
    force(page, "hover", "focus", "focus-visible")
    axe_check(page, CONTRAST, f"{state} dark, focused")
    unseen = page.evaluate(FOCUS_UNSEEN, TARGETS)
    assert not unseen, f"{page.url} {state} dark: the focus is not seen: {unseen}"
    force(page)


def look_large(page: Page, state: str) -> None:
    """Text of twice the size, as set in the browser; nothing is cut off sideways."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    axe_check(page, RULES, f"{state} with large text")
    assert_fits(page)
    page.evaluate("document.documentElement.style.fontSize = ''")


WAYS = {"light": look_light, "dark": look_dark, "large": look_large}
GLANCES: dict[str, Callable[[Page, str], None]] = {
    "light": lambda page, state: axe_check(page, RULES, state),
    "dark": lambda page, state: axe_check(page, CONTRAST, state),
    "large": look_large,
}
"""For states that do not last: one look at each."""


def force(page: Page, *states: str) -> None:
    """Draw everything that can be used as if it were all in these states; without any, as it is."""
    tools = page.context.new_cdp_session(page)
    tools.send("DOM.enable")
    tools.send("CSS.enable")
    root = tools.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    for node in tools.send("DOM.querySelectorAll", {"nodeId": root, "selector": TARGETS})["nodeIds"]:
        tools.send("CSS.forcePseudoState", {"nodeId": node, "forcedPseudoClasses": list(states)})
    HELD[page] = tools  # what is forced lasts as long as somebody holds the tools


HELD: dict[Page, Any] = {}


def assert_keyboard_reaches_everything(page: Page, state: str) -> None:
    many = page.evaluate(WATCH_FOCUS, TARGETS)
    for _ in range(many + 3):
        page.keyboard.press("Tab")
    missed = page.evaluate(NOT_REACHED)
    page.evaluate("stood === document.body ? document.activeElement.blur() : stood.focus({ preventScroll: true })")
    assert not missed, f"{page.url} {state}: the tab key does not reach {missed}"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("part", PARTS)
def test_every_page_in_every_state(begin: Begin, part: str, way: str) -> None:
    go, templates = PARTS[part]
    tour = begin(way)
    go(tour)
    assert tour.shown >= templates, f"not shown: {templates - tour.shown}"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("guided_steps")
def test_every_kind_of_session_in_every_state(begin: Begin, kind: str, way: str) -> None:
    tour = begin(way, f"/guide/{KINDS[kind]}")
    guided(tour, KINDS[kind])
    assert tour.shown == {"guide.html"}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.usefixtures("guided_steps")
def test_sessions_that_go_wrong_in_every_state(begin: Begin, way: str) -> None:
    tour = begin(way, "/guide/1")
    guided_wrong(tour)
    assert tour.shown == {"guide_player.html"}


def test_no_page_is_left_out() -> None:
    shown = set().union(*(templates for _, templates in PARTS.values()))
    a_file_not_a_page = {"report_alone.html"}  # looked at with the diary
    assert page_templates() - shown == {"guide.html", "guide_player.html"} | a_file_not_a_page

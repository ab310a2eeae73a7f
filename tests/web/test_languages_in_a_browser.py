"""Other languages in a real browser: the whole road in Spanish, from right to left, and with much longer words."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect
from tests.browsing import assert_fits, axe_check, led, standing

from unclench.language import catalogue as catalogues
from unclench.language.tags import LANGUAGES, Language
from unclench.web import views

NARROW: ViewportSize = {"width": 360, "height": 740}

pytestmark = pytest.mark.browser
Open = Callable[..., Page]

STICKS_OUT = """() => {
  const wide = document.documentElement.clientWidth;
  const hidden = (one) => one.closest('.sr, .skip, .scroll, svg, [hidden]');
  return [...document.body.querySelectorAll('*')]
    .filter((one) => !hidden(one) && one.getClientRects().length)
    .filter((one) => { const r = one.getBoundingClientRect(); return r.left < -1 || r.right > wide + 1; })
    .map((one) => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 40)}`);
}"""
"""What reaches beyond the edges of the window; wide tables scroll in a box of their own."""


@pytest.fixture
def opened(new_phone: Callable[..., BrowserContext], address: str) -> Open:
    """Opens the first page in a language."""

    def open_in(language: str, **options: Any) -> Page:
        asked = {"accept-language": language}
        page = new_phone(viewport=NARROW, locale=None, extra_http_headers=asked, **options).new_page()
        page.goto(address)
        return page

    return open_in


def road(page: Page) -> Iterator[str]:
    """Walks from the first page to the result; yields at every page before it is answered."""
    yield "/"
    click(page, "button[name=who][value=me]")
    for _ in range(40):
        path = "/" + page.url.split("/", 3)[3]
        yield path
        if path == "/result":
            return
        if path == "/about-you":
            page.fill("#age_years", "41")
            page.check("#pain_nrs-6", force=True)
        last = "button[name=rest][value=no]" if path.startswith("/check/") else "main form button:not(.plain)"
        with led(page):
            page.locator(last).last.click()
    raise AssertionError("the road does not end")


def click(page: Page, what: str) -> None:
    """Click on what leads to another page."""
    with led(page):
        page.click(what)


def check(page: Page) -> None:
    assert_fits(page)
    assert page.evaluate(STICKS_OUT) == [], page.url
    axe_check(page)


def mirrored(text: str) -> str:
    """Each text written from right to left, as the pseudo-locale ar-XB of browsers and phones does."""
    return f"\u202e{text}\u202c"


def longer(text: str) -> str:
    """Two fifths longer, in words as long as German ones."""
    filler = "Ẍöllständigkeitsprüfung "
    return text + " " + (filler * (1 + len(text) // 60))[: max(3, 2 * len(text) // 5)].strip()


@pytest.fixture(params=["right_to_left", "longer"])
def pretended(request: pytest.FixtureRequest, tmp_path: Path, write_language: Any) -> Iterator[Language]:
    say: dict[str, Callable[[str], str]] = {"right_to_left": mirrored, "longer": longer}
    made = {
        "right_to_left": Language("ar-XB", "Mirrored", "fa", right_to_left=True),
        "longer": Language("de-XA", "Longer", "de"),
    }[request.param]
    write_language(tmp_path, made.locale, say[request.param])
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(LANGUAGES, made.tag, made)
        patch.setattr(catalogues, "LOCALE", tmp_path)
        catalogues.catalogue.cache_clear()
        views.templates.cache_clear()
        yield made
    catalogues.catalogue.cache_clear()
    views.templates.cache_clear()


def test_no_page_breaks_in_a_mirrored_or_a_longer_language(opened: Open, address: str, pretended: Language) -> None:
    page = opened(pretended.tag)
    for number, place in enumerate(road(page)):
        assert page.get_attribute("html", "dir") == pretended.direction
        assert page.get_attribute("html", "lang") == pretended.tag
        if number < 4 or not place.startswith("/check/"):
            check(page)
    for place in (
        "/result",
        "/plan",
        "/forecast",
        "/answers",
        "/diary",
        "/medicine",
        "/language",
        "/about",
        "/why/heat",
    ):
        page.goto(address + place)
        check(page)


def test_the_mirrored_page_starts_at_the_right(opened: Open, pretended: Language) -> None:
    page = opened(pretended.tag)
    name, call = page.locator(".name").bounding_box(), page.locator(".call").bounding_box()
    assert name is not None
    assert call is not None
    assert (name["x"] > call["x"]) == pretended.right_to_left


def test_the_call_stands_beside_the_name_in_spanish(new_phone: Callable[..., BrowserContext], address: str) -> None:
    page = new_phone(locale=None, extra_http_headers={"accept-language": "es-ES"}).new_page()
    page.goto(address)
    name, call = page.locator(".name").bounding_box(), page.locator(".call").bounding_box()
    assert name is not None
    assert call is not None
    assert abs(name["y"] - call["y"]) < 4
    assert call["x"] > name["x"]


def test_from_the_danger_check_to_the_plan_in_spanish(opened: Open) -> None:
    page = opened("es-ES,es;q=0.9", java_script_enabled=False)
    headings = [page.inner_text("h1") for _ in road(page)]
    assert headings[0] == "¿Se le acaba de bloquear la espalda?"
    assert "Usted y su dolor" in headings
    assert headings[-1] == "Puede cuidarse en casa"
    assert page.locator("a.call").inner_text() == "Llamar al 112"
    click(page, "text=Mostrarme mi plan")
    expect(page.locator("h1")).to_have_text("Su plan")
    click(standing(page), "text=Cuándo volver a mirar y a quién ver")
    assert page.inner_text("h1") == "Qué esperar y a quién ver"


def test_an_emergency_in_spanish_shows_what_to_do_and_what_to_read_out(opened: Open) -> None:
    page = opened("es-MX")
    click(page, "text=Se me ha bloqueado la espalda")
    with led(page):
        page.locator("label[for='finding.chest_pain-yes']").click(force=True)
    assert page.inner_text("h1") == "Pida ayuda ahora"
    assert page.locator("a.help").get_attribute("href") == "tel:112"
    assert "He contestado que sí a:" in page.inner_text(".read-out")


def test_the_language_is_changed_by_a_link_without_a_script(opened: Open, address: str) -> None:
    page = opened("en-US", java_script_enabled=False)
    page.goto(address + "/about")
    click(page, "a.tongue")
    click(page, "button:has-text('Español')")
    assert page.url.endswith("/about")
    assert page.inner_text("h1") == "Qué es esto y qué no es"
    click(page, "a.tongue")
    click(page, "button:has-text('English (UK)')")
    assert page.get_attribute("html", "lang") == "en-GB"

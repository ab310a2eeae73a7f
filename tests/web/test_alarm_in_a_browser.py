"""An emergency is told with the tap that shows it: with and without a connection, with a way to take the tap back."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect
from tests.browsing import PHONE, led, press
from tests.web.serving import READY, Live

pytestmark = [
    pytest.mark.browser,
    # A server that dies in the middle of an answer leaves the file it was reading to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
NewPhone = Callable[..., BrowserContext]
SMALL: ViewportSize = {"width": 360, "height": 740}
PLACE = """one => {
    if (one.hidden) return "gone";
    const { top, bottom } = one.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight ? "in reach" : "out of reach";
}"""


def first_questions(page: Page, address: str) -> None:
    page.goto(address)
    press(page, "My back has locked")
    expect(page.get_by_role("heading", level=1)).to_have_text("Help at once")


def tap(page: Page, question: str, answer: str) -> None:
    field = page.locator("fieldset", has_text=question)
    field.get_by_text(answer, exact=True).click(force=True)  # the radio itself lies over its label


def test_a_yes_that_means_an_emergency_is_told_with_the_tap(new_phone: NewPhone, address: str) -> None:
    page = new_phone().new_page()
    first_questions(page, address)
    tap(page, "Fainted or collapsed", "No")
    with led(page):
        tap(page, "Chest pain", "Yes")
    expect(page.get_by_role("heading", level=1)).to_have_text("Get help now")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Get help now")
    with led(page):
        page.get_by_role("link", name="I tapped that by mistake").click()
    chest = page.locator("fieldset", has_text="Chest pain")
    expect(chest.get_by_role("radio", name="Yes")).to_be_checked()
    expect(page.locator("[id='finding.fainted_or_collapsed-no']")).to_be_checked()
    expect(page.locator("fieldset", has_text="Thoughts of").locator("input:checked")).to_have_count(0)
    tap(page, "Chest pain", "No")
    press(page, "Next: no to all the rest")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bladder, bottom and legs")


def test_two_answers_that_mean_it_only_together_are_told_too(new_phone: NewPhone, address: str) -> None:
    page = new_phone().new_page()
    first_questions(page, address)
    while page.get_by_role("heading", level=1).inner_text() != "Heart and vessels":
        press(page, "Next: no to all the rest")
    pairs = page.evaluate("JSON.parse(document.querySelector('form').dataset.alarms).filter(one => one.length === 2)")
    first, second = pairs[0]
    page.locator(f"[id='finding.{first}-yes']").check(force=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Heart and vessels")
    with led(page):
        page.locator(f"[id='finding.{second}-yes']").click(force=True)  # the page turns with the tap
    expect(page.get_by_role("heading", level=1)).to_have_text("Get help now")


def test_the_way_on_is_always_in_reach_and_says_what_it_does(new_phone: NewPhone, address: str) -> None:
    page = new_phone(viewport=SMALL).new_page()
    first_questions(page, address)
    more = page.locator(".onward")
    button = page.locator("button[name=rest][value=no]")
    expect(more).to_be_in_viewport(ratio=1)
    more.click()
    for _ in range(30):  # asked and pressed at once: while the page still scrolls, the button may go at any moment
        where = more.evaluate(PLACE)
        if where == "gone":
            break
        assert where == "in reach"
        before = page.evaluate("scrollY")
        more.evaluate("one => one.click()")
        page.wait_for_function("before => document.querySelector('.onward').hidden || scrollY !== before", arg=before)
    expect(button).to_be_in_viewport()
    expect(button).to_have_text("Next: no to all the rest")
    assert page.url.endswith("/check/2")  # nothing was answered by it
    for field in page.locator("fieldset.question").all():
        field.get_by_role("radio", name="No", exact=True).check(force=True)
    expect(button).to_have_text("Next")
    expect(page.get_by_role("button", name="I cannot say for the rest")).to_be_hidden()
    page.evaluate("scrollTo(0, 0)")
    expect(page.locator(".onward")).to_be_in_viewport(ratio=1)
    expect(page.locator(".onward")).to_have_text("Next")
    questions = page.locator("fieldset.question")
    top, bottom = questions.first.bounding_box(), questions.last.bounding_box()
    assert top
    assert bottom
    assert bottom["y"] + bottom["height"] - top["y"] <= 2 * SMALL["height"]  # eight questions


def test_the_arrow_keys_pass_over_a_yes_without_sending_it(new_phone: NewPhone, address: str) -> None:
    page = new_phone().new_page()
    first_questions(page, address)
    page.locator("[id='finding.chest_pain-no']").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[id='finding.chest_pain-yes']")).to_be_checked()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    expect(page.get_by_role("heading", level=1)).to_have_text("Help at once")
    page.locator("[id='finding.chest_pain-no']").focus()
    page.keyboard.press("ArrowLeft")
    with led(page):
        page.keyboard.press("Tab")
    expect(page.get_by_role("heading", level=1)).to_have_text("Get help now")


def test_without_a_script_the_buttons_say_how_they_count_the_rest(new_phone: NewPhone, address: str) -> None:
    page = new_phone(java_script_enabled=False, viewport=SMALL).new_page()
    first_questions(page, address)
    tap(page, "Chest pain", "Yes")
    press(page, "Next: no to all the rest")
    expect(page.get_by_role("heading", level=1)).to_have_text("Get help now")
    assert page.get_by_role("link", name="I tapped that by mistake").is_visible()


@pytest.fixture
def far_away(new_phone: NewPhone, live: Live) -> tuple[BrowserContext, Page]:
    """A phone on the second page of questions that has just lost its connection."""
    context = new_phone(service_workers="allow")
    page = context.new_page()
    page.goto(live.address)
    page.evaluate(READY)
    press(page, "My back has locked")
    press(page, "Next: no to all the rest")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bladder, bottom and legs")
    context.set_offline(True)
    live.stop()
    return context, page


def test_a_yes_that_cannot_be_sent_is_told_by_the_device(
    far_away: tuple[BrowserContext, Page], live: Live, app: Any
) -> None:
    context, page = far_away
    with led(page):
        tap(page, "Numb or tingling around the", "Yes")
    expect(page.get_by_role("heading", level=1)).to_have_text("Get help now")
    call = page.locator("main a[href='tel:911']").first.bounding_box()
    assert call
    assert call["y"] + call["height"] <= PHONE["height"]
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Get help now")
    live.start()
    context.set_offline(False)
    page.wait_for_url("**/result", timeout=30_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("Get help now")


def test_a_tap_taken_back_without_a_connection_leaves_the_question_open(
    far_away: tuple[BrowserContext, Page],
) -> None:
    _, page = far_away
    with led(page):
        tap(page, "Numb or tingling around the", "Yes")
    page.get_by_role("button", name="I tapped that by mistake").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bladder, bottom and legs")
    expect(page.locator("input:checked")).to_have_count(0)
    tap(page, "Numb or tingling around the", "Yes")
    expect(page.get_by_role("heading", level=1)).to_have_text("Get help now")


def test_the_check_goes_on_offline_with_everything_answered_before(far_away: tuple[BrowserContext, Page]) -> None:
    _, page = far_away
    press(page, "Next: no to all the rest")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nerves and head")  # neither page is asked again


def test_an_answer_that_was_sent_but_not_replied_to_is_told_by_the_device(new_phone: NewPhone, live: Live) -> None:
    context = new_phone(service_workers="allow")
    page = context.new_page()
    page.goto(live.address)
    page.evaluate(READY)
    press(page, "My back has locked")
    context.route("**/result", lambda route: route.abort())
    tap(page, "Chest pain", "Yes")
    page.wait_for_url("**/offline/check**")
    expect(page.get_by_role("heading", level=1)).to_have_text("Get help now")

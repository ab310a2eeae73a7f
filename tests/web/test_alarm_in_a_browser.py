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


def first_questions(page: Page, address: str) -> None:
    page.goto(address)
    press(page, "My back has locked")
    expect(page.get_by_role("heading", level=1)).to_have_text("Help at once")


def tap(page: Page, question: str, answer: str) -> None:
    field = page.locator("fieldset", has_text=question)
    field.get_by_text(answer, exact=True).click(force=True)  # the radio itself lies over its label


def next_button_is_in_reach(page: Page) -> None:
    box = page.locator("button[name=rest][value=no]").bounding_box()
    assert box
    size = page.viewport_size
    assert size
    assert box["y"] + box["height"] <= size["height"]
    assert box["height"] >= 44


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
        page.locator(f"[id='finding.{second}-yes']").check(force=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Get help now")


def test_the_way_on_is_always_in_reach_and_says_what_it_does(new_phone: NewPhone, address: str) -> None:
    page = new_phone(viewport=SMALL).new_page()
    first_questions(page, address)
    next_button_is_in_reach(page)
    last = page.locator("fieldset.question").last
    last.scroll_into_view_if_needed()
    next_button_is_in_reach(page)
    button = page.locator("button[name=rest][value=no]")
    expect(button).to_have_text("Next: no to all the rest")
    for field in page.locator("fieldset.question").all():
        field.get_by_role("radio", name="No", exact=True).check(force=True)
    expect(button).to_have_text("Next")
    expect(page.get_by_role("button", name="I cannot say for the rest")).to_be_hidden()
    questions = page.locator("fieldset.question")
    top, bottom = questions.first.bounding_box(), questions.last.bounding_box()
    assert top
    assert bottom
    assert bottom["y"] + bottom["height"] - top["y"] <= 2 * SMALL["height"]  # eight questions, and none alone on a screen


def test_without_a_script_the_buttons_say_how_they_count_the_rest(new_phone: NewPhone, address: str) -> None:
    page = new_phone(java_script_enabled=False, viewport=SMALL).new_page()
    first_questions(page, address)
    next_button_is_in_reach(page)
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

"""A guided session when the network goes, the server dies or the page is closed: it goes on, and is told once."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.browsing import follow, led
from tests.web.serving import READY

pytestmark = [
    pytest.mark.browser,
    # A server that dies in the middle of an answer leaves the file it was reading to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.usefixtures("guided_steps"),
]


@pytest.fixture
def walking(keeping_phone: BrowserContext, walked: Callable[..., Page]) -> Page:
    """A walk break that has just been started, on a phone that keeps the pages."""
    page = walked(keeping_phone, "/guide/5")
    page.evaluate(READY)
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator("#guide-now")).to_contain_text("Stand up slowly")
    return page


def kept(app: Any, kind: str) -> list[dict[str, Any]]:
    with app.state.services.store.reading() as connection:
        rows = connection.exec_driver_sql("select body from event where kind = ? order by sequence", (kind,))
        return [json.loads(row[0]) for row in rows]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def cut(context: BrowserContext, live: Any) -> None:
    context.set_offline(True)
    live.stop()


def connect(context: BrowserContext, live: Any) -> None:
    live.start()
    context.set_offline(False)


def told(page: Page, app: Any, ends: int = 1) -> list[dict[str, Any]]:
    """What the server was told, once it has heard of so many ends."""
    for _try in range(100):
        page.evaluate("unclenchOutbox.flush().catch(() => {})")
        found = kept(app, "session")
        if len([one for one in found if one["what"] == "over"]) >= ends:
            return found
    raise AssertionError(f"the end was never told: {found}")


def test_a_session_goes_on_over_a_reload_with_a_dead_server_and_is_told_once_in_order(
    walking: Page, keeping_phone: BrowserContext, live: Any, app: Any
) -> None:
    page = walking
    page.clock.run_for(20_000)
    cut(keeping_phone, live)
    press(page, "Pause")
    press(page, "Go on")
    page.reload()
    expect(page.locator("#guide-now")).to_have_text("Walk with small steps")
    press(page, "It hurts")
    page.clock.run_for(61_000)
    press(page, "Try again, with less")
    page.clock.run_for(200_000)
    expect(page.locator("#guide-now")).to_have_text("Done")
    page.locator("#guide-level-3").check(force=True)
    press(page, "Keep it in the diary")
    expect(page.locator("#guide-kept")).to_contain_text("Kept on this phone")
    assert [one["what"] for one in kept(app, "session")] in ([], ["start"])
    connect(keeping_phone, live)
    found = told(page, app)
    assert [one["what"] for one in found] == ["start", "pause", "resume", "hurts", "again", "over"]
    assert [one["number"] for one in found] == list(range(6))
    assert len({one["session"] for one in found}) == 1
    page.reload()
    page.wait_for_function("unclenchOutbox.waiting().then(count => count === 0)")
    assert told(page, app) == found
    assert [(one["pain_nrs"], one["did"]) for one in kept(app, "entry")] == [(3, ["short_walks"])]


def test_a_page_that_is_closed_and_opened_elsewhere_still_tells_what_happened(
    walking: Page, keeping_phone: BrowserContext, live: Any, app: Any
) -> None:
    walking.clock.run_for(20_000)
    cut(keeping_phone, live)
    press(walking, "Stop")
    expect(walking.locator("#guide-now")).to_have_text("Stopped")
    walking.close()
    connect(keeping_phone, live)
    other = keeping_phone.new_page()
    other.goto(live.address + "/")
    assert [one["what"] for one in told(other, app)] == ["start", "stop", "over"]


def test_a_phone_found_again_hours_later_ends_the_session_and_says_so(
    walking: Page, keeping_phone: BrowserContext, live: Any, app: Any
) -> None:
    walking.clock.run_for(20_000)
    walking.clock.fast_forward("05:00:00")
    walking.reload()
    expect(walking.locator("#guide-now")).to_have_text("Time is up")
    expect(walking.locator("#guide-note")).to_contain_text("Time was up 5 hours ago")
    assert told(walking, app)[-1]["outcome"] == "late"


def test_something_wrong_without_a_server_never_ends_dead(
    walking: Page, keeping_phone: BrowserContext, live: Any, app: Any
) -> None:
    page = walking
    cut(keeping_phone, live)
    press(page, "Something is wrong")
    expect(page.locator("#guide-danger")).to_contain_text("Is it one of these? Then call now.")
    expect(page.locator("#guide-danger a[href='tel:911']")).to_be_visible()
    follow(page, "Do the danger check on this phone")
    expect(page.get_by_role("button", name="My back has locked")).to_be_visible()
    connect(keeping_phone, live)
    assert told(page, app)[-1]["outcome"] == "wrong"
    page.goto(live.address + "/guide/1")
    expect(page.locator("main")).to_contain_text("You said that something was wrong. Do the danger check again")


def test_without_a_connection_the_page_for_that_shows_the_way_back(
    walking: Page, keeping_phone: BrowserContext, live: Any
) -> None:
    cut(keeping_phone, live)
    walking.goto(live.address + "/plan")
    follow(walking, "Go on with: Walk break")
    expect(walking.locator("#guide-now")).to_contain_text("Stand up slowly")


def test_erasing_leaves_nothing_of_a_session_on_the_phone(walking: Page, live: Any, app: Any) -> None:
    press(walking, "Stop")
    told(walking, app)
    walking.goto(live.address + "/erase")
    with led(walking):
        walking.get_by_role("button").last.click()
    assert walking.url.endswith("/erased")
    left = "Object.keys(localStorage).filter(key => key.startsWith('unclench-guide') && !/sound|voice/.test(key))"
    walking.wait_for_function(f"{left}.length === 0")
    assert kept(app, "session") == []


def test_a_phone_whose_clock_is_wrong_tells_the_servers_time(
    keeping_phone: BrowserContext, walked: Callable[..., Page], app: Any
) -> None:
    """Three hours behind would open ice again at once; three hours ahead would close it too long."""
    for hours in (-3, 3):
        page = walked(keeping_phone, "/")
        page.clock.fast_forward(1000)
        now = page.evaluate("Date.now()")
        page.clock.set_system_time((now + hours * 3_600_000) / 1000)
        page.goto(page.url + "guide/5")
        press(page, "Start")
        press(page, "Stop")
        last = told(page, app, ends=1 if hours < 0 else 2)[-1]
        assert abs(last["wall_ms"] - 1_795_489_200_000) < 120_000
        page.close()

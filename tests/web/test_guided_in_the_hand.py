"""A guided session in a real browser on a phone, by a clock that the test moves: every way it goes, how it sounds."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect
from tests.browsing import PHONE, assert_fits, axe_check, follow, tab_to

MINUTE = 60_000
LISTEN = """
  window.heard = {shakes: [], spoken: [], light: 0, tones: 0, told: []};
  navigator.vibrate = (pattern) => { heard.shakes.push(JSON.stringify(pattern)); return true; };
  Object.defineProperty(navigator, "wakeLock", {value: {request: async () => {
    heard.light += 1;
    return {released: false, release: async () => { heard.light = 0; }};
  }}});
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  Object.defineProperty(window, "speechSynthesis", {value: {cancel() {}, speak: (one) => heard.spoken.push(one.text)}});
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) { heard.tones += 1; return start.apply(this, when); };
  addEventListener("DOMContentLoaded", () => {
    const said = document.getElementById("guide-said");
    if (said) new MutationObserver(() => heard.told.push(said.textContent)).observe(said, {childList: true});
  });
"""

SMALL_PHONE: ViewportSize = {"width": 375, "height": 553}
COVERED = """() => {
  const target = document.activeElement, tile = target.closest(".tile"), box = target.getBoundingClientRect();
  const there = [box.top + 4, box.bottom - 4].map(y => document.elementFromPoint(box.left + box.width / 2, y));
  const seen = there.every(one => one && (target.contains(one) || tile?.contains(one)));
  return target === document.body || seen ? "" : target.outerHTML.slice(0, 100);
}"""
"""What has the focus and lies under something else or beyond the screen, if it does."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("guided_steps"),
]

Begin = Callable[..., Page]


@pytest.fixture
def begin(phone_context: BrowserContext, walked: Callable[..., Page], guided_steps: tuple[str, ...]) -> Begin:
    """Opens the page of a remedy's step, and starts its session unless told not to."""

    def opened(remedy: str, *, start: bool = True) -> Page:
        phone_context.add_init_script(LISTEN)
        page = walked(phone_context, f"/guide/{guided_steps.index(remedy) + 1}")
        if start:
            begin_it(page)
        return page

    return opened


def begin_it(page: Page) -> None:
    """Start the session: its page moves on to the one that is kept on the device."""
    press(page, "Start")
    page.wait_for_url("**/guide")


def press(page: Page, name: str) -> None:
    """Press a button of the session, which stays on its page."""
    page.get_by_role("button", name=name, exact=True).click()


def now(page: Page) -> str:
    return page.locator("#guide-now").inner_text()


def clock(page: Page) -> str:
    return page.locator("#guide-clock").inner_text()


def wait(page: Page, ms: int) -> None:
    """Time passes, as it does for a page that is being looked at."""
    page.clock.run_for(ms)


def asleep(page: Page, ms: int) -> None:
    """Time passes while the phone sleeps: no timer fires until it wakes."""
    page.clock.fast_forward(ms)


def reports(app: Any) -> list[dict[str, Any]]:
    """What the server has been told, in the order in which it was kept."""
    with app.state.services.store.reading() as connection:
        rows = connection.exec_driver_sql("select body from event where kind = 'session' order by sequence")
        return [json.loads(row[0]) for row in rows]


def reported(page: Page, app: Any, ends: int = 1) -> list[dict[str, Any]]:
    """What the server has been told, once it knows how it ended, and what was said of it afterwards."""
    for _try in range(100):
        told = reports(app)
        if [one["what"] for one in told].count("over") == ends:
            return told
        page.evaluate("unclenchOutbox.flush()")
    raise AssertionError(f"the end was never reported: {told}")


def all_reported(page: Page, app: Any, last: str) -> list[dict[str, Any]]:
    """The reports, once the last one has reached the server."""
    expect(page.locator("#guide-after")).to_be_visible()
    told = reported(page, app)
    assert told[-1]["outcome"] == last, told
    assert [one["number"] for one in told] == list(range(len(told)))
    assert len({one["session"] for one in told}) == 1
    return told


def answer_before(page: Page, count: int) -> None:
    """Say yes to so many questions before it begins."""
    for _ in range(count):
        page.locator("[data-act=yes]").click()


def test_a_position_of_ease_from_start_to_diary(begin: Begin, app: Any) -> None:
    page = begin("calves_on_chair")
    assert page.url.endswith("/guide")
    assert now(page).startswith("Lie down slowly")
    assert page.evaluate("heard.light") >= 0
    wait(page, 20_500)
    assert now(page) == "Let your back go heavy"
    assert clock(page) == "20:00"
    assert page.evaluate("heard.light") > 0
    wait(page, 10 * MINUTE)
    assert clock(page) in ("9:59", "10:00")
    wait(page, 10 * MINUTE)
    assert now(page) == "Done"
    expect(page.locator("#guide-next")).to_have_text("Next: ice_massage")
    told = all_reported(page, app, "finished")
    assert [one["what"] for one in told] == ["start", "over"]
    assert told[-1]["active_ms"] == 20 * MINUTE
    page.locator("#guide-level-4").check(force=True)
    press(page, "Keep it in the diary")
    expect(page.locator("#guide-kept")).to_have_text("Kept in the diary.")
    follow(page, "Open the diary")
    expect(page.locator("main")).to_contain_text("Pain 4")


def test_ice_asks_first_keeps_the_hand_moving_and_stops_when_numb(begin: Begin, app: Any) -> None:
    page = begin("ice_massage")
    assert now(page).startswith("Can you feel a light touch")
    page.locator("[data-act=yes]").click()
    assert now(page).startswith("Touch the cube")
    page.locator("[data-act=no]").click()
    assert "under the tap" in page.locator("#guide-cue").inner_text()
    page.locator("[data-act=yes]").click()
    wait(page, 10_500)
    seen = set()
    shakes = len(page.evaluate("heard.shakes"))
    for _ in range(6):
        seen.add(page.locator("#guide-cue").inner_text())
        wait(page, 4000)
    assert seen == {"Keep it moving", "Slow circles", "Beside the spine and not on the bone"}
    assert len(page.evaluate("heard.shakes")) - shakes == 6
    press(page, "It is numb")
    assert now(page) == "Stop: it is numb"
    assert "30 minutes" in page.locator("#guide-cue").inner_text()
    told = all_reported(page, app, "numb")
    assert [one["what"] for one in told] == ["start", "yes", "no", "yes", "numb", "over"]
    assert 24_000 <= told[-1]["active_ms"] <= 26_000


def test_ice_never_goes_on_beyond_its_limit(begin: Begin, app: Any) -> None:
    page = begin("ice_massage")
    answer_before(page, 2)
    wait(page, 10_000 + 2 * MINUTE + 500)
    assert now(page).startswith("Can you still feel")
    page.locator("[data-act=yes]").click()
    press(page, "Pause")
    assert "its time runs on" in page.locator("#guide-cue").inner_text()
    wait(page, MINUTE)
    assert clock(page) in ("1:59", "2:00")
    press(page, "Go on")
    wait(page, MINUTE)
    page.locator("[data-act=yes]").click()
    wait(page, MINUTE)
    assert now(page).startswith("Take the ice away")
    page.locator("[data-act=yes]").click()
    assert now(page) == "Done"
    assert all_reported(page, app, "finished")[-1]["active_ms"] == 5 * MINUTE


def test_no_answer_about_the_skin_ends_it(begin: Begin, app: Any) -> None:
    page = begin("ice_massage")
    answer_before(page, 2)
    wait(page, 10_000 + 2 * MINUTE + 31_000)
    assert now(page) == "Stopped, because we did not hear from you"
    before = len(page.evaluate("heard.shakes"))
    wait(page, MINUTE)
    assert len(page.evaluate("heard.shakes")) == before + 4  # it calls on, for ice may lie there still
    page.locator("h1").click()
    wait(page, MINUTE)
    assert len(page.evaluate("heard.shakes")) == before + 4
    all_reported(page, app, "no_answer")


SKIN = "Look at the skin and touch it. Is it white, blotchy, blistered or numb?"


def locked_during_ice(page: Page) -> None:
    """The phone sleeps in the pocket while the ice lies on the back."""
    answer_before(page, 2)
    wait(page, 10_000 + 2 * MINUTE + 31_000)
    assert now(page) == "Stopped, because we did not hear from you"
    expect(page.get_by_role("group", name=SKIN)).to_be_visible()


def test_white_or_numb_skin_after_a_silence_closes_cold_and_heat_for_a_day(
    begin: Begin, app: Any, phone_context: BrowserContext
) -> None:
    page = begin("ice_massage", start=False)
    towel = phone_context.new_page()
    towel.goto(page.url.replace("/guide/2", "/guide/4"))
    begin_it(page)
    locked_during_ice(page)
    press(page, "Yes, or not sure")
    assert now(page) == "Stop: care for your skin"
    assert "get help today" in page.locator("#guide-cue").inner_text()
    assert page.evaluate("document.activeElement.id") == "guide-now"
    told = reported(page, app, ends=2)
    assert [one["outcome"] for one in told if one["what"] == "over"] == ["no_answer", "skin"]
    phone_context.set_offline(True)
    press(towel, "Start")  # opened before: it knows from this device alone
    expect(towel.locator("#guide-note")).to_contain_text("Give it a whole day before anything cold or warm")
    phone_context.set_offline(False)
    for place in (2, 4):
        towel.goto(page.url.split("/guide")[0] + f"/guide/{place}")
        expect(towel.locator("main")).to_contain_text("Give it a whole day before anything cold or warm")
    page.reload()
    assert now(page) == "Stop: care for your skin"
    expect(page.get_by_role("group", name=SKIN)).to_be_hidden()


def test_skin_that_is_well_after_a_silence_is_asked_about_once(begin: Begin, app: Any) -> None:
    page = begin("ice_massage")
    locked_during_ice(page)
    axe_check(page, state="asked about the skin")
    press(page, "No, it looks and feels normal")
    page.reload()
    assert now(page) == "Stopped, because we did not hear from you"
    expect(page.locator("#guide-pain")).to_be_visible()
    expect(page.get_by_role("group", name=SKIN)).to_be_hidden()
    assert [one["outcome"] for one in reported(page, app) if one["what"] == "over"] == ["no_answer"]


def test_something_wrong_after_a_silence_leads_to_the_danger_check(begin: Begin, app: Any) -> None:
    page = begin("ice_massage")
    locked_during_ice(page)
    press(page, "Something is wrong")
    page.wait_for_url("**/check/*")
    assert reports(app)[-1]["outcome"] == "wrong"


@pytest.mark.parametrize(("act", "remedy"), [("numb", "ice_massage"), ("hurts", "towel_compress")])
def test_the_skin_is_asked_about_at_every_end_that_leaves_it_open(begin: Begin, act: str, remedy: str) -> None:
    page = begin(remedy)
    answer_by_key(page)
    wait(page, 40_000)
    page.locator(f"[data-act={act}]").click()
    expect(page.get_by_role("group", name=SKIN)).to_be_visible()


def test_nobody_is_asked_about_skin_that_nothing_lay_on(begin: Begin) -> None:
    page = begin("ice_massage")
    page.locator("[data-act=no]").click()
    assert now(page) == "Not now"
    expect(page.locator("#guide-after")).to_be_visible()
    expect(page.get_by_role("group", name=SKIN)).to_be_hidden()


def test_a_phone_that_slept_says_that_time_is_up(begin: Begin, app: Any) -> None:
    page = begin("ice_massage")
    answer_before(page, 2)
    wait(page, 40_000)
    asleep(page, 60 * MINUTE)
    assert now(page) in ("Time is up", "Stopped, because we did not hear from you")
    told = reported(page, app)
    assert told[-1]["active_ms"] <= 5 * MINUTE


def test_a_stretch_breathes_and_after_two_pains_it_stops_for_today(begin: Begin, app: Any) -> None:
    page = begin("knee_to_chest")
    answer_before(page, 1)
    wait(page, 10_500)
    assert now(page) == "Slowly bring the knee towards your chest"
    assert "Right leg" in page.locator("#guide-round").inner_text()
    small = float(page.locator("#guide-breath").get_attribute("r") or 0)
    wait(page, 4000)
    assert float(page.locator("#guide-breath").get_attribute("r") or 0) > small + 15
    press(page, "It hurts")
    assert now(page) == "Stop and rest"
    expect(page.get_by_role("button", name="Try again, with less")).to_be_hidden()
    wait(page, MINUTE + 500)
    press(page, "Try again, with less")
    assert "half as far" in page.locator("#guide-note").inner_text()
    wait(page, 3000)
    press(page, "It hurts")
    assert now(page) == "Enough for today"
    all_reported(page, app, "gave_up")
    page.goto(page.url + "/3")
    expect(page.locator("main")).to_contain_text("Give it a whole day")


def test_a_walk_waits_while_paused(begin: Begin) -> None:
    page = begin("short_walks")
    wait(page, 16_000)
    before = clock(page)
    press(page, "Pause")
    wait(page, 5 * MINUTE)
    assert now(page) == "Paused"
    press(page, "Go on")
    assert abs(seconds(clock(page)) - seconds(before)) <= 2


def test_a_reload_goes_on_where_it_was(begin: Begin) -> None:
    page = begin("short_walks")
    wait(page, 75_500)
    before = clock(page)
    page.reload()
    expect(page.locator("#guide-now")).to_have_text("Walk with small steps")
    assert abs(seconds(clock(page)) - seconds(before)) <= 3
    assert page.locator("#guide-note").inner_text().startswith("You are back")
    wait(page, 4 * MINUTE)
    assert now(page) == "Done"


def seconds(shown: str) -> int:
    minutes, _, rest = shown.partition(":")
    return 60 * int(minutes) + int(rest)


def test_the_way_back_to_a_session_is_on_the_first_page(begin: Begin) -> None:
    page = begin("short_walks")
    home = page.url.removesuffix("/guide")
    for path in ("/", "/plan", "/result"):
        page.goto(home + path)
        expect(page.get_by_role("link", name="Go on with: Walk break")).to_be_visible()
    page.get_by_role("link", name="Go on with: Walk break").click()
    expect(page.locator("#guide-now")).to_contain_text("Stand up slowly")
    press(page, "Stop")
    page.goto(home + "/")
    expect(page.get_by_role("button", name="My back has locked")).to_be_visible()
    expect(page.get_by_role("link", name="Go on with: Walk break")).to_be_hidden()


def test_something_is_wrong_leads_to_the_danger_check_in_one_tap(begin: Begin, app: Any) -> None:
    page = begin("ice_massage")
    answer_before(page, 2)
    wait(page, 15_000)
    press(page, "Something is wrong")
    page.wait_for_url("**/check/*")
    assert reports(app)[-1]["outcome"] == "wrong"  # told before the check began, so that it closes nothing afterwards
    page.goto(page.url.split("/check")[0] + "/")
    expect(page.get_by_role("link", name="Go on with")).to_have_count(0)


def test_the_server_hears_what_was_wrong_before_the_danger_check_begins_anew(begin: Begin) -> None:
    """Told afterwards it would close every session again, though the check was just done."""
    page = begin("calves_on_chair")
    seen: list[tuple[str, str]] = []
    page.on("request", lambda request: seen.append(("asked", request.url.rsplit("/", 1)[-1])))
    page.on("requestfinished", lambda request: seen.append(("done", request.url.rsplit("/", 1)[-1])))
    press(page, "Something is wrong")
    page.wait_for_url("**/check**")
    begun = seen.index(("asked", "start"))
    assert seen[:begun].count(("asked", "report")) == seen[:begun].count(("done", "report")) == 3
    assert ("asked", "report") not in seen[begun:]


@pytest.mark.parametrize("remedy", ["calves_on_chair", "ice_massage", "knee_to_chest", "towel_compress", "short_walks"])
def test_the_keyboard_alone_does_a_session(begin: Begin, remedy: str) -> None:
    """Also what follows it: how the pain is now, kept in the diary."""
    page = begin(remedy, start=False)
    by_key(page, "Start")
    page.wait_for_url("**/guide")
    answer_by_key(page)
    wait(page, 20_000)
    by_key(page, "Pause")
    assert now(page) == "Paused"
    by_key(page, "Go on")
    if remedy in ("ice_massage", "towel_compress"):
        skin_by_key(page)
    else:
        by_key(page, "It hurts")
        assert now(page) == "Stop and rest"
        wait(page, MINUTE + 500)
        by_key(page, "Try again, with less")
        by_key(page, "Stop")
        assert now(page) == "Stopped"
    assert page.evaluate("document.activeElement.id") == "guide-now"
    while page.evaluate("document.activeElement.name") != "guide-level":
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    by_key(page, "Keep it in the diary")
    expect(page.locator("#guide-kept")).to_have_text("Kept in the diary.")


def skin_by_key(page: Page) -> None:
    """A look at the skin, then the end: it is numb."""
    for _ in range(600):
        wait(page, 2_000)  # in small steps: whoever does not answer within half a minute is too late
        if page.locator("[data-act=yes]").is_visible():
            break
    answer_by_key(page)
    by_key(page, "It is numb")
    assert now(page) == "Stop: it is numb"


def answer_by_key(page: Page) -> None:
    """Yes to all that is asked; whoever is asked stands at the question."""
    while page.locator("[data-act=yes]").is_visible():
        assert page.evaluate("document.activeElement.id") == "guide-now"
        by_key(page, page.locator("[data-act=yes]").inner_text())


def by_key(page: Page, words: str) -> None:
    tab_to(page, words)
    page.keyboard.press("Enter")


def test_it_speaks_only_when_asked_to_and_the_quiet_line_does_not_chatter(begin: Begin) -> None:
    page = begin("ice_massage", start=False)
    page.evaluate("heard.told.length = 0")
    press(page, "Start")
    answer_before(page, 2)
    wait(page, 10_000 + 2 * MINUTE)
    assert page.evaluate("heard.spoken") == []
    assert page.evaluate("heard.tones") > 20
    assert len(page.evaluate("heard.told")) <= 4, page.evaluate("heard.told")
    page.locator("[data-act=yes]").click()
    page.locator("#guide-voice").check(force=True)
    page.locator("#guide-sound").uncheck(force=True)
    tones = page.evaluate("heard.tones")
    wait(page, MINUTE)
    spoken = page.evaluate("heard.spoken")
    assert 3 <= len(spoken) <= 7
    assert page.evaluate("heard.tones") == tones


def test_a_second_window_does_not_run_it_too(begin: Begin, phone_context: BrowserContext) -> None:
    first = begin("short_walks")
    second = phone_context.new_page()
    second.goto(first.url)
    expect(second.locator("#guide-elsewhere")).to_be_visible()
    second.get_by_role("link", name="Go on here").click()
    expect(second.locator("#guide-now")).to_contain_text("Stand up slowly")
    expect(first.locator("#guide")).to_be_hidden()


def test_what_is_kept_and_makes_no_sense_ends_safely(begin: Begin) -> None:
    page = begin("ice_massage")
    answer_before(page, 2)
    wait(page, 15_000)
    page.evaluate("""for (const key of Object.keys(localStorage)) {
      const text = localStorage.getItem(key);
      if (text.includes('"phase"')) localStorage.setItem(key, text.replace('"phase":"running"', '"phase":"dancing"'));
    }""")
    page.reload()
    expect(page.locator("#guide-now")).to_have_text("This has stopped")
    expect(page.locator("#guide-cue")).to_contain_text("take it away and look at the skin")


def test_a_page_from_before_the_last_session_begins_no_other_too_soon(
    begin: Begin, phone_context: BrowserContext
) -> None:
    """Also without a connection: what was done is known on this device."""
    first = begin("ice_massage", start=False)
    second = phone_context.new_page()
    second.goto(first.url)
    press(first, "Start")
    answer_before(first, 2)
    wait(first, 30_000)
    press(first, "It is numb")
    phone_context.set_offline(True)
    press(second, "Start")
    expect(second.locator("#guide-note")).to_contain_text("two hours")
    expect(second.locator("#guide-note")).to_contain_text("You can start in 2 hours")
    assert second.url.endswith("/guide/2")


@pytest.mark.parametrize("remedy", ["ice_massage", "short_walks"])
def test_all_fits_on_one_phone_screen_with_large_targets_and_twice_the_text(begin: Begin, remedy: str) -> None:
    page = begin(remedy)
    answer_before(page, 2 if remedy == "ice_massage" else 0)
    wait(page, 20_000)
    for button in page.locator("#guide [data-act]:visible").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 56
        assert box["width"] >= 120
        assert box["y"] + box["height"] <= PHONE["height"], button.inner_text()
    page.set_viewport_size({"width": 195, "height": 422})
    assert_fits(page)


@pytest.mark.parametrize("remedy", ["ice_massage", "short_walks"])
def test_on_a_small_phone_the_careful_buttons_never_leave_the_screen_and_cover_nothing(
    begin: Begin, remedy: str
) -> None:
    """The browser's bars take a third of a small phone. Looked at by axe, by the tab key, and with twice the text."""
    page = begin(remedy)
    page.set_viewport_size(SMALL_PHONE)
    answer_before(page, 2 if remedy == "ice_massage" else 0)
    wait(page, 20_000)
    numb = "It is numb" if remedy == "ice_massage" else "Numb or tingling"
    for name in ("Pause", numb, "It hurts", "Something is wrong"):
        assert whole(page, name), name
    axe_check(page)
    page.locator("#guide-voice").evaluate("voice => voice.scrollIntoView()")
    for name in ("It hurts", "Something is wrong"):
        assert whole(page, name), name
    axe_check(page, state="scrolled to its end")
    for _ in range(10):
        page.keyboard.press("Tab")
        assert page.evaluate(COVERED) == ""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    axe_check(page, state="with large text")
    for name in ("Pause", "Stop", "It hurts", "Something is wrong"):
        page.get_by_role("button", name=name, exact=True).focus()
        assert page.evaluate(COVERED) == "", name


def whole(page: Page, name: str) -> bool:
    """Whether the whole button is on the screen."""
    box = page.get_by_role("button", name=name, exact=True).bounding_box()
    size = page.viewport_size
    assert box
    assert size
    return box["y"] >= 0 and box["y"] + box["height"] <= size["height"]


def test_the_session_speaks_spanish(
    phone_context: BrowserContext, walked: Callable[..., Page], live: Any, planner: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = walked(phone_context, "/guide/2")
    may_finish = hold_plans(planner, monkeypatch)
    phone_context.add_cookies([{"name": "unclench_language", "value": "es", "url": live.address}])
    page.goto(live.address + "/plan")
    expect(page.get_by_role("heading", level=1)).to_have_text("Preparando su plan")
    may_finish.set()  # it is worked out anew in the other language, which may take a while
    expect(page.locator("#steps")).to_be_visible()
    page.goto(live.address + "/guide/2")
    press(page, "Empezar")
    page.wait_for_url("**/guide")
    answer_before(page, 2)
    wait(page, 20_000)
    for english in ("Pause", "It hurts", "It is numb", "Something is wrong", "Keep it moving"):
        assert english not in page.locator("#guide").inner_text()


def hold_plans(planner: Any, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """From now on no plan is ready before the test says so."""
    may_finish, work_out = threading.Event(), planner.plan

    def held(*given: Any, **options: Any) -> Any:
        assert may_finish.wait(30)
        return work_out(*given, **options)

    monkeypatch.setattr(planner, "plan", held)
    return may_finish

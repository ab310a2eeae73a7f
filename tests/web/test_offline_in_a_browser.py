"""Without a connection, in a real browser: the danger check answers, entries wait and arrive once, nothing stays."""

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, ViewportSize, expect
from sqlalchemy import create_engine, inspect, select
from tests.browsing import CONTRAST, PHONE, RULES, assert_fits, axe_check, follow, open_details, press, settled, tab_to
from tests.web.serving import READY, Live

from unclench.diary import Kind
from unclench.diary.tables import event
from unclench.web.export import export
from unclench.web.settings import Settings

pytestmark = [
    pytest.mark.browser,
    # A server that dies in the middle of an answer leaves the file it was reading to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
NewPhone = Callable[..., BrowserContext]


@pytest.fixture
def context(new_phone: NewPhone) -> BrowserContext:
    return new_phone(service_workers="allow")


def opened_once(context: BrowserContext, live: Live) -> Page:
    """A page whose browser has seen the pages once, so that they are kept."""
    page = context.new_page()
    page.goto(live.address)
    page.evaluate(READY)
    return page


def cut(context: BrowserContext, live: Live) -> None:
    context.set_offline(True)
    live.stop()


def connect(context: BrowserContext, live: Live) -> None:
    live.start()
    context.set_offline(False)


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def begin(page: Page, address: str = "/offline/check") -> None:
    page.goto(address)
    page.get_by_role("button", name="My back has locked").click()


def answer(page: Page, tapped: dict[str, str] | None = None, visit: Callable[[Page], None] = lambda page: None) -> None:
    """Go through the offline check up to its result; ``tapped`` maps part of a question to the answer given."""
    for _ in range(40):
        visit(page)
        for words, reply in (tapped or {}).items():
            field = page.locator("fieldset", has_text=words)
            if field.count() and not field.get_by_role("radio", name=reply, exact=True).is_checked():
                field.get_by_text(reply, exact=True).click(force=True)  # an emergency replaces the page at once
        if page.get_by_role("button", name="no to all the rest").count():
            page.get_by_role("button", name="no to all the rest").click()
        elif page.locator("#age_years").count():
            page.locator("#age_years").fill("34")
            page.locator("#duration").fill("3")
            page.locator("#pain_nrs-6").check(force=True)
            page.get_by_role("button", name="Next", exact=True).click()
        else:
            return
    raise AssertionError(f"no result: {heading(page)}")


def events(app: Any, kind: Kind) -> list[Any]:
    """Everything of one kind that was recorded, whoever it is about."""
    engine = create_engine(app.state.services.settings.database)
    with engine.connect() as connection:
        if not inspect(connection).has_table(event.name):  # nothing was ever recorded
            return []
        return list(connection.execute(select(event).where(event.c.kind == kind.value).order_by(event.c.sequence)))


def test_the_danger_check_answers_offline_and_the_server_looks_again(
    context: BrowserContext, live: Live, app: Any
) -> None:
    page = opened_once(context, live)
    cut(context, live)
    page.goto(live.address + "/")
    assert heading(page) == "There is no connection"
    follow(page, "My back has locked")
    page.get_by_role("button", name="My back has locked").click()
    answer(page)
    assert heading(page) == "You can look after this at home"
    expect(page.locator("#outbox-line")).to_contain_text("Kept on this phone")
    page.get_by_role("button", name="Answer more").click()
    answer(page)
    expect(page.locator(".offers")).to_contain_text("Lying in an easy position: You may use")
    expect(page.locator("#outbox-line")).to_have_text(
        "Kept on this phone. It will be sent when you are connected again."
    )
    assert events(app, Kind.STARTED) == []
    connect(context, live)
    page.wait_for_url(lambda url: "/offline/" not in url, timeout=30_000)
    assert len(events(app, Kind.STARTED)) == 1
    found = {name: said for row in events(app, Kind.ANSWERED) for name, said in row.body.get("findings", {}).items()}
    assert found["chest_pain"] == "no"
    page.reload()
    assert page.evaluate("unclenchOutbox.waiting()") == 0
    assert len(events(app, Kind.STARTED)) == 1


def test_an_emergency_offline_says_what_to_do_at_once(context: BrowserContext, live: Live) -> None:
    page = opened_once(context, live)
    cut(context, live)
    begin(page, live.address + "/offline/check")
    answer(page, {"Chest pain": "Yes"})
    assert heading(page) == "Get help now"
    call = page.locator("main a[href='tel:911']")
    box = call.bounding_box()
    assert box
    assert box["height"] >= 48
    assert box["y"] + box["height"] <= PHONE["height"]
    said = page.locator(".read-out").inner_text()
    assert "I said yes to: Chest pain" in said
    assert "Please check for" in said
    assert page.locator(".offers").count() == 0
    page.locator("header").get_by_role("link", name="Call 911").wait_for()


def test_an_unsure_grave_sign_is_asked_once_more_and_never_counts_as_no(context: BrowserContext, live: Live) -> None:
    page = opened_once(context, live)
    cut(context, live)
    begin(page, live.address + "/offline/check")
    seen: list[str] = []

    def unsure_again(page: Page) -> None:
        seen.append(heading(page))
        if seen[-1] == "Let us ask that once more":
            page.get_by_role("button", name="I cannot say for the rest").click()

    answer(page, {"Numb or tingling around the": "Not sure"}, visit=unsure_again)
    assert "Let us ask that once more" in seen
    assert heading(page) in ("Get seen today", "Get help now")


def test_a_reload_goes_on_where_it_was(context: BrowserContext, live: Live) -> None:
    page = opened_once(context, live)
    cut(context, live)
    begin(page, live.address + "/offline/check")
    page.get_by_role("button", name="no to all the rest").click()
    second = heading(page)
    page.reload()
    page.get_by_role("button", name="no to all the rest").wait_for()
    assert heading(page) == second


@pytest.mark.parametrize("days", [91, -30])
def test_rules_that_are_too_old_or_from_the_future_are_not_used(
    context: BrowserContext, live: Live, app: Any, days: int
) -> None:
    page = opened_once(context, live)
    cut(context, live)
    now = app.state.services.now()
    page.clock.set_fixed_time(now.timestamp() + days * 86_400)
    page.goto(live.address + "/offline/check")
    page.get_by_role("heading", name="The check cannot be done here").wait_for()
    assert page.locator("details.signs").get_attribute("open") is not None
    assert page.get_by_text("thoughts of ending your life").first.is_visible()
    assert page.get_by_role("button", name="My back has locked").count() == 0


@pytest.mark.parametrize("body", ["", "{}", '{"version": 2}', '{"version": 1, "made_on": "never"}'])
def test_broken_rules_end_in_the_emergency_list(context: BrowserContext, live: Live, body: str) -> None:
    page = context.new_page()

    def broken(route: Route) -> None:
        route.fulfill(status=200, content_type="application/json", body=body)

    context.route("**/offline/check.json", broken)
    page.goto(live.address + "/offline/check")
    page.locator("details.signs[open]").wait_for()
    assert page.get_by_text("thoughts of ending your life").first.is_visible()
    assert page.get_by_role("button", name="My back has locked").count() == 0


def test_without_a_script_the_list_is_there(new_phone: NewPhone, live: Live) -> None:
    page = new_phone(java_script_enabled=False).new_page()
    page.goto(live.address + "/offline/check")
    assert page.get_by_text("The list below always works").is_visible()
    assert page.get_by_role("button").count() == 0
    assert page.locator("main").get_by_text("thoughts of ending your life").is_visible()


def test_a_diary_entry_waits_and_arrives_exactly_once(context: BrowserContext, live: Live, app: Any) -> None:
    page = opened_once(context, live)
    cut(context, live)
    page.goto(live.address + "/diary")
    page.get_by_text("There is no connection now").wait_for()
    for pain in ("6", "4"):
        page.locator(f"#pain_nrs-{pain}").check(force=True)
        page.get_by_role("button", name="Add to the diary").dblclick()
        expect(page.locator("#outbox-line")).to_be_visible()
        expect(page.locator(f"#pain_nrs-{pain}")).not_to_be_checked()
    other = context.new_page()
    other.goto(live.address + "/offline")
    assert page.evaluate("unclenchOutbox.waiting()") == 2
    connect(context, live)
    expect(page.locator("#outbox-line")).to_be_hidden()
    other.goto(live.address + "/diary")
    kept = events(app, Kind.ENTRY)
    assert [row.body["pain_nrs"] for row in kept] == [6, 4]


def test_a_server_that_dies_in_the_middle_loses_nothing(context: BrowserContext, live: Live, app: Any) -> None:
    """The network is there but the machine is not, and its answer to the first entry is lost on the way."""
    page = opened_once(context, live)
    swallowed: list[str] = []

    def swallow(route: Route) -> None:
        if not swallowed:
            swallowed.append(route.request.url)
            route.fetch(max_redirects=0)
            route.abort("connectionreset")
        else:
            route.continue_()

    context.route("**/diary", swallow)
    fields = "{pain_nrs: 5, tightness_nrs: '', movement: '', sleep: '', note: ''}"
    assert page.evaluate(f"unclenchOutbox.send({{address: '/diary', fields: {fields}, key: 'one'}})") == "kept"
    assert len(events(app, Kind.ENTRY)) == 1
    live.stop()
    assert page.evaluate(f"unclenchOutbox.send({{address: '/diary', fields: {fields}, key: 'two'}})") == "kept"
    live.start()
    page.evaluate("unclenchOutbox.flush()")
    assert page.evaluate("unclenchOutbox.waiting()") == 0
    assert len(events(app, Kind.ENTRY)) == 2


def test_what_the_server_refuses_is_kept_and_said(context: BrowserContext, live: Live, app: Any) -> None:
    page = opened_once(context, live)
    assert page.evaluate("unclenchOutbox.send({address: '/diary', fields: {pain_nrs: 70}, key: 'bad'})") == "refused"
    expect(page.locator("#outbox-line")).to_contain_text("could not be taken")
    assert page.evaluate("unclenchOutbox.send({address: '/diary', fields: {pain_nrs: 7}, key: 'good'})") == "sent"
    assert len(events(app, Kind.ENTRY)) == 1
    page.evaluate("unclenchOutbox.discard('bad')")
    expect(page.locator("#outbox-line")).to_be_hidden()


def test_an_entry_never_reaches_another_visits_diary(context: BrowserContext, live: Live, app: Any) -> None:
    page = opened_once(context, live)
    context.set_offline(True)
    assert page.evaluate("unclenchOutbox.send({address: '/diary', fields: {pain_nrs: 7}, key: 'mine'})") == "kept"
    context.set_offline(False)
    context.clear_cookies()
    page.goto(live.address)
    page.evaluate("unclenchOutbox.flush()")
    assert page.evaluate("unclenchOutbox.waiting()") == 1
    assert events(app, Kind.ENTRY) == []


def test_erasing_clears_what_the_browser_kept(context: BrowserContext, live: Live) -> None:
    page = opened_once(context, live)
    context.set_offline(True)
    page.evaluate("unclenchOutbox.send({address: '/diary', fields: {pain_nrs: 7}, key: 'mine'})")
    page.evaluate(
        "sessionStorage.setItem('unclench-offline-check', '{}'); localStorage.setItem('a-session', 'running')"
    )
    context.set_offline(False)
    page.route("**/outbox/seal", lambda route: route.abort())
    page.goto(live.address + "/erase")
    press(page, "Yes, erase everything")
    page.get_by_role("heading", name="Everything is erased").wait_for()
    assert page.evaluate("unclenchOutbox.waiting()") == 0
    assert page.evaluate("localStorage.getItem('a-session')") is None
    assert page.evaluate("sessionStorage.getItem('unclench-offline-check')") is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_passes_axe_and_fits(new_phone: NewPhone, live: Live, scheme: str) -> None:
    """Here the service worker must serve the pages: there is no server."""
    context = new_phone(service_workers="allow", color_scheme=scheme, bypass_csp=True)
    page = opened_once(context, live)
    cut(context, live)
    seen: set[str] = set()

    def check(page: Page) -> None:
        name = heading(page)
        if name in seen or len(seen) > 9:
            return
        seen.add(name)
        open_details(settled(page))
        axe_check(page, RULES if scheme == "light" else CONTRAST, f"{name} ({scheme})")
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = false; })")
        page.set_viewport_size(ViewportSize(width=195, height=422))
        assert_fits(page)
        page.set_viewport_size(PHONE)

    for path in ("/nowhere", "/diary", "/offline/check"):
        page.goto(live.address + path)
        if path == "/offline/check":
            page.get_by_label("Where are you?").wait_for()  # its script writes this page
        check(page)
    page.get_by_role("button", name="My back has locked").click()
    page.get_by_role("radio", name="Yes").first.focus()
    page.keyboard.press("Enter")  # no answer: the problem is said, and nothing counts as no
    assert page.get_by_text("A question is still open").is_visible()
    answer(page, {"Numb or tingling around the": "Not sure"}, visit=check)
    check(page)
    assert len(seen) >= 7, seen


def test_the_number_follows_the_country_chosen_last(context: BrowserContext, live: Live) -> None:
    page = context.new_page()
    page.goto(live.address + "/offline/check")
    page.get_by_label("Where are you?").select_option("uk")
    expect(page.locator("header .call")).to_have_text("Call 999")
    page.reload()
    expect(page.locator("header .call")).to_have_text("Call 999")
    page.goto(live.address + "/country")
    press(page, "European Union")
    page.goto(live.address + "/offline/check")
    expect(page.locator("header .call")).to_have_text("Call 112")


def test_questions_are_read_aloud_only_when_asked(context: BrowserContext, live: Live) -> None:
    """The device's voice is replaced by one that writes down what it is told."""
    context.add_init_script(
        "window.said = []; window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };"
        "Object.defineProperty(window, 'speechSynthesis', { value: {"
        " speak: (one) => window.said.push(one.text), cancel: () => { window.said = []; } } });"
    )
    page = context.new_page()
    page.goto(live.address)
    assert page.evaluate("window.said") == []
    page.get_by_role("button", name="Read aloud").click()
    assert page.evaluate("window.said")[0] == "Has your back just locked?"
    press(page, "My back has locked")
    said = page.evaluate("window.said")
    assert "Help at once" in said
    assert "Yes, No, Not sure" in said
    page.get_by_role("button", name="Stop reading aloud").click()
    assert page.evaluate("window.said") == []
    page.reload()
    assert page.evaluate("window.said") == []


def test_the_keyboard_alone_gets_through(context: BrowserContext, live: Live) -> None:
    page = opened_once(context, live)
    page.goto(live.address + "/offline/check")
    page.get_by_label("Where are you?").wait_for()
    tab_to(page, "My back has locked")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Help at once").wait_for()
    assert page.evaluate("document.activeElement.id") == "check-title"
    tab_to(page, "Next: no to all the rest")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Help at once")


@pytest.fixture
def plain_host(tmp_path: Path) -> Iterator[str]:
    """The exported check below a path of a plain web server that knows nothing of it."""
    export(tmp_path / "site" / "help" / "back", Settings(data_folder=tmp_path / "data"))

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

    handler = functools.partial(Quiet, directory=str(tmp_path / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as host:
        thread = threading.Thread(target=host.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{host.server_port}/help/back/"
        host.shutdown()
        thread.join(timeout=5)


def test_the_exported_check_answers_below_a_path_and_offline(context: BrowserContext, plain_host: str) -> None:
    page = context.new_page()
    asked: list[str] = []
    problems: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
    page.goto(plain_host)
    page.locator("#start-me").wait_for()
    page.evaluate(READY)
    assert all(url.startswith(plain_host) for url in asked), asked
    context.set_offline(True)
    page.reload()
    begin(page, plain_host)
    answer(page)
    assert heading(page) == "You can look after this at home"
    assert page.get_by_text("Kept on this phone").count() == 0
    page.get_by_role("button", name="Start over").click()
    page.locator("#country").select_option("uk")
    assert page.locator("header .call").get_attribute("href") == "tel:999"
    begin(page, plain_host)
    answer(page, {"Chest pain": "Yes"})
    page.locator("main a[href='tel:999']").wait_for()
    english = heading(page)
    page.get_by_role("link", name="Español").click()
    page.locator("main a[href='tel:999']").wait_for()  # the answers given so far count in the other language too
    assert page.locator("html").get_attribute("lang") == "es"
    assert heading(page) != english
    assert problems == []

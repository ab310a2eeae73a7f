"""A tour past every page in every state that it has, for tests that look at all of them.

Each part goes through some of the pages with the visitor's own hands and shows every state to ``look``. The templates
that a part must have shown stand beside it; together the parts show all there are.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browsing import axe_check, follow, hold_still, led, press, standing

from unclench.web import guide_pages, offline_pages, views
from unclench.web.jobs import Busy

MARK = re.compile(r"<!-- template: (\S+) -->")
SECOND, MINUTE = 1_000, 60_000
TEMPLATES = Path(views.TEMPLATES)


def name_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page names the template it was made from, so that the tour knows what it has shown."""
    render = views.render

    def named(name: str, **context: Any) -> str:
        return render(name, **context).replace("</body>", f"<!-- template: {name} --></body>")

    for module in (views, guide_pages, offline_pages):
        monkeypatch.setattr(module, "render", named)


def page_templates() -> set[str]:
    """The templates that are whole pages: no other template is built on them or has them in it."""
    texts = {file.name: file.read_text(encoding="utf-8") for file in TEMPLATES.glob("*.html")}
    parts = {name for text in texts.values() for name in re.findall(r'(?:extends|include|import) "(\S+)"', text)}
    return set(texts) - parts


@dataclass
class Tour:
    """Somebody with a phone who shows each page to ``look``."""

    page: Page
    address: str
    planner: Any
    services: Any
    monkeypatch: pytest.MonkeyPatch
    look: Callable[[Page, str], None]
    glance: Callable[[Page, str], None]
    shown: set[str] = field(default_factory=set)

    def see(self, state: str = "") -> None:
        """Look at the page as it is now."""
        standing(self.page)
        name = MARK.findall(self.page.content())[-1]
        self.shown.add(name)
        self.look(self.page, f"({name} {state})")

    def open(self, path: str, state: str = "") -> None:
        """Go to a page and look at it with everything unfolded."""
        self.page.goto(self.address + path)
        self.unfold(state)

    def unfold(self, state: str = "") -> None:
        """Look at the page with everything unfolded."""
        standing(self.page).evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        self.see(state)

    def send_empty(self, action: str, state: str = "error", **fields: str) -> None:
        """Send the form of this address with these fields, as far as its controls let them; then look."""
        form = self.page.locator(f"form[action='{action}']").last
        for name, value in fields.items():
            form.locator(f"[name={name}]").fill(value)
        with led(self.page):
            form.evaluate("form => { form.noValidate = true; form.submit(); }")
        self.unfold(state)

    def to_result(self) -> None:
        """Answer as somebody with an ordinary strain, without looking."""
        self.page.goto(self.address)
        press(self.page, "My back has locked")
        for _ in range(40):
            path = self.page.url.removeprefix(self.address)
            if path == "/result":
                return
            self.answer(path)
        raise AssertionError(f"no result: {self.page.url}")

    def answer(self, path: str) -> None:
        if path == "/about-you":
            self.page.locator("#pain_nrs-6").check(force=True)
            self.page.locator("#duration").fill("3")
            self.page.get_by_label("Lower back").check(force=True)
            self.page.get_by_label("Lifting or carrying").check(force=True)
            self.page.locator("#age_years").fill("34")
            press(self.page, "Next")
        elif path == "/wishes":
            for box in self.page.locator("input[type=checkbox]").all():
                box.check(force=True)
            press(self.page, "Show me the result")
        else:
            press(self.page, "No to all the rest")

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """The plan is not ready meanwhile, and the page on which it is waited for does not turn."""
        self.planner.go_on.clear()
        self.page.route("**/plan", hold_still)
        yield
        self.planner.go_on.set()
        self.page.unroute("**/plan")


def danger_check(tour: Tour) -> None:
    tour.open("/", "start")
    press(tour.page, "My back has locked")
    tour.unfold("questions")
    tour.page.get_by_role("radio", name="Not sure").first.check(force=True)
    tour.see("one answered")
    with led(tour.page):
        tour.page.keyboard.press("Enter")
    tour.unfold("a question is open")
    press(tour.page, "Next")
    tour.unfold("once more")
    with led(tour.page):
        tour.page.get_by_text("Yes", exact=True).first.click(force=True)
    tour.unfold("get help")
    _said_elsewhere(tour)
    tour.page.goto(tour.address)
    press(tour.page, "I am answering for someone")
    tour.unfold("for another")
    tour.page.goto(tour.address + "/about-you")
    tour.unfold()
    tour.page.locator("#age_years").fill("900")
    press(tour.page, "Next")
    tour.unfold("error")
    tour.open("/answers", "answers")
    tour.page.goto(tour.address + "/language")
    tour.unfold()


def _said_elsewhere(tour: Tour) -> None:
    """Another window says yes while this one waits, and this one then leaves the question open."""
    tour.page.goto(tour.address)
    press(tour.page, "My back has locked")
    with tour.page.context.new_page() as other:
        other.goto(tour.page.url)
        with led(other):
            other.locator("label[for='finding.chest_pain-yes']").click(force=True)
    press(tour.page, "No to all the rest")
    tour.unfold("said elsewhere")


def result_and_plan(tour: Tour) -> None:
    tour.to_result()
    tour.unfold("result")
    _new_sign(tour)
    tour.open("/wishes")
    with tour.waiting():
        tour.page.goto(tour.address + "/plan")
        tour.unfold("waiting")
    tour.open("/plan")
    tour.open("/forecast")
    tour.open("/answers")
    tour.open("/report")
    with tour.monkeypatch.context() as patch:
        patch.setattr(tour.planner, "assess", _crash)
        tour.open("/result", "crash")
    tour.planner.no_plan = True
    tour.page.goto(tour.address + "/wishes")
    tour.page.locator("input[type=checkbox]:checked").first.uncheck(force=True)
    press(tour.page, "Show me the result")
    tour.open("/plan", "no plan")
    with tour.monkeypatch.context() as patch:
        patch.setattr(tour.services.plans, "start", _busy)
        tour.open("/plan", "busy")


def _new_sign(tour: Tour) -> None:
    """Somebody notes a new danger sign, looks at what is closed then, and looks closer."""
    page = tour.page
    page.goto(tour.address + "/diary")
    page.locator("#pain_nrs-4").check(force=True)
    press(page, "One of them, or not sure")
    tour.open("/result", "closed by a new sign")
    tour.open("/about", "with a new sign at the top")
    page.goto(tour.address + "/diary/signs")
    press(page, "No to all the rest")


def _crash(*_given: Any, **_named: Any) -> None:
    raise ZeroDivisionError


def _busy(*_given: Any) -> None:
    raise Busy


def reading(tour: Tour) -> None:
    for path in ("/about", "/privacy", "/sources", "/country", "/phone", "/why/ice_massage", "/why/A10", "/nowhere"):
        tour.open(path)
    tour.open("/time-zone")
    tour.open("/offline")
    tour.open("/offline/diary")


def diary(tour: Tour) -> None:
    page = tour.page
    tour.open("/diary", "empty")
    press(page, "None of these")
    tour.unfold("no pain given")
    for pain in ("7", "4"):
        page.locator(f"#pain_nrs-{pain}").check(force=True)
        press(page, "None of these")
    tour.unfold("two entries")
    follow(page, "Change the entry of")
    tour.unfold()
    page.locator("#when").fill("2031-01-01T00:00")
    press(page, "Keep the change")
    tour.unfold("in the future")
    page.goto(tour.address + "/diary")
    press(page, "Undo the entry of")
    tour.unfold("one taken out")
    tour.open("/diary/signs")
    page.get_by_role("radio", name="Not sure").first.check(force=True)
    with led(page):
        page.keyboard.press("Enter")
    tour.unfold("a sign is open")
    tour.open("/dates")
    tour.open("/report", "with a diary")
    page.set_content(page.request.get(tour.address + "/api/v1/people/me/report?format=html").text())
    axe_check(page, state="the report as a file")


def medicine_and_data(tour: Tour) -> None:
    page = tour.page
    tour.open("/medicine", "empty")
    page.get_by_label("What it says on the pack").fill("ibuprofen")
    press(page, "Add this dose")
    tour.unfold("a dose")
    press(page, "Undo ibuprofen")
    tour.unfold("one taken out")
    page.get_by_label("Amount").fill("lots")
    press(page, "Add this dose")
    tour.unfold("error")
    tour.open("/your-data")
    for name, body in (("broken", b"{"), ("kept", page.request.get(tour.address + "/export").body())):
        page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "application/json", "buffer": body})
        with led(page):
            page.locator("form:has(input[type=file]) button").last.click()
        tour.unfold(f"a {name} file")
    with tour.monkeypatch.context() as patch:
        patch.setitem(sys.modules, "fhir.resources.R4B.bundle", None)
        tour.open("/export/fhir")
    tour.open("/erase")
    press(page, "Yes, erase everything")
    tour.unfold("erased")


def household_and_account(tour: Tour) -> None:
    page = tour.page
    tour.open("/people", "alone")
    tour.send_empty("/people/add", name=" ")
    page.locator("form[action='/people/add'] [name=name]").fill("Kim")
    with led(page):
        page.locator("form[action='/people/add'] button").last.click()
    tour.see("for Kim")
    page.goto(tour.address + "/diary")
    page.locator("#pain_nrs-4").check(force=True)
    press(page, "None of these")  # something that an account can lay claim to
    tour.open("/people", "two")
    press(page, "Remove Kim")
    tour.unfold()
    for path in ("/account", "/account/sign-in", "/account/new", "/account/recover", "/account/signed-out"):
        tour.open(path)
    tour.page.goto(tour.address + "/account/sign-in")
    tour.send_empty("/account/sign-in", name="nobody", password="wrong wrong wrong")
    tour.page.goto(tour.address + "/account/recover")
    tour.send_empty("/account/recover", name="nobody", code="0000")
    tour.page.goto(tour.address + "/account/new")
    tour.send_empty("/account/new", name="Anna", password="short")
    tour.page.goto(tour.address + "/account/new")
    tour.send_empty("/account/new", "what came before", name="Anna", password="correct horse battery")
    tour.open("/account", "signed in")
    press(page, "Show me recovery codes")
    tour.unfold()
    tour.open("/account/delete")


def offline_check(tour: Tour) -> None:
    """Its script writes these pages; with the server there as without it."""
    page = tour.page
    page.goto(tour.address + "/offline/check")
    expect(page.get_by_label("Where are you?")).to_be_visible()
    tour.unfold("start")
    page.get_by_role("button", name="My back has locked").click()
    tour.unfold("questions")
    page.get_by_role("radio", name="Not sure").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("A question is still open")).to_be_visible()
    tour.see("a question is open")
    page.get_by_text("Yes", exact=True).first.click(force=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Get help now")
    tour.unfold("get help")


def guided(tour: Tour, number: int) -> None:
    """A session of one kind: asked, getting ready, running, paused, looked at, hurting, over, and closed afterwards."""
    page = tour.page
    tour.unfold("before")
    _act(page, "start")
    page.wait_for_url("**/guide")
    asked = page.locator("[data-act=yes]")
    while asked.is_visible():
        tour.see("asked")
        asked.click()
    tour.see("getting ready")
    page.clock.run_for(20 * SECOND)
    tour.see("running")
    _act(page, "pause")
    tour.see("paused")
    _act(page, "resume")
    on_skin = page.locator("[data-act=numb]").inner_text() == "It is numb"
    if on_skin:
        for _ in range(600):
            page.clock.run_for(2 * SECOND)  # in small steps, for the question is there for half a minute only
            if asked.is_visible():
                break
        tour.glance(page, "(looking at the skin)")  # only 30 seconds: whoever does not answer ends it
        asked.click()
    _act(page, "hurts")
    if not on_skin:
        tour.see("resting")
        page.clock.run_for(MINUTE + SECOND)
        tour.see("rested")
        _act(page, "again")
        page.clock.run_for(5 * SECOND)
        tour.see("smaller")
        _act(page, "hurts")
    tour.see("over")
    page.locator("#guide-level-4").check(force=True)
    page.get_by_role("button", name="Keep it in the diary").click()
    expect(page.locator("#guide-kept")).to_be_visible()
    tour.see("kept")
    tour.open(f"/guide/{number}", "afterwards")


def _act(page: Page, act: str) -> None:
    page.locator(f"[data-act={act}]").click()


def guided_wrong(tour: Tour) -> None:
    """Something is wrong and the server is not there; then the page of a session that is over, or goes on elsewhere."""
    page = tour.page
    page.goto(tour.address + "/guide")
    expect(page.locator("#guide-nothing")).to_be_visible()
    tour.see("nothing runs")
    page.goto(tour.address + "/guide/1")
    _act(page, "start")
    page.wait_for_url("**/guide")
    page.reload()
    expect(page.locator("#guide-note")).to_be_visible()
    tour.unfold("back again")
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("#guide-elsewhere")).to_be_visible()
    first, tour.page = tour.page, other
    tour.see("elsewhere")
    tour.page = first
    other.close()
    page.route("**/outbox/seal", lambda route: route.abort())
    _act(page, "wrong")
    expect(page.locator("#guide-no-server")).to_be_visible()
    tour.see("something is wrong")


PARTS: dict[str, tuple[Callable[[Tour], None], set[str]]] = {
    "danger check": (
        danger_check,
        {"start.html", "screenful.html", "again.html", "newer.html", "emergency.html", "about_you.html", "answers.html"}
        | {"language.html"},
    ),
    "result and plan": (
        result_and_plan,
        {"result.html", "wishes.html", "waiting.html", "plan.html", "forecast.html", "no_plan.html", "busy.html"}
        | {"error.html", "lapsed.html"},
    ),
    "reading": (
        reading,
        {"about.html", "privacy.html", "sources.html", "country.html", "phone.html", "why.html", "time_zone.html"}
        | {"offline.html", "offline_diary.html"},
    ),
    "diary": (
        diary,
        {"diary.html", "diary_entry.html", "diary_signs.html", "dates.html", "report.html"},
    ),
    "medicine and data": (
        medicine_and_data,
        {"medicine.html", "your_data.html", "no_fhir.html", "erase.html", "erased.html"},
    ),
    "household and account": (
        household_and_account,
        {"household.html", "household_remove.html", "account.html", "account_sign_in.html", "account_new.html"}
        | {"account_recover.html", "account_claim.html", "account_codes.html", "account_delete.html"}
        | {"signed_out.html"},
    ),
    "offline check": (offline_check, {"offline_check.html"}),
}

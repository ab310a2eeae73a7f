"""People cleared by the real screen, plans of one step, the shipped guides, and a phone whose clocks can go wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright
from tests.browsing import launched

from unclench.guide import Event, Moment, Script, State, advance, apply, begin, compose, go_on, guided_remedies
from unclench.knowledge.load import Knowledge, load
from unclench.model.case import Answer, Case, Episode, Person, Region, Sex, Trigger, Unmentioned
from unclench.model.course import Course, Estimate
from unclench.model.plan import Plan, Step
from unclench.model.scenario import Mechanism
from unclench.safety.cleared import Cleared
from unclench.safety.screen import screen

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "http://guide.test/"
NOW_MS = 1_795_485_600_000
"""Some night in November 2026."""


class Scripts(tuple[Script, ...]):
    """Sessions that are told by their names: a property that fails prints them, and whole they hide how it failed."""

    def __repr__(self) -> str:
        return f"({', '.join(script.remedy for script in self)})"


@dataclass
class Phone:
    """A phone running one session. True time goes on in ``sleep``; each clock can be told to lie."""

    script: Script = field(repr=False)
    wall_ms: int = NOW_MS
    steady_ms: int = 1_000
    run: int = 1
    state: State = field(default_factory=begin)

    @property
    def now(self) -> Moment:
        return Moment(self.wall_ms, self.steady_ms, str(self.run))

    def do(self, *events: Event) -> Phone:
        for event in events:
            self.state = apply(self.script, self.state, event, self.now)
        return self

    def tick(self) -> Phone:
        self.state = advance(self.script, self.state, self.now)
        return self

    def sleep(self, ms: float) -> Phone:
        """Both clocks go on and nobody looks."""
        self.wall_ms += round(ms)
        self.steady_ms += round(ms)
        return self

    def watch(self, seconds: float) -> Phone:
        """Let time pass with a tick a second, as a page does."""
        whole, rest = divmod(round(seconds * 1000), 1000)
        for ms in [1000] * whole + ([rest] if rest else []):
            self.sleep(ms).tick()
        return self

    def reload(self, ms: int = 0) -> Phone:
        """Another loading of the page, so long later by the time of day, from what was kept."""
        kept = self.state.as_plain()
        self.wall_ms, self.steady_ms, self.run = self.wall_ms + ms, 0, self.run + 1
        self.state = go_on(self.script, kept, self.now)
        return self

    def start(self) -> Phone:
        """Begin, answer the questions as wished for, and get ready: the first part has just begun."""
        self.do(Event.START)
        while self.script.parts[self.state.part].if_no:
            self.do(Event.YES)
        return self.watch(self.script.parts[self.state.part].ms / 1000)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture(scope="session")
def clear(knowledge: Knowledge) -> Callable[..., Cleared | None]:
    """The real screen on an ordinary adult with a strain, with these findings besides; None when not cleared."""

    def make(*found: str) -> Cleared | None:
        bout = Episode(15.0, 6.0, Region.LUMBAR, Trigger.LIFTING, False)
        findings = dict.fromkeys(found, Answer.YES)
        case = Case("test", Person(41.0, Sex.MALE, 179.0, 84.0), bout, findings, Unmentioned.NO)
        return screen(case, knowledge, country="us").cleared

    return make


@pytest.fixture(scope="session")
def strain(clear: Callable[..., Cleared | None]) -> Cleared:
    cleared = clear()
    assert cleared is not None
    return cleared


@pytest.fixture(scope="session")
def plan_of() -> Callable[..., Plan]:
    """A plan whose steps are these (remedy, minutes)."""

    def make(*steps: tuple[str, float]) -> Plan:
        return Plan(
            steps=tuple(a_step(remedy, minutes) for remedy, minutes in steps),
            check_points=(),
            forecast=an_empty_course(),
            mean_pain_24h=Estimate(3, 2, 4),
            released_24h=0.5,
            alternatives=(),
            notes=(),
            left_out={},
        )

    return make


@pytest.fixture(scope="session")
def script_of(strain: Cleared, plan_of: Callable[..., Plan], knowledge: Knowledge) -> Callable[..., Script]:
    """The session of an ordinary person for this remedy; the minutes are those of its sheet unless given."""

    def make(remedy: str, minutes: float | None = None) -> Script:
        told = knowledge.remedies[remedy].minutes if minutes is None else minutes
        return compose(strain, plan_of((remedy, told)), 0, knowledge)

    return make


@pytest.fixture(scope="session")
def scripts(script_of: Callable[..., Script], knowledge: Knowledge) -> tuple[Script, ...]:
    """A session for every remedy that has a guide."""
    return Scripts(script_of(remedy) for remedy in guided_remedies(knowledge))


@pytest.fixture(scope="session")
def on_skin(scripts: Iterable[Script]) -> tuple[Script, ...]:
    return Scripts(script for script in scripts if script.contact)


@pytest.fixture
def phone(script_of: Callable[..., Script]) -> Callable[..., Phone]:
    def make(remedy: str, minutes: float | None = None) -> Phone:
        return Phone(script_of(remedy, minutes))

    return make


@pytest.fixture(scope="session")
def new_phone() -> type[Phone]:
    return Phone


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


@pytest.fixture
def serve(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A page on which the shipped modules, or changed ones, can be imported; there is no server."""
    context = browser.new_context()

    def make(changed: dict[str, str] | None = None) -> Page:
        def answer(route: Route) -> None:
            name = route.request.url.removeprefix(ADDRESS)
            if not name:
                route.fulfill(body="<!doctype html><title>guide</title>", content_type="text/html")
                return
            folder = ROOT / "proofs" if name.endswith(".mjs") else ROOT / "src" / "unclench" / "web" / "static"
            body = (changed or {}).get(name) or (folder / name).read_text(encoding="utf-8")
            route.fulfill(body=body, content_type="text/javascript")

        page = context.new_page()
        page.route(f"{ADDRESS}**", answer)
        page.goto(ADDRESS)
        return page

    yield make
    context.close()


def a_step(remedy: str, minutes: float) -> Step:
    return Step(remedy, remedy, 0.0, minutes, f"{minutes:g} minutes", (), "", "", (), (), None)


def an_empty_course() -> Course:
    return Course(
        minutes=(0.0,),
        bands={},
        locked_share=(1.0,),
        released_by=(0.0,),
        minutes_to_release=None,
        burn_probability=0.0,
        cold_injury_probability=0.0,
        worst_burn_damage=0.0,
        lowest_skin_c=20.0,
        highest_skin_c=40.0,
        members=1,
        failed=0,
        mechanism=Mechanism.VICIOUS_CYCLE,
        backend="fake",
        seed=1,
    )

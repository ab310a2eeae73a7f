"""What the web tests share: an application on a fresh folder, a visitor who walks the road, and a quick planner."""

import datetime
import importlib.util
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright
from playwright.sync_api import Page as BrowserPage
from starlette.testclient import TestClient
from tests.browsing import a_phone, launched, settled
from tests.web.clocks import NOW, Clock
from tests.web.serving import Live

from unclench import advice
from unclench.advice import PlanAnswer
from unclench.knowledge.load import Knowledge, load
from unclench.language.catalogue import LOCALE
from unclench.model.course import Band, Course, Estimate, Outcome
from unclench.model.plan import Alternative, CheckPoint, Plan, Predicted, Step
from unclench.model.scenario import Mechanism
from unclench.web.app import create_app
from unclench.web.settings import Settings
from unclench.web.visits import COOKIE

ABOUT = {
    "pain_nrs": "6",
    "duration": "3",
    "duration_unit": "hours",
    "region": "lumbar",
    "trigger": "lifting",
    "known_spinal_problem": "no",
    "age_years": "34",
    "sex": "male",
    "height_cm": "180",
    "weight_kg": "80",
}
WISHES = {"have": ["ice", "towel", "tablets", "medicine", "floor"], "order": "evidence"}


class Page(HTMLParser):
    """The parts of a page that tests ask about."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.hidden: dict[str, list[str]] = {}
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.tags: set[str] = set()
        self.heading = ""
        self._in_heading = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.add(tag)
        self.attributes |= set(found)
        if found.get("type") == "hidden":
            self.hidden.setdefault(str(found["name"]), []).append(str(found["value"]))
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag == "a":
            self.links.append(str(found.get("href")))
        self._in_heading = tag == "h1" or (self._in_heading and tag != "h2")

    def handle_endtag(self, tag: str) -> None:
        if tag == "h1":
            self._in_heading = False

    def handle_data(self, data: str) -> None:
        if self._in_heading:
            self.heading += data


class Visitor:
    """Somebody with a browser that runs no script: reads a page, fills in its form, follows where it leads."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.seal = Page(client.get("/").text).hidden["seal"][0]

    def send(self, address: str, **fields: Any) -> Any:
        return self.client.post(address, data={"seal": self.seal, **fields})

    def start(self, who: str = "me") -> str:
        return self.follow(self.send("/start", who=who).headers["location"])

    def follow(self, address: str) -> str:
        for _ in range(5):
            answer = self.client.get(address)
            if answer.status_code != 303:
                return address
            address = answer.headers["location"]
        raise AssertionError(f"{address} leads in a circle")

    def answer(
        self, address: str, yes: set[str], unsure: set[str], about: dict[str, str], no: frozenset[str] = frozenset()
    ) -> str:
        if address == "/about-you":
            sent = self.send(address, **about)
        elif address == "/wishes":
            sent = self.send(address, **WISHES)
        else:
            hidden = Page(self.client.get(address).text).hidden
            asked = hidden["asked"]
            tapped = {"made_from": hidden["made_from"][0]}
            tapped |= {f"finding.{one}": "yes" for one in yes & set(asked)}
            tapped |= {f"finding.{one}": "no" for one in no & set(asked)}
            tapped |= {f"finding.{one}": "unsure" for one in unsure & set(asked)}
            rest = "unsure" if address == "/check/again" else "no"
            sent = self.send(address, asked=asked, rest=rest, **tapped)
        assert sent.status_code == 303, sent.text
        return self.follow(sent.headers["location"])

    def walk(
        self, yes: set[str] | None = None, unsure: set[str] | None = None, about: dict[str, str] | None = None
    ) -> list[str]:
        """Answer every page up to the result; the addresses seen, in order."""
        address = self.start()
        seen = [address]
        while address != "/result":
            address = self.answer(address, yes or set(), unsure or set(), ABOUT if about is None else about)
            seen.append(address)
            assert len(seen) < 60, seen
        return seen


class QuickPlanner:
    """Answers like the library, but makes its plan in no time; it can be told to wait or to crash."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.go_on.set()
        self.planned: list[Any] = []
        self.taken: list[Any] = []
        self.crash_in: str = ""
        self.no_plan = False
        self.warnings: tuple[str, ...] = ()

    def assess(self, case: Any, knowledge: Knowledge, **options: Any) -> Any:
        if self.crash_in == "assess":
            raise ZeroDivisionError("secretword in the message")
        return advice.assess(case, knowledge, **options)

    def explain(self, sheet_id: str, knowledge: Knowledge) -> Any:
        return advice.explain(sheet_id, knowledge)

    def plan(self, case: Any, knowledge: Knowledge, *, progress: Any = None, preferences: Any, **options: Any) -> Any:
        self.planned.append((case, preferences))
        self.taken.append(options.get("taken"))
        if progress is not None:
            progress(0.25, "trying warmth")
        assert self.go_on.wait(120)
        if self.crash_in == "plan":
            raise ZeroDivisionError("secretword in the message")
        assessment = advice.assess(case, knowledge, today=options["today"], country=preferences.country.value)
        plan = None if self.no_plan else a_plan()
        return PlanAnswer(assessment, plan, assessment.screening.seek_care, (*assessment.warnings, *self.warnings))

    def forecast(self, case: Any, knowledge: Knowledge, **options: Any) -> Any:
        return a_course(start=6.0)


def a_course(start: float = 5.0) -> Course:
    minutes = tuple(float(minute) for minute in range(0, 1441, 10))
    band = Band(
        p05=tuple(max(0.0, start - 2 - minute / 500) for minute in minutes),
        p25=tuple(max(0.0, start - 1 - minute / 500) for minute in minutes),
        median=tuple(start - minute / 500 for minute in minutes),
        p75=tuple(start + 1 - minute / 500 for minute in minutes),
        p95=tuple(start + 2 - minute / 500 for minute in minutes),
        mean=tuple(start - minute / 500 for minute in minutes),
    )
    share = tuple(minute / 1440 for minute in minutes)
    return Course(
        minutes=minutes,
        bands={Outcome.PAIN_NRS: band, Outcome.BLOOD_FLOW: band, Outcome.RANGE_OF_MOTION: band},
        locked_share=share,
        released_by=share,
        minutes_to_release=Estimate(200, 60, 700),
        burn_probability=0.0,
        cold_injury_probability=0.0,
        worst_burn_damage=0.0,
        lowest_skin_c=20.0,
        highest_skin_c=39.0,
        members=64,
        failed=0,
        mechanism=Mechanism.VICIOUS_CYCLE,
        backend="numba",
        seed=1,
    )


def a_plan() -> Plan:
    effect = Predicted(
        Estimate(-0.6, -1.4, 0.1), 0.04, 4, within_noise=False, provenance="fitted", says="A little less."
    )
    step = Step(
        remedy="calves_on_chair",
        title="Lie with your calves on a chair",
        start_min=0,
        duration_min=20,
        dose="20 minutes",
        how=("Lie down.",),
        why="It takes load off.",
        evidence="Weak.",
        sources=("nhs_back_pain",),
        stop_if=("It hurts more.",),
        predicted=effect,
    )
    return Plan(
        steps=(step, step),
        check_points=(CheckPoint(2, "Is it easier?", "Do the check again.", "self_care", ("nhs_back_pain",)),),
        forecast=a_course(),
        mean_pain_24h=Estimate(3.4, 1.2, 6.0),
        released_24h=0.62,
        alternatives=(
            Alternative(
                "doing_nothing",
                "Doing nothing",
                Estimate(4, 2, 6),
                0.5,
                Estimate(0.6, 0.1, 1.0),
                within_noise=False,
                course=a_course(start=6.0),
            ),
        ),
        notes=("Times count from now.",),
        left_out={},
    )


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture
def now() -> datetime.datetime:
    return NOW


@pytest.fixture
def planner() -> QuickPlanner:
    return QuickPlanner()


GUIDED = {
    "calves_on_chair": 20,
    "ice_massage": 5,
    "knee_to_chest": 5,
    "towel_compress": 15,
    "short_walks": 5,
    "ibuprofen": 0,
}
"""Remedy and minutes of each step of a plan that has a session of every kind, and last a step that has none."""


@pytest.fixture
def guided_steps(planner: QuickPlanner, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """Lets the planner make a plan of these remedies."""
    step = a_plan().steps[0]
    made = tuple(replace(step, remedy=remedy, title=remedy, duration_min=one) for remedy, one in GUIDED.items())
    whole = replace(a_plan(), steps=made)
    original = planner.plan

    def plan(*given: Any, **options: Any) -> PlanAnswer:
        answer: PlanAnswer = original(*given, **options)
        return replace(answer, plan=whole) if answer.plan else answer

    monkeypatch.setattr(planner, "plan", plan)
    return tuple(GUIDED)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_folder=tmp_path / "data", show_at_once_seconds=0.3, wait_seconds=0.2)


@pytest.fixture
def clock() -> Clock:
    """What the application goes by; a test may move it."""
    return Clock()


@pytest.fixture
def app(settings: Settings, planner: QuickPlanner, knowledge: Knowledge, clock: Clock) -> FastAPI:
    made = create_app(settings, advice=planner, clock=clock)
    made.state.services.knowledge = knowledge
    return made


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, follow_redirects=False, headers={"accept-language": "en-US"}) as client:
        yield client


@pytest.fixture
def visitor(client: TestClient) -> Visitor:
    return Visitor(client)


def every_route(app: FastAPI) -> list[tuple[str, str]]:
    """Every (method, path) that the application answers, so that a new route cannot be forgotten by a test."""
    found: list[tuple[str, str]] = []
    waiting: list[Any] = list(app.routes)
    while waiting:
        route = waiting.pop()
        waiting += getattr(getattr(route, "original_router", None), "routes", [])
        found += [(method, route.path) for method in getattr(route, "methods", None) or () if method != "HEAD"]
    assert len(found) > 30
    return sorted(found)


@pytest.fixture
def routes() -> Callable[[FastAPI], list[tuple[str, str]]]:
    return every_route


@pytest.fixture
def read() -> Callable[[str], Page]:
    return Page


@pytest.fixture
def heading() -> Callable[[Any], str]:
    def of(answer: Any) -> str:
        return re.sub(r"\s+", " ", Page(answer.text).heading).strip()

    return of


@pytest.fixture
def make_course() -> Callable[..., Course]:
    return a_course


@pytest.fixture(scope="session")
def write_language() -> Callable[[Path, str, Callable[[str], str]], None]:
    """Writes a gettext file for a pretended language, in which every text of the sources is said by a function."""
    script = Path(__file__).resolve().parents[2] / "scripts" / "translations.py"
    found = importlib.util.spec_from_file_location("translations_of_pages", script)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)

    def quoted(text: str) -> str:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'

    def write(folder: Path, locale: str, say: Callable[[str], str]) -> None:
        lines = ['msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n']
        for texts in module.collected().values():
            for text in texts:
                if isinstance(text, str):
                    lines.append(f"msgid {quoted(text)}\nmsgstr {quoted(say(text))}\n")
                else:
                    one, many = (quoted(say(part)) for part in text)
                    lines.append(f"msgid {quoted(text[0])}\nmsgid_plural {quoted(text[1])}")
                    lines.append(f"msgstr[0] {one}\nmsgstr[1] {many}\n")
        target = folder / locale / "LC_MESSAGES"
        target.mkdir(parents=True)
        (target / "all.po").write_text("\n".join(lines))
        for real in LOCALE.iterdir():  # the real languages stay within reach
            if not (folder / real.name).exists():
                (folder / real.name).symlink_to(real)

    return write


@pytest.fixture
def live(app: FastAPI) -> Iterator[Live]:
    """The pages on a port, to be stopped and started by the test."""
    made = Live(app)
    yield made
    made.stop()


@pytest.fixture
def address(app: FastAPI) -> Iterator[str]:
    """Where the pages are, for tests that only visit them."""
    made = Live(app, lifespan="auto")
    yield made.address
    made.close()


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """For a module only: while it runs, nothing else in this process can start a loop of its own."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = launched(playwright)
    yield browser
    browser.close()


@pytest.fixture
def new_phone(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a phone with these options of a browser context; it is put away after the test."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        made.append(a_phone(browser, **options))
        return made[-1]

    yield make
    for context in made:
        context.close()


@pytest.fixture
def phone_context(new_phone: Callable[..., BrowserContext]) -> BrowserContext:
    """A phone whose clock stands at the server's and is moved by the test; it keeps no pages."""
    context = new_phone()
    context.clock.install(time=NOW)
    return context


@pytest.fixture
def keeping_phone(new_phone: Callable[..., BrowserContext]) -> BrowserContext:
    """The same, with the service worker that keeps pages for times without a connection."""
    context = new_phone(service_workers="allow")
    context.clock.install(time=NOW)
    return context


@pytest.fixture
def walked(live: Live, client: TestClient, visitor: Visitor) -> Callable[..., BrowserPage]:
    """Opens a page as somebody whose danger check is done and whose plan is ready."""

    def opened(context: BrowserContext, path: str) -> BrowserPage:
        visitor.walk()
        client.get("/plan")
        context.add_cookies([{"name": COOKIE, "value": client.cookies[COOKIE], "url": live.address}])
        page = context.new_page()
        page.goto(live.address + path)
        return settled(page)

    return opened

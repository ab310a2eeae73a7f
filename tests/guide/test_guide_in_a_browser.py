"""The browser's session machine gives the answers of the Python one, and its keeper loses and doubles nothing."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from unclench.guide import Outcome, Script
from unclench.knowledge.load import Knowledge

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src" / "unclench" / "web" / "static"
VECTORS = ROOT / "proofs" / "guide_vectors.json"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
ADDRESS = "http://guide.test/"
START_MS = 1_795_485_600_000


def needs_browser(test: Callable[..., None]) -> Callable[..., None]:
    without = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
    marked: Callable[..., None] = pytest.mark.browser(without(test))
    return marked


SETUP = """async ([script, visit]) => {
  const { Keeper } = await import("./guide-keeper.js");
  globalThis.script = script;
  globalThis.time ??= { wall_ms: WALL, steady_ms: 100, run: "1" };
  globalThis.made = (visit, storage = localStorage) => new Keeper(storage, () => ({ ...time }), visit);
  globalThis.keeper = made(visit);
  globalThis.pass = (ms) => { time.wall_ms += ms; time.steady_ms += ms; return keeper.tick(); };
  globalThis.watch = (seconds) => { for (let i = 0; i < seconds; i++) pass(1000); return keeper.tick(); };
  globalThis.loadAgain = (ms, visit = null) => {
    time = { wall_ms: time.wall_ms + ms, steady_ms: 0, run: time.run + "1" };
    keeper = made(visit);
  };
  globalThis.begun = () => {
    keeper.open(script, "a seal");
    let view = keeper.act("start");
    while (view.state.phase === "asking") view = keeper.act("yes");
    return watch(view.remaining_ms / 1000);
  };
}""".replace("WALL", str(START_MS))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def serve(page: Page, changed: dict[str, str] | None = None) -> Page:
    """A page on which the shipped modules, or changed ones, can be imported; there is no server."""

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(ADDRESS)
        if not name:
            route.fulfill(body="<!doctype html><title>guide</title>", content_type="text/html")
            return
        folder = ROOT / "proofs" if name.endswith(".mjs") else STATIC
        body = (changed or {}).get(name) or (folder / name).read_text(encoding="utf-8")
        route.fulfill(body=body, content_type="text/javascript")

    page.route(f"{ADDRESS}**", answer)
    page.goto(ADDRESS)
    return page


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def keeping(page: Page, script_of: Callable[..., Script]) -> Callable[..., Page]:
    def make(remedy: str = "ice_massage", visit: str | None = None) -> Page:
        serve(page).evaluate(SETUP, [script_of(remedy).as_plain(), visit])
        return page

    return make


def compared(page: Page, vectors: dict[str, Any]) -> dict[str, Any]:
    run = """async (vectors) => {
      const { compare } = await import("./guide_check.mjs");
      const told = compare(await import("./guide-machine.js"), await import("./guide-opening.js"), vectors);
      return { ...told, differs: told.differs.slice(0, 3), wrong: told.differs.length };
    }"""
    found: dict[str, Any] = page.evaluate(run, vectors)
    return found


@pytest.fixture(scope="module")
def vectors() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(VECTORS.read_text(encoding="utf-8"))
    return found


def test_the_frozen_sessions_are_those_of_today(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    from proofs.guide_vectors import document

    frozen = VECTORS.read_text(encoding="utf-8")
    assert frozen == document(knowledge), "freeze them anew: python proofs/guide_vectors.py"
    assert "proofs.guide_vectors" in sys.modules


def test_the_frozen_sessions_meet_every_phase_event_and_end(vectors: dict[str, Any]) -> None:
    steps = [step for _, walk, branches in vectors["walks"] for step in (*walk, *branches)]
    assert len(steps) > 2_000
    assert {step[0] for step in steps} == {"", *vectors["events"]}
    assert {step[4][0] for step in steps} == {"new", "asking", "running", "paused", "checking", "resting", "over"}
    assert {step[4][9] for step in steps} == {None, *(set(Outcome) - {Outcome.LOST})}
    assert sum(one[3][9] == "lost" for one in vectors["kept"]) > 50
    assert {one[4][1] for one in vectors["openings"]} == {"", "wrong", "skin", "gave_up", "often", "wait"}
    assert VECTORS.stat().st_size < 500_000


@needs_browser
def test_the_browser_agrees_on_every_session(page: Page, vectors: dict[str, Any]) -> None:
    told = compared(serve(page), vectors)
    assert told["wrong"] == 0, told["differs"]
    assert told["checks"] > 8_000


DAMAGES = {
    "pauses stop the time on the skin": ("(run && part.active ?", '(run && part.active && state.phase !== "paused" ?'),
    "a pause puts a look at the skin off": ('["running", "paused"].includes(state.phase)', 'state.phase === "running"'),
    "getting ready counts": ("(run && part.active ? ms : 0)", "(run ? ms : 0)"),
    "a clock set back goes unnoticed": ("return byWall >= 0 ? byWall : null", "return Math.max(byWall, 0)"),
    "a steady clock that stood still is believed": (
        "Math.max(byWall, now.steady_ms - before.steady_ms, 0)",
        "now.steady_ms - before.steady_ms",
    ),
    "three pains are allowed": ("state.hurts > 1 ?", "state.hurts > 2 ?"),
    "pain on the skin is rested": ('if (script.contact) return end(state, "hurt")', "if (false) return state"),
    "numbness without contact is no matter": ('script.contact ? "numb" : "wrong"', '"numb"'),
    "stopping skips the look at the skin": ('state.phase !== "new" && script.parts', "false && script.parts"),
    "the rest can be skipped": ("restLeftMs(script, state) > 0 ? always", "false ? always"),
    "an interrupted stretch goes on in the middle": ("part.paced ? enter", "false ? enter"),
    "the second try is as long": ("state.smaller ? part.smaller_ms : part.ms", "part.ms"),
    "late is called finished": ("part.active && leftMs > LATE_MS", "false"),
    "silence about the skin is no matter": ('state.active_ms > 0 ? "no_answer" : "away"', 'false ? "" : "away"'),
    "any version will do": ("state.version !== STATE_VERSION", "false"),
    "more than the limit was kept": ("state.active_ms <= script.limit_ms;", "true;"),
}


OPENING_DAMAGES = {
    "a wrong from before the danger check": ("one.heard_ms >= screenedMs", "true"),
    "an unknown end counts as nothing done": (" || one.outcome === null", ""),
    "the future counts": ("Math.min(one.ended_ms, nowMs) + ms", "one.ended_ms + ms"),
    "once more a day": ("today.length >= script.day_most", "today.length > script.day_most"),
    "giving up is forgotten": ('because("gave_up", script.kin)', "[]"),
    "sore skin is forgotten": ('because("skin", script.same_skin)', "[]"),
    "a wait that is just over": ("one.from_ms > nowMs", "one.from_ms >= nowMs"),
}


@needs_browser
def test_damage_to_the_scripts_is_noticed(page: Page, vectors: dict[str, Any]) -> None:
    changed: dict[str, str] = {}
    for name, damages in (("guide-machine.js", DAMAGES), ("guide-opening.js", OPENING_DAMAGES)):
        text = (STATIC / name).read_text(encoding="utf-8")
        for damage, (right, wrong) in damages.items():
            assert text.count(right) == 1, damage
            changed[f"{damage.replace(' ', '-')}.js"] = text.replace(right, wrong)
    noticed = serve(page, changed).evaluate(
        """async ([vectors, machines, openings]) => {
          const { compare } = await import("./guide_check.mjs");
          const machine = await import("./guide-machine.js"), opening = await import("./guide-opening.js");
          const noticed = async (name) => {
            const damaged = await import(`./${name}`);
            const pair = machines.includes(name) ? [damaged, opening] : [machine, damaged];
            try { compare(...pair, vectors, 1); } catch (error) { return String(error).includes("differs:"); }
            return false;
          };
          const found = [];
          for (const name of [...machines, ...openings]) found.push([name, await noticed(name)]);
          return found;
        }""",
        [vectors, list(changed)[: len(DAMAGES)], list(changed)[len(DAMAGES) :]],
    )
    assert [name for name, was_noticed in noticed if not was_noticed] == []
    assert len(noticed) == len(DAMAGES) + len(OPENING_DAMAGES)

"""The browser's keeper of a session loses nothing, doubles nothing, and ends safely whatever it finds stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from unclench.guide import Outcome, Script, guided_remedies, past_sessions, read_report
from unclench.knowledge.load import Knowledge

START_MS = 1_795_485_600_000

pytestmark = pytest.mark.browser

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


@pytest.fixture
def keeping(serve: Callable[..., Page], script_of: Callable[..., Script]) -> Callable[..., Page]:
    def make(remedy: str = "ice_massage", visit: str | None = None) -> Page:
        page = serve()
        page.evaluate(SETUP, [script_of(remedy).as_plain(), visit])
        return page

    return make


def test_a_whole_session_is_reported_once_and_in_order(keeping: Any, knowledge: Knowledge) -> None:
    page = keeping()
    page.evaluate("""() => { begun(); watch(120); keeper.act("yes"); watch(120); keeper.act("yes"); watch(60); }""")
    assert page.evaluate("keeper.act('yes').state.outcome") == "finished"
    reports = page.evaluate("[...keeper.pending()]")
    assert [one["fields"]["what"] for one in reports] == ["start", *["yes"] * 5, "over"]
    assert [one["fields"]["number"] for one in reports] == list(range(7))
    assert all(one["fields"]["seal"] == "a seal" for one in reports)
    read = [read_report(one["fields"], guided_remedies(knowledge)) for one in reports]
    assert [one.key for one in read] == [one["key"] for one in reports]
    (past,) = past_sessions([(one.as_body(), one.wall_ms) for one in read])
    assert (past.outcome, past.active_ms, past.started_ms) == (Outcome.FINISHED, 300_000, START_MS)
    page.evaluate("keeper.pending().forEach((one) => keeper.handed(one.key))")
    page.evaluate("() => { watch(5); keeper.act('yes'); loadAgain(1000); keeper.resume(); }")
    assert page.evaluate("keeper.pending()") == []
    assert page.evaluate("keeper.forget(), keeper.resume()") is None


def test_what_was_not_handed_over_outlives_reload_and_the_next_session(keeping: Any) -> None:
    page = keeping()
    page.evaluate("() => { begun(); keeper.act('numb'); }")
    first = page.evaluate("keeper.pending().map((one) => one.key)")
    page.evaluate("() => { keeper.forget(); loadAgain(5000); begun(); }")
    both = page.evaluate("keeper.pending().map((one) => one.key)")
    assert both[: len(first)] == first
    assert len(set(both)) == len(both) > len(first)


def test_a_reload_goes_on_at_the_right_place(keeping: Any) -> None:
    page = keeping()
    assert page.evaluate("begun().state.phase") == "running"
    page.evaluate("() => { watch(50); loadAgain(4000); }")
    assert page.evaluate("keeper.found().phase") == "running"
    view = page.evaluate("keeper.resume()")
    assert (view["resumed"], view["state"]["active_ms"]) == (True, 54_000)
    assert view["remaining_ms"] == 300_000 - 54_000
    assert page.evaluate("keeper.open({ ...script, limit_ms: 1 }).script.limit_ms") == 300_000


def test_a_reload_long_afterwards_ends_safely_and_says_so_once(keeping: Any) -> None:
    page = keeping()
    page.evaluate("() => { begun(); watch(50); loadAgain(3 * 3600000); }")
    view = page.evaluate("keeper.resume()")
    assert (view["state"]["outcome"], view["actions"]) == ("late", [])
    assert view["script"]["endings"]["late"]
    page.evaluate("() => { loadAgain(1000); keeper.resume(); keeper.tick(); }")
    assert page.evaluate("keeper.pending().filter((one) => one.fields.what === 'over').length") == 1


def test_a_reload_under_a_clock_set_back_ends_what_lies_on_the_skin(keeping: Any) -> None:
    page = keeping()
    page.evaluate("() => { begun(); watch(50); loadAgain(-3600000); }")
    assert page.evaluate("keeper.resume().state.outcome") == "late"


def test_every_way_in_which_what_was_kept_is_broken_ends_as_lost(keeping: Any) -> None:
    """Cut off anywhere, of another version, of another shape: never running, never an error, and then a new start."""
    page = keeping()
    page.evaluate("() => { begun(); watch(20); }")
    found = page.evaluate(
        """() => {
          const whole = localStorage.getItem("unclench-guide"), script = localStorage.getItem("unclench-guide-script");
          const texts = ["", "null", "[]", "7", "{}", '"running"', "{", '{"version":1}', '{"version":1,"reports":[]}'];
          for (let at = 1; at < whole.length; at += 23) texts.push(whole.slice(0, at));
          const change = (way) => { const kept = JSON.parse(whole); way(kept); texts.push(JSON.stringify(kept)); };
          for (const version of [0, 2, "1", null]) {
            change((kept) => { kept.version = version; });
            change((kept) => { kept.running.state.version = version; });
          }
          for (const name of Object.keys(JSON.parse(whole).running)) {
            change((kept) => { delete kept.running[name]; });
            change((kept) => { kept.running[name] = {}; });
          }
          for (const name of Object.keys(JSON.parse(whole).running.state)) {
            change((kept) => { delete kept.running.state[name]; });
            change((kept) => { kept.running.state[name] = [7]; });
          }
          change((kept) => { kept.running.state.active_ms = script.length * 1e6; });
          return texts.map((text) => {
            localStorage.setItem("unclench-guide", text);
            localStorage.setItem("unclench-guide-script", script);
            loadAgain(1000);
            const view = keeper.resume(), again = made(null).resume();
            const outcomes = [view, again].map((one) => one && one.state.outcome);
            keeper.forget();
            return [text.slice(0, 60), outcomes, keeper.resume(), begun().state.phase];
          });
        }"""
    )
    assert len(found) > 60
    for text, outcomes, after, phase in found:
        assert (after, phase) == (None, "running"), text
        assert set(outcomes) <= {"lost"}, (text, outcomes)


@pytest.mark.parametrize(
    "script", ["", "{", '{"session":"x"}', "changed version", "changed limit", "other session", None]
)
def test_a_script_that_cannot_be_read_ends_it_as_lost_and_reports_it_once(keeping: Any, script: str | None) -> None:
    page = keeping()
    page.evaluate("() => { begun(); watch(20); }")
    view = page.evaluate(
        """(text) => {
          const beside = JSON.parse(localStorage.getItem("unclench-guide-script"));
          if (text === "changed version") text = JSON.stringify({ ...beside, script: { ...script, version: 2 } });
          if (text === "changed limit") text = JSON.stringify({ ...beside, script: { ...script, limit_ms: "5" } });
          if (text === "other session") text = JSON.stringify({ ...beside, session: "ab".repeat(16) });
          if (text === null) localStorage.removeItem("unclench-guide-script");
          else localStorage.setItem("unclench-guide-script", text);
          loadAgain(1000);
          return keeper.resume();
        }""",
        script,
    )
    assert (view["state"]["outcome"], view["script"], view["actions"]) == ("lost", None, [])
    page.evaluate("() => { loadAgain(1000); keeper.resume(); keeper.act('yes'); }")
    ends = page.evaluate("keeper.pending().filter((one) => one.fields.what === 'over').map((one) => one.fields)")
    assert [(one["outcome"], one["remedy"]) for one in ends] == [("lost", "ice_massage")]
    assert page.evaluate("keeper.found()") is None


def test_two_tabs_share_one_session_and_double_nothing(keeping: Any) -> None:
    page = keeping("knee_to_chest")
    page.evaluate("() => { begun(); globalThis.first = keeper; globalThis.second = made(null); second.resume(); }")
    page.evaluate("() => { keeper = second; watch(2); second.act('hurts'); keeper = first; pass(1000); }")
    assert page.evaluate("first.tick().state.phase") == "resting"
    page.evaluate("() => { watch(60); first.act('again'); second.tick(); second.act('stop'); }")
    assert page.evaluate("first.tick().state.outcome") == "stopped"
    numbers = page.evaluate("first.pending().map((one) => one.fields.number)")
    assert numbers == list(range(len(numbers)))


@pytest.mark.parametrize(
    "storage", ["null", "{ getItem() { throw 1; }, setItem() { throw 1; }, removeItem() { throw 1; } }"]
)
def test_without_a_storage_the_session_goes_on_in_memory(keeping: Any, storage: str) -> None:
    page = keeping()
    page.evaluate(f"() => {{ keeper = made(null, {storage}); begun(); watch(120); keeper.act('yes'); }}")
    assert page.evaluate("keeper.tick().state.active_ms") == 120_000
    assert page.evaluate("keeper.act('numb').state.outcome") == "numb"
    assert page.evaluate("keeper.pending().map((one) => one.fields.what)") == ["start", *["yes"] * 3, "numb", "over"]


def test_a_storage_that_fills_up_midway_does_not_turn_time_back(keeping: Any) -> None:
    page = keeping()
    page.evaluate(
        """() => {
          const full = { getItem: (name) => localStorage.getItem(name), removeItem: () => {},
            setItem: (name, text) => { if (globalThis.isFull) throw 1; localStorage.setItem(name, text); } };
          keeper = made(null, full); begun(); watch(10); globalThis.isFull = true; watch(10);
        }"""
    )
    assert page.evaluate("keeper.tick().state.active_ms") == 20_000
    page.evaluate("() => { isFull = false; watch(1); loadAgain(0); }")
    assert page.evaluate("keeper.resume().state.active_ms") == 21_000


def test_somebody_elses_session_is_not_gone_on_with(keeping: Any) -> None:
    page = keeping(visit="anna")
    page.evaluate("() => { begun(); watch(10); loadAgain(1000, 'ben'); }")
    assert page.evaluate("keeper.found().visit") == "anna"
    assert page.evaluate("keeper.open(script, 'bens seal').state.phase") == "new"
    ends = page.evaluate("keeper.pending().filter((one) => one.fields.what === 'over').map((one) => one.fields)")
    assert [(one["outcome"], one["seal"]) for one in ends] == [("away", "a seal")]


def test_a_rest_goes_over_into_what_the_plan_puts_in_it_and_both_are_kept_in_order(
    keeping: Any, script_of: Callable[..., Script], knowledge: Knowledge
) -> None:
    page = keeping("side_lying", visit="anna")
    page.evaluate("() => { begun(); watch(300); loadAgain(1000, 'anna'); }")
    assert page.evaluate("keeper.goesOver(['ice_massage'])") is False
    assert page.evaluate("keeper.open(script, '', ['ice_massage']).state.phase") == "running"
    page.evaluate("(next) => { globalThis.next = next; }", script_of("towel_compress").as_plain())
    assert page.evaluate("keeper.goesOver(['side_lying'])") is True
    assert page.evaluate("keeper.open(next, 'b', ['side_lying']).state.phase") == "new"
    page.evaluate("keeper.act('start')")
    told = [read_report(one["fields"], guided_remedies(knowledge)) for one in page.evaluate("keeper.pending()")]
    assert [(one.remedy, one.what, one.number) for one in told] == [
        ("side_lying", "start", 0),
        ("side_lying", "over", 1),
        ("towel_compress", "start", 0),
    ]
    assert (told[1].outcome, told[1].active_ms) == (Outcome.WENT_OVER, 301_000)
    assert len({one.session for one in told}) == 2


def test_somebody_elses_rest_does_not_go_over(keeping: Any) -> None:
    page = keeping("side_lying", visit="anna")
    page.evaluate("() => { begun(); watch(10); loadAgain(1000, 'ben'); }")
    assert page.evaluate("keeper.goesOver(['side_lying'])") is False


def test_a_session_that_nobody_started_leaves_no_trace_and_erasing_leaves_none_at_all(keeping: Any) -> None:
    page = keeping()
    page.evaluate("() => { keeper.open(script); watch(3); loadAgain(1000); }")
    assert page.evaluate("keeper.resume()") is None
    page.evaluate("begun()")
    assert page.evaluate("localStorage.length") == 2
    page.evaluate("async () => { (await import('./guide-keeper.js')).Keeper.erase(localStorage); }")
    assert page.evaluate("localStorage.length") == 0


def test_a_phone_whose_clock_is_wrong_reports_by_the_known_difference(keeping: Any) -> None:
    page = keeping()
    page.evaluate("() => { keeper.offsetMs = -7200000.4; begun(); }")
    walls = page.evaluate("keeper.pending().map((one) => one.fields.wall_ms)")
    assert walls[0] == START_MS - 7_200_000
    assert page.evaluate("keeper.tick().state.at.wall_ms") == START_MS + 10_000

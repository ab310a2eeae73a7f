"""The browser's session machine gives the answers of the Python one."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from unclench.guide import Outcome
from unclench.knowledge.load import Knowledge

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src" / "unclench" / "web" / "static"
VECTORS = ROOT / "proofs" / "guide_vectors.json"


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
    assert {step[4][9] for step in steps} == {None, *(set(Outcome) - {Outcome.LOST, Outcome.WENT_OVER})}
    assert sum(one[3][9] == "lost" for one in vectors["kept"]) > 50
    assert {one[4][1] for one in vectors["openings"]} == {"", "wrong", "skin", "gave_up", "often", "wait"}
    assert VECTORS.stat().st_size < 600_000


@pytest.mark.browser
def test_the_browser_agrees_on_every_session(serve: Callable[..., Page], vectors: dict[str, Any]) -> None:
    told = serve().evaluate(
        """async (vectors) => {
          const { compare } = await import("./guide_check.mjs");
          const told = compare(await import("./guide-machine.js"), await import("./guide-opening.js"), vectors);
          return { ...told, differs: told.differs.slice(0, 3), wrong: told.differs.length };
        }""",
        vectors,
    )
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
    "more than the limit was kept": ("state.active_ms > script.limit_ms)", "false)"),
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


@pytest.mark.browser
def test_damage_to_the_scripts_is_noticed(serve: Callable[..., Page], vectors: dict[str, Any]) -> None:
    changed: dict[str, str] = {}
    for name, damages in (("guide-machine.js", DAMAGES), ("guide-opening.js", OPENING_DAMAGES)):
        text = (STATIC / name).read_text(encoding="utf-8")
        for damage, (right, wrong) in damages.items():
            assert text.count(right) == 1, damage
            changed[f"{damage.replace(' ', '-')}.js"] = text.replace(right, wrong)
    noticed = serve(changed).evaluate(
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

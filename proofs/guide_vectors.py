"""Answers of the Python session machine for the browser's to repeat: ``guide_vectors.json``.

    python proofs/guide_vectors.py     freeze today's answers

``walks``: ``[script, [step, ...], [branch, ...]]``, where each branch is one more step from where the steps led. A step
is ``[event or "", wall, steady, run, state, actions]``: somebody does something (or nothing) at a moment, and the state
and what can be done then must be these. ``kept``: ``[script, what was kept, moment, state]``. ``openings``: ``[script,
past, now, screened, [allowed, because, from]]``. The time of day in a walk counts from ``start_ms``; states are the
values of ``fields``, actions are places in ``events``.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from unclench.guide import (
    Event,
    Moment,
    Outcome,
    Past,
    Phase,
    Script,
    State,
    actions,
    advance,
    apply,
    begin,
    compose,
    go_on,
    guided_remedies,
    opening,
)
from unclench.guide.machine import TWICE_MS
from unclench.guide.passing import ASLEEP_MS, AWAY_MS, LATE_MS
from unclench.knowledge.load import Knowledge, load
from unclench.model.case import Case, Episode, Person, Region, Sex, Trigger, Unmentioned
from unclench.model.course import Course, Estimate
from unclench.model.plan import Plan, Step
from unclench.model.scenario import Mechanism
from unclench.safety.screen import screen

FILE = Path(__file__).with_name("guide_vectors.json")
START_MS = 1_700_000_000_000
RANDOM_WALKS = 7
"""For each session."""
STEPS = 12
DAMAGED = 12
PASTS = 24
WORDS = ("title", "lead", "check", "rest", "smaller", "endings", "stop_signs", "says", "side", "cues", "yes", "no")
"""What no answer depends on is left out, so that a better wording changes no vector."""

Vector = list[Any]


def scripts_of(knowledge: Knowledge) -> list[Script]:
    """A session of an ordinary adult for every guided remedy, and a short one of each that lies on the skin."""
    bout = Episode(15.0, 6.0, Region.LUMBAR, Trigger.LIFTING, known_spinal_problem=False)
    case = Case("ordinary", Person(41.0, Sex.MALE, 179.0, 84.0), bout, {}, Unmentioned.NO)
    cleared = screen(case, knowledge).cleared
    if cleared is None:
        raise AssertionError("an ordinary strain must be cleared")
    remedies = guided_remedies(knowledge)
    told = [(remedy, knowledge.remedies[remedy].minutes) for remedy in remedies]
    told += [(remedy, 1.5) for remedy in remedies if knowledge.remedies[remedy].offer in ("cold", "heat")]
    plan = _plan(told)
    return [compose(cleared, plan, place, knowledge) for place in range(len(told))]


def _plan(told: Sequence[tuple[str, float]]) -> Plan:
    steps = tuple(Step(remedy, remedy, 0.0, minutes, "", (), "", "", (), (), None) for remedy, minutes in told)
    nothing = Estimate(0.0, 0.0, 0.0)
    course = Course(
        (0.0,), {}, (1.0,), (0.0,), None, 0.0, 0.0, 0.0, 20.0, 40.0, 1, 0, Mechanism.VICIOUS_CYCLE, "none", 0
    )
    return Plan(steps, (), course, nothing, 0.0, (), (), {})


def plain_script(script: Script) -> dict[str, Any]:
    """The script without its words."""
    plain = {name: value for name, value in script.as_plain().items() if name not in WORDS}
    plain["parts"] = [{name: value for name, value in part.items() if name not in WORDS} for part in plain["parts"]]
    plain["waits"] = [wait | {"says": ""} for wait in plain["waits"]]
    return plain


def short_state(state: State) -> Vector:
    """The fields of a state in order, without the moment."""
    return [value for name, value in asdict(state).items() if name != "at"]


class Walker:
    """Walks one session and writes down what it sees."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.state = begin()
        self.now = Moment(START_MS, 500, "1")
        self.steps: list[Vector] = []

    def step(
        self, event: Event | None, wall_ms: int = 0, steady_ms: int | None = None, *, loads: bool = False
    ) -> State:
        """Do something after both clocks went on by so much; ``loads``: after the page was loaded again."""
        steady = self.now.steady_ms + (wall_ms if steady_ms is None else steady_ms)
        run = str(int(self.now.run) + loads)
        self.now = Moment(max(0, self.now.wall_ms + wall_ms), 0 if loads else max(0, steady), run)
        if event is None:
            self.state = advance(self.script, self.state, self.now)
        else:
            self.state = apply(self.script, self.state, event, self.now)
        can = [list(Event).index(one) for one in actions(self.script, self.state)]
        moment = [self.now.wall_ms - START_MS, self.now.steady_ms, self.now.run]
        self.steps.append([event or "", *moment, short_state(self.state), can])
        return self.state

    def branch(self, ms: int) -> Vector:
        """What time alone would do from here, without going there."""
        here = self.state, self.now
        self.step(None, ms)
        self.state, self.now = here
        return self.steps.pop()

    def begin(self) -> None:
        """Start, answer every question as wished for, and get ready."""
        self.step(Event.START)
        while self.state.phase is Phase.ASKING:
            self.step(Event.YES, 700)
        left = self.script.parts[self.state.part].ms
        at_once = ASLEEP_MS if self.script.asleep == "wait" else left
        while left:
            self.step(None, min(left, at_once))
            left -= min(left, at_once)


def walks(scripts: Sequence[Script]) -> Iterator[Vector]:
    """Edges to the millisecond, then random lives."""
    for place, script in enumerate(scripts):
        for walker, branches in _edges(script):
            yield [place, walker.steps, branches]
        for walker in _lives(script, seed=place):
            yield [place, walker.steps, []]


def _edges(script: Script) -> Iterator[tuple[Walker, list[Vector]]]:
    """One millisecond before, at, and after everything that can come due."""
    first = next(part for part in script.parts if part.active)
    times = {first.ms, first.smaller_ms, script.limit_ms, script.limit_ms + LATE_MS, script.answer_ms, script.rest_ms}
    times |= {*first.checks_ms, *(check + script.answer_ms for check in first.checks_ms)}
    times |= {AWAY_MS, TWICE_MS, ASLEEP_MS, AWAY_MS + script.limit_ms, 24 * 3_600_000}
    for event in (None, Event.PAUSE, Event.HURTS, Event.STOP):
        walker = Walker(script)
        walker.begin()
        if event is not None:
            walker.step(event, 1_000)
        yield walker, [walker.branch(at + nudge) for at in sorted(times - {0}) for nudge in (-1, 0, 1)]
    yield _second_try(script)
    walker, _ = _second_try(script)
    walker.step(Event.HURTS)
    walker.step(Event.AGAIN, script.rest_ms)
    yield walker, []


def _second_try(script: Script) -> tuple[Walker, list[Vector]]:
    """Interrupted in the second thing to do, gone on with, then a pain, a rest, and the smaller try to its end."""
    first = next(part for part in script.parts if part.active)
    walker = Walker(script)
    walker.begin()
    walker.step(None, min(first.ms, ASLEEP_MS))
    walker.step(Event.PAUSE, 1_000)
    walker.step(Event.RESUME, 3_000)
    walker.step(Event.HURTS, 2_000)
    walker.step(None, script.rest_ms)
    walker.step(Event.AGAIN)
    walker.step(None, 3_000)
    return walker, [walker.branch(first.smaller_ms - 3_000 + nudge) for nudge in (-1, 0, 1)]


def _lives(script: Script, seed: int) -> Iterator[Walker]:
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    for number in range(RANDOM_WALKS):
        walker = Walker(script)
        if number % 4:
            walker.begin()
        for _ in range(STEPS):
            _live(walker, chance)
        yield walker


def _live(walker: Walker, chance: random.Random) -> None:
    script, part = walker.script, walker.script.parts[walker.state.part]
    known = [part.ms, part.smaller_ms, script.limit_ms, script.rest_ms, script.answer_ms, *part.checks_ms, AWAY_MS]
    gap = chance.choice(
        [0, 1, 400, 1_000, 1_000, 4_999, 5_000, 5_001, 61_000, chance.choice(known) + chance.choice((-1, 0, 1))]
    )
    can = actions(script, walker.state)
    event = chance.choice([*can, *can, *can, *Event, None, None]) if can else chance.choice([*Event, None])
    clocks = chance.random()
    if clocks < 0.7:
        walker.step(event, max(0, gap))
    elif clocks < 0.8:
        walker.step(event, max(0, gap), 0)  # the steady clock stands still
    elif clocks < 0.9:
        walker.step(event, chance.choice((-7_200_000, -1, 3_000)), max(0, gap))  # somebody sets the time of day
    else:
        walker.step(event, chance.choice((max(0, gap), 2_000, 2_000, -5)), loads=True)


def kept(scripts: Sequence[Script]) -> Iterator[Vector]:
    """States as a browser kept them: whole, damaged, of other versions, from the future, long ago."""
    values: list[Any] = [
        None,
        True,
        -1,
        0,
        1,
        2,
        3,
        99,
        2**53,
        0.5,
        "",
        "running",
        "over",
        "asking",
        "finished",
        {},
        [],
    ]
    for place, script in enumerate(scripts):
        chance = random.Random(100 + place)  # noqa: S311 - repeatable, not secret
        edges = list(_edges_of_kept(script))
        for number in range(len(edges) + DAMAGED):
            walker = Walker(script)
            walker.begin()
            for _ in range(chance.randrange(4) if number >= len(edges) else 0):
                _live(walker, chance)
            raw: Any = walker.state.as_plain()
            if number < len(edges):
                raw |= edges[number]
            elif number % 3:
                raw[chance.choice(list(raw))] = chance.choice(values)
            elif number % 9 == 0:
                raw = chance.choice([None, [], {}, "state", 7, {**raw, "new": 1}, {"version": 1}])
            gap = chance.choice((0, 2_500, 2_500, 700_000, 86_400_000, -60_000))
            now = Moment(walker.now.wall_ms + gap, 0, "later")
            yield [place, raw, list(asdict(now).values()), short_state(go_on(script, raw, now))]


def _edges_of_kept(script: Script) -> Iterator[dict[str, Any]]:
    """What can just be so, and what is just too much, in the first thing to do."""
    first = next(part for part in script.parts if part.active)
    limit, checks = script.limit_ms, len(first.checks_ms)
    yield {"active_ms": limit}
    yield {"active_ms": limit + 1}
    for contact_ms in (limit, limit + 1):
        yield {"active_ms": contact_ms, "phase": "over", "outcome": "stopped"}
    yield {"active_ms": min(first.ms, limit), "spent_ms": first.ms}
    yield {"spent_ms": first.ms + 1}
    yield {"checked": checks}
    yield {"checked": checks + 1}
    yield {"phase": "checking", "checked": checks}
    yield {"phase": "checking"}
    for hurts in (1, 2):
        yield {"hurts": hurts}
        yield {"hurts": hurts, "phase": "resting"}
    yield {"smaller": True, "hurts": 1, "spent_ms": first.smaller_ms + 1}
    yield {"phase": "asking"}
    yield {"at": None}
    yield {"part": len(script.parts)}


def openings(scripts: Sequence[Script]) -> Iterator[Vector]:
    """Whether a session may begin, after all kinds of pasts."""
    hour = 3_600_000
    for place, script in enumerate(scripts):
        chance = random.Random(200 + place)  # noqa: S311 - repeatable, not secret
        remedies = sorted({one.remedy for one in scripts})
        for number in range(PASTS):
            past = []
            for _ in range(number % 6):
                ended = START_MS - round(chance.choice((-1, 0.4, 0.5, 0.6, 1, 2, 2, 5, 23, 24, 25)) * hour)
                outcome = chance.choice([None, *Outcome, *[Outcome.FINISHED] * 6])
                near = chance.choice(
                    [script.remedy, *script.kin, *(one for wait in script.waits for one in wait.after)]
                )
                remedy = chance.choice([near, near, chance.choice(remedies)])
                past.append(Past(remedy, ended - 60_000, ended, chance.choice((0, 60_000)), outcome, ended))
            if number % 4 == 0:  # a busy day of the same
                busy = [START_MS - hours * hour for hours in chance.sample(range(3, 26), chance.randrange(3, 9))]
                past += [Past(script.remedy, end - 60_000, end, 60_000, Outcome.FINISHED, end) for end in busy]
            screened = START_MS - chance.choice((0, 1, 3, 30)) * hour
            found = opening(script, past, START_MS, screened)
            expected = [found.allowed, found.because, found.from_ms]
            yield [place, [asdict(one) for one in past], START_MS, screened, expected]


def document(knowledge: Knowledge) -> str:
    """The whole file, one vector a line."""
    scripts = scripts_of(knowledge)
    parts: dict[str, list[Any]] = {
        "scripts": [plain_script(script) for script in scripts],
        "walks": list(walks(scripts)),
        "kept": list(kept(scripts)),
        "openings": list(openings(scripts)),
    }
    head = {"start_ms": START_MS, "events": list(Event), "fields": [name for name in asdict(begin()) if name != "at"]}
    texts = [f'"{name}":[\n' + ",\n".join(_short(one) for one in vectors) + "\n]" for name, vectors in parts.items()]
    return _short(head)[:-1] + "," + ",\n".join(texts) + "}\n"


def _short(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


if __name__ == "__main__":
    FILE.write_text(document(load()), encoding="utf-8")
    sys.stdout.write(f"answers for the browser's sessions frozen in {FILE}\n")

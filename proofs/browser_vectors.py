"""Answers of the Python kernel for the browser's danger check to repeat: ``browser_vectors.json``.

    python proofs/browser_vectors.py     freeze today's answers (``prove.py --write-vectors`` does it too)

One vector is ``[base, yes, unsure, open, numbers, expected]``. Findings and rules are given by their place in the
table. ``base`` 0: whatever is not listed is answered "no", and 0 for numbers means those of ``ordinary``; 1: it was not
asked.
``expected`` is ``[urgency, fired, possible, open]``, or null where the answers contradict each other.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from proofs.specification import active  # noqa: E402
from proofs.vectors import MOST_SETS, covering_sets, smallest_sets  # noqa: E402

from unclench.knowledge.load import Knowledge, load  # noqa: E402
from unclench.model.case import Case  # noqa: E402
from unclench.model.invalid import InvalidInput  # noqa: E402
from unclench.safety.export import danger_table  # noqa: E402
from unclench.safety.intake import read_case  # noqa: E402
from unclench.safety.rulebook import rulebook  # noqa: E402
from unclench.safety.screen import screen  # noqa: E402

FILE = Path(__file__).with_name("browser_vectors.json")
NUMBERS = {"age_years": 35.0, "weight_kg": 75.0, "duration_hours": 24.0, "pain_nrs": 4.0}
"""An ordinary adult, in no band."""
SECTION = {"age_years": "person", "weight_kg": "person", "duration_hours": "episode", "pain_nrs": "episode"}
RANDOM = 500
HALF_ASKED = 20
"""Cases with nearly everything open; each lists some 200 open findings, so few are kept."""

Vector = list[Any]


class Writer:
    """Makes vectors under one state of the knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.book = rulebook(knowledge)
        self.ids = list(self.book.bit_of)
        self.place = {finding: place for place, finding in enumerate(self.ids)}
        self.rule_place = {rule.id: place for place, rule in enumerate(self.book.red_flags)}
        bands = {id_: sheet.derived_from for id_, sheet in knowledge.findings.items()}
        self.number_of = {id_: band.number for id_, band in bands.items() if band is not None}
        self.edges = {
            (band.number, edge) for band in bands.values() if band for edge in [band.at_least or band.below or 0.0]
        }

    def vector(
        self,
        yes: Iterable[str] = (),
        unsure: Iterable[str] = (),
        unasked: Iterable[str] = (),
        base: str = "no",
        numbers: dict[str, float] | None = None,
    ) -> Vector:
        """One vector. A number is left out where one of its bands is answered by itself."""
        answers = {finding: "no" for finding in self.ids if base == "no" and finding not in self.number_of}
        answers |= dict.fromkeys(yes, "yes") | dict.fromkeys(unsure, "unsure")
        for finding in unasked:
            answers.pop(finding, None)
        said = {self.number_of[finding] for finding in (*yes, *unsure, *unasked) if finding in self.number_of}
        given = NUMBERS if base == "no" and numbers is None else numbers or {}
        given = {name: value for name, value in given.items() if name not in said or numbers is not None}
        places = [sorted(self.place[finding] for finding in some) for some in (yes, unsure, unasked)]
        written = [given.get(name) for name in NUMBERS]
        short: Any = 0 if written == list(NUMBERS.values()) else written
        return [int(base == "open"), *places, short, self.expected(answers, given)]

    def expected(self, answers: dict[str, str], numbers: dict[str, float]) -> list[Any] | None:
        """The kernel's answer to these people, or None where it refuses them."""
        raw: dict[str, Any] = {"findings": answers, "person": {}, "episode": {}}
        for name, value in numbers.items():
            raw[SECTION[name]][name] = value
        try:
            case = read_case(raw, self.knowledge)
        except InvalidInput:
            return None
        screening = screen(case, self.knowledge).screening
        unsettled = self._open(case)
        if screening.complete == bool(unsettled):
            raise AssertionError("complete means that no danger question is open")
        rules = [[self.rule_place[rule.rule] for rule in some] for some in (screening.fired, screening.possible)]
        return [int(screening.urgency), *rules, unsettled]

    def _open(self, case: Case) -> list[int]:
        facts = self.book.facts(case)
        found = 0
        for rule in self.book.red_flags:
            found |= rule.when.unsettled(facts.could, facts.unanswered)
        return [place for place in range(len(self.ids)) if found >> place & 1]

    def all(self) -> Iterator[Vector]:
        """Every single finding, what every rule needs, the edges of the bands, and random people."""
        yield self.vector()
        yield self.vector(base="open")
        for finding in self.ids:
            yield self.vector(yes=[finding])
            yield self.vector(unsure=[finding])
            yield self.vector(unasked=[finding])
        yield from self._rules()
        yield from self._edges()
        yield from self._contradictions()
        chance = random.Random(1)  # noqa: S311 - repeatable, not secret
        for number in range(RANDOM + HALF_ASKED):
            yield self._random(chance, "no" if number < RANDOM else "open")

    def _rules(self) -> Iterator[Vector]:
        """Each rule's covering sets and all pairs that make it hold: certain, one in doubt, all in doubt, one open."""
        seen: set[tuple[frozenset[str], frozenset[str], frozenset[str]]] = set()
        for rule in active(self.knowledge.red_flags):
            pairs = [some for some in islice(smallest_sets(rule.when), MOST_SETS) if len(some) == 2]
            for some in dict.fromkeys([*covering_sets(rule.when), *pairs]):
                first = frozenset(sorted(some)[:1])
                rest, none = some - first, frozenset[str]()
                for people in ((some, none, none), (rest, first, none), (none, some, none), (rest, none, first)):
                    if people not in seen:
                        seen.add(people)
                        yield self.vector(*people)

    def _edges(self) -> Iterator[Vector]:
        weak = [f for f in self.ids if f not in self.number_of]
        chance = random.Random(2)  # noqa: S311 - repeatable, not secret
        for name, edge in sorted(self.edges):
            for value in (edge - 1e-6, edge, edge + 1e-6):
                for count in (0, 2, 4):
                    yield self.vector(yes=chance.sample(weak, count), numbers={**NUMBERS, name: value})

    def _contradictions(self) -> Iterator[Vector]:
        bands = sorted(self.number_of)
        for one in bands:
            yield self.vector(yes=[one], numbers=dict(NUMBERS))
            for other in bands:
                if one < other:
                    yield self.vector(yes=[one, other])

    def _random(self, chance: random.Random, base: str) -> Vector:
        rule = chance.choice(list(self.book.red_flags))
        pool = [self.ids[place] for place in range(len(self.ids)) if rule.when.mentions >> place & 1]
        pool = chance.sample(pool, min(len(pool), 4)) + chance.sample(self.ids, 4)
        kinds: list[list[str]] = [[], [], [], []]
        for finding in dict.fromkeys(pool):
            if finding not in self.number_of:
                kinds[chance.choice((0, 0, 1, 2, 3))].append(finding)
        return self.vector(kinds[0], kinds[1], kinds[2], base=base)


def document(knowledge: Knowledge) -> str:
    """The whole file: the table, and one vector a line. Equal vectors are kept once."""
    lines = dict.fromkeys(_short(vector) for vector in Writer(knowledge).all())
    head = {"table": danger_table(knowledge), "numbers": list(NUMBERS), "ordinary": list(NUMBERS.values())}
    return _short(head)[:-1] + ',"vectors":[\n' + ",\n".join(lines) + "\n]}\n"


def write(knowledge: Knowledge) -> int:
    """Freeze the answers of this knowledge; returns how many."""
    text = document(knowledge)
    FILE.write_text(text, encoding="utf-8")
    vectors: Sequence[Vector] = json.loads(text)["vectors"]
    return len(vectors)


def _short(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


if __name__ == "__main__":
    sys.stdout.write(f"{write(load())} answers for the browser frozen in {FILE}\n")

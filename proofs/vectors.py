"""Frozen answers: for every rule the smallest sets of findings that make it hold, and each of them with one left out.

They live in ``vectors.tsv`` and change only on purpose (``prove.py --write-vectors``), so that whoever changes a rule
sees in the diff which people are answered differently.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, islice, product
from pathlib import Path

from proofs.specification import NO, YES, active, members, names, rank

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Condition
from unclench.model.case import Answer, Case, Unmentioned
from unclench.safety.emergency import REMEDIES
from unclench.safety.screen import screen

FILE = Path(__file__).with_name("vectors.tsv")
MOST_SETS = 20_000
LETTER = {"offered": "o", "ask_first": "a", "blocked": "b"}
HEADER = "rule\tyes to (all others no)\trule at work\turgency\t" + " ".join(REMEDIES)


@dataclass(frozen=True)
class Vector:
    """One frozen answer. ``at_work`` is 1 when the rule is named in the answer, else 0."""

    rule: str
    findings: tuple[str, ...]
    at_work: str
    urgency: str
    statuses: str

    def line(self) -> str:
        """As written in the file."""
        return "\t".join((self.rule, " ".join(self.findings), self.at_work, self.urgency, self.statuses))


def smallest_sets(condition: Condition) -> Iterator[frozenset[str]]:
    """Sets of findings that make the condition hold, none with a member it does not need (bar repeated findings)."""
    if isinstance(condition, str):
        yield frozenset({condition})
        return
    parts, needed = members(condition)
    for chosen in combinations(parts, needed):
        for sets in product(*(list(smallest_sets(part)) for part in chosen)):
            yield frozenset().union(*sets)


def covering_sets(condition: Condition) -> list[frozenset[str]]:
    """So many of the smallest sets that every finding of the condition is in one of them."""
    chosen: list[frozenset[str]] = []
    covered: set[str] = set()
    found = sorted(islice(smallest_sets(condition), MOST_SETS), key=lambda some: (len(some), sorted(some)))
    for some in found:
        if not some <= covered:
            chosen.append(some)
            covered |= some
    return chosen


def answer(rule: str, findings: Iterable[str], knowledge: Knowledge) -> Vector:
    """The kernel's answer to "yes" to these findings and "no" to all others."""
    given = tuple(sorted(findings))
    case = Case("vector", findings=dict.fromkeys(given, Answer.YES), unmentioned=Unmentioned.NO)
    screening = screen(case, knowledge).screening
    named = {fired.rule for fired in screening.fired}.union(*(offer.because for offer in screening.offers.values()))
    statuses = "".join(LETTER[str(screening.offers[remedy].status)] for remedy in REMEDIES)
    return Vector(rule, given, str(int(rule in named)), screening.urgency.id, statuses)


def holds(condition: Condition, findings: frozenset[str]) -> bool:
    """Whether the condition holds when exactly these findings are so."""
    return rank(condition, {finding: YES if finding in findings else NO for finding in names(condition)}) == YES


def telling_apart(condition: Condition, other: Condition) -> frozenset[str] | None:
    """A set of findings for which the two conditions differ, or None when none is found.

    Both are monotone, so they are the same if and only if each one's smallest sets make the other hold.
    """
    for one, two in ((condition, other), (other, condition)):
        for some in islice(smallest_sets(one), MOST_SETS):
            if not holds(two, some):
                return some
    return None


def make(knowledge: Knowledge, extra: Iterable[tuple[str, frozenset[str]]] = ()) -> list[Vector]:
    """All vectors of this knowledge; ``extra`` are further people for a rule."""
    further: dict[str, list[frozenset[str]]] = {}
    for rule_id, people in extra:
        further.setdefault(rule_id, []).append(people)
    vectors: list[Vector] = []
    for rule in (*active(knowledge.red_flags), *active(knowledge.contraindications)):
        sets = covering_sets(rule.when)
        near = [some - {finding} for some in sets for finding in sorted(some)]
        cases = dict.fromkeys([*sets, *near, *further.get(rule.id, [])])
        vectors += [answer(rule.id, findings, knowledge) for findings in sorted(cases, key=sorted)]
    return vectors


def write(vectors: list[Vector]) -> None:
    """Freeze these answers."""
    FILE.write_text("\n".join([HEADER, *(vector.line() for vector in vectors)]) + "\n", encoding="utf-8")


def read() -> list[Vector]:
    """The frozen answers; empty when none were frozen yet."""
    if not FILE.exists():
        return []
    vectors = []
    for line in FILE.read_text(encoding="utf-8").splitlines()[1:]:
        rule, findings, at_work, urgency, statuses = line.split("\t")
        vectors.append(Vector(rule, tuple(findings.split()), at_work, urgency, statuses))
    return vectors


def changed(knowledge: Knowledge, vectors: Iterable[Vector]) -> list[str]:
    """What is answered differently now, in words."""
    told = []
    for vector in vectors:
        unknown = [finding for finding in vector.findings if finding not in knowledge.findings]
        if unknown:
            told.append(f"{vector.rule}: the finding {unknown[0]} is gone")
            continue
        now = answer(vector.rule, vector.findings, knowledge)
        if now != vector:
            people = " + ".join(vector.findings) or "no findings"
            told.append(f"{vector.rule}, {people}: was {vector.line()!r}, is {now.line()!r}")
    return told

"""The shipped danger check against the specification, on random, paired and boundary cases."""

from __future__ import annotations

import random
from itertools import combinations, islice
from typing import Any

from proofs.specification import NO, NOT_ASKED, UNSURE, YES, Answers, Outcome, Specification, active, names, rank

from unclench.knowledge.load import Knowledge
from unclench.model.case import Answer, Case
from unclench.safety.emergency import REMEDIES
from unclench.safety.intake import read_case
from unclench.safety.screen import screen

ANSWER = {NO: Answer.NO, UNSURE: Answer.UNSURE, YES: Answer.YES}
WORD = {NO: "no", NOT_ASKED: "not asked", UNSURE: "unsure", YES: "yes"}
RANKS = (NO, NOT_ASKED, UNSURE, YES)
MIXTURES = ((2, 0, 0, 3), (2, 1, 1, 3), (1, 0, 2, 1), (1, 2, 1, 1), (1, 0, 1, 4))
"""How often each rank is drawn, one mixture per case: clear answers, doubtful ones, forgotten ones."""

NUMBERS = {"age_years": "person", "weight_kg": "person", "duration_hours": "episode", "pain_nrs": "episode"}


class Disagreement(Exception):
    """The kernel and the specification differ; the text shows the case and both answers."""


def observed(case: Case, knowledge: Knowledge) -> Outcome:
    """The kernel's answer in the specification's terms."""
    screening = screen(case, knowledge).screening
    return Outcome(
        urgency=int(screening.urgency),
        complete=screening.complete,
        fired=frozenset(rule.rule for rule in screening.fired),
        possible=frozenset((rule.rule, int(rule.urgency)) for rule in screening.possible),
        offers=tuple((r, str(o.status), frozenset(o.because)) for r, o in screening.offers.items()),
        danger_open=frozenset(
            question.finding
            for question in screening.open_questions
            if question.danger and case.answer(question.finding) is Answer.NOT_ASKED
        )
        if not screening.complete
        else frozenset(),
    )


def judge(case: Case, answers: Answers, knowledge: Knowledge, specification: Specification) -> None:
    """Raise :class:`Disagreement` unless the kernel, on this case, answers as specified for these answers.

    The kernel may list more open danger questions than the specification: a danger sign can be asked for a remedy's
    sake, too.
    """
    got = observed(case, knowledge)
    wanted = specification.expect(answers)
    same = (got.urgency, got.complete, got.fired, got.possible, got.offers) == (
        wanted.urgency,
        wanted.complete,
        wanted.fired,
        wanted.possible,
        wanted.offers,
    )
    if not same or not wanted.danger_open <= got.danger_open:
        told = ", ".join(f"{finding}={WORD[level]}" for finding, level in answers.items() if level != NO)
        raise Disagreement(f"answers (all others no): {told}\nkernel:        {got}\nspecification: {wanted}")


class Comparison:
    """Kernel against specification under one state of the knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.specification = Specification(knowledge, REMEDIES)
        self.base = dict.fromkeys(knowledge.findings, NO)
        rules = [*active(knowledge.red_flags), *active(knowledge.contraindications)]
        self.named = [tuple(dict.fromkeys(names(rule.when))) for rule in rules]

    def compare(self, answers: Answers) -> None:
        """Both on fully spelt-out answers; what was not asked is left out of the case."""
        given = {finding: ANSWER[level] for finding, level in answers.items() if level != NOT_ASKED}
        judge(Case("case", findings=given), answers, self.knowledge, self.specification)

    def random_run(self, count: int, seed: int) -> int:
        """Random cases; returns how many were compared."""
        chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
        for _ in range(count):
            self.compare(self.random_answers(chance))
        return count

    def random_answers(self, chance: random.Random) -> dict[str, int]:
        """Answers that make rules nearly hold: a few rules are picked and their findings answered at random."""
        answers = dict(self.base)
        weights = chance.choice(MIXTURES)
        for _ in range(chance.randrange(4)):
            named = chance.choice(self.named)
            answers.update(zip(named, chance.choices(RANKS, weights, k=len(named)), strict=True))
        for finding in chance.choices(list(answers), k=chance.randrange(5)):
            answers[finding] = chance.choices(RANKS, weights)[0]
        if chance.random() < 0.01:
            answers = {f: level if chance.random() < 0.7 else NOT_ASKED for f, level in answers.items()}
        return answers

    def singles(self) -> int:
        """Every finding alone at every level, and everything at once at every level."""
        cases = [{**self.base, finding: level} for finding in self.base for level in (NOT_ASKED, UNSURE, YES)]
        cases += [dict.fromkeys(self.base, level) for level in RANKS]
        for answers in cases:
            self.compare(answers)
        return len(cases)

    def pairs(self, *, every: int = 1, offset: int = 0) -> int:
        """Every two findings together, both certain and one in doubt; ``every`` and ``offset`` share the work out."""
        done = 0
        for one, other in islice(combinations(self.base, 2), offset, None, every):
            self.compare({**self.base, one: YES, other: YES})
            self.compare({**self.base, one: YES, other: UNSURE})
            done += 2
        return done

    def boundaries(self, count: int, seed: int) -> int:
        """Cases read from numbers at, just below and just above every band edge."""
        chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
        bands = {id_: s.derived_from for id_, s in self.knowledge.findings.items() if s.derived_from is not None}
        edges: dict[str, list[float]] = {}
        for band in bands.values():
            edge = (band.at_least if band.at_least is not None else band.below) or 0.0
            edges.setdefault(band.number, []).extend([edge - 1e-6, edge, edge + 1e-6])
        for _ in range(count):
            numbers = {number: chance.choice(found) for number, found in edges.items()}
            answers = self.random_answers(chance)
            for finding, band in bands.items():
                value = numbers[band.number]
                holds = value >= band.at_least if band.at_least is not None else value < (band.below or 0)
                answers[finding] = YES if holds else NO
            case = read_case(self._raw(numbers, answers, set(bands)), self.knowledge)
            judge(case, self._settled(answers), self.knowledge, self.specification)
        return count

    def _raw(self, numbers: dict[str, float], answers: Answers, derived: set[str]) -> dict[str, Any]:
        raw: dict[str, Any] = {"person": {}, "episode": {}, "unmentioned": "ask"}
        for number, value in numbers.items():
            raw[NUMBERS[number]][number] = value
        raw["findings"] = {f: WORD[a] for f, a in answers.items() if a != NOT_ASKED and f not in derived}
        return raw

    def _settled(self, answers: dict[str, int]) -> dict[str, int]:
        """Questions whose ``only_if`` is certainly false count as answered "no", again and again until none is left."""
        answers = dict(answers)
        while True:
            needless = [
                finding
                for finding, sheet in self.knowledge.findings.items()
                if answers[finding] == NOT_ASKED and sheet.only_if is not None and rank(sheet.only_if, answers) == NO
            ]
            if not needless:
                return answers
            answers.update(dict.fromkeys(needless, NO))

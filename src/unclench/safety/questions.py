"""Which questions to ask next: a screenful at a time, danger first, and nothing that can no longer matter.

Asking stops early in one direction only: once an emergency is certain there is nothing left to ask. A question whose
``only_if`` is not yet known to apply waits until what it depends on was answered; it is dropped only when that is
ruled out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations

from unclench.knowledge.load import Knowledge
from unclench.model.assessment import OpenQuestion
from unclench.model.case import Answer, Case, Unmentioned
from unclench.model.urgency import Urgency
from unclench.safety.conditions import Threshold, single_bits
from unclench.safety.intake import settled
from unclench.safety.rulebook import Facts, Rulebook, rulebook
from unclench.safety.screen import screen

WORDS_PER_MINUTE = 200
"""Reading speed to plan for: slow silent reading of plain text (Brysbaert 2019 found 238 on average for adults)."""


@dataclass(frozen=True, slots=True)
class QuestionScreen:
    """One screenful. ``numbers`` maps each number to ask (``age_years`` ...) to the findings that follow from it."""

    group: str
    title: str
    lead: str
    danger: bool
    questions: tuple[OpenQuestion, ...]
    numbers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def none_of_these(self) -> dict[str, Answer]:
        """The answers that one tap on "none of these" gives. Numbers stay unanswered."""
        return {question.finding: Answer.NO for question in self.questions}

    def skipped(self) -> dict[str, Answer]:
        """The answers that skipping the screen gives: not sure about any of it, its numbers included."""
        derived = [finding for findings in self.numbers.values() for finding in findings]
        return dict.fromkeys([*(question.finding for question in self.questions), *derived], Answer.UNSURE)

    def words(self) -> int:
        """How many words there are to read."""
        texts = [self.title, self.lead, *(question.question for question in self.questions)]
        return sum(len(text.split()) for text in texts)


def screens(case: Case, knowledge: Knowledge) -> tuple[QuestionScreen, ...]:
    """All screens still to show as things stand, in order; empty when done or when an emergency is certain.

    Answers may add or remove later screens, so show the first one and ask again. A case that counts unlisted findings
    as "no" is asked nothing.
    """
    screening = screen(case, knowledge).screening
    if any(rule.urgency is Urgency.EMERGENCY_NOW for rule in screening.fired):
        return ()
    book = rulebook(knowledge)
    facts = book.facts(case)
    wanted = 0
    for question in screening.open_questions:
        wanted |= book.bit_of[question.finding] & facts.unanswered
    return _grouped(_ready(wanted, book, facts), book, knowledge)


def next_screen(case: Case, knowledge: Knowledge) -> QuestionScreen | None:
    """The screen to show now, or None when nothing is left to ask."""
    return next(iter(screens(case, knowledge)), None)


def plainer_questions(case: Case, knowledge: Knowledge) -> tuple[OpenQuestion, ...]:
    """Danger signs answered "unsure" that alone mean an emergency, each in plainer words; to be asked once more."""
    book = rulebook(knowledge)
    return tuple(book.plainer[bit] for bit in single_bits(book.facts(case).unsure & book.sole_emergency))


def alarms(case: Case, asked: Iterable[str], knowledge: Knowledge) -> tuple[tuple[str, ...], ...]:
    """Which of these questions mean an emergency by a "yes", alone or two together, as everything else was answered.

    What was said to the questions themselves so far is left out. It is for a page that tells an emergency at once; an
    answer that needs three of its questions is found when the page is sent.

    Raises:
        InvalidInput: a question has no fact-sheet.
    """
    book = rulebook(knowledge)
    bits = [book.bit_of[finding] for finding in asked]
    others = book.facts(case).yes & ~sum(bits)
    emergencies = [rule.when for rule in book.red_flags if rule.certain.urgency is Urgency.EMERGENCY_NOW]
    alone = [bit for bit in bits if _any_holds(emergencies, others | bit)]
    harmless = [bit for bit in bits if bit not in alone]
    together = [pair for pair in combinations(harmless, 2) if _any_holds(emergencies, others | pair[0] | pair[1])]
    return tuple(tuple(book.finding_of[bit] for bit in found) for found in (*((bit,) for bit in alone), *together))


def _any_holds(conditions: Iterable[Threshold], facts: int) -> bool:
    return any(condition.holds(facts) for condition in conditions)


def answered(case: Case, answers: Mapping[str, Answer], knowledge: Knowledge) -> Case:
    """The case with these answers added, and questions that no longer apply answered "no"."""
    return settled(replace(case, findings={**case.findings, **answers}), rulebook(knowledge))


def road(case: Case, knowledge: Knowledge, *, danger_only: bool = False) -> tuple[QuestionScreen, ...]:
    """Every screen that somebody sees who answers "none of these" each time: the ordinary strain.

    Numbers that are missing are taken to fall in no band: an adult under 50 with a fresh, bearable pain.
    """
    case = replace(case, unmentioned=Unmentioned.ASK)
    seen: list[QuestionScreen] = []
    while (shown := next_screen(case, knowledge)) and (shown.danger or not danger_only):
        seen.append(shown)
        case = answered(case, dict.fromkeys(shown.skipped(), Answer.NO), knowledge)
    return tuple(seen)


def count_screens(case: Case, knowledge: Knowledge) -> int:
    """How many screens the ordinary strain sees, from this case on."""
    return len(road(case, knowledge))


def reading_minutes(shown: Iterable[QuestionScreen]) -> float:
    """How long these screens take to read, in minutes, at :data:`WORDS_PER_MINUTE`."""
    return sum(screenful.words() for screenful in shown) / WORDS_PER_MINUTE


def _ready(wanted: int, book: Rulebook, facts: Facts) -> int:
    """The wanted questions whose ``only_if`` is known to apply, and what the others wait for."""
    ready = waiting = 0
    queue = wanted
    while queue:
        bit = queue & -queue
        queue ^= bit
        only_if = book.only_if.get(bit)
        if only_if is None or only_if.holds(facts.perhaps):
            ready |= bit
            continue
        waiting |= bit
        queue |= only_if.unsettled(facts.could, facts.unanswered) & ~(ready | waiting)
    return ready or waiting  # questions that wait for one another are asked together


def _grouped(mask: int, book: Rulebook, knowledge: Knowledge) -> tuple[QuestionScreen, ...]:
    questions: dict[str, list[OpenQuestion]] = {}
    numbers: dict[str, dict[str, list[str]]] = {}
    for bit in single_bits(mask):
        question = book.questions[bit]
        questions.setdefault(question.group, [])
        derived_from = knowledge.findings[question.finding].derived_from
        if derived_from is None:
            questions[question.group].append(question)
        else:
            asked = numbers.setdefault(question.group, {})
            asked.setdefault(derived_from.number, []).append(question.finding)
    return tuple(
        QuestionScreen(
            group=group,
            title=knowledge.groups[group].title,
            lead=knowledge.groups[group].lead,
            danger=knowledge.groups[group].danger,
            questions=tuple(listed),
            numbers={number: tuple(found) for number, found in numbers.get(group, {}).items()},
        )
        for group, listed in questions.items()
    )

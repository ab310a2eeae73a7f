"""Where on the road a visitor is: which page comes next, what a screenful shows, how far it still is.

Nothing here decides what is asked: the safety kernel does. This turns its screens into pages with stable numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from unclench.diary import answered_case
from unclench.diary.answers import AnswerSheet
from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import QuestionGroup
from unclench.model.assessment import OpenQuestion, Screening
from unclench.model.case import Case
from unclench.model.urgency import Urgency
from unclench.safety.questions import QuestionScreen, plainer_questions, screens
from unclench.safety.questions import road as ordinary_road
from unclench.safety.screen import safe_screen

case_of = answered_case.case_of

ABOUT, WISHES = "about", "wishes"
"""The two pages beside the screenfuls: numbers and circumstances, and what there is at hand."""

STOP = "stop"
"""Noted when somebody wants to know what to do now; the next page that is answered goes on with the questions."""

REPEATED = "again:"
"""Begins the name of a page that put one grave question once more."""


@dataclass(frozen=True, slots=True)
class Screenful:
    """One page of questions. ``number`` is the group's fixed place, so that no address says what was asked."""

    number: int
    title: str
    lead: str
    danger: bool
    questions: tuple[OpenQuestion, ...]
    answers: Mapping[str, str]


def merged(sheet: AnswerSheet, page: str, parts: Mapping[str, Mapping[str, Any]]) -> AnswerSheet:
    """The sheet as it will be once these answers are recorded."""
    return replace(
        sheet,
        pages=sheet.pages | {page},
        latest=page,
        person={**sheet.person, **parts.get("person", {})},
        episode={**sheet.episode, **parts.get("episode", {})},
        findings={**sheet.findings, **parts.get("findings", {})},
        preferences={**sheet.preferences, **parts.get("preferences", {})},
    )


def next_page(sheet: AnswerSheet, case: Case, knowledge: Knowledge) -> str:
    """The address of the page to show now."""
    if not sheet.started:
        return "/"
    if is_emergency(case, knowledge) or (sheet.latest == STOP and may_stop(case, knowledge)):
        return "/result"
    if questions_to_repeat(sheet, case, knowledge):
        return "/check/again"
    questions = [screen for screen in screens(case, knowledge) if screen.questions]
    first = next((screen for screen in questions if screen.danger), None)
    if first is None and ABOUT not in sheet.pages:  # danger signs come before any particulars
        return "/about-you"
    first = first or next(iter(questions), None)
    if first is not None:
        return f"/check/{group_number(first.group, knowledge)}"
    return "/wishes" if WISHES not in sheet.pages else "/result"


def screening_of(case: Case, knowledge: Knowledge) -> Screening:
    """The danger check of a case."""
    return safe_screen(case, knowledge).screening


def is_emergency(case: Case, knowledge: Knowledge) -> bool:
    """Whether help must be called now."""
    return screening_of(case, knowledge).urgency is Urgency.EMERGENCY_NOW


def may_stop(case: Case, knowledge: Knowledge) -> bool:
    """Whether somebody must be seen today whatever is still open, so that only an emergency could change it."""
    return screening_of(case, knowledge).urgency >= Urgency.SAME_DAY


def going_on(sheet: AnswerSheet, case: Case, knowledge: Knowledge) -> str | None:
    """Where the questions go on for somebody who stopped; None where nothing is left to ask."""
    if sheet.latest != STOP:
        return None
    address = next_page(replace(sheet, latest=""), case, knowledge)
    return None if address == "/result" else address


def questions_to_repeat(sheet: AnswerSheet, case: Case, knowledge: Knowledge) -> tuple[OpenQuestion, ...]:
    """Grave questions answered "not sure" that were not yet put once more in plainer words."""
    return tuple(
        question for question in plainer_questions(case, knowledge) if repeat_page(question.finding) not in sheet.pages
    )


def repeat_page(finding: str) -> str:
    """The name under which a repeated question is noted as asked."""
    return f"{REPEATED}{finding}"


def latest_page(sheet: AnswerSheet, knowledge: Knowledge) -> str:
    """The address where what was answered last can be answered anew; the list of all answers where there is none."""
    finding = sheet.latest.removeprefix(REPEATED)
    if sheet.latest.startswith(REPEATED) and finding in knowledge.findings:
        return f"/check/{group_number(knowledge.findings[finding].group, knowledge)}"
    if sheet.latest == ABOUT:
        return "/about-you"
    return f"/check/{sheet.latest}" if sheet.latest.isdigit() else "/answers"


def groups_in_order(knowledge: Knowledge) -> list[QuestionGroup]:
    """All groups of questions in asking order."""
    return sorted(knowledge.groups.values(), key=lambda group: (group.order, group.id))


def group_number(group: str, knowledge: Knowledge) -> int:
    """The group's place in the asking order, from 1."""
    return 1 + [one.id for one in groups_in_order(knowledge)].index(group)


def screenful(number: int, sheet: AnswerSheet, case: Case, knowledge: Knowledge) -> Screenful | None:
    """What the page with this number shows now: its open questions and those already answered, or None."""
    return next(iter(screenfuls([number], sheet, case, knowledge)), None)


def screenfuls(numbers: Iterable[int], sheet: AnswerSheet, case: Case, knowledge: Knowledge) -> list[Screenful]:
    """What the pages with these numbers show now; those that show nothing are left out."""
    groups = groups_in_order(knowledge)
    alarmed = is_emergency(case, knowledge)
    open_now = {screen.group: screen for screen in screens(case, knowledge)}
    shown = []
    for number in numbers:
        if not 1 <= number <= len(groups):
            continue
        group = groups[number - 1]
        if alarmed:  # then nothing is asked any more, but a page that is opened again shows all that it asked
            open_now = {screen.group: screen for screen in screens(_before(group, case, knowledge), knowledge)}
        questions = _questions(group, open_now.get(group.id), sheet, knowledge)
        if questions:
            shown.append(Screenful(number, group.title, group.lead, group.danger, questions, dict(sheet.findings)))
    return shown


def steps_left(sheet: AnswerSheet, case: Case, knowledge: Knowledge) -> tuple[int, int]:
    """How many pages were sent and how many there will be in all, for somebody with an ordinary strain from here on."""
    done = len([page for page in sheet.pages if ":" not in page and page != STOP])
    screenfuls = [screen for screen in ordinary_road(case, knowledge) if screen.questions]
    return done, done + len({ABOUT, WISHES} - sheet.pages) + len(screenfuls)


def derived_findings(number: str, knowledge: Knowledge) -> list[str]:
    """The findings that follow from a number."""
    return [
        finding.id
        for finding in knowledge.findings.values()
        if finding.derived_from is not None and finding.derived_from.number == number
    ]


def _before(group: QuestionGroup, case: Case, knowledge: Knowledge) -> Case:
    """The case without what was said to the questions of this group."""
    others = {finding: said for finding, said in case.findings.items() if knowledge.findings[finding].group != group.id}
    return replace(case, findings=others)


def _questions(
    group: QuestionGroup, open_now: QuestionScreen | None, sheet: AnswerSheet, knowledge: Knowledge
) -> tuple[OpenQuestion, ...]:
    shown = {question.finding: question for question in (open_now.questions if open_now else ())}
    for finding in sheet.findings:
        known = knowledge.findings.get(finding)
        if known is not None and known.group == group.id and known.derived_from is None:
            shown.setdefault(finding, OpenQuestion(finding, known.question, group.id, group.danger))
    return tuple(sorted(shown.values(), key=lambda question: knowledge.findings[question.finding].order))

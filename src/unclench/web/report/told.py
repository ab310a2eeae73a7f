"""From what a person has told to the sections of the report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import TypeVar

from unclench.diary import Event, Kind
from unclench.diary.answers import AnswerSheet
from unclench.diary.doses import KeptDose, doses
from unclench.diary.entries import KeptEntry, entries
from unclench.diary.lapse import Why, said_since
from unclench.diary.past_checks import earlier_yes, last_finished
from unclench.knowledge.load import Knowledge
from unclench.language.catalogue import noted
from unclench.model.assessment import Assessment
from unclench.model.preferences import Country
from unclench.model.version import VERSION
from unclench.web import own_time, words
from unclench.web.language import Table, _, tag
from unclench.web.numbers import long_date, number_words, plural
from unclench.web.report.course import course_picture
from unclench.web.report.parts import Part, Report
from unclench.web.report.tried import tried

W = TypeVar("W", bound=StrEnum)

SINCE = Table(
    {
        Why.NEW_SIGN: noted("On {when} a danger sign was new, or nobody was sure. Nobody has looked closer yet."),
        Why.WRONG: noted("On {when} something was wrong in an exercise. The danger check has not been done again yet."),
    }
)
"""What was said after the danger check and stands open, before what that check said."""

DOSES_SHOWN = 12
NOTES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that one person has told, and what the danger check says of it (None before it was begun)."""

    events: tuple[Event, ...]
    sheet: AnswerSheet
    assessment: Assessment | None
    name: str = ""


def report_of(told: Told, knowledge: Knowledge, here: Country, now: datetime) -> Report:
    """The report of what was told up to ``now``, in the language at hand."""
    kept = entries(told.events)
    parts = (
        _history(told),
        _verdict(told, knowledge),
        _danger_signs(told.sheet, told.assessment, knowledge),
        _earlier(told, knowledge),
        _other_answers(told.sheet, knowledge),
        _course(kept),
        _medicine(doses(told.events)),
        Part(_("What was tried"), column=2, items=tried(told.events, kept, knowledge)),
        _notes(kept),
    )
    made_on = long_date(own_time.local(now))
    about = f"{told.name}, {made_on}" if told.name else made_on
    return Report(
        title=_("Back pain: a report for the doctor"),
        about=about,
        language=tag(),
        paper="us-letter" if here is Country.US else "a4",
        parts=tuple(part for part in parts if part.lines or part.rows or part.items or part.picture),
        foot=(
            _("Written down by the person themselves or somebody with them. Nobody has examined them for it."),
            _(
                "Educational self-help. Not a medical device, and no clinician has reviewed it. "
                "It never rules out a serious cause."
            ),
            _("Unclench {version}, rules {digest}", version=VERSION, digest=knowledge.hash[:16]),
        ),
    )


def _history(told: Told) -> Part:
    person, episode = told.sheet.person, told.sheet.episode
    answered = [event.at for event in told.events if event.kind is Kind.ANSWERED]
    known = {True: _("Yes"), False: _("No")}
    lines = (
        (_("Age"), _number(person, "age_years")),
        (_("Sex"), _word(words.SEX, person.get("sex"))),
        (_("Height"), _number(person, "height_cm", " cm")),
        (_("Weight"), _number(person, "weight_kg", " kg")),
        (_("Where it is"), _word(words.REGION, episode.get("region"))),
        (_("How it began"), _word(words.TRIGGER, episode.get("trigger"))),
        (_("How long it had hurt"), _span(episode.get("duration_hours"))),
        (_("Pain (0-10)"), _number(episode, "pain_nrs")),
        (_("Known problem with the spine"), known.get(episode.get("known_spinal_problem"), "")),  # type: ignore[arg-type]
        (_("Answered on"), words.moment(answered[-1]) if answered else ""),
        (_("Answered by"), _("somebody else for the person") if told.sheet.for_another else ""),
    )
    return Part(_("What happened"), together=True, lines=_filled(lines))


def _verdict(told: Told, knowledge: Knowledge) -> Part:
    if told.assessment is None or not told.sheet.pages:
        return Part("")
    screening = told.assessment.screening
    finished = "" if screening.complete else _("not finished; more may have been said")
    since = said_since(told.events)
    urgency = _("Urgency") if since is None else _("Urgency before that")
    said_after = "" if since is None else SINCE[since.why].format(when=words.moment(since.at))
    lines = _filled(
        (
            (_("Does not hold any more"), said_after),
            (urgency, words.URGENCY[screening.urgency]),
            (_("The danger check was"), finished),
        )
    )
    doubted = dict.fromkeys(knowledge.red_flags[rule.rule].condition for rule in screening.possible)
    unsure = (f"{_('Because of “not sure”:')} {'; '.join(doubted)}",) if doubted else ()
    return Part(_("What the danger check said"), lines=lines, items=(*(rule.says for rule in screening.fired), *unsure))


def _danger_signs(sheet: AnswerSheet, assessment: Assessment | None, knowledge: Knowledge) -> Part:
    danger = {group.id for group in knowledge.groups.values() if group.danger}
    asked = _by_answer(sheet, knowledge, lambda group: group in danger)
    still_open = [] if assessment is None else [one for one in assessment.screening.open_questions if one.danger]
    not_asked = plural("{number} question", "{number} questions", len(still_open)) if still_open and sheet.pages else ""
    lines = (
        (_("Yes"), asked["yes"]),
        (_("Not sure"), asked["unsure"]),
        (_("No"), asked["no"]),
        (_("Not answered"), not_asked),
    )
    return Part(_("Danger signs that were asked about"), lines=_filled(lines))


def _earlier(told: Told, knowledge: Knowledge) -> Part:
    """What was answered and found before the answers of now: nobody loses it by starting over."""
    finished = last_finished(told.events)
    verdict = "" if finished is None else f"{words.moment(finished.at)}: {words.URGENCY[finished.urgency]}"
    fired = () if finished is None else finished.fired
    said = earlier_yes(told.events, told.sheet)
    lines = [(_("The last finished danger check"), verdict)]
    for at, group in groupby(said, key=lambda one: one[0]):
        known = [knowledge.findings[finding] for _at, finding in group if finding in knowledge.findings]
        questions = [one.question.rstrip("?").removeprefix("¿") for one in known if one.derived_from is None]
        lines.append((_("Yes on {when}", when=words.moment(at)), "; ".join(questions)))
    items = tuple(knowledge.red_flags[rule].says for rule in fired if rule in knowledge.red_flags)
    return Part(_("Said before"), lines=_filled(lines), items=items)


def _other_answers(sheet: AnswerSheet, knowledge: Knowledge) -> Part:
    danger = {group.id for group in knowledge.groups.values() if group.danger}
    asked = _by_answer(sheet, knowledge, lambda group: group not in danger)
    return Part(
        _("Illnesses, medicines and other answers"),
        lines=_filled(((_("Yes"), asked["yes"]), (_("Not sure"), asked["unsure"]))),
    )


def _by_answer(sheet: AnswerSheet, knowledge: Knowledge, belongs: Callable[[str], bool]) -> dict[str, str]:
    """The questions of some groups by their answer, each as a list in asking order."""
    found: dict[str, list[str]] = {"yes": [], "no": [], "unsure": []}
    known = [knowledge.findings[name] for name in sheet.findings if name in knowledge.findings]
    for finding in sorted(known, key=lambda one: (knowledge.groups[one.group].order, one.order)):
        if belongs(finding.group) and finding.derived_from is None:
            found[sheet.findings[finding.id]].append(finding.question.rstrip("?").removeprefix("¿"))
    return {answer: "; ".join(questions) for answer, questions in found.items()}


def _course(kept: Sequence[KeptEntry]) -> Part:
    if not kept:
        return Part("")
    first, last = kept[0], kept[-1]
    worst = max(kept, key=lambda one: one.entry.pain_nrs)
    signs = [words.moment(one.at) for one in kept if one.entry.new_signs]
    lines = (
        (_("First entry"), _at(first)),
        (_("Worst pain"), _at(worst)),
        (_("Latest entry"), _at(last)),
        (_("Entries"), number_words(len(kept))),
        (_("Said that a new danger sign had appeared"), "; ".join(signs)),
    )
    if len(kept) == 1:
        return Part(_("How it went"), lines=_filled(lines))
    says = _("Pain from 0 (none) to 10 (the worst imaginable) in {count} entries.", count=number_words(len(kept)))
    return Part(_("How it went"), lines=_filled(lines), picture=course_picture(kept, says), picture_says=says)


def _at(kept: KeptEntry) -> str:
    entry = kept.entry
    said = [_("pain {level}", level=number_words(entry.pain_nrs))]
    if entry.tightness_nrs is not None:
        said.append(_("tightness {level}", level=number_words(entry.tightness_nrs)))
    if entry.movement is not None:
        said.append(words.MOVEMENT[entry.movement])
    if entry.sleep is not None:
        said.append(words.SLEEP[entry.sleep])
    return f"{words.moment(kept.at)}: {'; '.join(said)}"


def _medicine(kept: Sequence[KeptDose]) -> Part:
    told = sorted(kept, key=lambda one: one.dose.taken_at or one.dose.reported_at, reverse=True)
    rows = tuple(
        (
            words.moment(one.dose.taken_at) if one.dose.taken_at else _("time not known"),
            one.dose.product or _("not known"),
            f"{number_words(one.dose.mg)} mg" if one.dose.mg is not None else _("not known"),
        )
        for one in told[:DOSES_SHOWN]
    )
    left = len(told) - DOSES_SHOWN
    earlier = (plural("and {number} earlier dose", "and {number} earlier doses", left),) if left > 0 else ()
    head = (_("When"), _("Medicine"), _("Amount")) if rows else ()
    return Part(_("Medicine taken"), column=1, head=head, rows=rows, items=earlier)


def _notes(kept: Sequence[KeptEntry]) -> Part:
    noted = [one for one in kept if one.entry.note][-NOTES_SHOWN:]
    return Part(
        _("Latest notes in the person’s own words"),
        column=2,
        lines=tuple((words.moment(one.at), one.entry.note) for one in reversed(noted)),
    )


def _filled(lines: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((label, value) for label, value in lines if value)


def _number(told: Mapping[str, object], name: str, unit: str = "") -> str:
    value = told.get(name)
    return f"{number_words(value)}{unit}" if isinstance(value, int | float) else ""


def _word(table: Mapping[W, str], value: object) -> str:
    return next((said for key, said in table.items() if key == value), "")


def _span(hours: object) -> str:
    return words.span(hours * 60) if isinstance(hours, int | float) else ""

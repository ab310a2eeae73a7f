"""Dated thresholds held against the diary: which day has come, what the entries say about it, and whom to see then.

Nothing here makes an answer of the danger check calmer. A threshold that was missed stays missed until a later entry
shows that it was reached after all; what no entry can show is asked, and stays open until it is answered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from unclench.diary.doses import KeptDose, doses
from unclench.diary.entries import KeptEntry, Movement, entries
from unclench.diary.event import Event, Kind, standing
from unclench.diary.spell import Spell, latest_spell
from unclench.knowledge.follow_up_dates import due_hours, is_dated
from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import FollowUp, Reached
from unclench.model.invalid import InvalidInput, one_of
from unclench.model.urgency import Urgency

NUMBERS = "diary_thresholds"

ROUNDING = 1e-9
"""Seven tenths of 7 is a hair below 4.9 in floating point; nobody means such a difference."""

_MOVEMENT = {
    Reached.MOVES: (Movement.SOME, Movement.MOST, Movement.FREELY),
    Reached.MOVES_MOST: (Movement.MOST, Movement.FREELY),
    Reached.MOVES_FREELY: (Movement.FREELY,),
}


class Standing(StrEnum):
    """What is known about a threshold."""

    AHEAD = "ahead"
    OPEN = "open"
    REACHED = "reached"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Threshold:
    """One dated threshold of this person. ``urgency`` is how soon to be seen when it was missed."""

    id: str
    due: datetime
    standing: Standing
    says: str
    if_not: str
    urgency: Urgency


@dataclass(frozen=True, slots=True)
class Kept:
    """What a diary holds that thresholds are about. ``looked`` answers dated questions by sheet id."""

    entries: Sequence[KeptEntry] = ()
    doses: Sequence[KeptDose] = ()
    looked: Mapping[str, tuple[datetime, bool]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Following:
    """Where somebody stands: what was missed, the one question that is due, the next date, and the spell."""

    spell: Spell | None = None
    all: tuple[Threshold, ...] = ()

    @property
    def raised(self) -> Threshold | None:
        """The most urgent of the thresholds that were missed, the latest of equals; None when none was."""
        missed = [one for one in self.all if one.standing is Standing.MISSED]
        return max(missed, key=lambda one: (one.urgency, one.due), default=None)

    @property
    def asks(self) -> Threshold | None:
        """The latest threshold that is open: what was asked before it is settled by its answer."""
        return next((one for one in reversed(self.all) if one.standing is Standing.OPEN), None)

    @property
    def ahead(self) -> Threshold | None:
        """The next date."""
        return next((one for one in self.all if one.standing is Standing.AHEAD), None)


def following(events: Sequence[Event], now: datetime, knowledge: Knowledge) -> Following:
    """Where somebody stands, from all events of their visit in order."""
    numbers = numbers_of(knowledge)
    spell = latest_spell(events, numbers)
    if spell is None:
        return Following()
    since = spell.since - timedelta(hours=numbers["look_back_hours"])
    kept = Kept(
        [one for one in entries(events) if one.at >= since],
        [one for one in doses(events) if _taken_at(one) >= since],
        {sheet: answer for sheet, answer in looked(events).items() if answer[0] >= since},
    )
    return Following(spell, thresholds(kept, spell, now, knowledge))


def looked(events: Sequence[Event]) -> dict[str, tuple[datetime, bool]]:
    """The latest answer to each dated question, with its moment."""
    found = [event for event in standing(events) if event.kind is Kind.LOOKED]
    return {str(event.body["sheet"]): (event.at, bool(event.body["reached"])) for event in found}


def looked_body(sheet_id: str, reached: str, knowledge: Knowledge) -> dict[str, object]:
    """The answer to a dated question as it is kept.

    Raises:
        InvalidInput: there is no such dated question, or the answer is not yes or no.
    """
    dated = [sheet.id for sheet in knowledge.follow_ups.values() if is_dated(sheet)]
    if sheet_id not in dated:
        raise InvalidInput("sheet", sheet_id, one_of(sorted(dated)))
    if reached not in ("yes", "no"):
        raise InvalidInput("reached", reached, "yes or no")
    return {"sheet": sheet_id, "reached": reached == "yes"}


def thresholds(kept: Kept, spell: Spell, now: datetime, knowledge: Knowledge) -> tuple[Threshold, ...]:
    """Every dated threshold of a spell, soonest first.

    Args:
        kept: the diary since the spell began.
        spell: when help was first asked for; an unknown duration counts as just begun.
        now: the present moment.
        knowledge: holds the thresholds and the numbers that say what counts as better.

    Returns:
        One each. Of those that had passed before help was asked for, only the latest is left: it is due at once.
    """
    lasted = spell.duration_hours or 0.0
    dated = [sheet for sheet in knowledge.follow_ups.values() if is_dated(sheet) and sheet.urgency is not None]
    passed = [sheet for sheet in dated if due_hours(sheet, lasted) < 0]
    latest = max(passed, key=lambda sheet: sheet.after_hours or 0.0, default=None)
    diary = _Diary(kept, spell, now, numbers_of(knowledge))
    days = [
        (spell.since + timedelta(hours=max(due_hours(sheet, lasted), 0.0)), sheet)
        for sheet in dated
        if sheet is latest or sheet not in passed
    ]
    days.sort(key=lambda day: day[0])
    ends = [*(due for due, _ in days[1:]), None]
    return tuple(_threshold(sheet, due, end, diary) for (due, sheet), end in zip(days, ends, strict=True))


def numbers_of(knowledge: Knowledge) -> dict[str, float]:
    """The numbers that say what counts as better, by name."""
    return {name: number.value for name, number in knowledge.judgements[NUMBERS].numbers.items()}


@dataclass(frozen=True, slots=True)
class _Diary:
    """A diary as thresholds are held against it."""

    kept: Kept
    spell: Spell
    now: datetime
    numbers: Mapping[str, float]

    def shows(self, mark: Reached, due: datetime, until: datetime) -> bool | None:
        """Whether it shows this mark; None when no entry near or after the day says.

        Of the entries up to the next date the last one counts. A later one may show that it was reached after all, and
        never that it was not: what comes back later is a matter of later dates.
        """
        if mark is Reached.NO_TABLETS:
            return self._is_free_of_tablets()
        recent = [one for one in self.kept.entries if one.at >= self._answers_from(due)]
        told = [(one.at < until, said) for one in recent if (said := self._says(mark, one)) is not None]
        if not told:
            return None
        in_time = [said for is_in_time, said in told if is_in_time]
        return in_time[-1:] == [True] or any(said for is_in_time, said in told if not is_in_time)

    def answered_since(self, due: datetime, moment: datetime) -> bool:
        """Whether an entry that may answer for the day is later than ``moment``."""
        return any(one.at >= self._answers_from(due) and one.at > moment for one in self.kept.entries)

    def _answers_from(self, due: datetime) -> datetime:
        return due - timedelta(hours=self.numbers["look_back_hours"])

    def _is_free_of_tablets(self) -> bool | None:
        free_since = self.now - timedelta(hours=self.numbers["tablet_free_hours"])
        return all(_taken_at(one) <= free_since for one in self.kept.doses) if self.kept.doses else None

    def _says(self, mark: Reached, one: KeptEntry) -> bool | None:
        if mark in _MOVEMENT:
            return None if one.entry.movement is None else one.entry.movement in _MOVEMENT[mark]
        pain = one.entry.pain_nrs
        if pain <= self.numbers["recovered_nrs"]:
            return True
        first = self.spell.stated_pain
        if first is None:
            if one.id == self.kept.entries[0].id:
                return None
            first = self.kept.entries[0].entry.pain_nrs
        if mark is Reached.CLEARLY_LESS_PAIN:
            return pain <= first * (1 - self.numbers["clearly_less_pain_share"]) + ROUNDING
        return pain <= first - self.numbers["some_less_pain_points"] + ROUNDING


def _threshold(sheet: FollowUp, due: datetime, next_due: datetime | None, diary: _Diary) -> Threshold:
    urgency = Urgency.from_id(sheet.urgency.value) if sheet.urgency else Urgency.SELF_CARE
    return Threshold(sheet.id, due, _standing(sheet, due, next_due, diary), sheet.says, sheet.if_not, urgency)


def _standing(sheet: FollowUp, due: datetime, next_due: datetime | None, diary: _Diary) -> Standing:
    if diary.now < due:
        return Standing.AHEAD
    until = diary.now + timedelta(hours=1) if next_due is None else next_due
    shown = [diary.shows(mark, due, until) for mark in sheet.reached_when]
    if False in shown:
        return Standing.MISSED
    answer = diary.kept.looked.get(sheet.id)
    all_shown = bool(shown) and None not in shown
    if answer is None:
        return Standing.REACHED if all_shown else Standing.OPEN
    answered_at, reached = answer
    return Standing.REACHED if reached or (all_shown and diary.answered_since(due, answered_at)) else Standing.MISSED


def _taken_at(kept: KeptDose) -> datetime:
    return kept.dose.taken_at or kept.dose.reported_at

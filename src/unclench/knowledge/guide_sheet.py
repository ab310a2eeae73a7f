"""The shape of a guide: how a remedy is done minute by minute, with what is asked, said and when it must stop."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from unclench.knowledge.schema import Id, Sheet, Text, Verified

Seconds = Annotated[float, Field(gt=0)]


class GuideQuestion(Sheet):
    """A question that must be answered "yes" to go on. ``if_no``: ask again, leave it for now, or the skin is hurt."""

    ask: Text
    yes: Text
    no: Text
    if_no: Literal["again", "not_now", "skin"]
    otherwise: Text | None = None

    @model_validator(mode="after")
    def _again_says_what_to_change(self) -> GuideQuestion:
        if (self.if_no == "again") != (self.otherwise is not None):
            raise ValueError("otherwise says what to change before a question is asked again, and only then")
        return self


class GuidePart(Sheet):
    """Something to do for a while: for so many seconds, for the plan step's minutes, or for the remedy's hold."""

    says: Text
    pace: Literal["steady", "still", "in", "hold", "out"]
    seconds: Seconds | None = None
    length: Literal["step", "hold"] | None = None
    cues: tuple[Text, ...] = ()
    cue_seconds: Seconds | None = None

    @model_validator(mode="after")
    def _one_length(self) -> GuidePart:
        if (self.seconds is None) == (self.length is None):
            raise ValueError("give exactly one of seconds, length")
        if bool(self.cues) != (self.cue_seconds is not None):
            raise ValueError("cues and cue_seconds belong together")
        return self


class SkinChecks(Sheet):
    """When the skin is looked at while something lies on it; no answer in time counts as "no"."""

    minutes: Annotated[tuple[float, ...], Field(min_length=1)]
    ask: Text
    yes: Text
    no: Text
    answer_seconds: Seconds


class Wait(Sheet):
    """How long after other remedies this one must wait, and why."""

    after: Annotated[tuple[Id, ...], Field(min_length=1)]
    minutes: Annotated[float, Field(gt=0)]
    says: Text


class Smaller(Sheet):
    """The one second try after it hurt: rest first, then so much less."""

    rest_seconds: Seconds
    rest: Text
    says: Text
    share: Annotated[float, Field(gt=0, le=1)]


class Guide(Sheet):
    """One guided session.

    ``contact`` says that cold or heat lies on the skin: then the minutes run on whatever happens, and a pain ends it.
    Without contact a pain means rest, one smaller try, and then no more for a day. ``asleep`` says what a gap in time
    means, such as a phone that slept: the time counts, or the person waits. ``fetch`` says what to put within reach
    before somebody lies down, where a plan puts this into a rest. Numbers that no source gives are named in
    ``assumptions`` with their reason.
    """

    id: Id
    remedies: Annotated[tuple[Id, ...], Field(min_length=1)]
    title: Text
    lead: Text
    fetch: Text | None = None
    contact: Literal["cold", "heat"] | None = None
    asleep: Literal["count", "wait"]
    before: tuple[GuideQuestion, ...] = ()
    ready: Text
    ready_seconds: Seconds
    parts: Annotated[tuple[GuidePart, ...], Field(min_length=1)]
    sides: tuple[Text, ...] = ()
    checks: SkinChecks | None = None
    after: tuple[GuideQuestion, ...] = ()
    smaller: Smaller | None = None
    waits: tuple[Wait, ...] = ()
    endings: dict[Id, Text]
    assumptions: Text
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    verified: Verified

    @model_validator(mode="after")
    def _contact_is_watched(self) -> Guide:
        if self.contact is not None and (self.checks is None or not self.after or len(self.parts) != 1):
            raise ValueError("what lies on the skin has one part, skin checks, and a look at the skin after it")
        if self.contact is not None and self.asleep != "count":
            raise ValueError("what lies on the skin goes on acting while a phone sleeps: asleep is count")
        if self.contact is None and (self.checks is not None or self.after):
            raise ValueError("checks and after look at the skin, so they need contact")
        if any(question.if_no != "skin" for question in self.after):
            raise ValueError("a no after the contact means that the skin is hurt: if_no is skin")
        if any(question.if_no == "skin" for question in self.before):
            raise ValueError("before anything lay on the skin a no is again or not_now")
        if (self.contact is None) != (self.smaller is not None):
            raise ValueError("a guide has a smaller second try exactly when nothing lies on the skin")
        return self

    @model_validator(mode="after")
    def _no_long_silence(self) -> Guide:
        if any(later <= earlier for earlier, later in pairwise(self.checks.minutes if self.checks else ())):
            raise ValueError("checks.minutes must grow")
        return self

    @model_validator(mode="after")
    def _every_ending_has_words(self) -> Guide:
        needed = {"finished"} | ({"late"} if self.asleep == "count" else set())
        needed |= {"gave_up"} if self.contact is None else {"hurt", "skin", "no_answer", "numb"}
        needed |= {"not_now"} if any(question.if_no == "not_now" for question in self.before) else set()
        if needed != set(self.endings):
            raise ValueError("endings must be exactly " + ", ".join(sorted(needed)))
        return self

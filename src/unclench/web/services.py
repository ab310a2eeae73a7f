"""What the handlers work with: the fact-sheets, the advice functions, the diary, the plan jobs, the clock."""

from __future__ import annotations

import contextlib
import datetime
import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Protocol

from fastapi import Depends
from starlette.requests import Request

from unclench.diary import Event, Kind, Store, new_event
from unclench.diary.accounts import Accounts
from unclench.diary.accounts_people import Household
from unclench.diary.answers import OF_ANSWERS, AnswerSheet, fold
from unclench.knowledge.load import Knowledge, load
from unclench.knowledge.spoken import in_language
from unclench.model.assessment import Assessment
from unclench.model.case import Case
from unclench.model.course import Course
from unclench.model.preferences import Country, Preferences
from unclench.safety.taken import Taken
from unclench.web import language
from unclench.web.elsewhere import Workshop
from unclench.web.jobs import Jobs, Places, Report
from unclench.web.keys import read_or_make_key
from unclench.web.limits import Limits
from unclench.web.settings import Settings
from unclench.web.visits import FormSeal, Visit, digest

if TYPE_CHECKING:
    from unclench.advice import Explanation, PlanAnswer

Clock = Callable[[], datetime.datetime]

Noted = tuple[Kind, dict[str, Any], str | None]
"""What an event says and, where it has one, its key."""


class Advice(Protocol):
    """The questions that the pages ask; :mod:`unclench.advice` answers them."""

    def assess(
        self,
        case: Case,
        knowledge: Knowledge,
        *,
        today: datetime.date,
        country: str = "us",
        for_another: bool = False,
    ) -> Assessment:
        """How urgent is it, what is it likely to be, what may be used?"""

    def plan(
        self,
        case: Case,
        knowledge: Knowledge,
        *,
        today: datetime.date,
        preferences: Preferences,
        members: int = 512,
        seed: int = 1,
        progress: Report | None = None,
        taken: Taken | None = None,
    ) -> PlanAnswer:
        """What should be done, in which order, and what will it do?"""

    def explain(self, sheet_id: str, knowledge: Knowledge) -> Explanation:
        """Why?"""

    def forecast(
        self,
        case: Case,
        knowledge: Knowledge,
        *,
        today: datetime.date,
        preferences: Preferences | None = None,
        members: int = 512,
        seed: int = 1,
    ) -> Course | None:
        """What is to be expected when doing nothing? None for a person who is not cleared."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan, and the same people doing nothing, to compare it with."""

    answer: PlanAnswer
    nothing: Course | None


class KnowledgeBroken(Exception):
    """The fact-sheets cannot be read, so that nothing can be advised."""


@dataclass
class Services:
    """Everything a handler needs, made once per application."""

    settings: Settings
    advice: Advice
    store: Store
    clock: Clock
    workshop: Workshop
    plans: Jobs[Prepared]
    heavy: Places
    _spoken: dict[str, Knowledge] = field(default_factory=dict)

    @property
    def knowledge(self) -> Knowledge:
        """The fact-sheets in the language of the request at hand, read on first use.

        Raises:
            KnowledgeBroken: they cannot be read.
        """
        return self._in_language(language.tag())

    @knowledge.setter
    def knowledge(self, given: Knowledge) -> None:
        self.written = given
        self._spoken = {}

    def _in_language(self, tag: str) -> Knowledge:
        if tag == self.written.language:
            return self.written
        if tag not in self._spoken:
            self._spoken[tag] = in_language(self.written, tag)
        return self._spoken[tag]

    @functools.cached_property
    def written(self) -> Knowledge:
        """The fact-sheets as they are written, in English."""
        try:
            return load(self.settings.knowledge_folder)
        except Exception as error:
            raise KnowledgeBroken(type(error).__name__) from error

    @functools.cached_property
    def seal(self) -> FormSeal:
        """Signs and checks forms."""
        return FormSeal(self.secret)

    @functools.cached_property
    def secret(self) -> str:
        """What forms and sessions are signed with."""
        return read_or_make_key(self.settings.key_file)

    @functools.cached_property
    def limits(self) -> Limits:
        """How often somebody may ask."""
        return Limits(self.settings)

    @functools.cached_property
    def accounts(self) -> Accounts:
        """Who can sign in."""
        return Accounts(self.store)

    @functools.cached_property
    def household(self) -> Household:
        """The people behind each visit or account."""
        return Household(self.store)

    def now(self) -> datetime.datetime:
        """The present moment in UTC."""
        return self.clock().astimezone(datetime.UTC)

    def answers(self, visit: Visit | None) -> AnswerSheet:
        """What this visit has answered since it last started over."""
        return fold(self.answered(visit))

    def answered(self, visit: Visit | None) -> tuple[Event, ...]:
        """The events behind it."""
        return () if visit is None else self.store.events(visit.id, OF_ANSWERS)

    def assess(self, case: Case, country: Country, *, for_another: bool = False) -> Assessment:
        """The assessment of a case today, in words for whoever answers."""
        today = self.now().date()
        return self.advice.assess(case, self.knowledge, today=today, country=country.value, for_another=for_another)

    def record(self, visit: Visit, kind: Kind, body: dict[str, Any], key: str | None = None) -> Event:
        """Append one event to this visit's diary."""
        return self.store.record(new_event(visit.id, kind, body, self.now(), key))

    def record_all(self, visit: Visit, noted: Sequence[Noted]) -> bool:
        """Append all of these at this moment, or none: False when one of their keys is there already."""
        now = self.now()
        return self.store.record_all([new_event(visit.id, kind, body, now, key) for kind, body, key in noted])

    def record_unless_newer(self, visit: Visit, noted: Sequence[Noted], state: str) -> str | None:
        """Append all of these, or none where other answers came in since ``state``: then the result is None.

        Returns:
            The id of the last of them, which is the new state where they are answers.
        """
        now = self.now()
        new = [new_event(visit.id, kind, body, now, key) for kind, body, key in noted]
        return new[-1].id if self.store.record_unless_newer(new, state, OF_ANSWERS) else None

    def record_once(self, visit: Visit, kind: Kind, body: dict[str, Any], key: str) -> None:
        """Append what a form says unless it was sent before, whatever time it was told by when it was sent again."""
        self.store.record_first(new_event(visit.id, kind, body, self.now(), key))

    def erase(self, visit: Visit) -> None:
        """Erase everything about everybody of this visitor's household, in the account and in this browser."""
        owners = {visit.owner, digest(visit.token)} if visit.token else {visit.owner}
        for owner in sorted(owners):
            for person in self.household.people(owner):
                self.plans.forget(person.id)
            self.household.erase(owner)

    def heavy_work(self) -> contextlib.AbstractContextManager[None]:
        """Hold one of the few places for long calculations while a request works one out itself.

        Raises:
            Busy: too many wait already, or no place came free in time.
        """
        return self.heavy.taken()

    def close(self) -> None:
        """Stop background work and let go of the database."""
        self.plans.close()
        self.workshop.close()
        self.store.close()


def services_of(request: Request) -> Services:
    """The application's services."""
    services = request.app.state.services
    if not isinstance(services, Services):
        raise TypeError("the application was not made by create_app")
    return services


async def _services_here(request: Request) -> Services:
    """The same for handlers; awaited, it costs no turn on another thread."""
    return services_of(request)


ServicesHere = Annotated[Services, Depends(_services_here)]

"""The steps of somebody's own plan as guided sessions: which there are, which may begin now, what was done before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from unclench.diary import Event, Kind, new_event
from unclench.guide import Opening, Past, Script, compose, opening
from unclench.guide.compose import guide_of
from unclench.guide.going_over import Rest, Within, rests, within
from unclench.guide.record import Report, past_sessions
from unclench.model.invalid import InvalidInput
from unclench.model.plan import Plan
from unclench.safety.cleared import Cleared
from unclench.safety.screen import safe_screen
from unclench.web import road
from unclench.web.jobs import Job
from unclench.web.services import Prepared, Services
from unclench.web.visits import Visit


@dataclass(frozen=True, slots=True)
class Session:
    """A step of the plan made ready: its script, whether it may begin now, and what was done before.

    ``within`` are the steps that begin while it goes on, ``rests`` those that it begins in.
    """

    place: int
    plan: Plan
    script: Script
    opening: Opening
    past: tuple[Past, ...]
    screened_ms: int
    within: tuple[Within, ...] = ()
    rests: tuple[Rest, ...] = ()


@dataclass(frozen=True, slots=True)
class Steps:
    """A cleared person's plan with what they did of it. Times are milliseconds since 1970."""

    cleared: Cleared
    plan: Plan
    past: tuple[Past, ...]
    screened_ms: int
    services: Services

    def session(self, place: int) -> Session | None:
        """The session of one step, counted from 1; None when there is no such step or it has no guide."""
        knowledge = self.services.knowledge
        if not 1 <= place <= len(self.plan.steps) or guide_of(self.plan.steps[place - 1].remedy, knowledge) is None:
            return None
        script = compose(self.cleared, self.plan, place - 1, knowledge)
        may_begin = opening(script, self.past, now_ms_of(self.services), self.screened_ms)
        inside, around = within(self.plan, place, knowledge), rests(self.plan, place, knowledge)
        return Session(place, self.plan, script, may_begin, self.past, self.screened_ms, inside, around)

    def sessions(self) -> Sequence[Session]:
        """Every step that has a guide."""
        found = (self.session(place) for place in range(1, len(self.plan.steps) + 1))
        return [one for one in found if one is not None]


def steps_of(visit: Visit, job: Job[Prepared], services: Services) -> Steps | None:
    """The steps of a plan that is ready; None for somebody whom the danger check does not clear now."""
    knowledge = services.knowledge
    cleared = safe_screen(road.case_of(services.answers(visit), knowledge), knowledge).cleared
    plan = job.result.answer.plan if job.result is not None else None
    if cleared is None or plan is None:
        return None
    events = services.store.events(visit.id, [Kind.STARTED, Kind.SESSION])
    past = past_sessions((event.body, ms(event.at.timestamp())) for event in events if event.kind is Kind.SESSION)
    screened_ms = max(ms(event.at.timestamp()) for event in events if event.kind is Kind.STARTED)
    return Steps(cleared, plan, past, screened_ms, services)


def keep_reports(reports: Sequence[Report], visit: Visit, services: Services) -> None:
    """Keep what happened, each thing once, however often it is told.

    Raises:
        InvalidInput: one says something else than an earlier one of its session and number; nothing was kept.
    """
    if not services.store.record_all(_new_ones(reports, visit, services)):  # the same was told at this moment
        for report in reports:
            services.store.record_all(_new_ones([report], visit, services))
        _new_ones(reports, visit, services)  # says so where somebody told something else


def _new_ones(reports: Sequence[Report], visit: Visit, services: Services) -> list[Event]:
    """The events of those reports that are not kept yet. Raises InvalidInput."""
    known = {event.key: dict(event.body) for event in services.store.events(visit.id)}
    new = []
    for report in reports:
        body = report.as_body()
        if report.key not in known:
            known[report.key] = body
            new.append(new_event(visit.id, Kind.SESSION, body, services.now(), report.key))
        elif known[report.key] != body:
            raise InvalidInput("number", report.number, "a number that nothing else in this session has")
    return new


def now_ms_of(services: Services) -> int:
    """The present moment."""
    return ms(services.now().timestamp())


def ms(seconds: float) -> int:
    """Seconds as whole milliseconds."""
    return round(seconds * 1000)

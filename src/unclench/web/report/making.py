"""The report about one visitor, from everything that is kept."""

from __future__ import annotations

from unclench.diary.answers import fold
from unclench.model.preferences import Country
from unclench.web import road
from unclench.web.report.parts import Report
from unclench.web.report.told import Told, report_of
from unclench.web.services import Services
from unclench.web.visits import Visit


def report_for(visit: Visit | None, here: Country, services: Services) -> Report:
    """The report as it stands now, in the language at hand."""
    events = () if visit is None else services.store.events(visit.id)
    sheet = fold(events)
    assessment = services.assess(road.case_of(sheet, services.knowledge), here) if sheet.started else None
    told = Told(events, sheet, assessment, visit.name if visit is not None else "")
    return report_of(told, services.knowledge, here, services.now())

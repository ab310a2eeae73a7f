"""Bringing a file of events back: all of it, or nothing."""

from __future__ import annotations

from unclench.diary.event import arriving
from unclench.diary.transfer import Arrival, read_document
from unclench.model.invalid import InvalidInput
from unclench.web.services import Services
from unclench.web.visits import Visit

ATTEMPTS = 3
"""How often a file is looked at again when something else was kept in the same moment."""


def bring_document(visit: Visit, document: object, services: Services) -> Arrival:
    """Append what the file brings. The old plan no longer counts. Raises InvalidInput: nothing was changed then."""
    for _attempt in range(ATTEMPTS):
        here, now = services.store.events(visit.id), services.now()
        arrival = read_document(document, visit.id, here, now, services.knowledge)
        if services.store.record_all(arriving(arrival.events, visit.id, now)):
            services.plans.forget(visit.id)
            return arrival
    raise InvalidInput("file", None, "a file that is not brought in twice at the same moment")

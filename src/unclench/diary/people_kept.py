"""Whose diaries a database holds, for whoever looks after it at its own machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from unclench.diary.accounts_tables import person
from unclench.diary.store import Store
from unclench.diary.tables import event
from unclench.model.invalid import InvalidInput

SHORT = 8
"""So many characters of an id tell the people of one machine apart."""


@dataclass(frozen=True, slots=True)
class KeptPerson:
    """Somebody about whom something is kept: ``name`` as their household calls them, how many events, and the last."""

    id: str
    name: str
    events: int
    last: datetime

    def __str__(self) -> str:
        """In a few words, to choose by."""
        called = f"{self.id[:SHORT]} ({self.name})" if self.name else self.id[:SHORT]
        return f"{called}: {self.events} records, the last of {self.last:%Y-%m-%d}"


def people_kept(store: Store) -> tuple[KeptPerson, ...]:
    """Everybody about whom something is kept, the one of the latest event first."""
    last = func.max(event.c.at).label("last")
    query = select(event.c.visit, func.count().label("events"), last).group_by(event.c.visit).order_by(last.desc())
    with store.reading() as connection:
        names = {row.id: row.name for row in connection.execute(select(person.c.id, person.c.name))}
        found = connection.execute(query)
        return tuple(KeptPerson(row.visit, names.get(row.visit, ""), row.events, row.last) for row in found)


def choose(people: Sequence[KeptPerson], wanted: str) -> KeptPerson:
    """The one person that is meant: by name, by the beginning of the id, or because there is no other.

    Raises:
        InvalidInput: there is nobody, or it is not clear who is meant.
    """
    meant = [
        one for one in people if not wanted or one.id.startswith(wanted) or one.name.casefold() == wanted.casefold()
    ]
    if len(meant) == 1:
        return meant[0]
    allowed = "; ".join(map(str, people)) if people else "somebody about whom something is kept: there is nobody yet"
    raise InvalidInput("person", wanted or None, f"one of these by name or id: {allowed}" if people else allowed)

"""The people of a household: each has events of their own, and only the household's owner reaches them.

An owner is a browser's visit or an account. The first person's events are kept under the owner's own id, so that
somebody who is alone never meets any of this; everyone else has an id of their own.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, insert, select, update

from unclench.diary.accounts_tables import NAME_LENGTH, account, person
from unclench.diary.event import Event, Kind
from unclench.diary.held import Held
from unclench.diary.joined import joined_visits, joining
from unclench.diary.store import Store, events_of, insert_events
from unclench.diary.tables import event
from unclench.model.invalid import InvalidInput

MOST_PEOPLE = 12


@dataclass(frozen=True, slots=True)
class Person:
    """One person of a household; ``id`` names their events, ``name`` is empty until the owner gives one."""

    id: str
    name: str


class Household:
    """The people behind each owner."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def people(self, owner: str) -> tuple[Person, ...]:
        """Everybody, the first person first."""
        with self._store.reading() as connection:
            return _people(connection, owner)

    def person(self, owner: str, person_id: str) -> Person | None:
        """One of the owner's people, or None if the owner has no such person."""
        return next((one for one in self.people(owner) if one.id == person_id), None)

    def add(self, owner: str, name: str, now: datetime) -> Person:
        """Add somebody.

        Raises:
            InvalidInput: the name is not usable or taken, or there are too many people already.
        """
        added, is_new = self.add_once(owner, name, now)
        if not is_new:
            _check_new(added.name, [added])
        return added

    def add_once(self, owner: str, name: str, now: datetime) -> tuple[Person, bool]:
        """Add somebody unless somebody of just this name is there; who it is, and whether they are new.

        Raises:
            InvalidInput: the name is not usable, differs from another only in its capitals, or there are too many
                people already.
        """
        name = read_person_name(name)
        with self._settling(owner) as (connection, known):
            there = next((one for one in known if one.name == name), None)
            if there is not None:
                return there, False
            _check_new(name, known)
            if len(known) >= MOST_PEOPLE:
                raise InvalidInput("name", name, f"at most {MOST_PEOPLE} people")
            added = Person(secrets.token_hex(32), name)
            _insert(connection, owner, added, now)
        return added, True

    def rename(self, owner: str, person_id: str, name: str, now: datetime) -> bool:
        """Give one of the owner's people another name; False if there is no such person.

        Raises:
            InvalidInput: the name is not usable or taken.
        """
        with self._settling(owner) as (connection, known):
            if person_id not in {one.id for one in known}:
                return False
            _check_new(name := read_person_name(name), [one for one in known if one.id != person_id])
            chosen = and_(person.c.owner == owner, person.c.id == person_id)
            if not connection.execute(update(person).where(chosen).values(name=name)).rowcount:
                _insert(connection, owner, Person(person_id, name), now)
        return True

    def remove(self, owner: str, person_id: str) -> bool:
        """Erase one of the owner's people with all their events; False if there is no such person."""
        if person_id not in {one.id for one in self.people(owner)}:
            return False
        with self._store.writing() as connection:
            connection.execute(delete(event).where(event.c.visit == person_id))
            connection.execute(delete(person).where(person.c.owner == owner, person.c.id == person_id))
        self._store.empty_journal()
        return True

    def erase(self, owner: str) -> None:
        """Erase all of the owner's people with all their events, and overwrite them on disk."""
        with self._store.writing() as connection:
            erase_people(connection, owner)
        self._store.empty_journal()

    def is_empty(self, owner: str) -> bool:
        """Whether nothing is kept for this owner."""
        query = select(event.c.id).where(_belongs(owner)).limit(1)
        with self._store.reading() as connection:
            return connection.execute(query).first() is None

    def join(self, owner: str, person_id: str, visit: str, now: datetime) -> bool:
        """Give the events of ``visit`` to one of the owner's people, and everybody else of that visit to the owner.

        The events get another name, so that the browser's old token opens nothing any more. What both have (the same
        key, and the same words) is kept once. False if the owner has no such person.
        """
        if self.person(owner, person_id) is None:
            return False
        with self._store.writing() as connection:
            here = events_of(connection, person_id)
            _move(connection, visit, person_id, here)
            if visit not in joined_visits(here):
                insert_events(connection, [joining(person_id, visit, now)])
            connection.execute(delete(person).where(person.c.id == visit))
            connection.execute(update(person).where(person.c.owner == visit).values(owner=owner))
        self._store.empty_journal()
        return True

    def joined(self, owner: str, visit: str) -> Person | None:
        """The one of the owner's people to whom the events of ``visit`` were given, if they were."""
        given = (one for one in self.people(owner) if visit in joined_visits(self._store.events(one.id, [Kind.JOINED])))
        return next(given, None)

    def sweep(self, moment: datetime) -> None:
        """Forget the names of people without events whom no account owns and who were added before ``moment``."""
        kept = exists().where(event.c.visit == person.c.id)
        owned = exists().where(account.c.id == person.c.owner)
        with self._store.writing() as connection:
            connection.execute(delete(person).where(person.c.created_at < moment, ~kept, ~owned))

    @contextmanager
    def _settling(self, owner: str) -> Iterator[tuple[Connection, tuple[Person, ...]]]:
        """A connection to change the list with, and who is on it; nobody else changes this owner's list meanwhile."""
        with self._store.writing() as connection:
            if connection.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
                connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(owner))))
            yield connection, _people(connection, owner)


def _people(connection: Connection, owner: str) -> tuple[Person, ...]:
    query = select(person.c.id, person.c.name).where(person.c.owner == owner).order_by(person.c.sequence)
    found = tuple(Person(row.id, row.name) for row in connection.execute(query))
    first = next((one for one in found if one.id == owner), Person(owner, ""))
    return (first, *(one for one in found if one.id != owner))


def _insert(connection: Connection, owner: str, added: Person, now: datetime) -> None:
    values = {"id": added.id, "owner": owner, "name": added.name, "created_at": now}
    connection.execute(insert(person).values(**values))


def _move(connection: Connection, visit: str, person_id: str, here: Sequence[Event]) -> None:
    """Give the events of one visit to a person who may have some of them already, or others under the same keys."""
    held = Held(here)
    names: dict[str, str] = {}
    for told in events_of(connection, visit):
        body = dict(told.body)
        if body.get("event") in names:
            body["event"] = names[body["event"]]
        moved = replace(told, visit=person_id, body=body)
        same = held.same(moved)
        chosen = event.c.id == told.id
        if same is not None:
            names[told.id] = same.id
            connection.execute(delete(event).where(chosen))
            continue
        moved = replace(moved, key=held.free_key(moved))
        held.add(moved)
        connection.execute(update(event).where(chosen).values(visit=person_id, key=moved.key, body=body))


def erase_people(connection: Connection, owner: str) -> None:
    """Delete everybody of this owner with all their events."""
    connection.execute(delete(event).where(_belongs(owner)))
    connection.execute(delete(person).where(person.c.owner == owner))


def read_person_name(name: str) -> str:
    """A name as it is kept.

    Raises:
        InvalidInput: it is empty, too long, or holds a character that cannot be seen.
    """
    tidy = " ".join(name.split())
    if not 1 <= len(tidy) <= NAME_LENGTH or not tidy.isprintable():
        raise InvalidInput("name", name[:80], f"1 to {NAME_LENGTH} characters that can be seen")
    return tidy


def _check_new(name: str, others: tuple[Person, ...] | list[Person]) -> None:
    if name.casefold() in {one.name.casefold() for one in others}:
        raise InvalidInput("name", name, "a name that nobody else on your list has")


def _belongs(owner: str) -> ColumnElement[bool]:
    """Whether an event is about one of the owner's people."""
    others = select(person.c.id).where(person.c.owner == owner)
    return (event.c.visit == owner) | event.c.visit.in_(others)

"""The store: record an event, read a visit's events, hand them all out, erase them all."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, bindparam, delete, func, insert, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from unclench.diary.database import connect, migrate
from unclench.diary.event import Event, Kind, new_event
from unclench.diary.failure import DiaryUnavailable, Trouble, explain
from unclench.diary.sqlite_file import check_key_fits, file_of
from unclench.diary.tables import event as table
from unclench.diary.transfer import export_document
from unclench.model.invalid import InvalidInput

OF_VISIT = select(table).where(table.c.visit == bindparam("visit")).order_by(table.c.sequence)
OF_KINDS = OF_VISIT.where(table.c.kind.in_(bindparam("kinds", expanding=True)))
LAST_OF_KINDS = (
    select(table.c.id)
    .where(table.c.visit == bindparam("visit"), table.c.kind.in_(bindparam("kinds", expanding=True)))
    .order_by(table.c.sequence.desc())
    .limit(1)
)
"""Built once: putting the question together takes as long as asking it."""


class Store:
    """Append-only events behind a database address (SQLite file or PostgreSQL); a ``passphrase`` encrypts the file.

    The database is opened and its schema brought up to date on first use, so that a broken one breaks the diary and
    not the danger check. Every method raises :class:`~unclench.diary.failure.DiaryUnavailable` when it cannot be used.
    """

    def __init__(self, url: str, *, wait_seconds: float = 5.0, passphrase: str = "") -> None:
        self._url = url
        self._passphrase = passphrase
        self._wait_seconds = wait_seconds
        self._engine: Engine | None = None
        self._opening = threading.Lock()
        self._failed = False

    def record(self, event: Event) -> Event:
        """Append ``event`` and return what is kept: when its key is already there, the earlier event with that key.

        When this returns, the event survives a crash of the program and of the machine.

        Raises:
            InvalidInput: the key is taken by an event that says something else.
        """
        return event if self.record_first(event) else self._earlier(event)

    def record_first(self, event: Event) -> bool:
        """Append ``event`` unless its key is there already, and return whether it was appended; the first one stays."""
        try:
            with self.writing() as connection:
                connection.execute(insert(table).values(**_row(event)))
        except IntegrityError:
            return False
        return True

    def record_all(self, events: Sequence[Event]) -> bool:
        """Append all of them, or none: False when one of their ids or keys is there already."""
        try:
            with self.writing() as connection:
                insert_events(connection, events)
        except IntegrityError:
            return False
        return True

    def record_unless_newer(self, events: Sequence[Event], latest: str, kinds: Iterable[Kind]) -> bool:
        """Append these events of one visit, unless its last event of these kinds is another than ``latest``.

        Returns:
            False where something came in since ``latest`` was read: then nothing was appended.
        """
        visit = events[0].visit
        with self.writing() as connection:
            if connection.dialect.name == "postgresql":  # SQLite lets one writer in at a time
                connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(visit))))
            last = connection.execute(LAST_OF_KINDS, {"visit": visit, "kinds": [kind.value for kind in kinds]}).scalar()
            if (last or "") != latest:
                return False
            insert_events(connection, events)
        return True

    def events(self, visit: str, kinds: Iterable[Kind] | None = None) -> tuple[Event, ...]:
        """The visit's events in the order they were written, all of them or those of some kinds."""
        told: dict[str, Any] = {"visit": visit}
        if kinds is not None:
            told["kinds"] = [kind.value for kind in kinds]
        with self.reading() as connection:
            rows = connection.execute(OF_VISIT if kinds is None else OF_KINDS, told)
            return tuple(_event(row) for row in rows)

    def try_again(self) -> None:
        """Where the last write failed, write something and take it out again, to see whether it works by now."""
        if not self._failed:
            return
        trial = new_event("nobody", Kind.STARTED, {}, datetime.now(UTC))
        with self.writing() as connection:
            insert_events(connection, [trial])
            connection.execute(delete(table).where(table.c.id == trial.id))

    def erase(self, visit: str) -> int:
        """Delete everything about this visit, overwrite it on disk, and return how many events were deleted."""
        return self._erase(table.c.visit == visit)

    def erase_older_than(self, moment: datetime) -> int:
        """Delete the events of visits in which nothing was recorded since ``moment``."""
        return self._erase(table.c.visit.not_in(select(table.c.visit).where(table.c.at >= moment)))

    def export(self, visit: str) -> dict[str, Any]:
        """Everything kept about this visit as plain JSON types; see :mod:`unclench.diary.transfer`."""
        return export_document(self.events(visit))

    def close(self) -> None:
        """Let go of the database; the next use opens it again."""
        with self._opening:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    def _open(self) -> Engine:
        with self._opening:
            if self._engine is None:
                self._engine = self._opened()
            return self._engine

    def _opened(self) -> Engine:
        try:
            _make_private_file(self._url, self._passphrase)
            engine = connect(self._url, self._wait_seconds, self._passphrase)
            migrate(engine)
        except (SQLAlchemyError, OSError) as error:
            trouble = explain(error)
            if self._passphrase and trouble.trouble is Trouble.CORRUPT:  # noise is all that a wrong key reads
                trouble = DiaryUnavailable(Trouble.WRONG_PASSPHRASE)
            raise trouble from error
        return engine

    def _erase(self, which: ColumnElement[bool]) -> int:
        with self.writing() as connection:
            erased = connection.execute(delete(table).where(which)).rowcount
        self.empty_journal()
        return erased

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection inside one transaction: everything done on it is kept together, or nothing is."""
        try:
            with self._open().begin() as connection:
                yield connection
            self._failed = False
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            self._failed = True
            raise explain(error) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read with; it holds no lock."""
        try:
            with self._open().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                yield connection
        except SQLAlchemyError as error:
            raise explain(error) from error

    def _earlier(self, event: Event) -> Event:
        query = select(table).where(table.c.visit == event.visit, table.c.key == event.key)
        with self.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise InvalidInput("event.id", event.id, "an id that no other event has")
        earlier = _event(row)
        if (earlier.kind, dict(earlier.body)) != (event.kind, dict(event.body)):
            raise InvalidInput("event.key", event.key, "a key that no different event of this visit has")
        return earlier

    def empty_journal(self) -> None:
        """Erased rows also live in SQLite's write-ahead log until it is folded into the file and cut to nothing."""
        if self._open().dialect.name == "sqlite":
            with self.reading() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def events_of(connection: Connection, visit: str) -> tuple[Event, ...]:
    """The visit's events in the order they were written, within a transaction."""
    return tuple(_event(row) for row in connection.execute(OF_VISIT, {"visit": visit}))


def insert_events(connection: Connection, events: Sequence[Event]) -> None:
    """Append events within a transaction. Raises IntegrityError: an id or key is there already."""
    if events:
        connection.execute(insert(table), [_row(event) for event in events])


def _row(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "visit": event.visit,
        "at": event.at,
        "kind": event.kind.value,
        "body": dict(event.body),
        "key": event.key,
    }


def _event(row: Row[Any]) -> Event:
    return Event(row.id, row.visit, row.at, Kind(row.kind), row.body, row.key)


def _make_private_file(url: str, passphrase: str) -> None:
    """Make the SQLite file and its folder readable by their owner only, before anything is written there."""
    file = file_of(url)
    if file is None:
        return
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    check_key_fits(file, passphrase)
    if not passphrase:  # an encrypted file begins with its salt
        file.touch(mode=0o600)

"""The seal of a backup: what it holds, so that a later reader knows whether every letter is still the same."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from unclench.diary.sqlite_file import Connection
from unclench.model.invalid import InvalidInput

TABLE, VERSION = "backup_seal", "alembic_version"
IS_A_BACKUP = "a file that unclench backup has written"
INTACT = "a backup that is intact; this one is damaged"


@dataclass(frozen=True, slots=True)
class Seal:
    """When a backup was made, of which schema, how many rows it holds, and the SHA-256 of them all."""

    made_at: datetime
    revision: str
    rows: int
    digest: str


def write_seal(connection: Connection, now: datetime) -> Seal:
    """Seal what the database holds now."""
    seal = _seal_of(connection, now)
    connection.execute(f"CREATE TABLE {TABLE} (made_at TEXT, revision TEXT, row_count INTEGER, digest TEXT)")
    values = (seal.made_at.isoformat(), seal.revision, seal.rows, seal.digest)
    connection.execute(f"INSERT INTO {TABLE} VALUES (?, ?, ?, ?)", values)  # noqa: S608 - our own name
    return seal


def read_seal(connection: Connection, shown: str) -> Seal:
    """The seal, after everything under it was read again and found the same.

    Raises:
        InvalidInput: there is none, or something is not as it was. ``shown`` names the file.
    """
    if TABLE not in tables(connection):
        raise InvalidInput("backup", shown, IS_A_BACKUP)
    found = connection.execute(f"SELECT made_at, revision, row_count, digest FROM {TABLE}").fetchall()  # noqa: S608 - our own name
    if len(found) != 1 or not is_sound(connection):
        raise InvalidInput("backup", shown, INTACT)
    made_at, revision, rows, digest = found[0]
    seal = Seal(datetime.fromisoformat(made_at), revision, rows, digest)
    if _seal_of(connection, seal.made_at) != seal:
        raise InvalidInput("backup", shown, INTACT)
    return seal


def break_seal(connection: Connection) -> None:
    """Make an ordinary database of a backup."""
    connection.execute(f"DROP TABLE {TABLE}")


def is_sound(connection: Connection) -> bool:
    """Whether SQLite finds its own structures, and every reference between rows, in order."""
    structure = connection.execute("PRAGMA integrity_check").fetchall()
    return structure == [("ok",)] and not connection.execute("PRAGMA foreign_key_check").fetchall()


def digest_of(connection: Connection) -> tuple[int, str]:
    """How many rows there are, the schema's own apart, and the SHA-256 of them and of the tables' own definitions."""
    digest, rows = hashlib.sha256(), 0
    for table in tables(connection):
        if table == TABLE:
            continue
        columns = [column[1] for column in connection.execute(f"PRAGMA table_info({table})")]
        digest.update(json.dumps([table, columns]).encode())
        named = ", ".join(f'"{column}"' for column in columns)
        for row in connection.execute(f"SELECT {named} FROM {table} ORDER BY rowid"):  # noqa: S608 - our own names
            digest.update(json.dumps(row, default=bytes.hex).encode() + b"\n")
            rows += table != VERSION
    return rows, digest.hexdigest()


def tables(connection: Connection) -> list[str]:
    """The names of all tables, in order."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    return [name for (name,) in connection.execute(query)]


def _seal_of(connection: Connection, made_at: datetime) -> Seal:
    rows, digest = digest_of(connection)
    has_version = VERSION in tables(connection)
    revision = connection.execute(f"SELECT version_num FROM {VERSION}").fetchone() if has_version else None  # noqa: S608 - our own name
    return Seal(made_at.astimezone(UTC), str(revision[0]) if revision else "", rows, digest)

"""Connections: SQLite set up so that an acknowledged write survives a crash, and the schema brought up to date."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.pool import QueuePool

from unclench.diary import sqlite_file
from unclench.diary.failure import DiaryUnavailable, Trouble

MIGRATIONS = Path(__file__).parent / "migrations"

SQLITE_SETTINGS = (
    "PRAGMA busy_timeout = {wait_ms}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # an acknowledged write is on the disk, not only in the system's memory
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # erased health data is overwritten, not only unlinked
)


KEPT_OPEN = 5
"""Connections that stay open. Closing the last one makes SQLite fold its journal in, which costs a write several times
its own time."""


def _no_rows(record: logging.LogRecord) -> bool:
    """At its finest level the driver writes every row that is read into the log: here these are health data."""
    return record.levelno > logging.DEBUG


logging.getLogger("sqlalchemy.engine.Engine").addFilter(_no_rows)


def connect(url: str, wait_seconds: float = 5.0, passphrase: str = "") -> Engine:
    """An engine for this database address. SQLite waits ``wait_seconds`` for another writer before giving up.

    With a ``passphrase`` the SQLite file is encrypted; what PostgreSQL writes is its own server's affair.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=KEPT_OPEN,
        max_overflow=-1,
        connect_args={"timeout": wait_seconds},
        hide_parameters=True,
        **(_encrypted(url, wait_seconds, passphrase) if passphrase else {}),
    )

    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite_file.Connection, _record: object) -> None:
        connection.isolation_level = None  # this module begins transactions itself, see below
        cursor = connection.cursor()
        try:
            for setting in SQLITE_SETTINGS:
                cursor.execute(setting.format(wait_ms=int(wait_seconds * 1000)))
        finally:
            cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # Taking the write lock at once lets a second writer wait its turn instead of failing half-way.
        if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _encrypted(url: str, wait_seconds: float, passphrase: str) -> dict[str, Any]:
    """How an engine opens an encrypted file: through SQLCipher, with a key that is derived once."""
    file = sqlite_file.file_of(url)
    if file is None:
        raise DiaryUnavailable(Trouble.NOT_ENCRYPTED)
    sqlite_file.make_encrypted(file, passphrase)
    key = sqlite_file.key_text(passphrase, file)
    return {
        "module": sqlite_file.cipher(),
        "creator": lambda: sqlite_file.open_file(file, key, wait_seconds=wait_seconds),
    }


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to ``revision``; a database that is already there is left alone."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(86428642)")  # one migration at a time
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

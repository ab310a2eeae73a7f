"""Backup and restore: one sealed SQLite file, whatever keeps the diary, checked before it replaces anything."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import datetime
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from unclench.diary.database import MIGRATIONS, connect, migrate
from unclench.diary.failure import DiaryUnavailable, Trouble, is_of_driver, told
from unclench.diary.file_writing import check_target
from unclench.diary.place import Place
from unclench.diary.rows import copy_rows, is_empty
from unclench.diary.seal import INTACT, IS_A_BACKUP, Seal, break_seal, is_sound, read_seal, write_seal
from unclench.diary.sqlite_file import (
    Connection,
    beside,
    check_key_fits,
    is_there,
    key_text,
    looks_encrypted,
    make_encrypted,
    open_file,
    to_disk,
)
from unclench.diary.takeover import alone_with, take_place
from unclench.model.invalid import InvalidInput

REPLACE = "a place without a diary; or say --replace, and what is there now is lost"


def back_up(place: Place, target: Path, now: datetime, *, replace: bool = False) -> Seal:
    """Write everything that is kept into one file, encrypted as the diary is, while the pages may go on.

    Raises:
        InvalidInput: there is no diary yet; or the target cannot be written, or exists and ``replace`` was not given.
        DiaryUnavailable: the diary cannot be read, or the passphrase does not fit.
    """
    check_target(target, replace=replace)
    with beside(target) as fresh, told():
        _copy_into(fresh, place)
        with closing(open_file(fresh, _key(fresh, place.passphrase))) as copy:
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
            seal = write_seal(copy, now)
            if not is_sound(copy):
                raise DiaryUnavailable(Trouble.CORRUPT)
        to_disk(fresh)
        if replace:
            fresh.replace(target)
        else:
            os.link(fresh, target)
        to_disk(target.parent)
    return seal


def restore(place: Place, source: Path, *, replace: bool = False) -> Seal:
    """Put a backup in the diary's place: checked as a whole first, then all at once or not at all.

    Raises:
        InvalidInput: the file is no backup, damaged, or of a newer Unclench; or something is kept already and
            ``replace`` was not given.
        DiaryUnavailable: the passphrase does not fit, or another program is using the diary.
    """
    if not source.is_file():
        raise InvalidInput("FILE", str(source), "a backup file that exists")
    _check_fits(source, place.passphrase)
    with told():
        if place.file is None:
            return _into_server(place, source, replace=replace)
        return _into_file(place.file, place.passphrase, source, replace=replace)


def _copy_into(fresh: Path, place: Place) -> None:
    """Fill the empty file with what the diary holds at one moment."""
    if place.file is None:
        _from_server(fresh, place)
        return
    if not is_there(place.file):
        raise InvalidInput("diary", str(place.file), "a diary in which something is kept")
    check_key_fits(place.file, place.passphrase)
    key = _key(place.file, place.passphrase)
    with closing(_opened(place.file, key)) as live, closing(open_file(fresh, key)) as copy:
        live.backup(copy)


def _from_server(fresh: Path, place: Place) -> None:
    fresh.unlink()
    engine = connect(place.url)
    _prepare(fresh, place.passphrase)
    copy = connect(f"sqlite:///{fresh}", passphrase=place.passphrase)
    try:
        migrate(engine)
        migrate(copy)
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as source, copy.begin() as target:
            copy_rows(source, target)
    finally:
        engine.dispose()
        copy.dispose()


def _prepare(fresh: Path, passphrase: str) -> None:
    if passphrase:
        make_encrypted(fresh, passphrase)
    else:
        fresh.touch(mode=0o600)


def _into_file(file: Path, passphrase: str, source: Path, *, replace: bool) -> Seal:
    if is_there(file) and not replace and not _holds_nothing(file, passphrase):
        raise InvalidInput("diary", str(file), REPLACE)
    with beside(file) as fresh:
        seal = _unsealed(source, fresh, passphrase)
        to_disk(fresh)
        with alone_with(file, passphrase):
            take_place(fresh, file)
    return seal


def _into_server(place: Place, source: Path, *, replace: bool) -> Seal:
    engine = connect(place.url)
    try:
        migrate(engine)
        with beside(source) as fresh, engine.begin() as target:
            seal = _unsealed(source, fresh, place.passphrase)
            if not replace and not is_empty(target):
                raise InvalidInput("diary", "the database server's", REPLACE)
            copy = connect(f"sqlite:///{fresh}", passphrase=place.passphrase)
            try:
                with copy.connect() as rows:
                    copy_rows(rows, target)
            finally:
                copy.dispose()
    finally:
        engine.dispose()
    return seal


def _unsealed(source: Path, fresh: Path, passphrase: str) -> Seal:
    """Copy a backup into the empty file, check it there, and bring it up to today's schema."""
    key = _key(source, passphrase)
    damaged = InvalidInput("backup", str(source), INTACT)
    with closing(open_file(fresh, key)) as copy:
        with told(lambda _error: damaged), closing(_opened(source, key, read_only=True)) as backup:
            backup.backup(copy)
            seal = read_seal(copy, str(source))
        if seal.revision not in {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}:
            raise InvalidInput("backup", str(source), "a backup of this or an older Unclench; update this one first")
        break_seal(copy)
    engine = connect(f"sqlite:///{fresh}", passphrase=passphrase)
    migrate(engine)
    engine.dispose()
    with closing(open_file(fresh, key)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")
    return seal


def _check_fits(source: Path, passphrase: str) -> None:
    """A backup is as encrypted as the diary was; what it is restored with has to fit."""
    if looks_encrypted(source) and not passphrase:
        raise InvalidInput("passphrase", "none", "the passphrase that the backup was made with")
    if passphrase and not looks_encrypted(source):
        allowed = f"{IS_A_BACKUP} of an encrypted diary; restore a plain one without a passphrase, then encrypt it"
        raise InvalidInput("backup", str(source), allowed)


def _key(file: Path, passphrase: str) -> str:
    return key_text(passphrase, file) if passphrase else ""


def _opened(file: Path, key: str, *, read_only: bool = False) -> Connection:
    """A connection that has read the file's first page, so that a wrong passphrase is told from damage."""
    connection = open_file(file, key, read_only=read_only)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except Exception as error:
        connection.close()
        if key and is_of_driver(error):
            raise DiaryUnavailable(Trouble.WRONG_PASSPHRASE) from error
        raise
    return connection


def _holds_nothing(file: Path, passphrase: str) -> bool:
    """Whether the diary can be read and nobody has written anything into it."""
    engine = connect(f"sqlite:///{file}", passphrase=passphrase)
    try:
        check_key_fits(file, passphrase)
        with engine.connect() as connection:
            return is_empty(connection)
    except (SQLAlchemyError, DiaryUnavailable):
        return False
    finally:
        engine.dispose()

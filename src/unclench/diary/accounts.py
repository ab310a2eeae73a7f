"""Who may read which events where several people share one server: accounts, sessions, passkeys, recovery codes.

Nothing here knows a secret: of session tokens and recovery codes only digests are kept, of passwords only a hash that
the caller made. Every method raises :class:`~unclench.diary.failure.DiaryUnavailable` when the database cannot be used.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from unclench.diary.accounts_people import erase_people
from unclench.diary.accounts_tables import NAME_LENGTH, account, passkey, recovery_code, session, spent
from unclench.diary.store import Store
from unclench.model.invalid import InvalidInput


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in. ``password`` is a hash, empty when there is none."""

    id: str
    name: str
    password: str = ""


@dataclass(frozen=True, slots=True)
class Passkey:
    """A key that lives in the person's own device; only its public half is kept here."""

    id: str
    account: str
    public_key: bytes
    uses: int
    label: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that is signed in; ``digest`` names it without opening anything."""

    digest: str
    account: str
    label: str
    created_at: datetime
    until: datetime


class Accounts:
    """Accounts and their ways in, beside the events of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, name: str, now: datetime, *, password: str = "", account_id: str = "") -> Account:
        """A new account.

        Raises:
            InvalidInput: the name is taken, empty or too long.
        """
        made = Account(account_id or secrets.token_hex(32), read_name(name), password)
        values = {"id": made.id, "name": made.name, "password": password or None, "created_at": now}
        try:
            with self._store.writing() as connection:
                connection.execute(insert(account).values(**values))
        except IntegrityError:
            raise InvalidInput("name", made.name, "a name that nobody has taken yet") from None
        return made

    def named(self, name: str) -> Account | None:
        """The account with this name, if there is one."""
        return self._account(account.c.name == _folded(name))

    def by_id(self, account_id: str) -> Account | None:
        """The account with this id, if there is one."""
        return self._account(account.c.id == account_id)

    def set_password(self, account_id: str, password: str) -> None:
        """Keep the hash of a new password."""
        with self._store.writing() as connection:
            connection.execute(update(account).where(account.c.id == account_id).values(password=password))

    def remove(self, account_id: str) -> None:
        """Delete the account with its ways in, its people and all their events, and overwrite them on disk."""
        with self._store.writing() as connection:
            erase_people(connection, account_id)
            for table in (session, passkey, recovery_code):
                connection.execute(delete(table).where(table.c.account == account_id))
            connection.execute(delete(account).where(account.c.id == account_id))
        self._store.empty_journal()

    def open_session(self, opened: Session) -> None:
        """Note that a browser is signed in."""
        with self._store.writing() as connection:
            connection.execute(insert(session).values(**_fields(opened)))

    def session(self, digest: str, now: datetime) -> Session | None:
        """The session, unless it was ended or ran out."""
        query = select(session).where(session.c.digest == digest, session.c.until > now)
        with self._store.reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else Session(row.digest, row.account, row.label, row.created_at, row.until)

    def sessions(self, account_id: str, now: datetime) -> tuple[Session, ...]:
        """The browsers that are signed in, the newest first."""
        query = select(session).where(session.c.account == account_id, session.c.until > now)
        with self._store.reading() as connection:
            rows = connection.execute(query.order_by(session.c.created_at.desc(), session.c.digest)).all()
        return tuple(Session(row.digest, row.account, row.label, row.created_at, row.until) for row in rows)

    def end_session(self, account_id: str, digest: str) -> bool:
        """Sign one of the account's browsers out; False if the account has no such session."""
        chosen = (session.c.account == account_id) & (session.c.digest == digest)
        with self._store.writing() as connection:
            return connection.execute(delete(session).where(chosen)).rowcount == 1

    def end_sessions(self, account_id: str, keep: str = "") -> int:
        """Sign every browser out except ``keep``, and say how many."""
        chosen = (session.c.account == account_id) & (session.c.digest != keep)
        with self._store.writing() as connection:
            return connection.execute(delete(session).where(chosen)).rowcount

    def add_passkey(self, added: Passkey) -> None:
        """Keep a passkey.

        Raises:
            InvalidInput: this passkey is known already.
        """
        try:
            with self._store.writing() as connection:
                connection.execute(insert(passkey).values(**_fields(added)))
        except IntegrityError:
            raise InvalidInput("passkey", added.label, "a passkey that is not known here yet") from None

    def passkey(self, passkey_id: str) -> Passkey | None:
        """The passkey with this id, whosever it is."""
        with self._store.reading() as connection:
            row = connection.execute(select(passkey).where(passkey.c.id == passkey_id)).one_or_none()
        return None if row is None else Passkey(*row)

    def passkeys(self, account_id: str) -> tuple[Passkey, ...]:
        """The account's passkeys, the oldest first."""
        query = select(passkey).where(passkey.c.account == account_id).order_by(passkey.c.created_at, passkey.c.id)
        with self._store.reading() as connection:
            return tuple(Passkey(*row) for row in connection.execute(query))

    def passkey_used(self, passkey_id: str, uses: int) -> None:
        """Note the passkey's own count of its uses; one that falls back would show a copied key."""
        with self._store.writing() as connection:
            connection.execute(update(passkey).where(passkey.c.id == passkey_id).values(uses=uses))

    def remove_passkey(self, account_id: str, passkey_id: str) -> bool:
        """Forget one of the account's passkeys; False if it has no such passkey."""
        chosen = (passkey.c.account == account_id) & (passkey.c.id == passkey_id)
        with self._store.writing() as connection:
            return connection.execute(delete(passkey).where(chosen)).rowcount == 1

    def replace_recovery_codes(self, account_id: str, digests: Iterable[str]) -> None:
        """Keep these codes and forget all earlier ones."""
        rows = [{"digest": digest, "account": account_id} for digest in digests]
        with self._store.writing() as connection:
            connection.execute(delete(recovery_code).where(recovery_code.c.account == account_id))
            connection.execute(insert(recovery_code), rows)

    def recovery_codes(self, account_id: str) -> int:
        """How many unused codes there are."""
        query = select(recovery_code.c.digest).where(recovery_code.c.account == account_id)
        with self._store.reading() as connection:
            return len(connection.execute(query).all())

    def use_recovery_code(self, account_id: str, digest: str) -> bool:
        """Use a code up; False if the account has no such unused code."""
        chosen = (recovery_code.c.account == account_id) & (recovery_code.c.digest == digest)
        with self._store.writing() as connection:
            return connection.execute(delete(recovery_code).where(chosen)).rowcount == 1

    def spend(self, digest: str, until: datetime) -> bool:
        """Use something up that is good once only, until ``until``; False if it was used before."""
        try:
            with self._store.writing() as connection:
                connection.execute(insert(spent).values(digest=digest, until=until))
        except IntegrityError:
            return False
        return True

    def sweep(self, now: datetime) -> None:
        """Forget sessions that ran out and what could not be used again anyway."""
        with self._store.writing() as connection:
            connection.execute(delete(session).where(session.c.until <= now))
            connection.execute(delete(spent).where(spent.c.until <= now))

    def _account(self, which: object) -> Account | None:
        with self._store.reading() as connection:
            row = connection.execute(select(account).where(which)).one_or_none()  # type: ignore[arg-type]
        return None if row is None else Account(row.id, row.name, row.password or "")


def read_name(name: str) -> str:
    """An account's name as it is kept: letters of either case are the same name.

    Raises:
        InvalidInput: it is too short, too long, or holds a character that cannot be seen.
    """
    folded = _folded(name)
    if not 3 <= len(folded) <= NAME_LENGTH or not folded.isprintable():
        raise InvalidInput("name", name[:80], f"3 to {NAME_LENGTH} characters that can be seen")
    return folded


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", " ".join(name.split())).casefold()


def _fields(row: Passkey | Session) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__}

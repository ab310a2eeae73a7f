"""The tables of those who may read which events: accounts, their ways in, and the people of a household."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, String, Table

from unclench.diary.tables import UtcTime, metadata

ID_LENGTH = 64
NAME_LENGTH = 40


def _account() -> Column[str]:
    """The account that a row belongs to; it goes when the account goes."""
    return Column(
        "account", String(ID_LENGTH), ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True
    )


account = Table(
    "account",
    metadata,
    Column("id", String(ID_LENGTH), primary_key=True),
    Column("name", String(NAME_LENGTH), nullable=False, unique=True),
    Column("password", String(256)),
    Column("created_at", UtcTime(), nullable=False),
)

session = Table(
    "account_session",
    metadata,
    Column("digest", String(ID_LENGTH), primary_key=True),
    _account(),
    Column("label", String(NAME_LENGTH), nullable=False),
    Column("created_at", UtcTime(), nullable=False),
    Column("until", UtcTime(), nullable=False),
)

passkey = Table(
    "passkey",
    metadata,
    Column("id", String(1400), primary_key=True),  # at most 1,023 bytes in base 64
    _account(),
    Column("public_key", LargeBinary, nullable=False),
    Column("uses", BigInteger, nullable=False),
    Column("label", String(NAME_LENGTH), nullable=False),
    Column("created_at", UtcTime(), nullable=False),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("digest", String(ID_LENGTH), primary_key=True),
    _account(),
)

spent = Table(
    "spent",
    metadata,
    Column("digest", String(ID_LENGTH), primary_key=True),
    Column("until", UtcTime(), nullable=False),
)
"""What may be used once only, and until when it would otherwise be good."""

person = Table(
    "person",
    metadata,
    Column("sequence", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("id", String(ID_LENGTH), nullable=False, unique=True),
    Column("owner", String(ID_LENGTH), nullable=False, index=True),
    Column("name", String(NAME_LENGTH), nullable=False),
    Column("created_at", UtcTime(), nullable=False),
)
"""``owner`` is a visit or an account; ``id`` is the visit under which this person's events are kept."""

"""All rows of all tables from one database into another, in one transaction, whichever two databases they are."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, insert, select

from unclench.diary import accounts_tables  # noqa: F401 - the metadata knows all tables only with it
from unclench.diary.tables import metadata

AT_ONCE = 500


def copy_rows(source: Connection, target: Connection) -> int:
    """Make ``target`` hold exactly what ``source`` holds, and say how many rows that are."""
    for table in reversed(metadata.sorted_tables):
        target.execute(delete(table))
    copied = 0
    for table in metadata.sorted_tables:
        ordered = select(table).order_by(*table.primary_key.columns)
        for rows in source.execute(ordered).mappings().partitions(AT_ONCE):
            target.execute(insert(table), [dict(row) for row in rows])
            copied += len(rows)
    if target.dialect.name == "postgresql":
        _count_on(target)
    return copied


def is_empty(connection: Connection) -> bool:
    """Whether no table holds anything."""
    return all(connection.execute(select(table).limit(1)).first() is None for table in metadata.sorted_tables)


def _count_on(target: Connection) -> None:
    """Let PostgreSQL number new rows after those that brought their own numbers."""
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is None:
            continue
        last = target.execute(select(func.max(column))).scalar()
        sequence = select(func.pg_get_serial_sequence(table.name, column.name)).scalar_subquery()
        target.execute(select(func.setval(sequence, last or 1, last is not None)))

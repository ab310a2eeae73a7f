"""Alembic's entry: run the migrations on the connection that the caller holds."""

from __future__ import annotations

from alembic import context

from unclench.diary.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()

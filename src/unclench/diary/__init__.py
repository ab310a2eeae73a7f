"""What happened, persisted: append-only events in SQLite or PostgreSQL."""

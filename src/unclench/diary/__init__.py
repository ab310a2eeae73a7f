"""What happened, persisted: append-only events in SQLite or PostgreSQL."""

from unclench.diary.event import Event, Kind, new_event
from unclench.diary.failure import DiaryUnavailable, Trouble
from unclench.diary.store import Store

__all__ = ["DiaryUnavailable", "Event", "Kind", "Store", "Trouble", "new_event"]

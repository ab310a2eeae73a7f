"""How soon somebody must be seen, as one ordered scale."""

from __future__ import annotations

from enum import IntEnum


class Urgency(IntEnum):
    """Five levels; a larger number is more urgent, so the highest wins with :func:`max`."""

    SELF_CARE = 0
    GP_SOON = 1
    WITHIN_DAYS = 2
    SAME_DAY = 3
    EMERGENCY_NOW = 4

    @property
    def id(self) -> str:
        """The public name, for example ``emergency_now``."""
        return self.name.lower()

    @classmethod
    def from_id(cls, urgency_id: str) -> Urgency:
        """The level with this public name; raises KeyError for any other word."""
        return cls[urgency_id.upper()]

"""A clock that a test moves by hand."""

import datetime

NOW = datetime.datetime(2026, 11, 24, 3, 0, tzinfo=datetime.UTC)


class Clock:
    """The present moment, which stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime.datetime:
        return self.now

    def go_on(self, **span: float) -> None:
        self.now += datetime.timedelta(**span)

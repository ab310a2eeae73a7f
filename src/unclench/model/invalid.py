"""The one error for bad input: it names the field, what was given and what is allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterable


class InvalidInput(ValueError):
    """Input that cannot be used as it stands.

    Attributes:
        field: dotted path of the offending field, for example ``person.age_years``.
        given: what was found there, shortened for display.
        allowed: what would have been accepted, in plain words.
        where: file and line when known, else an empty string.
    """

    def __init__(self, field: str, given: object, allowed: str, where: str = "") -> None:
        self.field = field
        self.given = _shorten(given)
        self.allowed = allowed
        self.where = where
        place = f"{where}: " if where else ""
        super().__init__(f"{place}{field}: got {self.given}; allowed: {allowed}")

    def __reduce__(self) -> tuple[Callable[..., InvalidInput], tuple[object, ...]]:
        """How it travels between processes: as it is, not made anew from a message."""
        return _as_it_was, (self.args, self.__dict__)

    def as_dict(self) -> dict[str, str]:
        """The error as plain text fields, for JSON answers."""
        return {"field": self.field, "given": self.given, "allowed": self.allowed, "where": self.where}


def _as_it_was(words: tuple[str, ...], attributes: dict[str, str]) -> InvalidInput:
    error = InvalidInput.__new__(InvalidInput, *words)
    error.__dict__.update(attributes)
    return error


def one_of(values: Iterable[str]) -> str:
    """The phrase "one of a, b, c" for :attr:`InvalidInput.allowed`."""
    return "one of " + ", ".join(values)


def _shorten(given: object, limit: int = 80) -> str:
    """The start and the end: a long path is known by its last name."""
    text = repr(given)
    if len(text) <= limit:
        return text
    end = limit // 2
    return f"{text[: limit - end - 3]}...{text[-end:]}"

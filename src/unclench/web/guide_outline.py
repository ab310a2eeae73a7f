"""A guided session as a plain list to read: what is asked first, what is done for how long, what is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from unclench.guide import Script
from unclench.guide.script import Part


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list, with its time in seconds (0 for none) and what to mind while doing it."""

    says: str
    seconds: float = 0.0
    minds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """The session in the order of its parts.

    ``before`` and ``after`` hold questions as (question, what to do when the answer is no). ``turns`` is how often
    ``doing`` is gone through, over all ``sides``. ``looks`` are the minutes at which the skin is looked at.
    """

    before: tuple[tuple[str, str], ...]
    ready: Line
    doing: tuple[Line, ...]
    turns: int
    sides: tuple[str, ...]
    looks: tuple[float, ...]
    after: tuple[tuple[str, str], ...]


def outline(script: Script) -> Outline:
    """The list for one script."""
    doing = [part for part in script.parts if part.active]
    return Outline(
        before=tuple(_question(part, script) for part in script.parts[: script.after] if part.if_no),
        ready=next(_line(part) for part in script.parts if not part.active and not part.if_no),
        doing=tuple(_line(part) for part in doing if part.round == 1),
        turns=script.rounds,
        sides=tuple(dict.fromkeys(part.side for part in doing if part.side)),
        looks=tuple(ms / 60_000 for ms in doing[0].checks_ms),
        after=tuple(_question(part, script) for part in script.parts[script.after :]),
    )


def _line(part: Part) -> Line:
    return Line(part.says, part.ms / 1000, part.cues)


def _question(part: Part, script: Script) -> tuple[str, str]:
    return part.says, part.otherwise or script.endings[part.if_no]

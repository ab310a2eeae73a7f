"""What a report consists of: words that are ready to be shown, whatever shows them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One section: labelled lines, a table, a list, and a picture (SVG) with its words; what is empty is left out.

    ``together`` sets short lines one after the other; ``column`` is 1 or 2 where paper has room for two beside each
    other, and 0 for the whole width.
    """

    title: str
    column: int = 0
    together: bool = False
    lines: tuple[tuple[str, str], ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    items: tuple[str, ...] = ()
    picture: str = ""
    picture_says: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report. ``paper`` is a4 or us-letter, ``language`` a tag such as ``es``."""

    title: str
    about: str
    language: str
    paper: str
    parts: tuple[Part, ...]
    foot: tuple[str, ...]

"""The house style of terminal reports: width, headings, lists, colours that also work without colour."""

from __future__ import annotations

import math
from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from unclench.cli.speech import _
from unclench.language.catalogue import noted

UNFINISHED_WORDS = noted("THE DANGER CHECK IS NOT FINISHED")
"""Stands where "at home" would stand while a danger question is open."""

WIDTH_MAX = 96
"""Longer lines are hard to read; a wider window gets margins instead."""

URGENCY_STYLE = {
    "emergency_now": "bold white on red",
    "same_day": "bold black on yellow",
    "within_days": "bold yellow",
    "gp_soon": "bold cyan",
    "self_care": "bold green",
}

URGENCY_WORDS = {
    "emergency_now": noted("EMERGENCY: get help now"),
    "same_day": noted("GET SEEN TODAY"),
    "within_days": noted("GET SEEN WITHIN DAYS"),
    "gp_soon": noted("SEE A DOCTOR OR PHYSIOTHERAPIST SOON"),
    "self_care": noted("YOU CAN LOOK AFTER THIS AT HOME"),
}


def console() -> Console:
    """The console on standard output, no wider than is comfortable to read."""
    screen = Console(highlight=False, soft_wrap=False)
    return Console(highlight=False, width=min(screen.width, WIDTH_MAX))


def heading(out: Console, words: str) -> None:
    """A section heading with a line above it."""
    out.print()
    out.print(Rule(Text(words, style="bold"), align="left", style="dim"))


def bullets(out: Console, items: Iterable[str | Text], indent: int = 2, mark: str = "-") -> None:
    """A list whose wrapped lines stay under their first word."""
    for item in items:
        text = Text(f"{mark} ") + (item if isinstance(item, Text) else Text(item))
        text.no_wrap = False
        out.print(Padding(text, (0, 0, 0, indent)))


def paragraph(out: Console, words: str, indent: int = 2, style: str = "") -> None:
    """A paragraph with a left margin."""
    out.print(Padding(Text(words, style=style), (0, 0, 0, indent)))


def minutes_in_words(minutes: float) -> str:
    """``95`` -> ``1 h 35 min``; ``0`` -> ``now``."""
    total = round(minutes)
    if total <= 0:
        return _("now")
    hours, rest = divmod(total, 60)
    days, hours = divmod(hours, 24)
    parts = [f"{days} d" if days else "", f"{hours} h" if hours else "", f"{rest} min" if rest else ""]
    return " ".join(part for part in parts if part)


def percent(share: float) -> str:
    """``0.347`` -> ``35 %``; never 0 % or 100 % for what is merely rare or common; a dash for nothing."""
    if math.isnan(share):
        return "-"
    if 0 < share < 0.005:
        return _("under 1 %")
    if 0.995 < share < 1:
        return _("over 99 %")
    return f"{100 * share:.0f} %"

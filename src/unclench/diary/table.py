"""The diary as one table for a spreadsheet: a line for each entry and each dose."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from datetime import datetime

from unclench.diary.clock import clock_doubts
from unclench.diary.doses import doses
from unclench.diary.entries import entries
from unclench.diary.event import Event

COLUMNS = (
    "what",
    "time_utc",
    "time_own_zone",
    "pain_nrs",
    "tightness_nrs",
    "movement",
    "sleep",
    "did",
    "new_danger_signs",
    "note",
    "medicine",
    "amount_mg",
    "time_is_known",
)
MAY_RUN = re.compile("'*[=+\\-@\t\r]")
"""What a spreadsheet may take for a formula at the beginning of a cell; a ``'`` before it keeps it from running.

Text that begins so with a ``'`` of its own gets one more: whoever reads the cell back takes exactly one off.
"""

Cell = str | float | bool | None


def as_csv(events: Sequence[Event], local: Callable[[datetime], datetime]) -> str:
    """Comma-separated lines with a header, ordered by time.

    Args:
        events: of one visit, in order.
        local: a moment in the person's own time.
    """
    lines: list[tuple[datetime, dict[str, Cell]]] = []
    looks = entries(events)
    doubts = clock_doubts(events, looks)
    for one in looks:
        entry = one.entry
        written: dict[str, Cell] = {
            "what": "entry",
            "pain_nrs": entry.pain_nrs,
            "tightness_nrs": entry.tightness_nrs,
            "movement": entry.movement,
            "sleep": entry.sleep,
            "did": " ".join(entry.did),
            "new_danger_signs": entry.new_signs,
            "note": entry.note,
            "time_is_known": not one.clock_doubted and one.id not in doubts,
        }
        lines.append((one.at, written))
    for kept in doses(events):
        dose = kept.dose
        taken: dict[str, Cell] = {
            "what": "dose",
            "medicine": dose.product,
            "amount_mg": dose.mg,
            "time_is_known": dose.taken_at is not None,
        }
        lines.append((dose.taken_at or dose.reported_at, taken))
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")  # RFC 4180
    writer.writeheader()
    for at, line in sorted(lines, key=lambda one: one[0]):
        times: dict[str, Cell] = {"time_utc": at.isoformat(), "time_own_zone": local(at).isoformat()}
        writer.writerow({name: _cell(value) for name, value in (times | line).items()})
    return out.getvalue()


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float | int):
        short = f"{value:g}"
        return short if float(short) == value else repr(value)
    return f"'{value}" if MAY_RUN.match(value) else value


def without_mark(cell: str) -> str:
    """The text that :func:`as_csv` wrote into this cell."""
    return cell[1:] if cell.startswith("'") and MAY_RUN.match(cell) else cell

"""Reading a diary back from a table (CSV): the columns of :mod:`unclench.diary.table`, strictly."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from unclench.diary.doses import read_told_dose
from unclench.diary.entries import Entry, read_entry
from unclench.diary.table import COLUMNS, without_mark
from unclench.diary.told_elsewhere import MOST_LINES, Told
from unclench.diary.told_moment import told_moment
from unclench.model.invalid import InvalidInput, one_of
from unclench.safety.ledger import Dose

NEEDED = ("what", "time_utc")


def read_table(text: str, remedies: Collection[str], now: datetime) -> Told:
    """What the table tells.

    Raises:
        InvalidInput: a column is unknown or missing, or a cell is not what it should be; ``where`` names the line.
    """
    rows = csv.DictReader(io.StringIO(text), strict=True)
    try:
        head = list(rows.fieldnames or ())
        lines = [row for _, row in zip(range(MOST_LINES + 1), rows, strict=False)]
    except csv.Error as error:
        raise InvalidInput("FILE", str(error), "a table of comma-separated values") from None
    _check_head(head)
    if len(lines) > MOST_LINES:
        raise InvalidInput("FILE", "more", f"at most {MOST_LINES} lines")
    entries: list[tuple[datetime, Entry]] = []
    doses: list[Dose] = []
    for place, row in enumerate(lines, start=2):
        try:
            cells = _cells(row)
            at = told_moment(cells["time_utc"], "time_utc", now)
            if cells["what"] == "entry":
                entries.append((at, _entry(cells, remedies)))
            elif cells["what"] == "dose":
                doses.append(_dose(cells, at, now))
            else:
                raise InvalidInput("what", cells["what"], one_of(("entry", "dose")))
        except InvalidInput as problem:
            raise InvalidInput(problem.field, problem.given, problem.allowed, f"line {place}") from None
    return Told(tuple(entries), tuple(doses))


def _check_head(head: list[str]) -> None:
    for name in head:
        if name not in COLUMNS or head.count(name) > 1:
            raise InvalidInput("FILE", name, f"each once, {one_of(COLUMNS)}", "line 1")
    for name in NEEDED:
        if name not in head:
            raise InvalidInput("FILE", ", ".join(head)[:60], f"a table with the column {name}", "line 1")


def _cells(row: Mapping[str | None, Any]) -> dict[str, str]:
    """The row with every column, and without the mark that keeps a spreadsheet from running a text as a formula."""
    if None in row or None in row.values():
        raise InvalidInput("line", "too many or too few cells", "as many as there are columns")
    cells = dict.fromkeys(COLUMNS, "") | {str(name): str(value).strip() for name, value in row.items()}
    return {name: without_mark(value) for name, value in cells.items()}


def _entry(cells: Mapping[str, str], remedies: Collection[str]) -> Entry:
    raw = {
        "pain_nrs": _number(cells, "pain_nrs"),
        "tightness_nrs": _number(cells, "tightness_nrs"),
        "movement": cells["movement"] or None,
        "sleep": cells["sleep"] or None,
        "did": cells["did"].split(),
        "note": cells["note"],
        "new_signs": _yes_or_no(cells, "new_danger_signs"),
    }
    return read_entry(raw, remedies)


def _dose(cells: Mapping[str, str], at: datetime, now: datetime) -> Dose:
    known = _yes_or_no(cells, "time_is_known") is not False
    raw = {"product": cells["medicine"], "mg": _number(cells, "amount_mg")}
    told = read_told_dose(raw, now)
    return Dose(told.product, at, at if known else None, told.mg)


def _number(cells: Mapping[str, str], name: str) -> float | None:
    try:
        return float(cells[name]) if cells[name] else None
    except ValueError:
        raise InvalidInput(name, cells[name], "a number, or nothing") from None


def _yes_or_no(cells: Mapping[str, str], name: str) -> bool | None:
    if cells[name] not in ("", "yes", "no"):
        raise InvalidInput(name, cells[name], "yes, no or nothing")
    return cells[name] == "yes" if cells[name] else None

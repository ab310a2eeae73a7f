"""The diary as a table: read back by a spreadsheet's own reader, in time order, never run as a formula."""

import csv
import io
import zoneinfo
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from unclench.diary import Kind, new_event
from unclench.diary.doses import dose_body, read_dose
from unclench.diary.entries import Entry, Movement
from unclench.diary.table import COLUMNS, as_csv

NOW = datetime.fromisoformat("2026-11-24T03:00:00+00:00")
MADRID = zoneinfo.ZoneInfo("Europe/Madrid")


def in_madrid(at: datetime) -> datetime:
    return at.astimezone(MADRID)


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_every_entry_and_dose_is_a_line_in_order() -> None:
    events = [
        new_event("a", Kind.ENTRY, Entry(6, 7.5, Movement.SOME, did=("heat", "walk"), note='a "b",\nc').as_body(), NOW),
        new_event("a", Kind.DOSE, dose_body(read_dose("ibuprofen", 2, 400, NOW)), NOW),
        new_event("a", Kind.DOSE, dose_body(read_dose("", None, None, NOW)), NOW),
    ]
    dose, entry, unknown = read(as_csv(events, in_madrid))
    assert tuple(dose) == COLUMNS
    assert (dose["what"], dose["medicine"], dose["amount_mg"], dose["time_is_known"]) == (
        "dose",
        "ibuprofen",
        "400",
        "yes",
    )
    assert dose["time_utc"] == "2026-11-24T01:00:00+00:00"
    assert dose["time_own_zone"] == "2026-11-24T02:00:00+01:00"
    assert (entry["pain_nrs"], entry["tightness_nrs"], entry["movement"]) == ("6", "7.5", "some")
    assert (entry["did"], entry["note"], entry["new_danger_signs"]) == ("heat walk", 'a "b",\nc', "")
    assert (unknown["time_is_known"], unknown["amount_mg"]) == ("no", "")


@given(note=st.text(st.characters(codec="utf-8"), max_size=60))
def test_no_note_runs_as_a_formula_and_none_breaks_the_table(note: str) -> None:
    (line,) = read(as_csv([new_event("a", Kind.ENTRY, Entry(6, note=note).as_body(), NOW)], in_madrid))
    assert not line["note"].startswith(("=", "+", "-", "@", "\t"))
    assert line["pain_nrs"] == "6"


def test_an_empty_diary_is_a_header() -> None:
    assert as_csv([], in_madrid).strip() == ",".join(COLUMNS)

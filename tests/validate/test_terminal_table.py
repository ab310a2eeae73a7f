"""The table of a validation in a terminal: whatever its width, the verdict of a row is seen beside its study."""

from dataclasses import replace

import pytest
from tests.validate.test_report import OBSERVED, ROW

from unclench.cli.report.tables import print_validation
from unclench.validate import Report, Row
from unclench.validate.spread import Between
from unclench.validate.study import Study
from unclench.validate.summary import summarise

LONG = replace(
    ROW,
    study="mawhinney_2013_thigh_at_rest",
    observed=replace(OBSERVED, of={"outcome": "oxygen_saturation", "depth_mm": 30, "from_minute": 0, "minute": 0}),
    predicted=99.0,
)


def report(*rows: Row) -> Report:
    studies = tuple(Study(row.study, "T", "N", "primary", ()) for row in rows)
    summary = summarise(rows)
    return Report(studies, rows, summary, (summary,), 16, 1, "hash", Between(1.0, 9.0, 1), None)


@pytest.mark.parametrize("columns", [60, 80, 130])
def test_verdict_and_unit_are_seen(
    columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    print_validation(report(ROW, LONG))
    lines = capsys.readouterr().out.splitlines()
    (red,) = (line for line in lines if "mawhinney" in line)
    assert "RED" in red
    assert "10 degC" in red
    assert max(map(len, lines)) <= columns


def test_how_a_row_was_used_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "96")
    print_validation(report(ROW))
    assert "(outcome skin_c), predicted" in capsys.readouterr().out

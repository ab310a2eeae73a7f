"""Reasons for red rows: which rows one is for, how the file is read, and that the page leaves none without."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.validate.test_report import OBSERVED, ROW

from unclench.knowledge.load import Knowledge
from unclench.model.invalid import InvalidInput
from unclench.validate import as_markdown, shipped_studies, validate
from unclench.validate.agreement import all_others_agree
from unclench.validate.red_rows import Reason, reason_for, reasons_of
from unclench.validate.render import NO_REASON

ROOT = Path(__file__).parents[2]
RED = replace(ROW, predicted=14.0)


def reason(**wanted: str) -> Reason:
    return Reason("some", "Because.", (wanted,))


@pytest.mark.parametrize(
    ("wanted", "is_for"),
    [
        ({"study": "study"}, True),
        ({"study": "study", "arm": "other"}, False),
        ({"about": "skin_c", "quantity": "value"}, True),
        ({"about": "skin_c", "model": "high"}, True),
        ({"about": "skin_c", "model": "low"}, False),
        ({"about": "probe_c"}, False),
    ],
)
def test_a_reason_is_for_rows_of_which_all_it_names_is_so(wanted: dict[str, str], is_for: bool) -> None:
    assert (reason_for(RED, [reason(**wanted)]) is not None) is is_for


def test_the_first_reason_counts_and_a_row_within_needs_none() -> None:
    first, second = replace(reason(study="study"), id="first"), reason(about="skin_c")
    assert reason_for(RED, [first, second]) == first
    assert reason_for(RED, [second, first]) == second
    assert reason_for(ROW, [first, second]) is None


def test_a_row_about_a_drug_is_known_by_it() -> None:
    row = replace(RED, observed=replace(OBSERVED, of={"drug": "naproxen", "dose_mg": 500}))
    assert reason_for(row, [reason(about="naproxen")])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("some: {rows: [{study: a}]}", "says"),
        ("some: {says: Because., rows: []}", "rows"),
        ("some: {says: Because., rows: [{}]}", r"rows\[0\]"),
        ("some: {says: Because., rows: [{studdy: a}]}", "did you mean study"),
        ("some: {says: Because., rows: [{model: big}]}", "high or low"),
        ("some: {says: Because., rows: [{study: 3}]}", "a word"),
        ("some: {says: Because., rows: [{study: a}], why: b}", "why"),
        ("some: [", "readable"),
        ("- some", "mapping"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "red_rows.yaml").write_text(text)
    with pytest.raises(InvalidInput, match=named):
        reasons_of(tmp_path)


def test_no_file_is_no_reasons(tmp_path: Path) -> None:
    assert reasons_of(tmp_path) == ()


def test_others_agree_or_not_or_are_too_few() -> None:
    """Found 10, 10 and 20 where the model gives 10: the others' mean is 15, 15 and 10, each 5 or more off."""
    found = [replace(ROW, study=name, predicted=10.0) for name in "abc"]
    far = replace(OBSERVED, value=20.0, low=18.0, high=22.0)
    rows = [found[0], found[1], replace(found[2], observed=far)]
    assert all_others_agree(rows) == (False, False, False)
    near = replace(OBSERVED, value=11.0, low=9.0, high=13.0)
    assert all_others_agree([*found[:2], replace(found[2], observed=near)]) == (True, True, True)
    assert all_others_agree(found[:2]) == (None, None)


def test_a_page_says_why_rows_are_red(write: Any, small: dict[str, Any], knowledge: Knowledge, tmp_path: Path) -> None:
    small["arms"]["ice"]["observed"][0]["value"] = -1.0
    small["arms"]["half_life"]["observed"][0]["value"] = 40.0
    folder = write(small)
    (folder / "red_rows.yaml").write_text("wet_skin: {says: It was wet., rows: [{about: skin_c}]}")
    page = as_markdown(validate(folder, knowledge, members=24))
    assert "| wet skin | 1 | It was wet. |" in page
    assert "**red**: wet skin |" in page
    assert f"1 with {NO_REASON}" in page


def test_every_red_row_of_the_shipped_studies_has_a_reason() -> None:
    page = ROOT / "docs" / "validation.md"
    if not page.is_file():
        pytest.skip("The pages are not here.")
    assert reasons_of(shipped_studies())
    assert "## Red rows, and why" in page.read_text()
    assert NO_REASON not in page.read_text()

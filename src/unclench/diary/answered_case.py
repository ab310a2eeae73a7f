"""The case behind a sheet of answers, as the danger check reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unclench.diary.answers import AnswerSheet
from unclench.knowledge.load import Knowledge
from unclench.model.case import Case
from unclench.safety.intake import read_case


def case_of(sheet: AnswerSheet, knowledge: Knowledge) -> Case:
    """The checked case behind a sheet. A number that was given replaces "not sure" about what follows from it.

    Raises:
        InvalidInput: the answers contradict each other.
    """
    raw = sheet.as_case()
    numbers = {**sheet.person, **sheet.episode}
    raw["findings"] = {
        finding: answer
        for finding, answer in sheet.findings.items()
        if finding in knowledge.findings and not _follows_from_number(finding, numbers, knowledge)
    }
    return read_case(raw, knowledge)


def _follows_from_number(finding: str, numbers: Mapping[str, Any], knowledge: Knowledge) -> bool:
    derived_from = knowledge.findings[finding].derived_from
    return derived_from is not None and numbers.get(derived_from.number) is not None

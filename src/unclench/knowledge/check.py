"""Lint the whole knowledge base: everything that is wrong, weak, stale or dead, each with how to mend it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from unclench.knowledge import schema
from unclench.knowledge.crosscheck import condition_ids, crosscheck, parents, references
from unclench.knowledge.deadwood import shadowed, unused
from unclench.knowledge.events import Place
from unclench.knowledge.files import read_files
from unclench.knowledge.sheets import Base, read_sheets
from unclench.model.invalid import InvalidInput

QUESTION_WORDS_MAX = 25
"""Longer questions are hard to take in while in pain (an assumption; plain-language guides advise 15 to 25 words)."""

_GRADES = {
    schema.Verified.PRIMARY: 3,
    schema.Verified.SECONDARY: 2,
    schema.Verified.PARTIAL: 1,
    schema.Verified.MEMORY_HIGH: 0,
    schema.Verified.MEMORY_MEDIUM: 0,
    schema.Verified.MEMORY_LOW: 0,
}
_LEVELS = {"primary": 3, "secondary": 2, "partial": 1, "memory": 0}
_ORDER = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of the linter. An error stops loading; a warning wants mending; a note is worth knowing."""

    severity: Literal["error", "warning", "note"]
    file: str
    line: int
    says: str
    mend: str

    def as_dict(self) -> dict[str, str | int]:
        """The problem as plain fields, for JSON answers."""
        return asdict(self)


def check(knowledge_dir: Path, today: datetime.date) -> list[Problem]:
    """Every problem of the fact-sheets under ``knowledge_dir``, errors first, then by file and line.

    Sheets that cannot be read are errors of their own and do not hide the problems of the others.
    """
    files, misplaced = read_files(knowledge_dir)
    base = read_sheets(files)
    problems = [_from_error(error) for error in [*misplaced, *base.problems, *crosscheck(base)]]
    problems += [*_overstated(base), *_overdue(base, today), *_wordy(base), *_retired_but_named(base)]
    problems += _asked_too_late(base)
    for found in (unused(base), shadowed(base)):
        for weight, folder, sheet_id, says, mend in found:
            problems.append(_problem(base, weight, folder, sheet_id, (), says, mend))
    return sorted(problems, key=lambda problem: (_ORDER[problem.severity], problem.file, problem.line, problem.says))


def _from_error(error: InvalidInput) -> Problem:
    file, _, line = error.where.rpartition(":")
    if not line.isdigit():
        file, line = error.where, "1"
    return Problem("error", file, int(line), f"{error.field}: got {error.given}", f"Allowed: {error.allowed}.")


def _problem(
    base: Base,
    severity: Literal["error", "warning", "note"],
    folder: str,
    sheet_id: str,
    place: Place,
    says: str,
    mend: str,
) -> Problem:
    file, _, line = base.where(folder, sheet_id, place).rpartition(":")
    return Problem(severity, file, int(line), says, mend)


def _rules(base: Base) -> Iterator[tuple[str, schema.Ruling]]:
    for folder in ("red_flags", "contraindications"):
        for rule in base.sheets[folder].values():
            if isinstance(rule, schema.Ruling):
                yield folder, rule


def _overstated(base: Base) -> Iterator[Problem]:
    """A sheet may not claim to be checked better than the best of its sources was read."""
    for folder, sheets in base.sheets.items():
        for sheet_id, sheet in sheets.items():
            grade = getattr(sheet, "verified", None)
            cited = [
                named for place, target, named in references(sheet) if target == "sources" and place[0] == "sources"
            ]
            levels = [_LEVELS[source.level] for named in cited if (source := _source(base, named)) is not None]
            if grade is None or not levels:
                continue
            if isinstance(sheet, schema.Ruling) and sheet.status is schema.Status.REVIEWED and max(levels) == 0:
                says = "This rule is called reviewed but none of its sources was read."
                mend = "Find a source, or set status: draft."
                yield _problem(base, "error", folder, sheet_id, ("status",), says, mend)
            elif _GRADES[grade] > max(levels):
                best = next(level for level, number in _LEVELS.items() if number == max(levels))
                says = f"It says verified: {grade.value}, but its best source is of level {best}."
                mend = "Lower the grade, or cite the source in which it was read."
                yield _problem(base, "warning", folder, sheet_id, ("verified",), says, mend)


def _source(base: Base, source_id: str) -> schema.Source | None:
    source = base.sheets["sources"].get(source_id)
    return source if isinstance(source, schema.Source) else None


def _overdue(base: Base, today: datetime.date) -> Iterator[Problem]:
    for folder, rule in _rules(base):
        if rule.review_by < today and rule.status is not schema.Status.RETIRED:
            says = f"It should have been looked at again by {rule.review_by.isoformat()}."
            mend = "Check it against its sources, then set reviewed and a new review_by."
            yield _problem(base, "warning", folder, rule.id, ("review_by",), says, mend)


def _wordy(base: Base) -> Iterator[Problem]:
    for sheet_id, finding in base.sheets["findings"].items():
        for field in ("question", "plainer"):
            words = len((getattr(finding, field) or "").split())
            if words > QUESTION_WORDS_MAX:
                says = f"The {field} has {words} words."
                mend = f"Say it in at most {QUESTION_WORDS_MAX} words; move the rest to means."
                yield _problem(base, "warning", "findings", sheet_id, (field,), says, mend)


def _retired_but_named(base: Base) -> Iterator[Problem]:
    """A retired rule does not fire, so no text may lean on it."""
    retired = {rule.id for _, rule in _rules(base) if rule.status is schema.Status.RETIRED}
    for folder, rule in _rules(base):
        text = f"{rule.says} {rule.note or ''} {getattr(rule, 'limit', None) or ''}".replace(",", " ").replace(".", " ")
        for named in sorted(retired.intersection(text.split()) - {rule.id}):
            says = f"It names the rule {named}, which is retired and does not fire."
            yield _problem(base, "warning", folder, rule.id, (), says, "Name the rule that took its place.")


def _asked_too_late(base: Base) -> Iterator[Problem]:
    """Findings of urgent red flags that the danger check leaves out; questions that come before their parent."""
    soon = (schema.UrgencyWord.SAME_DAY, schema.UrgencyWord.EMERGENCY_NOW)
    flags = [rule for _, rule in _rules(base) if isinstance(rule, schema.RedFlag) and rule.urgency in soon]
    in_flags = {named for rule in flags for _, named in condition_ids(rule.when)}
    findings = {name: sheet for name, sheet in base.sheets["findings"].items() if isinstance(sheet, schema.Finding)}
    for name, finding in findings.items():
        if name in in_flags and finding.use is not schema.FindingUse.DANGER and finding.derived_from is None:
            says = "An urgent red flag needs this finding, but it is not asked in the danger check."
            mend = "Set use: danger, unless the flag also holds without it."
            yield _problem(base, "note", "findings", name, ("use",), says, mend)
        late = sorted(
            parent for parent in parents(base, name) & findings.keys() if findings[parent].order >= finding.order
        )
        if late:
            says = f"It is asked only if {late[0]} allows it, and that question does not come earlier."
            yield _problem(base, "warning", "findings", name, ("order",), says, "Give it a larger order.")

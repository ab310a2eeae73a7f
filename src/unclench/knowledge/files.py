"""Which folders hold fact-sheets, and the bytes of every sheet in them; nothing is parsed here."""

from __future__ import annotations

from pathlib import Path

from unclench.knowledge import guide_sheet, schema
from unclench.model.invalid import InvalidInput, one_of

KINDS: dict[str, type[schema.Sheet]] = {
    "findings": schema.Finding,
    "groups": schema.QuestionGroup,
    "red_flags": schema.RedFlag,
    "contraindications": schema.Contraindication,
    "analgesics": schema.Analgesic,
    "remedies": schema.Remedy,
    "stop_signs": schema.StopSign,
    "follow_ups": schema.FollowUp,
    "causes": schema.Cause,
    "claims": schema.Claim,
    "sources": schema.Source,
    "parameters": schema.ParameterSheet,
    "posteriors": schema.Posterior,
    "contacts": schema.Contact,
    "judgements": schema.Judgement,
    "guides": guide_sheet.Guide,
}
"""Folder under the data folder -> shape of the sheets in it."""

NOT_SHEETS = frozenset({"schemas"})
"""Folders beside the kinds that hold no fact-sheets."""

Sheets = dict[str, dict[str, schema.Sheet]]

SHEET_LIMIT_BYTES = 2 * 1024 * 1024
"""No fact-sheet may be larger than this."""


def read_files(data: Path) -> tuple[dict[str, bytes], list[InvalidInput]]:
    """The bytes of every fact-sheet under ``data`` by ``folder/name.yaml``, and what does not belong there."""
    files: dict[str, bytes] = {}
    problems: list[InvalidInput] = []
    if not data.is_dir():
        return files, [InvalidInput("data", str(data), "a folder of fact-sheets", str(data))]
    for entry in sorted(path for path in data.iterdir() if not path.name.startswith(".")):
        if entry.is_dir() and entry.name in KINDS:
            for path in sorted(entry.iterdir()):
                _read_file(path, f"{entry.name}/{path.name}", files, problems)
        elif entry.suffix in (".yaml", ".yml") or (entry.is_dir() and entry.name not in NOT_SHEETS | {"__pycache__"}):
            problems.append(InvalidInput("kind", entry.name, "a folder named " + one_of(KINDS), entry.name))
    return files, problems


def _read_file(path: Path, name: str, files: dict[str, bytes], problems: list[InvalidInput]) -> None:
    if path.name.startswith("."):
        return
    if path.suffix != ".yaml" or not path.is_file():
        problems.append(InvalidInput("file", path.name, "files that end in .yaml", name))
        return
    try:
        if (size := path.stat().st_size) > SHEET_LIMIT_BYTES:
            problems.append(InvalidInput(name, f"{size} bytes", f"at most {SHEET_LIMIT_BYTES} bytes", name))
            return
        files[name] = path.read_bytes()
    except OSError as error:
        problems.append(InvalidInput("file", str(error.strerror), "a readable file", name))

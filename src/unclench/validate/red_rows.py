"""Why rows are red: reasons that a person wrote down, found for each row by what it measured.

A folder of studies may hold a ``red_rows.yaml``. A red row takes the first reason that names it; one without a reason
is listed as such, so that none is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from unclench.model.invalid import InvalidInput
from unclench.model.reading import check_keys, mapping_at
from unclench.validate.row import Row

FILE = "red_rows.yaml"
REASON_KEYS = dict.fromkeys(("says", "rows"))
ROW_KEYS = dict.fromkeys(("study", "arm", "quantity", "about", "model"))
HIGH, LOW = "high", "low"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason.

    Attributes:
        id: a readable name.
        says: the reason, in a sentence or two.
        rows: which rows it is for; each mapping names some of study, arm, quantity, about (the outcome or drug) and
            model (whether it is ``high`` or ``low``), all of which must be so.
    """

    id: str
    says: str
    rows: tuple[Mapping[str, str], ...]

    def explains(self, row: Row) -> bool:
        """Whether it is for this row."""
        is_so = _described(row)
        return any(all(is_so[key] == value for key, value in wanted.items()) for wanted in self.rows)


def _described(row: Row) -> dict[str, str]:
    observed = row.observed
    about = str(observed.of.get("outcome", observed.of.get("drug", "")))
    side = HIGH if row.error > 0.0 else LOW
    return {"study": row.study, "arm": row.arm, "quantity": observed.quantity, "about": about, "model": side}


def reason_for(row: Row, reasons: Sequence[Reason]) -> Reason | None:
    """The first reason that is for this row; None where there is none or the row is not red."""
    if row.within:
        return None
    return next((reason for reason in reasons if reason.explains(row)), None)


def reasons_of(directory: Path) -> tuple[Reason, ...]:
    """The reasons that a folder of studies brings along; none without a file.

    Raises:
        InvalidInput: the file cannot be read, or a reason lacks a part or has one that is not known.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    path = directory / FILE
    if not path.is_file():
        return ()
    where = str(path)
    try:
        raw = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise InvalidInput("red_rows", str(error), "a readable YAML file", where) from error
    return tuple(_read(name, reason, where) for name, reason in mapping_at(raw, "red_rows", where).items())


def _read(name: str, raw: object, where: str) -> Reason:
    mapping = mapping_at(raw, name, where)
    check_keys(mapping, REASON_KEYS, name, where)
    says, rows = mapping.get("says"), mapping.get("rows")
    if not isinstance(says, str) or not says.strip():
        raise InvalidInput(f"{name}.says", says, "the reason, in words", where)
    if not isinstance(rows, list) or not rows:
        raise InvalidInput(f"{name}.rows", rows, "a list of at least one mapping of what the rows measured", where)
    for index, wanted in enumerate(rows):
        at = f"{name}.rows[{index}]"
        check_keys(mapping_at(wanted, at, where), ROW_KEYS, at, where)
        if not wanted or not all(isinstance(value, str) for value in wanted.values()):
            raise InvalidInput(at, wanted, "at least one key, each with a word", where)
        if wanted.get("model", HIGH) not in (HIGH, LOW):
            raise InvalidInput(f"{at}.model", wanted["model"], f"{HIGH} or {LOW}", where)
    return Reason(name, says.strip(), tuple(rows))

"""What became of every published number that the model was built from: a row, a parameter, a test, or a reason why not.

``studies/coverage.yaml`` holds it; here it is checked against what exists, and written as a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from unclench.knowledge.load import Knowledge
from unclench.model.invalid import InvalidInput
from unclench.model.reading import check_keys, mapping_at
from unclench.simulate.population import parameter_values
from unclench.validate.study import read_study

ENTRY_KEYS = dict.fromkeys(("rows", "parameters", "tests", "sheets", "without"))


@dataclass(frozen=True, slots=True)
class Covered:
    """One published number: the rows (study, value), parameters, tests and sheets that hold it, or why it has none."""

    id: str
    rows: tuple[tuple[str, float], ...]
    parameters: tuple[str, ...]
    tests: tuple[str, ...]
    sheets: tuple[str, ...]
    without: str

    @property
    def kind(self) -> str:
        """Where it is held first of all."""
        held = (("row", self.rows), ("parameter", self.parameters), ("test", self.tests), ("fact-sheet", self.sheets))
        return next((name for name, there in held if there), "not in the model")


def read_coverage(path: Path) -> tuple[Covered, ...]:
    """Every entry of a coverage file.

    Raises:
        InvalidInput: an entry has an unknown key, or neither a place nor a reason, or both.
    """
    from ruamel.yaml import YAML

    where = str(path)
    entries = mapping_at(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")), "coverage", where)
    return tuple(_read(name, entry, where) for name, entry in entries.items())


def _read(name: str, raw: object, where: str) -> Covered:
    mapping = mapping_at(raw, name, where)
    check_keys(mapping, ENTRY_KEYS, name, where)
    rows = mapping_at(mapping.get("rows", {}), f"{name}.rows", where)
    covered = Covered(
        name,
        tuple((study, float(value)) for study, values in rows.items() for value in values),
        tuple(mapping.get("parameters", ())),
        tuple(mapping.get("tests", ())),
        tuple(mapping.get("sheets", ())),
        str(mapping.get("without", "")),
    )
    if bool(covered.without) == (covered.kind != "not in the model"):
        raise InvalidInput(
            name, dict(mapping), "a place (rows, parameters, tests, sheets) or a reason (without)", where
        )
    return covered


def dangling(covered: Iterable[Covered], studies: Path, root: Path, knowledge: Knowledge) -> list[str]:
    """Every row, parameter, test or sheet that a coverage file names and that does not exist, in words.

    Args:
        covered: the entries.
        studies: the folder of studies.
        root: the checkout, under which the files of tests lie.
        knowledge: the sheets in use.
    """
    medians = parameter_values(knowledge)
    missing = []
    for each in covered:
        missing += [
            f"{each.id}: {study} has no row {value:g}"
            for study, value in each.rows
            if not _row(studies, study, value, medians)
        ]
        missing += [f"{each.id}: no parameter {name}" for name in each.parameters if name not in medians]
        missing += [f"{each.id}: no test {name}" for name in each.tests if not _test(root, name)]
        sheets = root / "src" / "unclench" / "knowledge" / "data"
        missing += [f"{each.id}: no sheet {name}" for name in each.sheets if not (sheets / f"{name}.yaml").is_file()]
    return missing


def _row(studies: Path, study: str, value: float, medians: Mapping[str, float]) -> bool:
    path = studies / study / "study.yaml"
    if not path.is_file():
        return False
    return any(row.value == value for arm in read_study(path, medians).arms for row in arm.observed)


def _test(root: Path, name: str) -> bool:
    file, _, function = name.partition("::")
    path = root / file
    return path.is_file() and f"def {function}(" in path.read_text(encoding="utf-8")


def as_page(covered: tuple[Covered, ...]) -> str:
    """The page ``docs/coverage.md``."""
    counts = {kind: sum(each.kind == kind for each in covered) for kind in dict.fromkeys(each.kind for each in covered)}
    return "\n".join(
        [
            "# Every published number and what became of it",
            "",
            "Written by `scripts/write_coverage.py` from `studies/coverage.yaml`, not by hand. Names are those under",
            "which the numbers were collected before the model was built. A number that the model takes as it stands",
            "is a parameter, since it cannot be wrong about itself; one that the model must find is a row of",
            "[validation](validation.md).",
            "",
            f"{len(covered)} numbers: " + ", ".join(f"{count} {kind}" for kind, count in counts.items()) + ".",
            "",
            "| number | held as | where, or why not |",
            "|---|---|---|",
            *(f"| `{each.id}` | {each.kind} | {_where(each)} |" for each in covered),
            "",
        ]
    )


def _where(each: Covered) -> str:
    rows: dict[str, list[str]] = {}
    for study, value in each.rows:
        rows.setdefault(study, []).append(f"{value:g}")
    places = [f"{study} ({', '.join(values)})" for study, values in rows.items()]
    places += [f"`{name}`" for name in each.parameters]
    places += [name.partition("::")[2] for name in each.tests]
    places += [f"knowledge sheet {name}" for name in each.sheets]
    return "; ".join(places) or each.without

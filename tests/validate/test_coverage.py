"""Every published number is a row, a parameter, a test or a reason; nothing named is missing."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from unclench.knowledge.load import Knowledge
from unclench.model.invalid import InvalidInput
from unclench.validate import shipped_studies
from unclench.validate.coverage import as_page, dangling, read_coverage

ROOT = Path(__file__).resolve().parents[2]
FACTS = ROOT.parent / "shared" / "facts" / "physiology"
FACTS_BESIDE_A_CHECKOUT = (FACTS, ROOT.parents[1] / "shared" / "facts" / "physiology")


def write(path: Path, entries: dict[str, Any]) -> Path:
    YAML().dump(entries, path)
    return path


def test_everything_that_is_named_exists(knowledge: Knowledge) -> None:
    covered = read_coverage(shipped_studies() / "coverage.yaml")
    assert dangling(covered, shipped_studies(), ROOT, knowledge) == []
    assert len(covered) > 100


def test_the_page_is_the_one_in_the_repository() -> None:
    covered = read_coverage(shipped_studies() / "coverage.yaml")
    assert (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8") == as_page(covered), "run `make docs`"


def test_every_collected_number_is_there() -> None:
    folder = next((each for each in FACTS_BESIDE_A_CHECKOUT if each.is_dir()), None)
    if folder is None:
        pytest.skip("the collection of facts does not lie beside this checkout")
    collected = {
        fact["id"]
        for path in folder.glob("*.yaml")
        for fact in YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        if fact["role"] in ("parameter_or_target", "target")
    }
    assert collected == {each.id for each in read_coverage(shipped_studies() / "coverage.yaml")}


def test_what_does_not_exist_is_named(tmp_path: Path, knowledge: Knowledge) -> None:
    path = write(
        tmp_path / "coverage.yaml",
        {
            "a": {"rows": {"kennet_2007_packs": [-19.56, 7]}},
            "b": {"parameters": ["luck"]},
            "c": {"tests": ["tests/validate/test_coverage.py::test_luck"]},
            "d": {"sheets": ["analgesics/luck"]},
            "e": {"rows": {"luck_2000": [1]}},
            "f": {"without": "No luck in the model."},
        },
    )
    covered = read_coverage(path)
    found = dangling(covered, shipped_studies(), ROOT, knowledge)
    assert [each.split(":")[0] for each in found] == ["a", "b", "c", "d", "e"]
    assert "has no row 7" in found[0]
    assert [each.kind for each in covered] == ["row", "parameter", "test", "fact-sheet", "row", "not in the model"]
    assert "No luck in the model." in as_page(covered)


@pytest.mark.parametrize("entry", [{}, {"without": "Because.", "parameters": ["skin_m"]}, {"row": {}}])
def test_neither_place_nor_reason_or_both_is_refused(entry: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        read_coverage(write(tmp_path / "coverage.yaml", {"a": entry}))

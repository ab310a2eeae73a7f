"""The page of the scenario format is the one that the code gives, and names everything that a scenario may hold."""

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from unclench.knowledge.load import Knowledge
from unclench.model.choices import CHOICES
from unclench.model.reading import read_person, read_scenario
from unclench.model.scenario import NAMES, Scenario
from unclench.simulate.population import parameter_values
from unclench.simulate.results import RESULTS
from unclench.validate.scenario_page import scenario_page

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "scenario.md"


def test_the_page_is_the_one_in_the_repository(knowledge: Knowledge) -> None:
    assert PAGE.read_text(encoding="utf-8") == scenario_page(parameter_values(knowledge)), (
        "run scripts/write_scenario.py"
    )


def test_the_page_names_everything_that_a_scenario_may_hold() -> None:
    page = PAGE.read_text(encoding="utf-8")
    kinds: list[Any] = [Scenario, *NAMES]
    fields = {field.name for kind in kinds for field in dataclasses.fields(kind)}
    words = {str(word) for kind in CHOICES for word in kind}
    missing = [name for name in (*fields, *words, *NAMES.values(), *RESULTS, "probe_c") if f"| `{name}` |" not in page]
    assert [name for name in missing if f"### `{name}`" not in page] == []


def test_every_word_has_a_sentence_and_no_other() -> None:
    for kind, sentences in CHOICES.items():
        assert list(sentences) == list(kind)


def test_the_example_on_the_page_can_be_read() -> None:
    found = re.search(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    example = YAML(typ="safe", pure=True).load(found[1])
    assert read_person(example["person"]).age_years == 38
    assert len(read_scenario(example["scenario"]).actions) == 3


@pytest.mark.parametrize("page", ["README.md", "studies/README.md", "docs/api.md", "docs/model/README.md"])
def test_the_page_is_linked_where_scenarios_are_spoken_of(page: str) -> None:
    assert "scenario.md)" in (ROOT / page).read_text(encoding="utf-8")

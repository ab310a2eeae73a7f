"""Shared by the validation tests: the knowledge in use, and a small study that can be changed before it is read."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from unclench.knowledge.load import Knowledge, load
from unclench.simulate.population import parameter_values
from unclench.validate import Study, read_study


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture
def small() -> dict[str, Any]:
    """A study of two arms as plain values: one simulated, one not."""
    return {
        "title": "Ice on a calf",
        "citation": "Nobody. Journal of Nothing 2000;1:1",
        "verified": "primary",
        "arms": {
            "ice": {
                "says": "Ice for twenty minutes",
                "people": {"n": 10, "skinfold_mm": 12},
                "parameters": {"ice_pack_film": {"value": 60, "because": "A strapped pack."}},
                "scenario": {
                    "hours": 0.5,
                    "room_c": 22,
                    "actions": [
                        {"action": "cold", "start_min": 0, "duration_min": 20, "source": "ice_pack_wrapped"},
                    ],
                },
                "observed": [
                    {
                        "quantity": "change",
                        "of": {"outcome": "skin_c", "from_minute": 0, "minute": 20},
                        "value": -20.0,
                        "unit": "degC",
                        "sd": 3.0,
                        "use": "predicted",
                    },
                    {
                        "quantity": "value",
                        "of": {"outcome": "probe_c", "depth_mm": 10, "minute": 25},
                        "value": 28.0,
                        "tolerance": 4.0,
                        "because": "Made up.",
                        "use": "tuned",
                    },
                ],
            },
            "half_life": {
                "people": {"n": 8},
                "observed": [
                    {
                        "quantity": "drug_half_life",
                        "of": {"drug": "ibuprofen", "dose_mg": 400},
                        "value": 2.0,
                        "factor": 1.5,
                        "because": "Made up.",
                        "use": "fitted",
                    }
                ],
            },
        },
    }


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Writes a study's plain values under ``<folder>/<name>/study.yaml`` and returns the folder of studies."""

    def into(raw: dict[str, Any], name: str = "nobody_2000") -> Path:
        folder = tmp_path / "studies" / name
        folder.mkdir(parents=True, exist_ok=True)
        YAML().dump(raw, folder / "study.yaml")
        return tmp_path / "studies"

    return into


@pytest.fixture
def read(write: Any, knowledge: Knowledge) -> Any:
    """Reads a study from plain values."""

    def from_values(raw: dict[str, Any]) -> Study:
        return read_study(write(raw) / "nobody_2000" / "study.yaml", parameter_values(knowledge))

    return from_values

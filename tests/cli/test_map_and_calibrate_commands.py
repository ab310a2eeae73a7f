"""`unclench simulate --map` and `unclench calibrate` from the outside."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from unclench.cli.main import app

RUN = CliRunner()
CASE = "uid: me\nperson: {age_years: 41, sex: female}\nepisode: {pain_nrs: 6}\n"


def test_the_map_needs_no_file_and_says_its_letters() -> None:
    answer = RUN.invoke(app, ["simulate", "--map"])
    assert answer.exit_code == 0, answer.output
    assert "only locked" in answer.output
    assert "####" in answer.output


def test_the_map_takes_a_case_and_answers_in_json(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    answer = RUN.invoke(app, ["simulate", "--map", "--json", str(tmp_path / "case.yaml")])
    assert answer.exit_code == 0, answer.output
    found = json.loads(answer.output)
    assert {state for row in found["states"] for state in row} <= {"relaxed", "both", "locked"}
    assert found["schema_version"]


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_the_map_is_drawn(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"map.{ending}"
    answer = RUN.invoke(app, ["simulate", "--map", "--picture", str(path)])
    assert answer.exit_code == 0, answer.output
    assert path.stat().st_size > 1000


@pytest.mark.parametrize(
    "options",
    [
        ["simulate"],
        ["simulate", "--picture", "map.png"],
        ["simulate", "--map", "--picture", "/no/such/folder/map.png"],
        ["simulate", "--map", "--picture", "map.exe"],
        ["calibrate", "--group", "no_such_group"],
        ["calibrate", "--write", "/no/such/folder"],
    ],
)
def test_what_makes_no_sense_is_refused_with_code_two(options: list[str]) -> None:
    answer = RUN.invoke(app, options)
    assert answer.exit_code == 2
    assert not Path("map.exe").exists()


def test_a_quick_group_is_calibrated(tmp_path: Path) -> None:
    answer = RUN.invoke(app, ["calibrate", "--group", "salicylate", "--json", "--write", str(tmp_path)])
    assert answer.exit_code == 0, answer.output
    found = json.loads(answer.output)
    assert [each["determined"] for each in found["groups"][0]["parameters"]] == [True, True, True]
    assert found["data_hash"] in (tmp_path / "calibration.md").read_text("utf-8")

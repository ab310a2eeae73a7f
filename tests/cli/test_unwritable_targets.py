"""What cannot be written is refused with code 2 before anything is worked out, and nothing half-written is left."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest
from typer.testing import CliRunner

from unclench.cli import targets
from unclench.cli.main import app
from unclench.model.invalid import InvalidInput

RUN = CliRunner()
NOWHERE = Path("/proc")
"""A folder that is there and takes no file, not even from root."""

pytestmark = pytest.mark.skipif(not NOWHERE.is_dir(), reason="no /proc on this system")


class WorkedError(AssertionError):
    """The work was begun."""


def _work(*_: object, **__: object) -> NoReturn:
    raise WorkedError


@pytest.mark.parametrize(
    ("options", "work", "named"),
    [
        (["bench", "--quick", "--save", "/proc/x"], "unclench.simulate.bench.measure", "--save"),
        (["validate", "--write", "/proc"], "unclench.validate.validate", "--write"),
        (["validate", "--mechanisms", "--write", "/proc"], "unclench.validate.rivals.rivals", "--write"),
        (["simulate", "--map", "--picture", "/proc/x.png"], "unclench.simulate.state_map.state_map", "--picture"),
        (["calibrate", "--write", "/proc"], "unclench.validate.calibrate.calibrate", "--write"),
        (["calibrate", "--sheets", "/proc"], "unclench.validate.calibrate.calibrate", "--sheets"),
    ],
)
def test_the_target_is_tried_before_the_work(
    monkeypatch: pytest.MonkeyPatch, options: list[str], work: str, named: str
) -> None:
    monkeypatch.setattr(work, _work)
    answer = RUN.invoke(app, options)
    assert answer.exit_code == 2, answer.output
    assert named in answer.output
    assert "/proc" in answer.output
    assert "written" in answer.output


@pytest.mark.parametrize("command", [["diary", "export"], ["report"], ["backup"]])
def test_what_a_diary_is_written_to_is_tried_before_it_is_opened(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: list[str]
) -> None:
    from unclench.diary import Store

    Store(f"sqlite:///{tmp_path / 'diary.sqlite3'}").close()
    monkeypatch.setattr("unclench.diary.backup._copy_into", _work)
    monkeypatch.setattr("unclench.diary.people_kept.people_kept", _work)
    monkeypatch.setenv("UNCLENCH_DATABASE_URL", f"sqlite:///{tmp_path / 'diary.sqlite3'}")
    answer = RUN.invoke(app, [*command, "/proc/x.json"])
    assert answer.exit_code == 2, answer.output
    assert "can be written" in answer.output


def test_a_picture_of_an_unknown_kind_is_refused_before_the_work(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("unclench.simulate.state_map.state_map", _work)
    answer = RUN.invoke(app, ["simulate", "--map", "--picture", str(tmp_path / "map.exe")])
    assert answer.exit_code == 2, answer.output
    assert list(tmp_path.iterdir()) == []


def test_trying_leaves_nothing_behind(tmp_path: Path) -> None:
    targets.check_file("--save", tmp_path / "new.json")
    targets.check_folder("--write", tmp_path)
    targets.check_file("--save", None)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_file_and_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InvalidInput, match="ordinary file"):
        targets.check_file("--save", tmp_path)
    with pytest.raises(InvalidInput, match="ordinary file"):
        targets.check_file("--save", Path("/dev/null"))
    with pytest.raises(InvalidInput, match="a folder that exists"):
        targets.check_file("--save", tmp_path / "file" / "x")
    with pytest.raises(InvalidInput, match="a folder that exists"):
        targets.check_folder("--write", tmp_path / "file")


def test_work_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    (file := tmp_path / "kept.json").write_text("before")

    def fail_half_way() -> None:
        with targets.written("--save", file) as fresh:
            fresh.write_text("half")
            _work()

    with pytest.raises(WorkedError):
        fail_half_way()
    assert [each.name for each in tmp_path.iterdir()] == ["kept.json"]
    assert file.read_text() == "before"
    with targets.written("--save", file) as fresh:
        fresh.write_text("after")
    assert [each.name for each in tmp_path.iterdir()] == ["kept.json"]
    assert file.read_text() == "after"


def test_a_disk_that_fills_up_later_is_bad_input_too(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="No space left"), targets.written("--save", tmp_path / "x"):
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []

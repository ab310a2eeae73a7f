"""The cache is only ever a copy: whatever happens to it, the answer is that of the YAML files."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from unclench.knowledge import cache
from unclench.knowledge.digest import content_hash
from unclench.knowledge.load import DATA, Knowledge, load


@pytest.fixture
def warm(base: Path, tmp_path: Path) -> tuple[Path, Path, Knowledge]:
    folder = tmp_path / "cache"
    return base, folder, load(base, cache_folder=folder)


def test_a_warm_load_gives_the_very_same_sheets(
    warm: tuple[Path, Path, Knowledge], monkeypatch: pytest.MonkeyPatch
) -> None:
    base, folder, fresh = warm
    monkeypatch.setattr("unclench.knowledge.sheets.read_sheets", lambda files: pytest.fail("YAML was read again"))
    assert load(base, cache_folder=folder) == fresh


@pytest.mark.parametrize("harm", ["cut", "flip", "empty", "noise", "old version", "folder"])
def test_a_damaged_cache_is_ignored_and_made_anew(warm: tuple[Path, Path, Knowledge], harm: str) -> None:
    base, folder, fresh = warm
    file = folder / cache.FILE_NAME
    sound = file.read_bytes()
    if harm == "folder":
        file.unlink()
        file.mkdir()
    else:
        file.write_bytes(
            {
                "cut": sound[: len(sound) // 2],
                "flip": sound.replace(b"emergency_now", b"self_care", 1),
                "empty": b"",
                "noise": os.urandom(5000),
                "old version": b"0.0.1 " + sound.split(b" ", 1)[1],
            }[harm]
        )
    assert load(base, cache_folder=folder) == fresh
    if harm != "folder":
        assert file.read_bytes() == sound
    assert [path.name for path in folder.iterdir()] == [cache.FILE_NAME]


def test_a_changed_sheet_is_seen_at_once(warm: tuple[Path, Path, Knowledge]) -> None:
    base, folder, fresh = warm
    path = base / "sources" / "memory.yaml"
    stamp = path.stat()
    path.write_text(path.read_text().replace("Recalled", "Recollec"))
    os.utime(path, (stamp.st_atime, stamp.st_mtime))
    again = load(base, cache_folder=folder)
    assert again.sources["memory"].title == "Recollec"
    assert again.hash != fresh.hash


def test_a_folder_that_cannot_be_written_does_no_harm(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    assert load(base, cache_folder=tmp_path / "locked") == load(base)


def test_a_user_without_a_home_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name: Path("~") / name)
    assert cache.user_folder() is None


def test_a_full_disk_leaves_nothing_behind(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", refuse)
    assert load(base, cache_folder=tmp_path / "full") == load(base)
    assert list((tmp_path / "full").iterdir()) == []


def test_a_file_in_the_place_of_the_folder_does_no_harm(base: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    assert load(base, cache_folder=tmp_path / "cache") == load(base)


def test_the_hash_is_the_same_on_every_system() -> None:
    files = {"a/x.yaml": b"one: 1\ntwo: 2\n", "a/y.yaml": b"z: 1\n"}
    windows = {name: b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n") for name, text in reversed(files.items())}
    assert content_hash(files) == content_hash(windows) == "0d03e44f7943e39c"
    moved = {"a/x.yaml": b"one: 1\n", "a/y.yaml": b"two: 2\nz: 1\n"}
    renamed = {"a/x.yaml": files["a/x.yaml"], "b/y.yaml": files["a/y.yaml"]}
    assert len({content_hash(some) for some in (files, moved, renamed)}) == 3


def test_a_warm_load_of_the_shipped_sheets_is_quick(tmp_path: Path) -> None:
    fresh = load(DATA, cache_folder=tmp_path)
    spent = []
    for _ in range(5):
        started = time.perf_counter()
        warm = load(DATA, cache_folder=tmp_path)
        spent.append(time.perf_counter() - started)
    assert warm == fresh
    assert min(spent) < 0.15

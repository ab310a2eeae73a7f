"""Compiled twins: same results, kept on disk by the state of the sources, and never imported before they are needed."""

import os
import subprocess
import sys
from typing import Any

from unclench.simulate import compile as compiler
from unclench.simulate.compile import cache_folder, can_keep, compiled, unowned
from unclench.simulate.warm_up import KEEP_DAYS, forget_old_twins, warm_up

FACTOR = 3.0


def scaled(x: float) -> float:
    return FACTOR * x


def twice_scaled(x: float) -> float:
    return 2.0 * scaled(x)


def test_callees_are_compiled_too(tmp_path, monkeypatch):
    """Where nothing is on disk yet; a twin read from disk holds its callees' machine code and needs them no more."""
    monkeypatch.setattr(compiler, "user_cache_path", lambda _: tmp_path)
    cache_folder.cache_clear()
    twin: Any = compiled(twice_scaled)
    assert twin(1.5) == twice_scaled(1.5) == 9.0
    assert twin.nopython_signatures
    assert twin.py_func.__globals__["scaled"] is compiled(scaled)
    assert twin.py_func.__globals__["scaled"] is not scaled
    monkeypatch.undo()
    cache_folder.cache_clear()


def test_unowned_changes_nothing_in_the_interpreter():
    thing = (1, "x")
    assert unowned(thing) is thing


def test_the_folder_changes_with_the_sources(tmp_path, monkeypatch):
    (tmp_path / "physiology").mkdir()
    source = tmp_path / "physiology" / "equation.py"
    names = set()
    for text in ("a = 1", "a = 2"):
        source.write_text(text)
        monkeypatch.setattr(compiler, "_PACKAGE", tmp_path)
        cache_folder.cache_clear()
        names.add(cache_folder().name)
    monkeypatch.undo()
    cache_folder.cache_clear()
    assert len(names) == 2
    assert cache_folder().name not in names


def test_old_folders_are_forgotten_and_young_ones_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(compiler, "user_cache_path", lambda _: tmp_path)
    cache_folder.cache_clear()
    for name, age_days in (("old", KEEP_DAYS + 1), ("young", 1)):
        folder = tmp_path / "compiled" / name
        folder.mkdir(parents=True)
        os.utime(folder, (1e9 - age_days * 86_400,) * 2)
    assert forget_old_twins(1e9) == 1
    assert [folder.name for folder in (tmp_path / "compiled").iterdir()] == ["young"]
    monkeypatch.undo()
    cache_folder.cache_clear()


def test_where_nothing_can_be_kept_it_still_compiles(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("a file where a folder should be")
    monkeypatch.setattr(compiler, "user_cache_path", lambda _: blocked)
    for known in (cache_folder, can_keep):
        known.cache_clear()
    monkeypatch.setattr(compiler, "_twins", {})
    assert not can_keep()
    assert compiled(twice_scaled)(1.0) == 6.0
    monkeypatch.undo()
    for known in (cache_folder, can_keep):
        known.cache_clear()


def test_warm_up_reports_and_the_next_run_is_quick():
    seen: list[float] = []
    assert warm_up(seen.append) > 0.0
    assert seen == [0.0, 1.0]
    assert warm_up() < 5.0


def test_importing_the_engine_loads_neither_numba_nor_scipy():
    code = "import sys, unclench.simulate; print(sorted({'numba', 'scipy', 'llvmlite'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_read_from_disk_the_engine_needs_no_twins_of_its_parts():
    code = (
        "from unclench.simulate import compile as compiler; from unclench.simulate.warm_up import warm_up;"
        "warm_up(); print([sum(twin.stats.cache_hits.values()) for twin in compiler._twins.values()])"
    )
    warm_up()  # on disk from now on
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[1]"  # one twin, found on disk

"""Whatever is put in whatever place of a fact-sheet: it loads, or the error names the sheet and a line of it."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from unclench.knowledge.documents import read_located
from unclench.knowledge.files import SHEET_LIMIT_BYTES, read_files
from unclench.knowledge.load import DATA
from unclench.knowledge.sheets import read_sheets

FILES, _ = read_files(DATA)
NAMES = sorted(FILES)
JUNK: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**9),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8).filter(lambda text: "\0" not in text and text.isprintable()),
    st.just([]),
    st.just({}),
    st.just([[["deep"]]]),
    st.just({"any": ["fever", {"all": []}]}),
    st.just({"at_least": {"n": 3, "of": ["fever"]}}),
    st.just({"any": [{"all": [1, {"at_least": {"n": "two", "off": []}}]}]}),
)


def places(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in inner:
        yield (*place, step)
        yield from places(part, (*place, step))


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_junk_anywhere_is_read_or_refused_with_its_line(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    sheet = copy.deepcopy(read_located(FILES[name], name, SHEET_LIMIT_BYTES).value)
    place = data.draw(st.sampled_from(list(places(sheet))))
    parent = sheet
    for step in place[:-1]:
        parent = parent[step]
    way = data.draw(st.sampled_from(["replace", "remove", "add", "misspell"]))
    if way == "replace":
        parent[place[-1]] = data.draw(JUNK)
    elif way == "remove":
        del parent[place[-1]]
    elif way == "misspell" and isinstance(parent, dict):
        parent[f"{place[-1]}x"] = parent.pop(place[-1])
    elif isinstance(parent, dict):
        parent["unexpected"] = data.draw(JUNK)
    text = json.dumps(sheet, indent=1, ensure_ascii=False)
    base = read_sheets({name: text.encode()})
    folder, stem = name.removesuffix(".yaml").split("/")
    assert (stem in base.sheets[folder]) is not bool(base.problems)
    for problem in base.problems:
        file, _, line = problem.where.rpartition(":")
        assert file == name
        assert 1 <= int(line) <= text.count("\n") + 1
        assert problem.allowed
    if way == "misspell" and isinstance(parent, dict) and len(place) == 1:
        assert any(problem.given == repr(f"unknown key {place[-1]}x") for problem in base.problems)

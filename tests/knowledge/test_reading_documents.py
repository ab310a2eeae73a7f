"""One text in, one value or one InvalidInput out; nothing else, whatever the bytes."""

from __future__ import annotations

import json
import os
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from unclench.knowledge.documents import read_documents, read_located
from unclench.model.invalid import InvalidInput

LIMIT = 64 * 1024


def read(text: str | bytes, name: str = "case.yaml") -> object:
    return read_documents(text.encode() if isinstance(text, str) else text, name, LIMIT)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("answer: no", {"answer": "no"}),
        ("answer: on", {"answer": "on"}),
        ("day: 2026-11-24", {"day": "2026-11-24"}),
        ("a: true\nb: null\nc: ~\nd:", {"a": True, "b": None, "c": None, "d": None}),
        ("a: 010", {"a": 10}),
        ("a: 1_000", {"a": "1_000"}),
        ("a: 12:30:45", {"a": "12:30:45"}),
        ("a: 1e3\nb: -.5\nc: '1'", {"a": 1000.0, "b": -0.5, "c": "1"}),
        ("- 1\n- [2, {x: y}]", [1, [2, {"x": "y"}]]),
        ("{a: 1, b: no}", {"a": 1, "b": "no"}),
        ("\ufeffa: 1", {"a": 1}),
        ("a: >-\n  two\n  lines\n", {"a": "two lines"}),
    ],
)
def test_yaml_follows_the_1_2_core_schema(text: str, value: object) -> None:
    assert read(text) == value
    assert read(text, "-") == value


def test_json_is_read_whatever_the_file_is_called() -> None:
    for name in ("case.json", "case.yaml", "-"):
        assert read('{"uid": "x", "pain": [1, 2.5, null, true]}', name) == {"uid": "x", "pain": [1, 2.5, None, True]}


@pytest.mark.parametrize("name", ["case.json", "case.yaml", "-"])
@pytest.mark.parametrize(
    ("text", "given"),
    [
        ('{"a": 1,\n "a": 2}', "twice"),
        ('{"a": {"b": 1,\n "b": 2}}', "twice"),
        ('{"a": NaN}', "NaN"),
        ('{"a": Infinity}', "Infinity"),
        ('{"a": 1e999}', "1e999"),
        ('{"a": "\\ud800"}', "ud800"),
        ('{"a": "x\\u0000"}', "x00"),
        ('{"a": ' + "[" * 200 + "]" * 200 + "}", "deep"),
        ("[" * 60_000, "deep"),
        ('{"a": 1', ""),
    ],
)
def test_bad_json_is_refused(name: str, text: str, given: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(text, name)
    assert given in caught.value.given
    assert name in caught.value.where


def test_a_json_key_given_twice_names_its_line() -> None:
    with pytest.raises(InvalidInput) as caught:
        read('{"person": {"age_years": 40,\n\n "age_years": 41}}', "case.json")
    assert (caught.value.where, caught.value.field) == ("case.json:3", "age_years")


def test_lines_are_those_of_the_text() -> None:
    text = "a: 1\nb:\n  - x: 1\n    y: 2\n  - [3,\n     4]\nc: {d: 5,\n  e: 6}\n"
    lines = read_located(text.encode(), "sheet.yaml", LIMIT).lines
    assert {
        place: lines[place] for place in [("a",), ("b", 0, "y"), ("b", 1), ("b", 1, 1), ("c", "d"), ("c", "e")]
    } == {
        ("a",): 1,
        ("b", 0, "y"): 4,
        ("b", 1): 5,
        ("b", 1, 1): 6,
        ("c", "d"): 7,
        ("c", "e"): 8,
    }


def test_fifty_megabytes_of_noise_fail_at_once() -> None:
    noise = os.urandom(50_000_000)
    started = time.perf_counter()
    with pytest.raises(InvalidInput, match="at most 65536 bytes"):
        read_documents(noise, "noise.yaml", LIMIT)
    assert time.perf_counter() - started < 1


def test_the_billion_laughs_are_refused() -> None:
    laughs = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with pytest.raises(InvalidInput, match="anchor"):
        read(laughs)


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(PLAIN)
@settings(max_examples=200, deadline=None)
def test_what_json_writes_is_read_back(value: object) -> None:
    try:
        found = read(json.dumps({"value": value}), "case.json")
    except InvalidInput as refused:
        assert "NUL" in refused.allowed or "surrogate" in refused.allowed
    else:
        assert found == {"value": value}


SHORT = st.text(
    alphabet=st.characters(exclude_characters="\0", max_codepoint=0xFFFF, exclude_categories=["Cs"]), max_size=20
)


@given(st.recursive(SHORT | st.integers(0, 9) | st.none(), lambda inner: st.dictionaries(SHORT, inner, max_size=4)))
@settings(max_examples=150, deadline=None)
def test_json_means_the_same_to_the_yaml_reader(value: object) -> None:
    """Within what YAML allows: keys of at most 1,024 characters and no surrogate escapes."""
    text = json.dumps({"value": value})
    assert read_located(text.encode(), "case.yaml", LIMIT).value == read(text, "case.json")


TROUBLE = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(alphabet="ab:-[]{}&*!|>'\"%@`#,? \n\t\\u0x1.e~<=", max_size=120).map(str.encode),
)


@given(TROUBLE, st.sampled_from(["x.yaml", "x.json", "-"]))
@settings(max_examples=1500, deadline=None)
@example(b"%YAML 1.1\n---\na: no", "x.yaml")
@example(b"? - a\n: b", "x.yaml")
@example(b"{? a : b}", "-")
@example(b"a: 1" + b"0" * 5000, "x.yaml")
@example(b'{"a": 1' + b"0" * 5000 + b"}", "x.json")
@example(b"\xff\xfea", "-")
@example(b"\\", "-")
@example(b'"\\xZZ"', "x.yaml")
@example(b"a: |9999999999\n x", "x.yaml")
def test_any_bytes_give_a_value_or_invalid_input(data: bytes, name: str) -> None:
    try:
        value = read_documents(data, name, LIMIT)
    except InvalidInput as refused:
        assert name in refused.where
        assert refused.allowed
    else:
        json.dumps(value, allow_nan=False).encode()

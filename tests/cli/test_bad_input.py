"""Bad input: a clear line on stderr that names the field, exit code 2, nothing on stdout, nothing written."""

import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

GOOD = "uid: a\nperson: {age_years: 40}\nunmentioned: 'no'\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose contents must not change while a command fails."""
    return tmp_path


def refused(done: Any, *words: str) -> None:
    message = done.stderr.decode()
    assert done.returncode == 2, message
    assert done.stdout == b""
    assert "Traceback" not in message
    for word in words:
        assert word in message, message


@pytest.mark.parametrize("command", ["assess", "plan"])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("uid: a\nfindings: {saddel_numbness: yes}\n", ["findings.saddel_numbness", "saddle_numbness"]),
        ("uid: a\nperson: {age_years: 400}\n", ["person.age_years", "400", "0 to 120"]),
        ("uid: a\nperson: {age_years: '40'}\n", ["person.age_years", "'40'", "number"]),
        ("uid: a\nperson: {age_years: true}\n", ["person.age_years", "True", "number"]),
        ("uid: a\nperson: {age_years: .nan}\n", ["nan"]),
        ("uid: a\nuid: b\n", ["uid", "bad.yaml:2"]),
        ('{"uid": "a", "uid": "b"}', ["uid"]),
        ("", ["bad.yaml", "empty"]),
        ("uid: a\nepisode: {pain_nrs: 11}\n", ["episode.pain_nrs", "11", "0 to 10"]),
        ("uid: a\nepisode: {region: loin}\n", ["episode.region", "loin", "lumbar"]),
        ("uid: a\nfindings: {fever: maybe}\n", ["findings.fever", "maybe", "yes, no, unsure"]),
        ("uid: a\ncolour: red\n", ["colour"]),
        ("- {uid: a}\n- {uid: a}\n", ["uid", "case 2"]),
        ("uid: a\nperson: {age_years: 30}\nfindings: {age_ge_60: yes}\n", ["age_ge_60", "age"]),
        ("just words", ["words"]),
        ("a: [1, 2", ["bad.yaml"]),
        ("a: &x [1]\nb: *x\n", ["bad.yaml"]),
    ],
)
def test_a_bad_answer_file_is_explained(
    unclench: Callable[..., Any], folder: Path, command: str, text: str, words: list[str]
) -> None:
    file = folder / "bad.yaml"
    file.write_text(text)
    before = sorted(folder.rglob("*"))
    refused(unclench(command, file, "--json"), *words)
    assert sorted(folder.rglob("*")) == before


def test_fifty_megabytes_of_noise_are_refused_at_once(unclench: Callable[..., Any], folder: Path) -> None:
    file = folder / "noise.yaml"
    file.write_bytes(random.Random(1).randbytes(1 << 20) * 50)
    refused(unclench("assess", file, timeout=20), "at most", "noise.yaml")


def test_noise_within_the_limit_is_refused_too(unclench: Callable[..., Any], folder: Path) -> None:
    file = folder / "noise.yaml"
    file.write_bytes(random.Random(2).randbytes(1 << 20))
    refused(unclench("assess", file), "noise.yaml")


def test_a_missing_file_and_a_folder_are_refused(unclench: Callable[..., Any], folder: Path) -> None:
    refused(unclench("assess", folder / "nothing.yaml"), "nothing.yaml", "readable file")
    refused(unclench("assess", folder), "readable file")


def test_a_named_pipe_is_refused_instead_of_waited_for(unclench: Callable[..., Any], folder: Path) -> None:
    os.mkfifo(pipe := folder / "pipe.yaml")
    refused(unclench("assess", pipe, timeout=60), "named pipe", "standard input")


def test_a_pipe_of_the_shell_is_read(unclench: Callable[..., Any]) -> None:
    done = unclench("assess", "/dev/stdin", stdin=b"uid: piped\nunmentioned: 'no'\n")
    assert done.returncode == 0, done.stderr


def test_standard_input_is_named_in_errors(unclench: Callable[..., Any]) -> None:
    refused(unclench("assess", "-", stdin=b"uid: a\nperson: {sex: x}\n"), "standard input", "person.sex")


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (
            "{action: cold, start_min: 0, duration_min: 5, source: ice_cube_still, source_c: 80}",
            ["scenario.actions[0].source_c", "80"],
        ),
        ("{action: dose, start_min: 0, drug: ibuprofen, dose_mg: -1}", ["scenario.actions[0].dose_mg", "-1"]),
        (
            "{action: stretch, start_min: 0, duration_min: 1, amount: 2, speed_per_s: 0.1}",
            ["scenario.actions[0].amount", "2"],
        ),
        ("{action: sauna, start_min: 0}", ["actions[0].action", "sauna"]),
        ("{action: dose, start_min: 999, drug: ibuprofen, dose_mg: 400}", ["actions[0].start_min", "999"]),
        ("{action: posture, start_min: -5, posture: sitting}", ["actions[0].start_min", "-5", "from 0"]),
        (
            "{action: exertion, start_min: 0, duration_min: 500000, effort: 0.1}",
            ["actions[0].duration_min", "at most 60"],
        ),
        (", ".join(["{action: dose, start_min: 0, drug: ibuprofen, dose_mg: 10000}"] * 50), ["500000", "poisoning"]),
    ],
)
def test_an_impossible_scenario_is_refused(unclench: Callable[..., Any], action: Any, words: list[str]) -> None:
    text = f"scenario: {{hours: 1, actions: [{action}]}}"
    refused(unclench("simulate", "-", stdin=text.encode()), *words)


def test_options_out_of_range_are_refused(unclench: Callable[..., Any]) -> None:
    refused(unclench("plan", "examples/overexertion.yaml", "--members", "3"), "--members")
    refused(unclench("assess", "examples/overexertion.yaml", "--country", "mars"), "--country")
    refused(unclench("assess", "examples/overexertion.yaml", "--score"), "expected")
    refused(unclench("simulate", "examples/scenarios/ice_massage.yaml", "--backend", "magic"), "--backend")
    refused(unclench("validate", "/nowhere"), "DIR")
    refused(unclench("knowledge", "show", "ibuprofeen"), "ibuprofen")

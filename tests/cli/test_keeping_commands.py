"""``unclench backup``, ``restore``, ``encrypt`` and ``decrypt``, as they are typed."""

import json
import os
import select
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from unclench.cli.main import app
from unclench.diary import Kind, Store, new_event

PASSPHRASE = "ladder copper thirteen owl"
SECRET = b"secretword"
COMMANDS = ["backup", "restore", "encrypt", "decrypt"]


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "data"
    store = Store(f"sqlite:///{folder / 'diary.sqlite'}")
    for number in range(3):
        body = {"number": number, "note": "secretword"}
        store.record(new_event("anna", Kind.ENTRY, body, datetime(2026, 11, 24, 3, tzinfo=UTC)))
    store.close()
    return folder


@pytest.fixture
def passphrase_file(tmp_path):
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE + "\n")
    return file


def run(*arguments: object) -> Result:
    return CliRunner(env={"COLUMNS": "100", "NO_COLOR": "1"}).invoke(app, [str(one) for one in arguments])


def kept(folder: Path, passphrase: str = "") -> list[int]:
    store = Store(f"sqlite:///{folder / 'diary.sqlite'}", passphrase=passphrase)
    found = [one.body["number"] for one in store.events("anna")]
    store.close()
    return found


def erase(folder: Path, passphrase: str = "") -> None:
    store = Store(f"sqlite:///{folder / 'diary.sqlite'}", passphrase=passphrase)
    store.erase("anna")
    store.close()


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(command):
    done = run(command, "--help")
    assert done.exit_code == 0
    assert "--data" in done.stdout
    assert "--passphrase-file" in done.stdout


def test_one_command_backs_up_and_one_brings_it_back(folder, tmp_path):
    target = tmp_path / "diary.backup"
    done = run("backup", target, "--data", folder)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "3 records" in done.stdout
    assert "not encrypted" in done.stdout
    again = run("backup", target, "--data", folder)
    assert again.exit_code == 2
    assert "--replace" in again.stderr
    erase(folder)
    assert kept(folder) == []
    done = run("restore", target, "--data", folder, "--json")
    assert done.exit_code == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["records"] == 3
    assert answer["schema_version"] == "1.0"
    assert kept(folder) == [0, 1, 2]
    refused = run("restore", target, "--data", folder)
    assert refused.exit_code == 2
    assert "--replace" in refused.stderr
    assert run("restore", target, "--data", folder, "--replace").exit_code == 0


def test_bad_files_are_refused_in_one_line(folder, tmp_path):
    noise = tmp_path / "noise"
    noise.write_bytes(b"a shopping list")
    for arguments in (
        ("restore", noise, "--data", folder, "--replace"),
        ("restore", tmp_path / "missing", "--data", folder, "--replace"),
        ("backup", tmp_path / "no folder" / "x", "--data", folder),
        ("backup", tmp_path / "x", "--data", tmp_path / "nothing here"),
        ("decrypt", "--data", folder),
        ("backup", tmp_path / "x", "--data", folder, "--passphrase-file", tmp_path / "missing"),
    ):
        done = run(*arguments)
        assert done.exit_code == 2, arguments
        assert done.stdout == ""
        assert done.stderr.startswith("error: ")
        assert done.stderr.count("\n") == 1
    assert kept(folder) == [0, 1, 2]


def test_a_diary_is_encrypted_backed_up_and_read_again(folder, passphrase_file, tmp_path):
    pytest.importorskip("sqlcipher3")
    done = run("encrypt", "--data", folder, "--passphrase-file", passphrase_file)
    assert done.exit_code == 0, done.stderr
    assert SECRET not in (folder / "diary.sqlite").read_bytes()
    assert kept(folder, PASSPHRASE) == [0, 1, 2]
    target = tmp_path / "diary.backup"
    without = run("backup", target, "--data", folder)
    assert without.exit_code == 2
    assert "encrypted" in without.stderr
    done = run("backup", target, "--data", folder, "--passphrase-file", passphrase_file)
    assert done.exit_code == 0, done.stderr
    assert SECRET not in target.read_bytes()
    passphrase_file.with_name("wrong").write_text("not this one at all")
    wrong = run(
        "backup", target, "--replace", "--data", folder, "--passphrase-file", passphrase_file.with_name("wrong")
    )
    assert wrong.exit_code == 2
    assert "passphrase does not open" in wrong.stderr
    assert "not this one" not in wrong.stderr
    erase(folder, PASSPHRASE)
    done = run("restore", target, "--data", folder, "--passphrase-file", passphrase_file)
    assert done.exit_code == 0, done.stderr
    done = run("decrypt", "--data", folder, "--passphrase-file", passphrase_file)
    assert done.exit_code == 0, done.stderr
    assert kept(folder) == [0, 1, 2]


def test_a_short_passphrase_is_refused_without_being_repeated(folder, passphrase_file):
    passphrase_file.write_text("owl123")
    done = run("encrypt", "--data", folder, "--passphrase-file", passphrase_file)
    assert done.exit_code == 2
    assert "12 characters" in done.stderr
    assert "owl123" not in done.stderr
    assert kept(folder) == [0, 1, 2]


def test_the_pages_do_not_start_with_a_wrong_passphrase(folder, passphrase_file):
    pytest.importorskip("sqlcipher3")
    assert run("encrypt", "--data", folder, "--passphrase-file", passphrase_file).exit_code == 0
    passphrase_file.write_text("not this one at all")
    for arguments in ((), ("--passphrase-file", passphrase_file)):
        done = run("serve", "--data", folder, *arguments)
        assert done.exit_code == 2
        assert "passphrase" in done.stderr
        assert "not this one" not in done.stderr


def test_a_passphrase_typed_at_the_terminal_is_not_shown(folder):
    pytest.importorskip("sqlcipher3")
    pty = pytest.importorskip("pty")
    command = [str(Path(sys.executable).parent / "unclench"), "encrypt", "--data", str(folder)]
    leader, follower = pty.openpty()
    with subprocess.Popen(command, stdin=follower, stdout=follower, stderr=follower, close_fds=True) as running:
        os.close(follower)
        shown = [read_until(leader, b"Passphrase: ")]
        os.write(leader, PASSPHRASE.encode() + b"\n")
        shown.append(read_until(leader, b"confirmation: "))
        os.write(leader, PASSPHRASE.encode() + b"\n")
        shown.append(read_until(leader, b"\0"))
    os.close(leader)
    assert running.returncode == 0, shown
    assert PASSPHRASE.encode() not in b"".join(shown)
    assert kept(folder, PASSPHRASE) == [0, 1, 2]


def read_until(terminal: int, end: bytes) -> bytes:
    """What is shown up to ``end``, or until the program has gone."""
    seen = b""
    while not seen.endswith(end):
        if not select.select([terminal], [], [], 60)[0]:
            raise AssertionError(seen)
        try:
            seen += os.read(terminal, 1024)
        except OSError:  # the other end is closed
            break
    return seen

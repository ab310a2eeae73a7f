"""``unclench diary export``, ``diary import`` and ``report``, as they are typed."""

import json
import stat
import tomllib
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from unclench.cli.failures import explained
from unclench.cli.main import app
from unclench.diary import Kind, Store, new_event
from unclench.diary.accounts_people import Household
from unclench.diary.entries import Entry, entries
from unclench.diary.people_kept import people_kept
from unclench.web.report_command import report

ROOT = Path(__file__).resolve().parents[2]
AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
ANNA = "a" * 64


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    keep(tmp_path / "data", ANNA, "felt easier")
    return tmp_path / "data"


def keep(folder: Path, visit: str, note: str) -> None:
    store = Store(f"sqlite:///{folder / 'diary.sqlite'}")
    store.record(new_event(visit, Kind.ENTRY, Entry(6, note=note).as_body(), AT))
    store.close()


def notes(folder: Path, visit: str = ANNA) -> list[str]:
    store = Store(f"sqlite:///{folder / 'diary.sqlite'}")
    found = [one.entry.note for one in entries(store.events(visit))]
    store.close()
    return found


def run(*arguments: object, stdin: str = "") -> Result:
    return CliRunner(env={"COLUMNS": "100", "NO_COLOR": "1"}).invoke(app, [str(one) for one in arguments], input=stdin)


def run_report(*arguments: object) -> Result:
    """The command by itself: whether the menu knows it depends on what is installed."""
    alone = typer.Typer()
    alone.command("report")(explained(report))
    return CliRunner(env={"COLUMNS": "100", "NO_COLOR": "1"}).invoke(alone, [str(one) for one in arguments])


def test_every_command_that_is_brought_to_the_menu_is_there() -> None:
    brought = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]["unclench.commands"]
    assert set(brought) == {"serve", "report"}
    for name, place in brought.items():
        module, _, function = place.partition(":")
        assert getattr(import_module(module), function).__name__ == name


@pytest.mark.parametrize("form", ["json", "csv", "fhir"])
def test_a_diary_goes_out_and_comes_back(folder: Path, tmp_path: Path, form: str) -> None:
    if form == "fhir":
        pytest.importorskip("fhir.resources")
    file = tmp_path / f"mine.{form}"
    done = run("diary", "export", file, "--data", folder, "--format", form)
    assert (done.exit_code, done.stderr) == (0, "")
    assert "1 record is in" in done.stdout
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "felt easier" in file.read_text()
    again = run("diary", "import", file, "--data", folder, "--json")
    assert json.loads(again.stdout)["new"] == 0
    other = tmp_path / "other"
    done = run("diary", "import", file, "--data", other, "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["new"] == 1
    back = run("diary", "export", tmp_path / "back.csv", "--data", other, "--format", "csv")
    assert back.exit_code == 0
    assert "felt easier" in (tmp_path / "back.csv").read_text()


def test_standard_input_is_read(folder: Path, tmp_path: Path) -> None:
    lines = "what,time_utc,pain_nrs,note\nentry,2026-11-20T08:00:00Z,4,from a table\n"
    done = run("diary", "import", "-", "--data", folder, stdin=lines)
    assert done.exit_code == 0, done.stderr
    assert "1 record is new. 0 were here already. 0 were left out." in done.stdout
    assert sorted(notes(folder)) == ["felt easier", "from a table"]


@pytest.mark.parametrize("form", ["json", "csv"])
def test_an_old_diary_that_was_brought_in_is_not_erased_as_long_unused(tmp_path: Path, form: str) -> None:
    folder, other, file = tmp_path / "data", tmp_path / "other", tmp_path / f"old.{form}"
    store = Store(f"sqlite:///{folder / 'diary.sqlite'}")
    old = datetime.now(UTC) - timedelta(days=800)
    store.record(new_event(ANNA, Kind.ENTRY, Entry(6, note="long ago").as_body(), old))
    store.close()
    assert run("diary", "export", file, "--data", folder, "--format", form).exit_code == 0
    assert json.loads(run("diary", "import", file, "--data", other, "--json").stdout)["new"] == 1
    store = Store(f"sqlite:///{other / 'diary.sqlite'}")
    assert store.erase_older_than(datetime.now(UTC) - timedelta(days=365)) == 0
    (kept,) = people_kept(store)
    (entry,) = entries(store.events(kept.id))
    assert (entry.entry.note, abs(entry.at - old) < timedelta(seconds=1)) == ("long ago", True)
    store.close()


def test_nonsense_is_refused_in_one_line_and_changes_nothing(folder: Path, tmp_path: Path) -> None:
    good, noise, half = tmp_path / "good.json", tmp_path / "noise", tmp_path / "half.json"
    assert run("diary", "export", good, "--data", folder).exit_code == 0
    noise.write_bytes(b"\xff\x00a shopping list")
    document = json.loads(good.read_text())
    document["events"].append({**document["events"][0], "id": "f" * 32, "key": "k", "body": {"pain_nrs": 99}})
    half.write_text(json.dumps(document))
    before = sorted(path.name for path in tmp_path.rglob("*") if "wal" not in path.name and "shm" not in path.name)
    empty = tmp_path / "nothing here"
    for arguments in (
        ("diary", "import", noise, "--data", folder),
        ("diary", "import", half, "--data", folder),
        ("diary", "import", tmp_path / "missing", "--data", folder),
        ("diary", "import", good, "--data", folder, "--person", "nobody"),
        ("diary", "export", good, "--data", folder),
        ("diary", "export", tmp_path / "no folder" / "x", "--data", folder),
        ("diary", "export", tmp_path, "--data", folder, "--replace"),
        ("diary", "export", tmp_path / "x", "--data", empty),
        ("diary", "export", tmp_path / "x", "--data", folder, "--person", "zz"),
    ):
        done = run(*arguments)
        assert done.exit_code == 2, (arguments, done.output)
        assert done.stdout == ""
        assert done.stderr.startswith("error: ")
        assert "allowed:" in done.stderr
        assert done.stderr.count("\n") == 1
    assert run("diary", "export", tmp_path / "x", "--data", folder, "--format", "xml").exit_code == 2
    assert notes(folder) == ["felt easier"]
    assert not empty.exists()
    after = sorted(path.name for path in tmp_path.rglob("*") if "wal" not in path.name and "shm" not in path.name)
    assert after == before


def test_a_write_that_fails_leaves_the_old_file_whole(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "mine.json"
    assert run("diary", "export", file, "--data", folder).exit_code == 0
    before = file.read_bytes()

    def full(*_given: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("unclench.diary.file_writing.to_disk", full)
    done = run("diary", "export", file, "--data", folder, "--replace")
    assert done.exit_code == 2
    assert "No space left" in done.stderr
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()].count("mine.json") == 1
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".mine")]


def test_of_several_people_one_is_named(folder: Path, tmp_path: Path) -> None:
    store = Store(f"sqlite:///{folder / 'diary.sqlite'}")
    kim = Household(store).add(ANNA, "Kim", AT).id
    store.close()
    keep(folder, kim, "about Kim")
    done = run("diary", "export", tmp_path / "x", "--data", folder)
    assert done.exit_code == 2
    assert "(Kim)" in done.stderr
    assert "aaaaaaaa" in done.stderr
    for wanted, note in (("kim", "about Kim"), (kim[:10], "about Kim"), ("aaaa", "felt easier")):
        done = run("diary", "export", tmp_path / "x", "--data", folder, "--person", wanted, "--replace")
        assert done.exit_code == 0, done.stderr
        assert note in (tmp_path / "x").read_text()


@pytest.mark.parametrize("form", ["html", "json", "pdf"])
def test_the_report_is_written_in_each_form(folder: Path, tmp_path: Path, form: str) -> None:
    if form == "pdf":
        pytest.importorskip("typst")
    file = tmp_path / f"report.{form}"
    done = run_report(file, "--data", folder)
    assert done.exit_code == 0, done.output
    content = file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    if form == "pdf":
        assert content.startswith(b"%PDF")
    else:
        assert b"felt easier" in content
    if form == "json":
        assert json.loads(content)["report"]["paper"] == "us-letter"
    done = run_report(file, "--data", folder)
    assert done.exit_code == 2
    assert "--replace" in done.stderr
    assert run_report(file, "--data", folder, "--replace", "--country", "uk").exit_code == 0


def test_the_report_speaks_the_language_that_is_asked_for(folder: Path, tmp_path: Path) -> None:
    assert run_report(tmp_path / "es.html", "--data", folder, "--language", "es").exit_code == 0
    assert '<html lang="es">' in (tmp_path / "es.html").read_text()


def test_the_commands_print_in_the_language_of_the_terminal(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, lines = tmp_path / "mine.json", "what,time_utc,pain_nrs\nentry,2026-11-20T08:00:00Z,4\n"
    by_option = run("diary", "export", file, "--data", folder, "--language", "es").stdout
    assert by_option == f"1 registro está en {file}.\n"
    monkeypatch.setenv("LC_ALL", "es_MX.UTF-8")
    assert run("diary", "export", file, "--data", folder, "--replace").stdout == by_option
    brought = run("diary", "import", "-", "--data", folder, stdin=lines).stdout
    assert brought == "1 registro es nuevo. 0 ya estaban aquí. 0 quedaron fuera.\n"
    report = tmp_path / "r.html"
    assert run_report(report, "--data", folder).stdout.startswith(f"El informe está en {report}.")
    assert '<html lang="es">' in report.read_text()
    told = run_report(report, "--data", folder, "--replace", "--language", "en-GB").stdout
    assert told.startswith(f"The report is in {report}.")


def test_what_a_file_calls_by_an_unknown_name_is_said(folder: Path, tmp_path: Path) -> None:
    done = [{"resourceType": "Procedure", "code": {"text": f"Thing {number}"}} for number in range(12)]
    file = tmp_path / "other.json"
    file.write_text(json.dumps({"resourceType": "Bundle", "entry": [{"resource": one} for one in done * 2]}))
    told = run("diary", "import", file, "--data", folder)
    assert told.exit_code == 0, told.stderr
    assert "24 were left out" in told.stdout
    assert [line for line in told.stdout.splitlines() if line.startswith("  Thing")] == [
        f"  Thing {number}" for number in range(10)
    ]
    assert told.stdout.rstrip().endswith("and 2 more")
    assert len(json.loads(run("diary", "import", file, "--data", folder, "--json").stdout)["unread"]) == 12


def test_a_report_of_nonsense_is_refused_and_nothing_is_written(folder: Path, tmp_path: Path) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())
    for arguments in (
        (tmp_path / "report", "--data", folder),
        (tmp_path / "report.doc", "--data", folder),
        (tmp_path / "report.html", "--data", tmp_path / "nothing here"),
        (tmp_path / "report.html", "--data", folder, "--person", "nobody"),
        (tmp_path / "report.html", "--data", folder, "--language", "tlh"),
        (tmp_path / "no folder" / "report.html", "--data", folder),
    ):
        done = run_report(*arguments)
        assert done.exit_code == 2, (arguments, done.output)
        assert done.stderr.startswith("error: ")
        assert "allowed:" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_an_encrypted_diary_needs_its_passphrase(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sqlcipher3")
    monkeypatch.delenv("UNCLENCH_PASSPHRASE", raising=False)
    secret = tmp_path / "secret"
    secret.write_text("ladder copper thirteen owl\n")
    assert run("encrypt", "--data", folder, "--passphrase-file", secret).exit_code == 0
    for call in (
        lambda *more: run("diary", "export", tmp_path / "x.json", "--data", folder, *more),
        lambda *more: run_report(tmp_path / "x.html", "--data", folder, *more),
    ):
        refused = call()
        assert refused.exit_code == 2
        assert "passphrase" in refused.stderr
        assert call("--passphrase-file", secret).exit_code == 0

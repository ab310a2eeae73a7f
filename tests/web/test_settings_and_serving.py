"""Settings come from the caller, then the environment, then defaults; serving says what it must."""

import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from unclench.model.invalid import InvalidInput
from unclench.model.preferences import Country
from unclench.web.serve import announcement, is_loopback
from unclench.web.settings import Settings, from_environment


def test_defaults_keep_the_diary_in_the_users_own_folder() -> None:
    settings = Settings()
    assert settings.database == f"sqlite:///{settings.data_folder / 'diary.sqlite'}"
    assert "unclench" in str(settings.data_folder)
    assert settings.default_country is Country.US


def test_the_environment_fills_what_was_left_open_and_overrides_nothing(tmp_path: Path) -> None:
    environment = {
        "UNCLENCH_DATA_FOLDER": str(tmp_path / "from environment"),
        "UNCLENCH_DATABASE_URL": "postgresql+psycopg://diary",
        "UNCLENCH_COUNTRY": "uk",
        "UNCLENCH_ALLOWED_HOSTS": "a.example,b.example",
    }
    filled = from_environment(environment)
    assert filled.data_folder == tmp_path / "from environment"
    assert filled.database == "postgresql+psycopg://diary"
    assert filled.default_country is Country.UK
    assert filled.allowed_hosts == ("a.example", "b.example")
    chosen = from_environment(environment, Settings(data_folder=tmp_path, default_country=Country.EU))
    assert chosen.data_folder == tmp_path
    assert chosen.default_country is Country.EU
    assert from_environment({}) == Settings()


def test_bad_settings_name_themselves() -> None:
    with pytest.raises(InvalidInput, match="UNCLENCH_COUNTRY"):
        from_environment({"UNCLENCH_COUNTRY": "mars"})
    with pytest.raises(InvalidInput, match="plan_workers"):
        Settings(plan_workers=0)


@pytest.mark.parametrize(
    ("host", "only_here"),
    [("127.0.0.1", True), ("127.0.0.9", True), ("localhost", True), ("::1", True), ("0.0.0.0", False),
     ("192.168.1.5", False), ("::", False), ("my.name", False)],
)  # fmt: skip
def test_which_addresses_only_this_machine_can_reach(host: str, only_here: bool) -> None:
    assert is_loopback(host) is only_here
    assert ("HTTPS" in announcement(host, 8642)) is not only_here
    assert "8642" in announcement(host, 8642)


def test_serving_announces_itself_and_answers(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = (
        "from pathlib import Path; from unclench.web.serve import serve; from unclench.web.settings import Settings;"
        f"serve(port={port}, settings=Settings(data_folder=Path({str(tmp_path)!r})))"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            assert f"http://127.0.0.1:{port}" in server.stdout.readline()
            assert "My back has locked" in patient_get(f"http://127.0.0.1:{port}/")
        finally:
            server.terminate()


def patient_get(address: str) -> str:
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return str(answer.read().decode())
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not open")

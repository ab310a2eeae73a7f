"""Settings come from the caller, then the environment, then defaults; serving says what it must."""

import asyncio
import hashlib
import os
import re
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from unclench.model.invalid import InvalidInput
from unclench.model.preferences import Country
from unclench.web.serve import announcement, is_loopback, listen
from unclench.web.settings import Settings, from_environment


def test_defaults_keep_the_diary_in_the_users_own_folder() -> None:
    settings = Settings()
    assert settings.database == f"sqlite:///{settings.data_folder / 'diary.sqlite'}"
    assert "unclench" in str(settings.data_folder)
    assert settings.default_country is Country.US


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_the_text_of_a_page_does_not_wait_for_its_headers_to_be_confirmed(host: str) -> None:
    at_once: list[int] = []

    async def answer_one(listening: socket.socket) -> None:
        answered = asyncio.Event()

        def note(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            at_once.append(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()
            answered.set()

        async with await asyncio.start_server(note, sock=listening):
            _reader, writer = await asyncio.open_connection(*listening.getsockname()[:2])
            await asyncio.wait_for(answered.wait(), 30)
            writer.close()

    try:
        listening = listen(host, 0)
    except InvalidInput:
        pytest.skip(f"this machine has no {host}")
    asyncio.run(answer_one(listening))
    assert at_once == [1]


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


def test_a_taken_port_is_named_and_ends_with_exit_code_2(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = unclench("serve", "--port", str(port), "--data", str(tmp_path))
    assert done.returncode == 2
    assert f"port: got {port}" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_other_machines_are_refused_without_https(tmp_path: Path) -> None:
    for host in ("0.0.0.0", "192.168.1.5", "::"):
        done = unclench("serve", "--host", host, "--data", str(tmp_path))
        assert done.returncode == 2
        assert "host: got" in done.stderr
        assert "--phone" in done.stderr
        assert "--without-https" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_accounts_need_the_name_of_the_server_on_this_machine_too(tmp_path: Path) -> None:
    done = unclench("serve", "--hosted", "--data", str(tmp_path))
    assert done.returncode == 2
    assert "UNCLENCH_ALLOWED_HOSTS: " in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_an_address_of_another_machine_is_named(tmp_path: Path) -> None:
    done = unclench("serve", "--host", "203.0.113.7", "--without-https", "--data", str(tmp_path))
    assert done.returncode == 2
    assert "an address of this machine" in done.stderr


def unclench(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = "from unclench.cli.main import run; run()"
    command = [sys.executable, "-c", program, *arguments]
    environment = {name: value for name, value in os.environ.items() if name != "UNCLENCH_ALLOWED_HOSTS"}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment)


def test_a_phone_gets_https_that_it_can_learn_to_trust(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = (
        "from pathlib import Path; from unclench.web.serve import Reach, serve; "
        "from unclench.web.settings import Settings;"
        f"serve(port={port}, settings=Settings(data_folder=Path({str(tmp_path)!r})), reach=Reach(phone=True))"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            said = ""
            while "fingerprint" not in said:
                said += server.stdout.readline()
            said += server.stdout.readline()
            trusting = ssl.create_default_context(cadata=(tmp_path / "certificate" / "authority.crt").read_bytes())
            assert "Use it on this phone" in patient_get(f"https://127.0.0.1:{port}/phone", trusting)
            fetched = patient_read(f"https://127.0.0.1:{port}/phone/authority.crt", trusting)
            fingerprint = hashlib.sha256(fetched).hexdigest().upper()
            assert ":".join(re.findall("..", fingerprint)) in said
            assert "\u2588" in said  # the code to scan
            with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
                urllib.request.urlopen(f"https://127.0.0.1:{port}/", timeout=5)
        finally:
            server.terminate()


@pytest.mark.parametrize(
    ("method", "address", "status", "allow"),
    [
        ("HEAD", "/", 200, None),
        ("OPTIONS", "/", 204, "GET, HEAD, OPTIONS"),
        ("OPTIONS", "/start", 204, "OPTIONS, POST"),
        ("OPTIONS", "/check/3", 204, "GET, HEAD, OPTIONS, POST"),
        ("OPTIONS", "/static/unclench.css", 204, "GET, HEAD, OPTIONS"),
        ("OPTIONS", "/nowhere", 404, None),
        ("HEAD", "/nowhere", 404, None),
    ],
)
def test_head_and_options_are_answered(
    client: TestClient, method: str, address: str, status: int, allow: str | None
) -> None:
    answer = client.request(method, address)
    assert answer.status_code == status
    assert answer.headers.get("allow") == allow
    if method == "HEAD":
        assert answer.content == b""
        assert answer.headers["content-type"] == client.get(address).headers["content-type"]


def patient_read(address: str, trust: ssl.SSLContext | None = None) -> bytes:
    for _ in range(100):
        try:
            with urllib.request.urlopen(address, timeout=5, context=trust) as answer:
                return bytes(answer.read())
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not open")


def patient_get(address: str, trust: ssl.SSLContext | None = None) -> str:
    return patient_read(address, trust).decode()

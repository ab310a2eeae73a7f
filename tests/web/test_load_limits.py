"""Floods and guesses meet a wall, and behind it help is still shown; the server says how it is and stops in time."""

import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from unclench.web.app import create_app
from unclench.web.limits import address_of
from unclench.web.settings import Settings
from unclench.web.visits import COOKIE


@pytest.fixture
def limited(settings: Settings, planner: Any, knowledge: Any) -> Any:
    def make(**limits: Any) -> Any:
        app = create_app(replace(settings, **limits), advice=planner)
        app.state.services.knowledge = knowledge
        return app

    return make


def test_too_many_requests_of_one_visit_show_the_emergency_list(limited: Any) -> None:
    app = limited(visit_per_minute=5)
    client, other = TestClient(app), TestClient(app)
    client.get("/")
    assert [client.get("/about").status_code for _ in range(6)] == [200] * 5 + [429]
    stopped = client.get("/about")
    assert "tel:" in stopped.text
    assert '<details class="signs" open>' in stopped.text
    assert "Please wait" in stopped.text
    assert 0 < int(stopped.headers["retry-after"]) <= 60
    assert stopped.headers["cache-control"] == "no-store"
    assert client.get("/static/unclench.css").status_code == 200  # the page still looks like one
    assert other.get("/about").status_code == 200


def test_too_many_requests_of_one_address_stop_whatever_its_cookies(limited: Any) -> None:
    app = limited(address_per_minute=4)
    client = TestClient(app)
    for number in range(5):
        client.cookies.set(COOKIE, f"{number}" * 43)
        last = client.get("/about")
    assert last.status_code == 429
    assert TestClient(app, client=("192.0.2.9", 1)).get("/about").status_code == 200


def test_the_api_is_told_as_json_and_its_long_work_is_counted_apart(limited: Any) -> None:
    client = TestClient(limited(heavy_per_minute=2))
    answers = [client.post("/api/v1/plan", json={"uid": "x"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1].json()["error"]["says"]
    assert answers[-1].headers["retry-after"]
    assert client.post("/api/v1/assess", json={"uid": "x"}).status_code == 200


def test_the_defaults_let_people_work(client: TestClient, visitor: Any) -> None:
    visitor.walk()
    assert {client.get(path).status_code for path in ("/result", "/diary", "/medicine", "/plan") * 15} == {200}


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_one_customer_of_ipv6_is_one_address(host: str, counted: str) -> None:
    assert address_of(Request({"type": "http", "client": (host, 1)})) == counted


def test_only_a_trusted_proxy_is_believed_about_who_asks(limited: Any) -> None:
    app = ProxyHeadersMiddleware(limited(address_per_minute=2), trusted_hosts=["10.0.0.1"])

    def statuses(proxy: str) -> list[int]:
        client = TestClient(cast(Any, app), client=(proxy, 1))
        return [client.get("/about", headers={"x-forwarded-for": f"192.0.2.{n}"}).status_code for n in range(4)]

    assert statuses("10.0.0.1") == [200] * 4
    assert statuses("10.0.0.2") == [200, 200, 429, 429]


def test_health_is_told_without_any_data(client: TestClient, visitor: Any, app: Any, settings: Settings) -> None:
    visitor.walk()
    assert client.get("/health").json() == {"status": "well"}
    app.state.services.store.close()
    for kept in settings.data_folder.glob("diary.sqlite*"):
        kept.unlink()
    (settings.data_folder / "diary.sqlite").write_bytes(b"not a database at all" * 100)
    unwell = client.get("/health")
    assert unwell.status_code == 503
    assert unwell.json() == {"status": "unwell"}
    assert client.get("/").status_code == 200


def test_the_server_stops_within_seconds_and_lets_go_of_everything(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = ["serve", "--port", str(port), "--data", str(tmp_path)]
    program = [sys.executable, "-c", "from unclench.cli.main import run; run()", *arguments]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        assert server.stdout is not None
        server.stdout.readline()
        patient_get(f"http://127.0.0.1:{port}/health")
        began = time.monotonic()
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=15)
        assert time.monotonic() - began < 10
        assert "Traceback" not in server.stdout.read()
    assert not list(tmp_path.glob("*-wal"))  # the journal was folded in


def patient_get(address: str) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not open")

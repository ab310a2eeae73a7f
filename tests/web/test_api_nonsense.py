"""What no honest program sends: it is refused calmly, whatever the route, and nothing breaks or hangs."""

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

FORM = "application/x-www-form-urlencoded"
BODIES = {
    "bytes of no text": (b"\xff\xfe\x00\xd8" * 20, FORM),
    "a form said to be UTF-16": ("seal=x&pain_nrs=7".encode("utf-16"), FORM + "; charset=utf-16"),
    "a form of an unknown alphabet": (b"seal=x", FORM + "; charset=klingon"),
    "compressed bytes": (gzip.compress(b"seal=x" * 1000), FORM),
    "parts without a boundary": (b"--x\r\n\r\n--x--", "multipart/form-data"),
    "parts that never end": (
        b'--x\r\ncontent-disposition: form-data; name="seal"\r\n\r\nabc',
        "multipart/form-data; boundary=x",
    ),
    "a file": (
        b'--x\r\ncontent-disposition: form-data; name="seal"; filename="a"\r\n\r\nabc\r\n--x--\r\n',
        "multipart/form-data; boundary=x",
    ),
    "zero bytes": (b"seal=%00&person=%00", FORM),
    "half a percent sign": (b"seal=%&%%%=%zz", FORM),
    "deep JSON": (b"[" * 20_000, "application/json"),
    "JSON with a lone surrogate": (b'{"uid": "\\ud800"}', "application/json"),
    "a huge number": (b'{"person": {"age_years": 1e999}}', "application/json"),
    "a number of many digits": (b'{"uid": ' + b"9" * 10_000 + b"}", "application/json"),
    "YAML that multiplies itself": (b"a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n", "application/yaml"),
    "nothing": (b"", ""),
}

TAKES_NOTHING = {"/api/v1/visit"}
"""Where an empty body is right, and any other is nonsense."""


@pytest.mark.parametrize("name", BODIES)
def test_every_route_refuses_nonsense_calmly(
    client: TestClient, app: Any, routes: Any, visitor: Any, name: str
) -> None:
    body, kind = BODIES[name]
    for method, path in routes(app):
        if method == "POST" and (body or path not in TAKES_NOTHING):
            answer = client.post(path.replace("{number}", "1"), content=body, headers={"content-type": kind})
            assert 400 <= answer.status_code < 500, (path, answer.status_code, answer.text[:200])


@pytest.mark.parametrize("encoding", ["gzip", "br", "nonsense"])
def test_compressed_requests_are_not_unpacked(client: TestClient, encoding: str) -> None:
    bomb = gzip.compress(b" " * 5_000_000)
    answer = client.post("/api/v1/assess", content=bomb, headers={"content-encoding": encoding})
    assert answer.status_code == 422


def test_an_upload_without_end_is_cut_off(client: TestClient) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 50_000_000:
            sent += 65_536
            yield b" " * 65_536

    answer = client.post("/api/v1/assess", content=endless())
    assert answer.status_code == 413


@pytest.mark.parametrize("query", ["%ff%fe", "country=%00", "country=us%0d%0aset-cookie:x=1", "&&&=&", "a" * 5000])
def test_odd_addresses_are_refused_and_repeated_nowhere(client: TestClient, query: str) -> None:
    answer = client.post(f"/api/v1/assess?{query}", json={"uid": "x"})
    assert answer.status_code == 422
    assert "set-cookie" not in answer.headers

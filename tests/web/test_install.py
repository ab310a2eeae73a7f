"""The pages can be put on a phone's home screen like an app, and the first visit costs little."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Playwright
from starlette.testclient import TestClient
from tests.browsing import ARGUMENTS, chromium_or_skip

from unclench.web.views import STATIC

FIRST_LOAD_BYTES = 120 * 1024
MANIFEST = json.loads((STATIC / "unclench.webmanifest").read_text(encoding="utf-8"))


@pytest.fixture
def context(playwright: Playwright, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser with a profile of its own: nothing can be installed from a private window."""
    made = playwright.chromium.launch_persistent_context(tmp_path, executable_path=chromium_or_skip(), args=ARGUMENTS)
    yield made
    made.close()


@pytest.mark.browser
def test_chromium_finds_nothing_in_the_way_of_installing(context: BrowserContext, address: str) -> None:
    page = context.new_page()
    page.goto(address)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    tools = context.new_cdp_session(page)
    manifest = tools.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"].endswith("/static/unclench.webmanifest")
    assert tools.send("Page.getInstallabilityErrors")["installabilityErrors"] == []


@pytest.mark.browser
def test_the_first_load_is_under_120_kilobytes_on_the_wire(context: BrowserContext, address: str) -> None:
    """All that the first page itself loads. What is kept for offline comes later, and is bounded as well."""
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    received: list[float] = []
    tools.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    assert len(received) >= 4
    assert 5_000 < sum(received) < FIRST_LOAD_BYTES


def test_what_is_kept_for_offline_is_small_too(client: TestClient) -> None:
    kept = json.loads(client.get("/sw.js").text.split("const KEPT = ")[1].split(";\n")[0])
    assert {"/offline", "/offline/check", "/offline/check.json", "/offline/diary"} <= set(kept)
    sizes = {}
    for address in kept:
        with client.stream("GET", address, headers={"accept-encoding": "gzip"}) as answer:
            assert answer.status_code == 200, address
            sizes[address] = sum(len(part) for part in answer.iter_raw())
    assert sum(sizes.values()) < FIRST_LOAD_BYTES, sizes


@pytest.mark.parametrize("icon", MANIFEST["icons"], ids=lambda icon: icon["src"])
def test_every_icon_is_there_and_as_large_as_it_says(client: TestClient, icon: dict[str, str]) -> None:
    answer = client.get(icon["src"])
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(icon["type"])
    if icon["type"] == "image/png":
        assert answer.content[:8] == b"\x89PNG\r\n\x1a\n"
        width, height = (int.from_bytes(answer.content[at : at + 4], "big") for at in (16, 20))
        assert f"{width}x{height}" == icon["sizes"]


def test_the_manifest_names_all_that_an_app_needs(client: TestClient) -> None:
    assert {icon["sizes"] for icon in MANIFEST["icons"]} >= {"192x192", "512x512"}
    assert any(icon.get("purpose") == "maskable" for icon in MANIFEST["icons"])
    for shortcut in MANIFEST["shortcuts"]:
        assert client.get(shortcut["url"]).status_code == 200
    start = client.get("/").text
    assert 'rel="apple-touch-icon" href="/static/icons/icon-180.png"' in start
    assert client.get("/static/icons/icon-180.png").status_code == 200


def test_only_what_holds_no_secret_is_compressed(client: TestClient) -> None:
    for address in ("/static/unclench.css", "/static/outbox.js", "/offline", "/offline/check.json", "/sw.js"):
        assert client.get(address).headers.get("content-encoding") == "gzip", address
    for address in ("/", "/diary", "/country", "/medicine"):
        assert "seal" in client.get(address).text
        assert "content-encoding" not in client.get(address).headers, address


def test_the_worker_changes_when_the_rules_change(client: TestClient, app: Any) -> None:
    from dataclasses import replace

    first = client.get("/sw.js").text
    assert client.get("/sw.js").text == first
    knowledge = app.state.services.knowledge
    app.state.services.knowledge = replace(knowledge, hash="changed")
    assert client.get("/sw.js").text != first


def test_kept_pages_hold_nothing_of_a_visit(client: TestClient, visitor: Any) -> None:
    """They are the same for somebody who answered everything as for a stranger."""
    visitor.walk(yes={"asthma"})
    for address in ("/offline", "/offline/check", "/offline/diary", "/sw.js", "/offline/check.json"):
        known = client.get(address)
        cookies = dict(client.cookies)
        client.cookies.clear()
        assert client.get(address).text == known.text, address
        assert "set-cookie" not in known.headers
        assert visitor.seal not in known.text
        client.cookies.update(cookies)

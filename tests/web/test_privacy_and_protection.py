"""Nobody else can read, forge or overload a visit, and no answer stands in an address, a cookie or a log."""

import logging
import stat
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from unclench.web.app import create_app
from unclench.web.keys import read_or_make_key
from unclench.web.settings import LOOPBACK_HOSTS, Settings
from unclench.web.visits import COOKIE

SECRETS = ("secretword", "Secretname", "asthma", "lumbar")
PERSONAL = ["/", "/result", "/plan", "/answers", "/diary", "/export", "/check/1", "/about-you"]


@pytest.mark.parametrize("address", [*PERSONAL, "/nowhere", "/api/v1/knowledge", "/static/unclench.css"])
def test_every_answer_carries_the_protecting_headers(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("address", PERSONAL)
def test_personal_pages_are_never_kept_by_a_browser_or_proxy(client: TestClient, visitor: Any, address: str) -> None:
    visitor.walk()
    assert client.get(address).headers["cache-control"] == "no-store"
    assert "no-store" not in client.get("/static/unclench.css").headers["cache-control"]


def test_the_cookie_is_random_and_says_nothing(client: TestClient) -> None:
    cookie = client.get("/").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    client.cookies.clear()
    assert client.get("/").headers["set-cookie"] != cookie
    assert "secure" not in cookie.lower()
    client.cookies.clear()
    assert "secure" in client.get("https://testserver/").headers["set-cookie"].lower()


def test_addresses_hold_no_answer(visitor: Any) -> None:
    seen = visitor.walk(yes={"asthma", "night_pain"}, unsure={"saddle_numbness"})
    for address in seen:
        assert "?" not in address
        assert not any(word in address for word in ("asthma", "night", "saddle", "yes", "unsure", "34"))


def test_the_database_alone_opens_nobodys_pages(client: TestClient, visitor: Any, app: Any, settings: Settings) -> None:
    visitor.walk()
    app.state.services.store.close()
    token = client.cookies[COOKIE].encode()
    assert token not in (settings.data_folder / "diary.sqlite").read_bytes()


def test_two_visitors_never_see_each_other(client: TestClient, visitor: Any, app: Any) -> None:
    visitor.walk(yes={"asthma"})
    other = TestClient(app, follow_redirects=False)
    assert other.get("/result").headers["location"] == "/"
    other.cookies.set(COOKIE, "a" * 43)
    assert other.get("/result").headers["location"] == "/"
    assert other.get("/export").json()["events"] == []


@pytest.mark.parametrize("hosted", [False, True])
def test_every_form_needs_the_seal_of_its_own_visit(
    settings: Settings, planner: Any, knowledge: Any, visitor: Any, routes: Any, hosted: bool
) -> None:
    app = create_app(replace(settings, hosted=hosted), advice=planner)
    app.state.services.knowledge = knowledge
    client, other = TestClient(app, follow_redirects=False), TestClient(app, follow_redirects=False)
    sitting = type(visitor)(client)
    sitting.walk()
    other.get("/")
    sent_to = [path for method, path in routes(app) if method == "POST" and not path.startswith("/api/")]
    assert len(sent_to) > 10
    for path in sent_to:
        address = path.replace("{number}", "1").replace("{entry}", "0" * 32)
        assert "{" not in address, "fill this place with something that is there"
        stolen = other.post(address, data={"seal": sitting.seal, "country": "uk"})
        missing = client.post(address, data={"country": "uk"})
        forged = client.post(address, data={"seal": sitting.seal[:-2] + "xx", "country": "uk"})
        bare = TestClient(app, follow_redirects=False).post(address, data={"seal": sitting.seal})
        foreign = client.post(address, data={"seal": sitting.seal}, headers={"sec-fetch-site": "cross-site"})
        for refused in (stolen, missing, forged, bare, foreign):
            assert refused.status_code == 403, path
            assert "tel:" in refused.text
    assert client.get("/export").json()["events"]  # nothing was erased


def test_no_log_at_any_level_holds_an_answer_a_name_or_an_address_read(
    visitor: Any, client: TestClient, caplog: pytest.LogCaptureFixture, planner: Any
) -> None:
    with caplog.at_level(logging.DEBUG):
        for name in ("sqlalchemy.engine", "unclench", "uvicorn", "alembic"):
            caplog.set_level(logging.DEBUG, logger=name)
        visitor.walk(yes={"asthma"})
        visitor.send("/people/add", name="Secretname")
        visitor.send("/diary", pain_nrs="7", note="secretword", nonce="1")
        visitor.send("/diary", pain_nrs="secretword", nonce="2")
        planner.crash_in = "assess"
        client.get("/result")
        client.post("/api/v1/assess", json={"uid": "secretword"})
    mine = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]
    text = "\n".join(record.getMessage() for record in mine)
    assert "INSERT" in text  # the statements are there, so that their values would be
    told = [line[:200] for line in text.splitlines() if any(secret in line for secret in SECRETS)]
    assert not told


def test_a_seal_does_not_last_for_ever(visitor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unclench.web.visits.FORM_SECONDS", -1)
    assert visitor.send("/start", who="me").status_code == 403


def test_the_secret_is_made_once_for_its_owner_only(settings: Settings) -> None:
    key = read_or_make_key(settings.key_file)
    assert len(key) >= 32
    assert read_or_make_key(settings.key_file) == key
    assert stat.S_IMODE(settings.key_file.stat().st_mode) == 0o600
    settings.key_file.write_text("short")
    assert read_or_make_key(settings.key_file) not in ("short", key)
    assert [file.name for file in settings.data_folder.iterdir()] == ["secret.key"]


@pytest.mark.parametrize(("address", "limit"), [("/about-you", 64), ("/api/v1/assess", 1024)])
def test_large_bodies_are_refused_announced_or_not(client: TestClient, address: str, limit: int) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    body = b"x" * (limit * 1024 + 1)
    announced = client.post(address, content=body, headers=form)
    pieces = client.post(address, content=iter([body[:1000], body[1000:]]), headers=form)
    for refused in (announced, pieces):
        assert refused.status_code == 413
        assert "too large" in refused.text
    assert client.post(address, content=body[1:], headers=form).status_code != 413


def test_too_many_fields_are_refused(client: TestClient, visitor: Any) -> None:
    visitor.start()
    assert visitor.send("/check/1", asked=["chest_pain"] * 500).status_code == 400


def test_foreign_host_names_are_refused_when_only_this_machine_is_served(settings: Settings) -> None:
    app = create_app(replace(settings, allowed_hosts=LOOPBACK_HOSTS))
    for host, status in (("127.0.0.1:8642", 200), ("localhost:8642", 200), ("evil.example", 400)):
        with TestClient(app, base_url=f"http://{host}") as client:
            assert client.get("/").status_code == status

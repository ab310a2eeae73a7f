"""Nobody sees, changes or finds out about anything of another's: held for every route that there is.

The routes are taken from the application and the ids from Anna's own pages and from the database, so that a new page is
put to the test without being named here.
"""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from unclench.diary.accounts import Passkey
from unclench.diary.accounts_tables import account, passkey, person, recovery_code, session
from unclench.diary.tables import event
from unclench.web.app import create_app
from unclench.web.identity import SESSION_COOKIE
from unclench.web.own_api.described import CHECK, DOCUMENT, DOSE, ENTRY, NAME, REACHED, REPORTS, SIGNS
from unclench.web.settings import Settings
from unclench.web.visits import COOKIE, PERSON_COOKIE

NOW = datetime.datetime(2026, 11, 24, 3, 0, tzinfo=datetime.UTC)
PASSWORD = "correct horse battery"
SECRETS = ("secretword", "Secretname", "anna-berg")
OWN = "/api/v1/people"
"""The JSON routes about people's own things; every one of Anna's ids is tried on each of them below."""
BODIES: dict[str, tuple[Any, Any]] = {
    "/check": CHECK,
    "/diary/entries": ENTRY,
    "/diary/entries/{entry}": ENTRY,
    "/diary/signs": SIGNS,
    "/dates/{sheet}": REACHED,
    "/doses": DOSE,
    "/doses/{dose}": DOSE,
    "/sessions/reports": REPORTS,
    "/diary/import": DOCUMENT,
    "": NAME,
}
"""What is right to send there, so that a refusal is never about the body."""
PATH_VALUES = {"number": "1", "sheet_id": "ibuprofen"}
"""Places in addresses that name no one's own things. Any other place is filled with Anna's ids."""


class Forms(HTMLParser):
    """The fields that a page can send: (address, field, value)."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fields: set[tuple[str, str, str]] = set()
        self._action = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self._action = found.get("action") or ""
        if tag in ("input", "button") and self._action:
            for action in {self._action, found.get("formaction") or self._action}:
                self.fields.add((action, found.get("name") or "", found.get("value") or ""))
        if tag == "button" and found.get("formaction"):  # such a button sends its form's other fields there
            own = {one for one in self.fields if one[0] == self._action}
            self.fields |= {(str(found["formaction"]), name, value) for _, name, value in own}


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr("unclench.web.accounts.passwords._hasher", lambda: quick)


@pytest.fixture
def hosted(settings: Settings, planner: Any, knowledge: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[FastAPI]:
    much = 10**9
    generous = replace(settings, hosted=True, visit_per_minute=much, address_per_minute=much, heavy_per_minute=much)
    app = create_app(generous, advice=planner, clock=lambda: NOW)
    app.state.services.knowledge = knowledge
    monkeypatch.setattr(app.state.services.limits, "count_attempt", lambda request, name: None)
    with TestClient(app):
        yield app


class Anna:
    """Somebody with everything that can be kept: answers, diary, doses, a second person, sessions, keys, codes."""

    def __init__(self, app: FastAPI, make_visitor: Any) -> None:
        self.app, self.store = app, app.state.services.store
        self.client = client(app)
        visitor = make_visitor(self.client)
        self.send = visitor.send
        self.fill(visitor)
        self.send("/people/add", name="Kim Secretname")
        self.fill(visitor)
        made = Passkey("anna-passkey-id", self.account, b"public", 0, "Phone", NOW)
        app.state.services.accounts.add_passkey(made)
        self.client.get("/plan")
        other = make_visitor(client(app))
        other.send("/account/sign-in", name="anna-berg", password=PASSWORD)

    def fill(self, visitor: Any) -> None:
        visitor.seal = seal_of(self.client)
        if SESSION_COOKIE not in self.client.cookies:
            self.send("/account/new", name="anna-berg", password=PASSWORD)
            visitor.seal = seal_of(self.client)
            self.send("/account/codes")
        visitor.walk(yes={"asthma"})
        self.send("/diary", pain_nrs="7", note="secretword", nonce="1")
        self.send("/medicine", product="ibuprofen", hours_ago="1", mg="400", nonce="1")
        done = {"session": "a1" * 16, "number": "0", "remedy": "ice_massage", "what": "over", "outcome": "numb"}
        self.send("/guide/report", **done, wall_ms=str(int(NOW.timestamp() * 1000)), active_ms="60000")

    @property
    def account(self) -> str:
        return str(self.app.state.services.accounts.named("anna-berg").id)

    def rows(self) -> list[Any]:
        """Everything that the database holds about Anna."""
        people = [one.id for one in self.app.state.services.household.people(self.account)]
        asked = [
            select(event).where(event.c.visit.in_(people)).order_by(event.c.sequence),
            select(person).where(person.c.owner == self.account),
            select(account).where(account.c.id == self.account),
            *(select(table).where(table.c.account == self.account) for table in (session, passkey, recovery_code)),
        ]
        with self.store.reading() as connection:
            return [tuple(row) for query in asked for row in connection.execute(query)]

    def ids(self) -> set[str]:
        """Every name under which something of Anna's is kept."""
        values = {str(value) for row in self.rows() for value in row if isinstance(value, str)}
        return {value for value in values if len(value) >= 15 and " " not in value and not value.startswith("$")}


def client(app: FastAPI) -> TestClient:
    return TestClient(app, base_url="https://testserver", follow_redirects=False, headers={"accept-language": "en-US"})


def seal_of(browser: TestClient) -> str:
    forms = Forms(browser.get("/people").text)
    return next(value for _, name, value in forms.fields if name == "seal")


@pytest.fixture
def anna(hosted: FastAPI, visitor: Any) -> Anna:
    return Anna(hosted, type(visitor))


@pytest.fixture
def ben(hosted: FastAPI) -> Any:
    def signed_in(name: str) -> TestClient:
        browser = client(hosted)
        made = browser.post("/account/new", data={"seal": seal_of(browser), "name": name, "password": PASSWORD})
        assert made.status_code == 303
        return browser

    return signed_in


STATE = "made_from"
"""Names no thing that could be opened: of a state that is not theirs, somebody's page counts as old."""


def filled(path: str, value: str) -> str:
    for name, usual in PATH_VALUES.items():
        path = path.replace(f"{{{name}}}", usual)
    while "{" in path:
        path = path[: path.index("{")] + value + path[path.index("}") + 1 :]
    return path


def tells_nothing(answer: Any) -> None:
    told = answer.text + str(answer.headers)
    assert not [secret for secret in SECRETS if secret in told], f"{answer.request.method} {answer.request.url}"
    assert answer.status_code != 500, f"{answer.request.method} {answer.request.url}"


def test_what_anna_has_is_found_by_these_tests(anna: Anna) -> None:
    kinds = {str(row[4]) for row in anna.rows() if len(row) == 7}
    assert {"started", "answered", "screened", "entry", "dose", "session"} <= kinds
    assert len(anna.ids()) > 20
    pages = anna.client.get("/diary").text + anna.client.get("/people").text + anna.client.get("/account").text
    assert "secretword" in pages
    assert "Secretname" in pages
    assert "anna-berg" in pages


def test_every_id_on_annas_pages_is_404_to_everybody_else(anna: Anna, ben: Any, hosted: FastAPI, routes: Any) -> None:
    ids = anna.ids()
    found: set[tuple[str, str, str]] = set()
    for method, path in routes(hosted):
        if method == "GET" and not path.startswith("/api"):
            shown = anna.client.get(filled(path, "x"))
            found |= {one for one in Forms(shown.text).fields if one[2] in ids and one[1] != STATE}
    found |= {(action, name, one) for action, name, _ in found for one in ids if name in ("person", "entry", "dose")}
    assert {"person", "entry", "dose", "session", "passkey"} <= {name for _, name, _ in found}
    before = anna.rows()
    stranger, visitor = ben("ben"), client(hosted)
    for browser in (stranger, visitor):
        seal = seal_of(browser)
        for address, name, value in sorted(found):
            fields = {"seal": seal, "sure": "yes", "name": "Somebody", name: value}
            answer = browser.post(address, data=fields)
            assert answer.status_code == 404, (address, name, value, answer.status_code)
            tells_nothing(answer)
    assert anna.rows() == before


def test_no_route_gives_anything_away_whatever_ids_are_sent(anna: Anna, ben: Any, hosted: FastAPI, routes: Any) -> None:
    ids, before = sorted(anna.ids()), anna.rows()
    names = {"visit", "owner", "account", "event", "id", "key", "uid"}
    for method, path in routes(hosted):
        if method == "GET" and not path.startswith("/api"):
            names |= {name for _, name, _ in Forms(anna.client.get(filled(path, "x")).text).fields if name}
    names -= {"seal", "sure", "rest", "nonce"}
    chosen = [ids[0], ids[-1], anna.account, *(one.id for one in hosted.state.services.household.people(anna.account))]
    for number, (method, path) in enumerate(routes(hosted)):
        if path in ("/api/v1/plan", "/api/v1/simulate", "/api/v1/validate"):
            continue  # they keep nothing and read nobody's diary
        browser = ben(f"ben number {number}")
        for value in ids if "{" in path and not path.startswith(OWN) else chosen:
            sprayed = dict.fromkeys(names, value)
            address = filled(path, value)
            tells_nothing(browser.request(method, address, params=sprayed if method == "GET" else None))
            if method == "POST":
                form = {**sprayed, "seal": seal_of(browser), "sure": "yes"}
                tells_nothing(browser.post(address, data=form))
                tells_nothing(browser.post(address, json=sprayed))
        assert anna.rows() == before, path


def test_annas_names_in_cookies_open_nothing(anna: Anna, hosted: FastAPI, routes: Any) -> None:
    people = [one.id for one in hosted.state.services.household.people(anna.account)]
    digests = [one.digest for one in hosted.state.services.accounts.sessions(anna.account, NOW)]
    for value in (*people, *digests, people[0][:43]):
        browser = client(hosted)
        for name in (COOKIE, PERSON_COOKIE, SESSION_COOKIE):
            browser.cookies.set(name, value)
        for method, path in routes(hosted):
            if method == "GET":
                tells_nothing(browser.get(filled(path, value)))


def test_annas_seal_is_of_no_use_to_ben(anna: Anna, ben: Any, hosted: FastAPI, routes: Any) -> None:
    stolen, before, browser = seal_of(anna.client), anna.rows(), ben("ben")
    for method, path in routes(hosted):
        if method == "POST" and not path.startswith("/api"):
            answer = browser.post(filled(path, "1"), data={"seal": stolen, "sure": "yes", "name": "x"})
            assert answer.status_code == 403, path
    assert anna.rows() == before


def test_ben_never_gets_annas_plan(anna: Anna, ben: Any, visitor: Any) -> None:
    browser = ben("ben")
    assert "<h1>" in anna.client.get("/plan").text
    for path in ("/plan", "/forecast", "/result"):
        assert browser.get(path).headers["location"] == "/"


def own_routes(app: FastAPI, routes: Any) -> list[tuple[str, str]]:
    found = [(method, path) for method, path in routes(app) if path.startswith(f"{OWN}/{{person}}")]
    assert len(found) > 20
    return found


def test_every_route_about_a_person_is_404_with_annas_people(
    anna: Anna, ben: Any, hosted: FastAPI, routes: Any
) -> None:
    people = [one.id for one in hosted.state.services.household.people(anna.account)]
    assert len(people) == 2
    events = [event["id"] for event in anna.client.get(f"{OWN}/me/diary/export").json()["events"]]
    assert events
    before, stranger = anna.rows(), ben("ben")
    for method, path in own_routes(hosted, routes):
        rest = path.removeprefix(f"{OWN}/{{person}}")
        for owner in people:
            for value in ("1", "one_day") if rest in ("/sessions/{step}", "/dates/{sheet}") else events[-3:]:
                if rest == "/sessions/{step}" and value != "1":
                    continue
                address = filled(path.replace("{person}", owner), value)
                body = BODIES[rest][1] if method in ("POST", "PUT", "PATCH") and rest in BODIES else None
                answer = stranger.request(method, address, json=body, headers={"Idempotency-Key": "k"})
                assert answer.status_code == 404, (method, address, answer.text)
                tells_nothing(answer)
    assert anna.rows() == before


def test_every_id_of_annas_is_404_below_ones_own_person(anna: Anna, ben: Any, hosted: FastAPI, routes: Any) -> None:
    before, stranger = anna.rows(), ben("ben")
    tried = 0
    for method, path in own_routes(hosted, routes):
        rest = path.removeprefix(f"{OWN}/{{person}}")
        if not {"{entry}", "{dose}"} & set(rest.split("/")):
            continue
        for value in sorted(anna.ids()):
            body = BODIES[rest][1] if method == "PUT" else None
            answer = stranger.request(method, filled(path.replace("{person}", "me"), value), json=body)
            assert answer.status_code == 404, (method, path, answer.text)
            tells_nothing(answer)
            tried += 1
    assert tried > 100
    assert anna.rows() == before

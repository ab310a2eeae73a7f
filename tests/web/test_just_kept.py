"""After an entry or a dose the top of the page says that it is kept, and takes it back: also without JavaScript."""

import datetime
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

ENTRY = {"pain_nrs": "6", "new_signs": "no"}
DOSE = {"product": "ibuprofen", "hours_ago": "0", "mg": "400"}
PAGES = pytest.mark.parametrize(("address", "fields"), [("/diary", ENTRY), ("/medicine", DOSE)])


def top(client: TestClient, address: str) -> str:
    """What stands between the heading and the next paragraph of the page."""
    page = client.get(address).text.split("</h1>", 1)[1]
    return page.split("<h2", 1)[0] if "Kept." in page else ""


@PAGES
def test_it_says_kept_under_the_heading_and_undo_takes_it_back(
    visitor: Any, client: TestClient, address: str, fields: dict[str, str]
) -> None:
    assert not top(client, address)
    assert visitor.send(address, nonce="n1", **fields).headers["location"] == address  # nothing of it in the address
    said = top(client, address).lstrip()
    assert said.startswith('<div class="card good row"><p role="status"><strong>Kept.</strong>')
    (action,) = re.findall(r'action="([^"]+)"', said.split("</div>", 1)[0])
    ((name, value),) = re.findall(r'name="(entry|dose)" value="([^"]+)"', said.split("</div>", 1)[0])
    assert visitor.send(action, **{name: value}).headers["location"] == address
    assert not top(client, address)
    assert "taken out" in client.get(address).text


@PAGES
def test_it_says_so_for_two_minutes_and_of_the_last_one_only(
    visitor: Any, client: TestClient, app: Any, now: Any, address: str, fields: dict[str, str]
) -> None:
    visitor.send(address, nonce="n1", **fields)
    first = re.findall(r'value="([^"]+)"><button', top(client, address))[0]
    app.state.services.clock = lambda: now + datetime.timedelta(minutes=1)
    visitor.send(address, nonce="n2", **fields)
    second = re.findall(r'value="([^"]+)"><button', top(client, address))[0]
    assert first != second
    app.state.services.clock = lambda: now + datetime.timedelta(minutes=3)
    assert top(client, address)
    app.state.services.clock = lambda: now + datetime.timedelta(minutes=3, seconds=1)
    assert not top(client, address)


@PAGES
def test_what_was_refused_is_not_called_kept(
    visitor: Any, client: TestClient, address: str, fields: dict[str, str]
) -> None:
    visitor.send(address, nonce="n1", **fields)
    wrong = {**fields, "pain_nrs": "11", "mg": "-1"}
    answer = visitor.send(address, nonce="n2", **wrong)
    assert answer.status_code == 422
    assert "Kept." not in answer.text

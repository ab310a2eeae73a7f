"""Where nothing can be kept, an emergency is told all the same and the danger check goes on on the device."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from unclench.diary import DiaryUnavailable, Trouble
from unclench.web.serve import warn_of_diary
from unclench.web.settings import Settings

CHEST = "finding.chest_pain"


@pytest.fixture
def full(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Fills the disk: what is there can still be read."""

    def fill() -> None:
        def refuse(*_given: Any, **_named: Any) -> None:
            raise DiaryUnavailable(Trouble.FULL)

        monkeypatch.setattr(app.state.services.store, "writing", refuse)

    return fill


@pytest.fixture
def damage(app: FastAPI, settings: Settings) -> Callable[[], None]:
    """Writes noise over the diary."""

    def noise() -> None:
        app.state.services.store.close()
        for file in settings.data_folder.glob("diary.sqlite*"):
            file.write_bytes(b"noise, not a database " * 500)

    return noise


@pytest.mark.parametrize("trouble", ["full", "damage"])
def test_an_emergency_is_told_although_it_cannot_be_kept(
    visitor: Any, read: Any, heading: Any, request: pytest.FixtureRequest, trouble: str
) -> None:
    address = visitor.start()
    asked = read(visitor.client.get(address).text).hidden["asked"]
    request.getfixturevalue(trouble)()
    answer = visitor.send(address, asked=asked, rest="no", **{CHEST: "yes"})
    assert heading(answer) == "Get help now"
    assert answer.status_code == 200
    assert "This answer could not be kept." in answer.text
    assert "Then read this out: I said yes to: Chest pain" in answer.text
    assert "tel:911" in read(answer.text).links


def test_what_was_answered_before_the_disk_was_full_counts_with_it(
    visitor: Any, read: Any, heading: Any, full: Callable[[], None]
) -> None:
    address = visitor.start("another")
    full()
    answer = visitor.send(address, asked=["chest_pain"], **{CHEST: "yes"})
    assert heading(answer) == "Get help now"
    assert "Say the age of the person" in answer.text


def test_the_short_check_of_the_diary_tells_it_too(visitor: Any, heading: Any, full: Callable[[], None]) -> None:
    full()
    answer = visitor.send("/diary/signs", asked=["chest_pain"], **{CHEST: "yes"})
    assert heading(answer) == "Get help now"


def test_anything_else_leads_to_the_check_on_the_device(
    visitor: Any, read: Any, heading: Any, full: Callable[[], None]
) -> None:
    address = visitor.start()
    asked = read(visitor.client.get(address).text).hidden["asked"]
    full()
    answer = visitor.send(address, asked=asked, rest="no")
    assert answer.status_code == 503
    assert heading(answer) == "Your answers cannot be kept"
    assert "/offline/check?carry-on" in read(answer.text).links
    assert "/offline/check" in read(visitor.send("/start", who="me").text).links
    assert visitor.client.get("/offline/check").status_code == 200


def test_health_says_that_nothing_can_be_kept_until_it_can(
    visitor: Any, app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = app.state.services.store
    visitor.start()
    assert client.get("/health").status_code == 200
    with monkeypatch.context() as patch:
        patch.setattr(store, "_open", _fails)
        assert visitor.send("/start", who="me").status_code == 503
    with monkeypatch.context() as patch:
        patch.setattr(store, "_failed", True)
        patch.setattr(store, "writing", _fails)
        assert client.get("/health").status_code == 503
    store._failed = True
    assert client.get("/health").status_code == 200
    assert store._failed is False
    assert not store.events("nobody")


def test_whoever_starts_the_pages_is_told_of_a_damaged_diary(
    app: FastAPI, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    warn_of_diary(app)
    assert capsys.readouterr().err == ""
    app.state.services.store.close()
    (settings.data_folder / "diary.sqlite").write_bytes(b"noise, not a database " * 500)
    warn_of_diary(app)
    assert "damaged" in capsys.readouterr().err


def _fails(*_given: Any) -> Any:
    raise DiaryUnavailable(Trouble.FULL)

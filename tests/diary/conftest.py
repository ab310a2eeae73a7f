"""What the diary tests share: a store in a fresh folder, and a fixed moment."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from unclench.diary import Store


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "private" / "diary.sqlite"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{file}", wait_seconds=0.2)
    yield store
    store.close()


@pytest.fixture
def postgresql_address() -> str:
    address = os.environ.get("UNCLENCH_TEST_POSTGRESQL", "")
    if not address:
        pytest.skip("UNCLENCH_TEST_POSTGRESQL names no database")
    return address

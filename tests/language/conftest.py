"""What the language tests share: the collected texts, and two pretended languages made from English."""

import importlib.util
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from unclench.language import catalogue as catalogues
from unclench.language.tags import LANGUAGES, Language

ROOT = Path(__file__).resolve().parents[2]
PLACE = re.compile(r"(\{[^{}]*\}|%\(\w+\)s|%%)")


def load_script() -> ModuleType:
    found = importlib.util.spec_from_file_location("translations", ROOT / "scripts" / "translations.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules["translations"] = module
    found.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def translations() -> ModuleType:
    return load_script()


@pytest.fixture(scope="session")
def sources(translations: ModuleType) -> Any:
    return translations.collected()


@pytest.fixture
def broken_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Language]]:
    """Spanish as it would be with only the given gettext text."""
    made = Language("es", "Español", "es")

    def make(po: str) -> Language:
        folder = tmp_path / "es" / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "some.po").write_text(HEADER + po)
        monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
        catalogues.catalogue.cache_clear()
        return made

    yield make
    monkeypatch.undo()
    catalogues.catalogue.cache_clear()
    assert "es" in LANGUAGES


HEADER = (
    'msgid ""\nmsgstr ""\n"Language: es\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    '"Content-Type: text/plain; charset=utf-8\\n"\n\n'
)

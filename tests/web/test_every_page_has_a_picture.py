"""Whoever adds a page also has it photographed for the documentation."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from tests.web.tour import page_templates

ROOT = Path(__file__).resolve().parents[2]
PARTS_OF_OTHERS = {"report_alone"}
"""The report as a file: the same as the report's page, without its frame."""


@pytest.fixture(scope="module")
def screenshots() -> ModuleType:
    pytest.importorskip("playwright", reason="pictures are taken with playwright")
    found = importlib.util.spec_from_file_location("screenshots", ROOT / "scripts" / "screenshots.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[found.name] = module
    found.loader.exec_module(module)
    return module


def test_every_template_has_a_picture_light_dark_on_a_phone_and_on_a_desk(screenshots: ModuleType) -> None:
    pages = {name.removesuffix(".html") for name in page_templates()} - PARTS_OF_OTHERS
    pictures = {page: screenshots.PICTURE_OF.get(page, page) for page in pages}
    endings = [name + ("-dark" if dark else "") for _, name, dark in screenshots.VIEWS]
    missing = {
        f"{picture}{ending}.webp"
        for picture in pictures.values()
        for ending in endings
        if not (screenshots.FOLDER / f"{picture}{ending}.webp").exists()
    }
    assert not missing
    assert set(screenshots.PICTURE_OF) <= pages

"""The report page, printed by the browser: short enough for a doctor to read, and nothing else on the paper."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, PdfMargins
from starlette.testclient import TestClient
from tests.web.serving import Live

from unclench.web.visits import COOKIE

MARGINS: PdfMargins = {"top": "1cm", "bottom": "1cm", "left": "1cm", "right": "1cm"}
"""About what browsers leave by themselves."""

pytestmark = pytest.mark.browser


def test_two_weeks_of_diary_fit_on_one_sheet(
    new_phone: Callable[..., BrowserContext], visitor: Any, client: TestClient, live: Live
) -> None:
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
    visitor.walk(yes={"leg_symptoms", "takes_medicine"})
    note = {"note": "Better after a walk.", "movement": "some", "sleep": "well", "did": ["ice_massage"]}
    for number in range(11):
        visitor.send("/diary", nonce=f"e{number}", pain_nrs=str(8 - number % 9), tightness_nrs="5", **note)
    for number in range(4):
        visitor.send("/medicine", nonce=f"d{number}", product="Nurofen", hours_ago=str(6 * number), mg="200")
    context = new_phone()
    context.add_cookies([{"name": COOKIE, "value": client.cookies[COOKIE], "url": live.address}])
    page = context.new_page()
    page.goto(f"{live.address}/report")
    for paper in ("A4", "Letter"):
        pages = pypdf.PdfReader(io.BytesIO(page.pdf(format=paper, margin=MARGINS))).pages
        text = " ".join(one.extract_text() for one in pages)
        assert len(pages) == 1, f"{paper}: {[one.extract_text() for one in pages[1:]]}"
        assert "Better after a walk." in text
        assert "It never rules out a serious cause" in text
        assert "Español" not in text

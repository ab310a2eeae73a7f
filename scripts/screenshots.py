"""Take the pictures for the documentation: ``python scripts/screenshots.py [FOLDER]`` (Chromium and Pillow needed).

The pages are shown as they are, without JavaScript, on a phone-sized screen, with a plan that is really worked out.
"""

from __future__ import annotations

import datetime
import io
import shutil
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

from unclench.web.app import create_app
from unclench.web.settings import Settings

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "images"
PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1100, height=800)
LIMIT_BYTES = 150_000
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


class Clock:
    """A clock that can be put forward, so that a diary of several days can be shown."""

    days = 0

    def __call__(self) -> datetime.datetime:
        """The present moment, some days ahead."""
        return datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=self.days)


CLOCK = Clock()


def main(folder: Path) -> None:
    """Write every picture into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    address = serve()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for scheme in ("light", "dark"):
            context = browser.new_context(
                java_script_enabled=False, viewport=PHONE, color_scheme=scheme, locale="en-US", device_scale_factor=2
            )
            context.set_default_timeout(300_000)
            take(context.new_page(), address, folder, "" if scheme == "light" else "-dark")
            context.close()
        browser.close()


def serve() -> str:
    """Start the pages on a free port with a fresh data folder."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    settings = Settings(data_folder=Path(tempfile.mkdtemp(prefix="unclench-")))
    server = uvicorn.Server(uvicorn.Config(create_app(settings, clock=CLOCK), log_level="warning", access_log=False))
    threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True).start()
    while not server.started:
        time.sleep(0.05)
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


def take(page: Page, address: str, folder: Path, suffix: str) -> None:
    """Walk the road of an ordinary strain and take its pictures; then an emergency's."""
    page.goto(address)
    keep(page, folder / f"start{suffix}.png")
    page.get_by_role("button", name="My back has locked").click()
    keep(page, folder / f"danger-check{suffix}.png")
    to_result(page)
    keep(page, folder / f"result{suffix}.png")
    page.get_by_role("link", name="Show me my plan").click()
    page.get_by_role("heading", name="Your plan", exact=True).wait_for()
    keep(page, folder / f"plan{suffix}.png")
    save(page.locator("figure").first.screenshot(), folder / f"plan-expected{suffix}.png")
    save(
        page.get_by_role("region", name="Comparison with other ways").screenshot(),
        folder / f"plan-compared{suffix}.png",
    )
    page.goto(f"{address}/forecast")
    keep(page, folder / f"forecast{suffix}.png")
    page.set_viewport_size(DESK)
    page.goto(f"{address}/plan")
    keep(page, folder / f"plan-desk{suffix}.png")
    page.set_viewport_size(PHONE)
    page.goto(f"{address}/diary")
    for pain in (7, 6, 6, 4, 3):
        CLOCK.days += 1
        page.locator(f"#pain_nrs-{pain}").check(force=True)
        page.get_by_role("button", name="Add to the diary").click()
    keep(page, folder / f"diary{suffix}.png")
    page.goto(address)
    page.get_by_role("button", name="My back has locked").click()
    page.get_by_role("radio", name="Yes").first.check(force=True)
    page.get_by_role("button", name="Next").click()
    keep(page, folder / f"emergency{suffix}.png")


def to_result(page: Page) -> None:
    """Answer every page as somebody of 34 whose back locked three hours ago while lifting."""
    while not page.url.endswith("/result"):
        if page.url.endswith("/about-you"):
            page.locator("#pain_nrs-6").check(force=True)
            page.get_by_role("textbox", name="Number").fill("3")
            page.get_by_label("Lower back").check(force=True)
            page.get_by_label("Lifting or carrying").check(force=True)
            page.get_by_role("textbox", name="Age").fill("34")
            page.get_by_label("Female").check(force=True)
            page.get_by_role("textbox", name="feet").fill("5")
            page.get_by_role("textbox", name="inches").fill("6")
            page.get_by_role("textbox", name="Weight").fill("150")
            page.get_by_role("button", name="Next").click()
        elif page.url.endswith("/wishes"):
            page.get_by_role("button", name="Show me the result").click()
        else:
            page.get_by_role("button", name="No to all the rest").click()


def keep(page: Page, file: Path) -> None:
    """Save what is on the screen."""
    save(page.screenshot(), file)


def save(shot: bytes, file: Path) -> None:
    """Write a picture with as many colours as fit into the limit."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    for colours in (256, 128, 64):
        picture.quantize(colours, dither=Image.Dither.NONE).save(file, optimize=True)
        if file.stat().st_size < LIMIT_BYTES:
            break
    print(f"{file.name}: {file.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)

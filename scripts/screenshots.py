"""Take the pictures for the documentation: ``python scripts/screenshots.py [FOLDER]`` (Chromium and Pillow needed).

Every page as it is, light and dark, on a phone and on a desk, with a plan that is really worked out, and a page of the
documentation that shows them all. Scripts are switched off, but for the pages that work without a connection and show
nothing without them.
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
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, Error, Locator, Page, ViewportSize, sync_playwright

from unclench.web.app import create_app
from unclench.web.settings import Settings

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "images"
PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1280, height=800)
VIEWS = [(size, name, dark) for size, name in ((PHONE, ""), (DESK, "-desk")) for dark in (False, True)]
"""How every page is shown: the screen, the ending of the picture's name, and whether it is dark."""
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PAGES = {
    "forecast": "/forecast",
    "answers": "/answers",
    "why": "/why/ice_massage",
    "report": "/report",
    "your-data": "/your-data",
    "country": "/country",
    "language": "/language",
    "people": "/people",
    "phone": "/phone",
    "about": "/about",
    "sources": "/sources",
    "privacy": "/privacy",
    "erase": "/erase",
    "not-found": "/nowhere",
}
"""Pages that are reached by their address alone."""
GALLERY = """# Every page

Made by `make screenshots`, from a plan that was really worked out: a person of 34 whose back locked three hours ago
while lifting. Scripts were off, but for the pages that are kept on the device (a running session, those without a
connection).

| Page | Phone | Phone, dark | Desk | Desk, dark |
|---|---|---|---|---|
"""


class Clock:
    """A clock that can be put forward, so that a diary of several days can be shown."""

    days = 0

    def __call__(self) -> datetime.datetime:
        """The present moment, some days ahead."""
        return datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=self.days)


CLOCK = Clock()


@dataclass(frozen=True)
class Camera:
    """A page, and where its pictures go."""

    page: Page
    address: str
    folder: Path
    ending: str

    def open(self, path: str) -> None:
        """Go to a page."""
        self.page.goto(self.address + path)

    def press(self, name: str) -> None:
        """Press a button and wait for the page it leads to, styles included."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name).first.click()

    def follow(self, name: str) -> None:
        """Follow a link and wait for the page it leads to."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name).first.click()

    def keep(self, name: str, path: str = "", part: Locator | None = None) -> None:
        """Save what is on the screen, or a part of it, after going to ``path`` if it is given."""
        if path:
            self.open(path)
        save(shot(part or self.page), self.folder / f"{name}{self.ending}.webp")


def main(folder: Path) -> None:
    """Write every picture into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    address = serve()
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for size, name, dark in VIEWS:
            ending = name + ("-dark" if dark else "")
            walk(browser, address, folder, size, ending)
        browser.close()
    (folder / "README.md").write_text(gallery(folder), encoding="utf-8")


def walk(browser: Browser, address: str, folder: Path, size: ViewportSize, ending: str) -> None:
    """All pages as one screen shows them: first without scripts, then those that need them, in the same visit."""
    CLOCK.days = 0
    kept = None
    for scripts, take in ((False, road), (True, on_the_device)):
        context = browser.new_context(
            java_script_enabled=scripts,
            viewport=size,
            color_scheme="dark" if ending.endswith("dark") else "light",
            locale="en-US",
            reduced_motion="reduce",
            storage_state=kept,
        )
        context.set_default_timeout(600_000)
        take(Camera(context.new_page(), address, folder, ending))
        kept = context.storage_state()
        context.close()


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


def road(camera: Camera) -> None:
    """An emergency's page; then the road of an ordinary strain, and everything that can be reached from it."""
    page = camera.page
    camera.keep("start", "/")
    camera.open("/")
    camera.press("My back has locked")
    camera.keep("danger-check")
    page.locator("#finding\\.chest_pain-yes").check(force=True)
    camera.press("Next: no to all the rest")
    camera.keep("emergency")
    camera.open("/")
    camera.press("My back has locked")
    to_result(page, camera)
    camera.keep("result")
    page.get_by_role("link", name="Show me my plan").click()
    page.get_by_role("heading", name="Your plan", exact=True).wait_for()
    camera.keep("plan")
    camera.keep("plan-expected", part=page.locator("figure").first)
    camera.keep("plan-compared", part=page.get_by_role("region", name="Comparison with other ways"))
    camera.follow("Start")
    camera.keep("session")
    camera.keep("medicine", "/medicine")
    for name, path in PAGES.items():
        if name != "report":
            camera.keep(name, path)
    for pain in (7, 6, 6, 4, 3):
        CLOCK.days += 1
        camera.open("/diary")
        page.locator(f"#pain_nrs-{pain}").check(force=True)
        camera.press("Add to the diary")
    camera.keep("diary")
    camera.keep("diary-curve", part=page.locator("figure").first)
    camera.keep("report", PAGES["report"])


def on_the_device(camera: Camera) -> None:
    """The pages that are kept on the device: a session that runs, and what works without a connection."""
    page = camera.page
    CLOCK.days = 0
    camera.open("/plan")
    page.get_by_role("heading", name="Your plan", exact=True).wait_for()
    camera.follow("Start")
    page.get_by_role("button", name="Start").first.click()
    page.wait_for_timeout(7_000)  # the countdown
    camera.keep("session-running")
    camera.keep("offline", "/offline")
    camera.keep("offline-diary", "/offline/diary")
    camera.open("/offline/check")
    page.get_by_label("Where are you?").wait_for()
    camera.keep("offline-check")
    page.get_by_role("button", name="My back has locked").click()
    page.get_by_text("Yes", exact=True).first.click(force=True)
    page.get_by_role("heading", name="Get help now").wait_for()
    camera.keep("offline-emergency")


def to_result(page: Page, camera: Camera) -> None:
    """Answer every page as somebody of 34 whose back locked three hours ago while lifting."""
    while not page.url.endswith("/result"):
        if page.url.endswith("/about-you"):
            camera.keep("about-you")
            page.locator("#pain_nrs-6").check(force=True)
            page.get_by_role("textbox", name="Number").fill("3")
            page.get_by_label("Lower back").check(force=True)
            page.get_by_label("Lifting or carrying").check(force=True)
            page.get_by_role("textbox", name="Age").fill("34")
            page.get_by_label("Female").check(force=True)
            page.get_by_role("textbox", name="feet").fill("5")
            page.get_by_role("textbox", name="inches").fill("6")
            page.get_by_role("textbox", name="Weight").fill("150")
            camera.press("Next")
        elif page.url.endswith("/wishes"):
            camera.keep("wishes")
            camera.press("Show me the result")
        else:
            camera.press("No to all the rest")


def shot(target: Page | Locator, tries: int = 3) -> bytes:
    """A picture; Chromium without a screen now and then fails to take one."""
    try:
        return target.screenshot()
    except Error:
        if tries == 1:
            raise
        return shot(target, tries - 1)


def save(taken: bytes, file: Path) -> None:
    """Write a picture small: few colours are enough for text and lines."""
    picture = Image.open(io.BytesIO(taken)).convert("RGB")
    picture.quantize(64, dither=Image.Dither.NONE).convert("RGB").save(file, lossless=True, quality=100, method=6)
    print(f"{file.name}: {file.stat().st_size // 1024} KiB")


def gallery(folder: Path) -> str:
    """A page that shows all pictures, a row for each page."""
    endings = [name + ("-dark" if dark else "") for _, name, dark in VIEWS]
    names = sorted(file.stem for file in folder.glob("*.webp") if not file.stem.endswith(("-dark", "-desk")))
    rows = [
        f"| {name} | "
        + " | ".join(
            f'<img src="{name}{ending}.webp" alt="{name}{ending}" width="180">' if taken else ""
            for ending in endings
            for taken in [(folder / f"{name}{ending}.webp").exists()]
        )
        + " |"
        for name in names
    ]
    return GALLERY + "\n".join(rows) + "\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)

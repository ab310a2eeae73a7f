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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from unittest.mock import patch

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, Error, Locator, Page, StorageState, ViewportSize, sync_playwright

from unclench.web.app import create_app
from unclench.web.jobs import Busy
from unclench.web.services import Services
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
    "time-zone": "/time-zone",
}
"""Pages that are reached by their address alone."""
GALLERY = """# Every page

Made by `make screenshots`, from a plan that was really worked out: a person of 34 whose back locked three hours ago
while lifting. Scripts were off, but for the pages that are kept on the device (a running session, those without a
connection).

| Page | Phone | Phone, dark | Desk | Desk, dark |
|---|---|---|---|---|
"""


PICTURE_OF = {
    "about_you": "about-you",
    "account_sign_in": "account-sign-in",
    "account_new": "account-new",
    "account_recover": "account-recover",
    "account_claim": "account-claim",
    "account_codes": "account-codes",
    "account_delete": "account-delete",
    "screenful": "danger-check",
    "again": "danger-check-once-more",
    "diary_entry": "diary-entry",
    "diary_signs": "diary-signs",
    "error": "not-found",
    "guide": "session",
    "guide_player": "session-running",
    "household": "people",
    "household_remove": "people-remove",
    "newer": "said-elsewhere",
    "no_fhir": "no-health-record",
    "no_plan": "no-plan",
    "offline_check": "offline-check",
    "offline_diary": "offline-diary",
    "signed_out": "signed-out",
    "time_zone": "time-zone",
    "your_data": "your-data",
}
"""The picture of a page's template, where the two have not the same name."""


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
    address, services = serve()
    hosted, _ = serve(hosted=True)
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for size, name, dark in VIEWS:
            ending = name + ("-dark" if dark else "")
            walk(browser, address, folder, size, ending, services)
            with screen(browser, size, ending) as page:
                accounts(Camera(page, hosted, folder, ending))
        browser.close()
    (folder / "README.md").write_text(gallery(folder), encoding="utf-8")


def walk(browser: Browser, address: str, folder: Path, size: ViewportSize, ending: str, services: Services) -> None:
    """All pages as one screen shows them: first without scripts, then those that need them, in the same visit."""
    CLOCK.days = 0
    kept = None
    for scripts, take in (
        (False, road),
        (False, partial(seldom, services)),
        (True, on_the_device),
        (False, farewell),
    ):
        with screen(browser, size, ending, scripts=scripts, kept=kept) as page:
            take(Camera(page, address, folder, ending))
            kept = page.context.storage_state()


@contextmanager
def screen(
    browser: Browser, size: ViewportSize, ending: str, *, scripts: bool = False, kept: StorageState | None = None
) -> Iterator[Page]:
    """A browser of its own with one page, of this size and brightness."""
    context = browser.new_context(
        java_script_enabled=scripts,
        viewport=size,
        color_scheme="dark" if ending.endswith("dark") else "light",
        locale="en-US",
        reduced_motion="reduce",
        storage_state=kept,
    )
    context.set_default_timeout(600_000)
    yield context.new_page()
    context.close()


def serve(*, hosted: bool = False) -> tuple[str, Services]:
    """Start the pages on a free port with a fresh data folder."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    name = "localhost" if hosted else "127.0.0.1"  # an account's passkey belongs to a name
    settings = Settings(
        data_folder=Path(tempfile.mkdtemp(prefix="unclench-")),
        hosted=hosted,
        allowed_hosts=(name,) if hosted else (),
    )
    app = create_app(settings, clock=CLOCK)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True).start()
    while not server.started:
        time.sleep(0.05)
    return f"http://{name}:{listening.getsockname()[1]}", app.state.services


def said_elsewhere(camera: Camera) -> None:
    """Another window says yes while this one waits, and this one then leaves the question open."""
    camera.open("/")
    camera.press("My back has locked")
    other = camera.page.context.new_page()
    other.goto(camera.page.url)
    other.locator("#finding\\.chest_pain-yes").check(force=True)
    with other.expect_navigation():
        other.get_by_role("button", name="Next: no to all the rest").click()
    other.close()
    camera.press("Next: no to all the rest")
    camera.keep("said-elsewhere")


def road(camera: Camera) -> None:
    """An emergency's page; then the road of an ordinary strain, and everything that can be reached from it."""
    page = camera.page
    camera.keep("start", "/")
    camera.open("/")
    camera.press("My back has locked")
    camera.keep("danger-check")
    page.get_by_role("radio", name="Not sure").first.check(force=True)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    camera.keep("danger-check-still-open")
    camera.press("Next")
    camera.keep("danger-check-once-more")
    camera.press("Stop here")
    camera.keep("result-stopped-early")
    camera.keep("no-plan", "/plan")
    camera.open("/")
    camera.press("My back has locked")
    page.locator("#finding\\.chest_pain-yes").check(force=True)
    camera.press("Next: no to all the rest")
    camera.keep("emergency")
    said_elsewhere(camera)
    camera.open("/")
    camera.press("My back has locked")
    to_result(page, camera)
    camera.keep("result")
    page.get_by_role("link", name="Show me my plan").click()
    page.get_by_role("heading", name="Working on your plan").wait_for()
    camera.keep("waiting")
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
    camera.keep("lapsed", "/result")
    camera.open("/diary")
    camera.follow("Change the entry of")
    camera.keep("diary-entry")
    camera.keep("diary-signs", "/diary/signs")
    camera.keep("dates", "/dates")


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


def seldom(services: Services, camera: Camera) -> None:
    """Pages that few will see: too many people at once, and a program that is missing."""
    CLOCK.days = 0
    with patch.object(services.plans, "start", side_effect=Busy):
        camera.keep("busy", "/forecast")
    with patch.dict(sys.modules, {"fhir.resources.R4B.bundle": None}):
        camera.keep("no-health-record", "/export/fhir")


def farewell(camera: Camera) -> None:
    """Taking a person out, and erasing everything."""
    page = camera.page
    camera.open("/people")
    page.locator("form[action='/people/add'] [name=name]").fill("Kim")
    camera.press("Add and go on")
    camera.open("/people")
    page.locator("summary").last.click()
    camera.press("Remove Kim")
    camera.keep("people-remove")
    camera.open("/erase")
    camera.press("Yes, erase everything")
    camera.keep("erased")


def accounts(camera: Camera) -> None:
    """Where a server serves people who do not share a machine."""
    page = camera.page
    CLOCK.days = 0
    camera.open("/diary")
    page.locator("#pain_nrs-4").check(force=True)
    camera.press("Add to the diary")
    for name in ("sign-in", "recover", "new"):
        camera.keep(f"account-{name}", f"/account/{name}")
    page.locator("form[action='/account/new'] [name=name]").last.fill(f"Anna {camera.ending}".strip())
    page.locator("form[action='/account/new'] [name=password]").last.fill("correct horse battery")
    camera.press("Make the account")
    camera.keep("account-claim", "/account/claim")
    camera.keep("account", "/account")
    camera.press("Show me recovery codes")
    camera.keep("account-codes")
    camera.keep("account-delete", "/account/delete")
    camera.open("/account")
    camera.press("Sign out here")
    camera.keep("signed-out")


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

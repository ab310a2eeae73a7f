"""Draw the app's icons from the one SVG: ``python scripts/make_icons.py`` (Chromium and Pillow needed).

A maskable icon fills its square, with the drawing inside the middle 80 % that every launcher leaves whole (W3C
manifest, "maskable"); the others keep the rounded corners of the SVG.
"""

from __future__ import annotations

import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

STATIC = Path(__file__).resolve().parents[1] / "src" / "unclench" / "web" / "static"
GROUND = "#0d5f66"
ICONS = {
    "icon-180.png": (180, 0.9),
    "icon-192.png": (192, None),
    "icon-512.png": (512, None),
    "maskable-512.png": (512, 0.8),
}
"""Size in pixels, and for icons that fill their square the share of it that the drawing takes."""


def main() -> None:
    """Write every icon."""
    svg = (STATIC / "icon.svg").read_text(encoding="utf-8")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, (size, share) in ICONS.items():
            page = browser.new_page(viewport={"width": size, "height": size})
            drawn = size if share is None else size * share
            ground = "transparent" if share is None else GROUND
            page.set_content(
                f"<style>body{{margin:0;background:{ground};display:grid;place-items:center;height:100vh}}"
                f"svg{{width:{drawn}px;height:{drawn}px}}</style>{svg}"
            )
            picture = Image.open(io.BytesIO(page.screenshot(omit_background=share is None)))
            picture.quantize(64).save(STATIC / "icons" / name, optimize=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()

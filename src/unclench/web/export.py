"""The danger check as a folder of plain files: any web host can serve it, also below a path, and it then works offline.

The same page, scripts and tables as on the server, in every language that is complete; only what needs a server is left
out. A content policy stands in the page itself, because a plain host sends none.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from unclench.knowledge.load import Knowledge, load
from unclench.knowledge.spoken import in_language
from unclench.language.tags import LANGUAGES, SOURCE
from unclench.model.invalid import InvalidInput
from unclench.model.preferences import Country
from unclench.safety.emergency import ANY_NUMBER
from unclench.web.language import _, speaking
from unclench.web.offline_check import check_document
from unclench.web.offline_pages import worker_script
from unclench.web.settings import Settings
from unclench.web.views import STATIC, render

FILES = (
    "unclench.css", "icon.svg", "check-road.js", "danger-check.js", "offline-check.js", "offline-parts.js",
    "read-aloud.js",
    "icons/icon-180.png", "icons/icon-192.png", "icons/icon-512.png", "icons/maskable-512.png",
)  # fmt: skip


def export(folder: Path, settings: Settings) -> str:
    """Write the files into ``folder``, which must be new or empty or hold an earlier export; says what to do with them.

    Raises:
        InvalidInput: the folder holds something else, or cannot be written.
    """
    here = settings.default_country
    files = check_files(load(settings.knowledge_folder), here, datetime.now(UTC).date())
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / "check.json").is_file())):
        raise InvalidInput("export-check", str(folder), "a folder that is new, empty, or holds an earlier export")
    try:
        for name, content in files.items():  # the worker comes last: it makes browsers fetch all the others anew
            fresh = folder / f"{name}.{secrets.token_hex(4)}"
            fresh.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(content)
            fresh.replace(folder / name)
    except OSError as error:
        raise InvalidInput("export-check", str(folder), f"a folder that can be written ({error.strerror})") from None
    return (
        f"{len(files)} files written to {folder}. Put them on any web host that uses HTTPS. Write them anew after each "
        "update: the check stops answering, and shows the emergency list, when its rules are over 90 days old."
    )


def check_files(knowledge: Knowledge, here: Country, made_on: date) -> dict[str, bytes]:
    """Every file of the export by its path; English at the top, each other language in a folder of its own."""
    files = {name: (STATIC / name).read_bytes() for name in FILES}
    english = "en-US" if here is Country.US else "en-GB"
    files |= _language_files("", english, knowledge, here, made_on)
    for language in LANGUAGES.values():
        if language.complete and not language.is_english:
            files |= _language_files(f"{language.tag}/", language.tag, knowledge, here, made_on)
    files["unclench.webmanifest"] = _manifest()
    pages = [name.removesuffix("index.html") or "./" for name in files if name.endswith("index.html")]
    files["sw.js"] = _worker([*pages, *(name for name in files if "index.html" not in name)], files)
    return files


def _language_files(at: str, tag: str, knowledge: Knowledge, here: Country, made_on: date) -> dict[str, bytes]:
    with speaking(tag, here):
        document = check_document(in_language(knowledge, tag) if tag != SOURCE else knowledge, made_on)
        page = render(
            "offline_check.html",
            here=here,
            status=200,
            document="check.json",
            static="../" if at else "",
            country="",
            any_number=_(ANY_NUMBER),
            with_outbox=False,
            languages=_languages(at),
        )
    return {
        f"{at}index.html": page.encode(),
        f"{at}check.json": json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode(),
    }


def _languages(at: str) -> list[tuple[str, str, str]]:
    """The other languages as (tag, name, address from here)."""
    back = "../" if at else "./"
    known = [("", "en", "English")]
    known += [(f"{one.tag}/", one.tag, one.name) for one in LANGUAGES.values() if one.complete and not one.is_english]
    return [(tag, name, f"{back}{place}") for place, tag, name in known if place != at]


def _manifest() -> bytes:
    manifest = json.loads((STATIC / "unclench.webmanifest").read_text(encoding="utf-8"))
    manifest |= {"id": "./", "start_url": "./", "scope": "./", "shortcuts": []}
    for icon in manifest["icons"]:
        icon["src"] = icon["src"].removeprefix("/static/")
    return json.dumps(manifest, indent=2).encode()


def _worker(kept: list[str], files: Mapping[str, bytes]) -> bytes:
    digest = sha256()
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + files[name])
    return worker_script(digest.hexdigest()[:16], kept, "./", {}, "", {}).encode()

"""Bring the gettext files up to date with the sources: ``make translations``.

Every text that a person reads is collected from templates, code and fact-sheets and compared with the files under
``src/unclench/locale``. New texts get an empty entry, texts that are gone are dropped, translations are kept.
``--check`` changes nothing and fails if anything is new, gone or without a translation, and lists it.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from unclench.knowledge.load import load
from unclench.knowledge.spoken import SPOKEN, texts
from unclench.language.tags import LANGUAGES, Language
from unclench.safety import emergency

SOURCE = Path(__file__).resolve().parents[1] / "src" / "unclench"
LOCALE = SOURCE / "locale"

METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {"**/templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "newstyle_gettext": "true"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "say": None, "noted": None, "plural": (1, 2)}

Text = str | tuple[str, str]
Texts = dict[Text, list[str]]
"""Texts (a pair for singular and plural) and the places that use them."""


def collected() -> Mapping[str, Texts]:
    """Every text by domain: ``pages`` (the web), ``answers`` (the rest of the code), and one for each kind of sheet."""
    domains: dict[str, Texts] = {"pages": {}, "answers": {}}
    for name, _, message, _, _ in extract_from_dir(SOURCE, METHODS, OPTIONS, keywords=KEYWORDS):
        if name.startswith(("simulate/", "validate/")):  # there ``say`` reports progress to whoever runs a benchmark
            continue
        domain = "pages" if name.startswith("web/") else "answers"
        one = tuple(message) if isinstance(message, list | tuple) else message
        domains[domain].setdefault(one, []).append(name)  # type: ignore[arg-type]
    for text in emergency.TEXTS:
        domains["answers"].setdefault(text, []).append("safety/emergency.py")
    knowledge = load()
    for kind in SPOKEN:
        found: Texts = {}
        for place, text in texts(knowledge, kind):
            if any(letter.isalpha() for letter in text):
                found.setdefault(text, []).append(place)
        domains[kind] = found
    return _each_once(domains)


def _each_once(domains: dict[str, Texts]) -> dict[str, Texts]:
    """A text that stands in several domains is translated once, in the first."""
    seen: set[Text] = set()
    for name, found in domains.items():
        domains[name] = {text: places for text, places in found.items() if text not in seen}
        seen |= found.keys()
    return domains


def file_of(language: Language, domain: str) -> Path:
    """Where a language keeps the translations of a domain."""
    return LOCALE / language.locale / "LC_MESSAGES" / f"{domain}.po"


def read(path: Path, language: Language) -> Catalog:
    """The translations in a file; none when there is no file."""
    if not path.exists():
        return Catalog(locale=language.locale)
    return read_po(io.BytesIO(path.read_bytes()), locale=language.locale)


def updated(old: Mapping[Text, object], found: Texts, language: Language) -> Catalog:
    """A catalogue of exactly the texts found, with the translations there are.

    A variant of English holds only what it words otherwise.
    """
    new = Catalog(locale=language.locale, fuzzy=False)
    for text, used in found.items():
        told = old.get(text)
        if told or language.complete:
            places = [(place, None) for place in dict.fromkeys(used)]
            new.add(text, told, locations=places[:3])  # type: ignore[arg-type]
    return new


def written(catalog: Catalog, language: Language) -> bytes:
    """The file's bytes: a header without dates and names, so that the same texts give the same file."""
    out = io.BytesIO()
    write_po(out, catalog, width=120, omit_header=True, include_lineno=False)
    header = {
        "Language": language.locale,
        "Plural-Forms": catalog.plural_forms,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in header.items())
    return f'# {language.name}\nmsgid ""\nmsgstr ""\n{lines}\n'.encode() + out.getvalue()


def missing(catalog: Catalog) -> Iterator[str]:
    """Texts without a (whole and sure) translation."""
    for message in catalog:
        if message.id and (
            message.fuzzy or not message.string or (isinstance(message.string, tuple) and not all(message.string))
        ):
            yield str(message.id)


def translations(language: Language) -> dict[Text, object]:
    """All translations of a language whatever file they stand in, so that a text may move between files."""
    found: dict[Text, object] = {}
    for path in sorted((LOCALE / language.locale / "LC_MESSAGES").glob("*.po")):
        found |= {
            _text(message.id): message.string for message in read(path, language) if message.id and message.string
        }
    return found


def _text(id_: str | tuple[str, ...] | list[str]) -> Text:
    return id_ if isinstance(id_, str) else (id_[0], id_[1])


def complaints(domains: Mapping[str, Texts], language: Language) -> Iterator[str]:
    """What is not up to date in a language, a line each."""
    old = translations(language)
    for domain, found in domains.items():
        path = file_of(language, domain)
        kept = {message.id for message in read(path, language) if message.id}
        yield from (
            f"{path.relative_to(SOURCE)}: new in the sources: {text!r}"
            for text in found
            if language.complete and text not in kept
        )
        yield from (
            f"{path.relative_to(SOURCE)}: gone from the sources: {text!r}" for text in kept if text not in found
        )
        for text in missing(updated(old, found, language)):
            yield f"{path.relative_to(SOURCE)}: not translated: {text!r}"


def main() -> int:
    """Write the files, or check them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail if anything is not up to date")
    check = parser.parse_args().check
    domains = collected()
    wrong = 0
    for language in LANGUAGES.values():
        if language.tag == "en":
            continue
        if not check:
            write(domains, language)
        for line in complaints(domains, language):
            wrong += 1
            print(line)
    return 1 if check and wrong else 0


def write(domains: Mapping[str, Texts], language: Language) -> None:
    """Rewrite all files of a language."""
    old = translations(language)
    for domain, found in domains.items():
        path = file_of(language, domain)
        catalog = updated(old, found, language)
        if len(catalog):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(written(catalog, language))
        else:
            path.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())

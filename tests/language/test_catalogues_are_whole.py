"""Every text has a translation, with the same places to fill in, in plain words; nothing in the files is stale."""

import re
import string
from types import ModuleType
from typing import Any

import pytest

from unclench.knowledge.load import Knowledge, load
from unclench.knowledge.schema import Sheet
from unclench.knowledge.spoken import KEPT, SPOKEN, in_language, texts
from unclench.language.catalogue import LOCALE, Untranslated, catalogue
from unclench.language.tags import LANGUAGES

TRANSLATED = [language for language in LANGUAGES.values() if language.tag != "en"]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


def entries(translations: ModuleType, tag: str) -> list[Any]:
    language = LANGUAGES[tag]
    files = sorted((LOCALE / language.locale / "LC_MESSAGES").glob("*.po"))
    return [message for path in files for message in translations.read(path, language) if message.id]


@pytest.mark.parametrize("tag", [language.tag for language in TRANSLATED])
def test_files_hold_every_text_of_the_sources_translated_and_no_other(
    translations: ModuleType, sources: Any, tag: str
) -> None:
    wrong = list(translations.complaints(sources, LANGUAGES[tag]))
    assert not wrong, "run `make translations`, then translate:\n" + "\n".join(wrong)


@pytest.mark.parametrize("tag", [language.tag for language in TRANSLATED])
def test_writing_the_files_again_changes_no_byte(translations: ModuleType, sources: Any, tag: str) -> None:
    language = LANGUAGES[tag]
    for found in sources.values():
        once = translations.updated(translations.translations(language), found, language)
        read_back = {message.id: message.string for message in once if message.id}
        twice = translations.updated(read_back, found, language)
        assert translations.written(once, language) == translations.written(twice, language)


@pytest.mark.parametrize("tag", [language.tag for language in TRANSLATED])
def test_no_entry_is_fuzzy_and_a_text_is_translated_once(translations: ModuleType, tag: str) -> None:
    found = entries(translations, tag)
    assert not [message.id for message in found if message.fuzzy]
    ids = [message.id for message in found]
    assert len(ids) == len(set(ids))


def places(text: str) -> list[str]:
    named = [name for _, name, _, _ in string.Formatter().parse(text.replace("%(", "%[")) if name is not None]
    return sorted(named + re.findall(r"%\(\w+\)s", text))


@pytest.mark.parametrize("tag", [language.tag for language in TRANSLATED])
def test_a_translation_fills_in_the_same_places(translations: ModuleType, tag: str) -> None:
    for message in entries(translations, tag):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        told = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in told:
            assert places(text) == places(ids[-1]), message.id


@pytest.mark.parametrize("tag", [language.tag for language in TRANSLATED])
def test_a_translation_keeps_every_dose_and_limit(translations: ModuleType, tag: str) -> None:
    """Milligrams, minutes and counts of the original stand in the translation, whatever the order of words."""
    numbers = re.compile(r"\d[\d.,  ]*")

    def found(text: str) -> set[str]:
        return {re.sub(r"\D", "", number) for number in numbers.findall(text)}

    for message in entries(translations, tag):
        if isinstance(message.id, str) and "mg" in message.id:
            assert found(message.id) <= found(message.string), message.id


def test_spanish_asks_with_both_marks_and_says_usted(translations: ModuleType) -> None:
    for message in entries(translations, "es"):
        told = " ".join(message.string) if isinstance(message.string, tuple) else message.string
        assert told.count("¿") == told.count("?"), told
        assert not re.search(r"\b(tú|tu|tus|te|ti|contigo|puedes|tienes|llama al|vosotros|os)\b", told.lower()), told


SENTENCE = re.compile(r"[.!?;:…]\s+|[.!?]$")
HARD_WORDS = re.compile(
    r"\b(analgésic|cefale|disnea|hematuria|parestesia|micción|febril|cervicalgia|lumbalgia|ingesta)"
)


@pytest.mark.parametrize("kind", ["findings", "groups", "stop_signs", "contraindications", "remedies", "follow_ups"])
def test_spanish_sentences_are_short(knowledge: Knowledge, kind: str) -> None:
    """Half of the sentences have at most 14 words and none more than 42; doctors' words are not used."""
    spanish = in_language(knowledge, "es")
    lengths = []
    for place, text in texts(spanish, kind):
        if place.endswith("false_alarms"):
            continue
        assert not HARD_WORDS.search(text.lower()), text
        for sentence in SENTENCE.split(text):
            if sentence.strip():
                lengths.append(len(sentence.split()))
                assert lengths[-1] <= 42, sentence
    assert sorted(lengths)[len(lengths) // 2] <= 14


BRITISH = re.compile(
    r"\b(paracetamol|physiotherapist|tummy|centre|diarrhoea|haemo\w+|tumour|poo|piles|draught|labour)\b",
    re.I,
)


def test_american_english_uses_no_british_words(sources: Any) -> None:
    american = catalogue("en-US")
    allowed = {"Paracetamol tablets", "paracetamol"}  # the name on a British pack
    for domain, found in sources.items():
        for text in found:
            one = text if isinstance(text, str) else text[1]
            told = american.text(one)
            assert one in allowed or not BRITISH.search(told), (domain, told)


def test_british_english_says_paracetamol_celsius_and_a_and_e(sources: Any) -> None:
    british = catalogue("en-GB")
    for found in sources.values():
        for text in found:
            told = british.text(text if isinstance(text, str) else text[1])
            assert not re.search(r"\b[Aa]cetaminophen\b(?! \(Tylenol\) tablets)|°F|\d F\)", told), told
    assert "A&E" in british.say(
        "Call {number} now, or let someone take you to the nearest emergency department. "
        "Do not drive yourself. Stay with someone if you can.",
        number="999",
    )


def test_every_text_field_of_every_kind_is_spoken_or_kept(knowledge: Knowledge) -> None:
    """A new kind of sheet or a new field cannot be forgotten: whoever adds it says whether people read it."""
    for kind in knowledge.__dataclass_fields__:
        sheets = getattr(knowledge, kind)
        if kind in ("hash", "warnings", "language") or not sheets:
            continue
        known = {field.partition(".")[0] for field in (*SPOKEN.get(kind, ()), *KEPT.get(kind, ()))}
        shape = type(next(iter(sheets.values())))
        assert issubclass(shape, Sheet)
        for name, field in shape.model_fields.items():
            if name in MACHINE or kind in WHOLE_KINDS_KEPT:
                continue
            holds_text = any(word in str(field.annotation) for word in ("str", "Label", "Likelihood", "ProductLimit"))
            assert not holds_text or name in known, f"{kind}.{name}: add it to SPOKEN or KEPT in knowledge/spoken.py"


MACHINE = {
    "id", "sources", "when", "verified", "status", "reviewed", "review_by", "group", "use", "order", "derived_from",
    "only_if", "urgency", "gate", "action", "remedies", "country", "drug_class", "stop_signs", "offer", "verdict",
    "evidence_strength", "level", "prior_sources", "provenance",
}  # fmt: skip
"""Fields that machines read."""

WHOLE_KINDS_KEPT = {"sources", "parameters", "posteriors", "judgements"}


def test_nothing_in_the_knowledge_stays_english_in_spanish(knowledge: Knowledge) -> None:
    spanish = in_language(knowledge, "es")
    left = [place for kind in SPOKEN for place, text in texts(spanish, kind) if isinstance(text, Untranslated)]
    assert not left
    for kind in SPOKEN:
        said = [catalogue("es").text(text) for _, text in texts(knowledge, kind)]
        assert [text for _, text in texts(spanish, kind)] == said, kind


def test_the_overlay_changes_words_only(knowledge: Knowledge) -> None:
    spanish = in_language(knowledge, "es")
    assert spanish.hash == knowledge.hash
    assert spanish.language == "es"
    for kind, fields in SPOKEN.items():
        spoken = {field.partition(".")[0] for field in fields}
        for name, sheet in getattr(knowledge, kind).items():
            other = getattr(spanish, kind)[name]
            for field in type(sheet).model_fields:
                if field not in spoken:
                    assert getattr(other, field) == getattr(sheet, field), (kind, name, field)

"""A text without a translation stays English and says so; it is never left out and never half filled in."""

from collections.abc import Callable
from typing import Any

import pytest

from unclench.knowledge.load import load
from unclench.knowledge.spoken import DANGER_KINDS, SPOKEN, in_language, texts
from unclench.language.catalogue import Untranslated, catalogue, compiled
from unclench.language.tags import LANGUAGES, Language
from unclench.model.invalid import InvalidInput
from unclench.safety.products import ingredients
from unclench.web.views import marked


def test_a_missing_text_stays_english_and_is_marked(broken_language: Callable[[str], Language]) -> None:
    broken_language('msgid "Yes"\nmsgstr "Sí"\n')
    spanish = catalogue("es")
    assert spanish.text("Yes") == "Sí"
    assert not isinstance(spanish.text("Yes"), Untranslated)
    assert spanish.text("No") == "No"
    assert isinstance(spanish.text("No"), Untranslated)


@pytest.mark.parametrize("entry", ['msgid "Yes"\nmsgstr ""\n', '#, fuzzy\nmsgid "Yes"\nmsgstr "Quizá"\n'])
def test_an_empty_or_unsure_entry_counts_as_missing(broken_language: Callable[[str], Language], entry: str) -> None:
    broken_language(entry)
    assert isinstance(catalogue("es").text("Yes"), Untranslated)
    assert catalogue("es").text("Yes") == "Yes"


def test_a_composed_text_is_marked_if_any_part_is_english(broken_language: Callable[[str], Language]) -> None:
    broken_language('msgid "Please check for {conditions}."\nmsgstr "Comprueben si es {conditions}."\n')
    spanish = catalogue("es")
    told = spanish.say("Please check for {conditions}.", conditions=spanish.text("stroke"))
    assert told == "Comprueben si es stroke."
    assert isinstance(told, Untranslated)
    assert not isinstance(spanish.say("Please check for {conditions}.", conditions="ictus"), Untranslated)


def test_numbers_and_names_without_letters_need_no_translation(broken_language: Callable[[str], Language]) -> None:
    broken_language("")
    assert not isinstance(catalogue("es").text("116 123"), Untranslated)


def test_english_variants_are_never_marked() -> None:
    assert not isinstance(catalogue("en-GB").text("Nobody wrote this."), Untranslated)


def test_danger_texts_fall_back_to_english_visibly(broken_language: Callable[[str], Language]) -> None:
    broken_language("")
    spanish = in_language(load(), "es")
    for kind in DANGER_KINDS:
        for place, text in texts(spanish, kind):
            if any(letter.isalpha() for letter in text):
                assert isinstance(text, Untranslated), place
                assert 'lang="en"' in str(marked(text)), place


def test_a_mark_escapes_what_it_marks_and_leaves_other_texts_alone() -> None:
    assert "<b>" not in str(marked(Untranslated("a <b> c")))
    assert marked("plain") == "plain"


def test_plural_forms_follow_the_language() -> None:
    spanish = catalogue("es")
    assert spanish.plural("{number} day", "{number} days", 1) == "1 día"
    assert spanish.plural("{number} day", "{number} days", 2) == "2 días"
    assert spanish.plural("{number} day", "{number} days", 0) == "0 días"
    assert spanish.plural("{number} day", "{number} days", 1.5) == "1.5 días"


def test_plural_rules_of_other_languages_are_used_as_they_are() -> None:
    """Polish has three forms: nothing here counts by itself."""
    po = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=3; '
        'plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"\n\n'
        'msgid "{number} day"\nmsgid_plural "{number} days"\n'
        'msgstr[0] "{number} dzień"\nmsgstr[1] "{number} dni"\nmsgstr[2] "{number} dni (wiele)"\n'
    )
    polish = compiled(Language("pl", "Polski", "pl"), [po.encode()])
    told = [polish.plural("{number} day", "{number} days", number) for number in (1, 2, 5, 22)]
    assert told == ["1 dzień", "2 dni", "5 dni (wiele)", "22 dni"]


def test_an_unknown_language_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(InvalidInput) as caught:
        in_language(load(), "xx")
    assert caught.value.field == "language"


def test_every_spoken_kind_is_known(sources: Any) -> None:
    assert set(SPOKEN) <= set(sources)
    assert set(DANGER_KINDS) <= set(SPOKEN)
    assert {"es", "en-US", "en-GB"} <= set(LANGUAGES)


@pytest.mark.parametrize(
    ("product", "ingredient"),
    [
        ("Ibuprofeno 400 mg", "ibuprofen"),
        ("acetaminofen", "acetaminophen"),
        ("Ácido acetilsalicílico", "aspirin"),
        ("naproxeno sódico", "naproxen"),
    ],
)
def test_a_pack_with_a_spanish_name_is_known_whatever_language_is_shown(product: str, ingredient: str) -> None:
    for tag in LANGUAGES:
        assert ingredients(product, in_language(load(), tag).analgesics) == {ingredient}

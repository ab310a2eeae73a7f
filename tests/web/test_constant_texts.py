"""Fixed words are put into a template when it is compiled; what a page says is the same as without."""

import datetime
import gettext
import zoneinfo
from typing import Any

import pytest
from jinja2 import DictLoader, Environment
from jinja2.compiler import CodeGenerator

from unclench.language import catalogue as catalogues
from unclench.language.tags import LANGUAGES
from unclench.model.preferences import Country
from unclench.web import language, views
from unclench.web.constant_texts import speaking_compiler
from unclench.web.numbers import day_and_time, number_words

TEXTS = {
    "fixed": """<p title="{{ _("Diary") }}">{{ _("Diary") }} & {{ _("50 %% <sure>") }}</p>""",
    "passed on": """{% macro say(what) %}<b>{{ what }}</b>{% endmacro %}{{ say(_("Diary")) }}{{ say("<i>") }}""",
    "chosen": """{{ _("Diary") if here else _("Result") }}{{ _(name) }}{{ _("Diary")|upper }}""",
    "filled in": """{{ _("Call %(number)s", number="<112>") }}""",
}
GIVEN = {"here": False, "name": "Privacy"}


def made(name: str, *, at_once: bool) -> tuple[str, str]:
    """The page, and the Python that makes it."""
    environment = views.templates("es").overlay()
    environment.loader = DictLoader(TEXTS)
    environment.cache = {}
    spanish = catalogues.catalogue("es")
    environment.code_generator_class = speaking_compiler(spanish) if at_once else CodeGenerator
    source = environment.compile(TEXTS[name], raw=True)
    with language.speaking("es", Country.EU):
        return environment.get_template(name).render(**GIVEN), str(source)


@pytest.mark.parametrize("name", TEXTS)
def test_a_page_is_the_same_as_when_its_texts_are_looked_up_each_time(name: str) -> None:
    assert made(name, at_once=True)[0] == made(name, at_once=False)[0]


def test_fixed_texts_stand_in_the_compiled_template_and_others_do_not() -> None:
    assert "Diario" in made("fixed", at_once=True)[1]
    assert "Diario" not in made("fixed", at_once=False)[1]
    assert "<b>Diario</b>" in made("passed on", at_once=True)[0]


def test_what_has_no_translation_is_left_to_be_looked_up() -> None:
    name = "not translated"
    texts = catalogues.Catalogue(LANGUAGES["es"], gettext.NullTranslations(), frozenset())
    environment = Environment(extensions=["jinja2.ext.i18n"])
    environment.code_generator_class = speaking_compiler(texts)
    source = str(environment.compile("""{{ _("Diary") }}""", name, raw=True))
    assert "'_'" in source
    assert "MarkSafe" not in source
    assert "Markup('Diary')" not in source


@pytest.fixture
def moment() -> datetime.datetime:
    return datetime.datetime(2026, 11, 28, 3, 5, 59, tzinfo=datetime.UTC)


def test_one_moment_in_two_zones_and_two_languages_stays_four_texts(moment: datetime.datetime) -> None:
    elsewhere = moment.astimezone(zoneinfo.ZoneInfo("America/New_York"))
    assert elsewhere == moment

    def said(tag: str, at: Any) -> str:
        with language.speaking(tag, Country.EU):
            return day_and_time(at)

    for _again in range(2):
        assert said("en-GB", moment) == "28 November, 03:05"
        assert said("en-GB", elsewhere) == "27 November, 22:05"
        assert said("es", moment) == "28 de noviembre, 3:05"
        assert said("es", elsewhere) == "27 de noviembre, 22:05"


def test_one_number_in_two_languages_stays_two_texts() -> None:
    for _again in range(2):
        with language.speaking("en-GB", Country.UK):
            assert (number_words(3.5), number_words(4), number_words(4.0)) == ("3.5", "4", "4")
        with language.speaking("es", Country.EU):
            assert number_words(3.5) == "3,5"

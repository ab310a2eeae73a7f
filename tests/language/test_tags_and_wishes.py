"""Which language a wish means: browsers' headers, terminals' variables, and nonsense."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from unclench.language.tags import LANGUAGES, accepted, find, language
from unclench.model.invalid import InvalidInput
from unclench.terminal import language_of_terminal


@pytest.mark.parametrize(
    ("wish", "tag"),
    [
        ("es", "es"), ("es-MX", "es"), ("es_AR.UTF-8", "es"), ("ES", "es"), ("es-419-x-private", "es"),
        ("en", "en"), ("en-US", "en-US"), ("en_gb", "en-GB"), ("en-AU", "en"), ("ca", None), ("", None),
        ("C.UTF-8", None), ("*", None), ("-", None), ("esperanto", None),
    ],
)  # fmt: skip
def test_a_wish_finds_its_language_or_none(wish: str, tag: str | None) -> None:
    found = find(wish)
    assert (found.tag if found else None) == tag


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("es-ES,es;q=0.9,en;q=0.8", "es"),
        ("en-GB,en;q=0.9,es;q=0.8", "en-GB"),
        ("fr-FR,fr;q=0.9,es;q=0.5,en;q=0.4", "es"),
        ("en;q=0.4, es;q=0.5", "es"),
        ("es;q=0, en", "en"),
        ("de", None),
        ("", None),
        ("*", None),
        ("es;q=much, en-US", "en-US"),
        ("en-US;q=2, es;q=0.1", "es"),
    ],
)
def test_a_browsers_header_is_weighed_as_http_says(header: str, tag: str | None) -> None:
    found = accepted(header)
    assert (found.tag if found else None) == tag


@given(some.text(max_size=400))
def test_no_header_breaks_the_choice(header: str) -> None:
    found = accepted(header)
    assert found is None or found.tag in LANGUAGES


def test_a_language_that_is_not_there_is_refused_with_the_list() -> None:
    with pytest.raises(InvalidInput) as caught:
        language("tlh")
    assert "es" in caught.value.allowed


@pytest.mark.parametrize(
    ("environment", "tag"),
    [
        ({}, "en"),
        ({"LANG": "es_ES.UTF-8"}, "es"),
        ({"LANG": "es_ES.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LC_MESSAGES": "es", "LANG": "de"}, "es"),
        ({"LANG": "de_DE"}, "en"),
    ],
)
def test_the_terminal_speaks_as_its_variables_say(environment: dict[str, str], tag: str) -> None:
    assert language_of_terminal(environment) == tag

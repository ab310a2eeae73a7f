"""Rendering: one function for every page, with help at the top and the words that templates need."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from unclench.language.catalogue import Catalogue, Untranslated, catalogue
from unclench.language.tags import LANGUAGES, SOURCE, Language
from unclench.model.invalid import InvalidInput
from unclench.model.preferences import Country
from unclench.safety.emergency import DANGER_SIGNS, EMERGENCY_NUMBERS
from unclench.web import language, words
from unclench.web.constant_texts import speaking_compiler
from unclench.web.forms import country_of
from unclench.web.gate import alarm_for, alert_for, why_lapsed
from unclench.web.language import english_part
from unclench.web.numbers import number_words
from unclench.web.refusals import allowed, given
from unclench.web.services import Services, services_of
from unclench.web.visits import COUNTRY_COOKIE, Visit, new_visit, remember

if TYPE_CHECKING:
    from unclench.advice import Explanation

HERE = Path(__file__).parent
WITHOUT_ALERT = frozenset({"error.html", "busy.html", "waiting.html"})
"""Pages that are made where the diary failed or must not be waited for. Who waits for a plan has nothing open."""

WITH_ALARM = frozenset({"start.html", "diary.html", "medicine.html", "newer.html"})
"""Pages that are not about the danger check or go on with it, and say all the same that an emergency stands."""

TEMPLATES = HERE / "templates"
STATIC = HERE / "static"


@functools.cache
def templates(tag: str = SOURCE) -> Environment:
    """The templates in one language; a name that a page forgot to pass is an error, not an empty place."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        finalize=marked,
        auto_reload=False,  # a new version of the pages is a new process
    )
    texts = catalogue(tag)
    environment.code_generator_class = speaking_compiler(texts)
    install = getattr(environment, "install_gettext_callables")  # noqa: B009 - added by the extension, unknown to types
    install(texts.text, _plural_of(texts), newstyle=True)
    environment.globals["words"] = words
    environment.globals["why_lapsed"] = why_lapsed
    environment.globals["say"] = texts.say
    environment.globals["language"] = texts.language
    environment.globals["languages"] = [known for known in LANGUAGES.values() if known.tag != SOURCE]
    environment.globals["other_languages"] = others(texts.language)
    environment.filters["allowed"] = allowed
    environment.filters["given"] = given
    environment.filters["bare"] = str  # a text for a place where no mark may stand, such as a title
    environment.filters["calls"] = words.calls
    environment.filters["number"] = number_words
    return environment


def others(here: Language) -> list[tuple[str, str]]:
    """Tag and short name of every language that is not this one; variants of one language count once."""
    names = {known.short: known.tag for known in reversed(list(LANGUAGES.values())) if known.short != here.short}
    return [(tag, short) for short, tag in reversed(list(names.items()))]


def marked(value: object) -> object:
    """A text that had to stay English says so, to the eye and to a screen reader; anything else is left alone."""
    return english_part(str(value)) if isinstance(value, Untranslated) else value


def _plural_of(texts: Catalogue) -> Callable[[str, str, float], str]:
    """Jinja fills the number in itself, in its own notation."""

    def ngettext(one: str, many: str, number: float) -> str:
        return texts.plural_form(one, many, number)

    return ngettext


def country(request: Request) -> Country:
    """Where the visitor is, as far as is known."""
    return country_of(
        request.cookies.get(COUNTRY_COOKIE),
        request.headers.get("accept-language", ""),
        services_of(request).settings.default_country,
    )


def page(request: Request, name: str, *, status: int = 200, **context: Any) -> HTMLResponse:  # noqa: ANN401
    """A page without a form: needs neither the diary nor the fact-sheets."""
    return HTMLResponse(page_text(request, name, status=status, **context), status)


def page_text(request: Request, name: str, *, status: int = 200, **context: Any) -> str:  # noqa: ANN401
    """The text of a page."""
    if name not in WITHOUT_ALERT:
        context.setdefault("alert", alert_for(request))
    if name in WITH_ALARM:
        context.setdefault("alarm", alarm_for(request, country(request)))
    shown = {"hosted": services_of(request).settings.hosted, "visit": getattr(request.state, "visit", None)}
    shown["explained"] = functools.partial(_explained, services_of(request))
    return render(name, here=country(request), path=request.url.path, status=status, **shown, **context)


def _explained(services: Services, sheet_id: str) -> Explanation | None:
    """Why a rule says so, to be unfolded in place: an address of its own would hold what was found. None: no sheet."""
    try:
        return services.advice.explain(sheet_id, services.knowledge)
    except InvalidInput:
        return None


def form_page(
    request: Request,
    visit: Visit | None,
    name: str,
    *,
    status: int = 200,
    **context: Any,  # noqa: ANN401
) -> HTMLResponse:
    """A page with forms: sealed for this visit, which begins here if there is none."""
    visit = visit or new_visit()
    seal = services_of(request).seal.seal(visit)
    response = page(request, name, status=status, seal=seal, **context)
    if visit.is_new:
        remember(response, visit, secure=request.url.scheme == "https")
    return response


def render(name: str, *, here: Country, path: str = "", **context: Any) -> str:  # noqa: ANN401
    """The page as text."""
    number = EMERGENCY_NUMBERS[here.value]
    template = templates(language.tag()).get_template(name)
    return template.render(here=here, path=path, number=number, danger_signs=DANGER_SIGNS, **context)


def go_to(address: str) -> Response:
    """Send the browser on by GET, so that reload and back never send a form twice."""
    return RedirectResponse(address, status_code=303)

"""The report as one HTML file that needs nothing beside it: no style sheet, no script, no connection."""

from __future__ import annotations

from markupsafe import Markup

from unclench.web import language
from unclench.web.report.parts import Report
from unclench.web.views import templates


def html_of(report: Report) -> str:
    """The file's text."""
    template = templates(language.tag()).get_template("report_alone.html")
    return template.render(report=report, pictures=pictures_of(report))


def pictures_of(report: Report) -> dict[str, Markup]:
    """The pictures by their part's title; this program has drawn them, so they are shown as they are."""
    return {part.title: Markup(part.picture) for part in report.parts if part.picture}  # noqa: S704 - our own drawing

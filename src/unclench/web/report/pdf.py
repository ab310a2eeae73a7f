"""The report as a PDF, by Typst (extra ``report``). What a person wrote reaches it as data, never as markup."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Final

from unclench.web.report.parts import Report

TEMPLATE = Path(__file__).with_name("report.typ")
ACCESSIBLE: Final = "ua-1"
"""PDF/UA-1 (ISO 14289-1): tagged, with a title, a language and words for each picture."""


class NoTypst(Exception):
    """The part that makes PDFs is not installed."""


def pdf_of(report: Report, now: datetime) -> bytes:
    """The report as PDF/UA; as an ordinary tagged PDF where a letter has no font here, which PDF/UA forbids.

    Raises:
        NoTypst: the extra ``report`` is not installed.
    """
    try:
        import typst
    except ModuleNotFoundError as error:
        raise NoTypst from error
    given = {"report": json.dumps(asdict(report), ensure_ascii=False)}
    made_at = int(now.timestamp())
    try:
        return typst.compile(TEMPLATE, format="pdf", sys_inputs=given, pdf_standards=ACCESSIBLE, timestamp=made_at)
    except typst.TypstError:
        return typst.compile(TEMPLATE, format="pdf", sys_inputs=given, timestamp=made_at)

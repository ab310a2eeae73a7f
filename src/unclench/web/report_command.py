"""``unclench report``: the report for the doctor as a file, brought to the one menu through an entry point."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from unclench.language.tags import SOURCE, language
from unclench.model.invalid import InvalidInput
from unclench.model.preferences import Country
from unclench.model.version import SCHEMA_VERSION
from unclench.terminal import (
    DataOption,
    PassphraseOption,
    PersonOption,
    ReplaceOption,
    language_of_terminal,
    place_here,
)

if TYPE_CHECKING:
    from unclench.diary import Store
    from unclench.diary.people_kept import KeptPerson


class Form(StrEnum):
    """Kinds of file a report is written as."""

    HTML = "html"
    PDF = "pdf"
    JSON = "json"


def report(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it: .html, .pdf or .json.")],
    form: Annotated[
        Form | None, typer.Option("--format", help="Which kind of file, when its name does not say.")
    ] = None,
    person: PersonOption = "",
    data: DataOption = None,
    country: Annotated[Country, typer.Option(help="Drug names, and the size of the paper.")] = Country.US,
    speaks: Annotated[
        str,
        typer.Option(
            "--language", help="Language of the report: en-US, en-GB or es. Without it that of LANG, else English."
        ),
    ] = "",
    passphrase_file: PassphraseOption = None,
    replace: ReplaceOption = False,
) -> None:
    """Write the report for the doctor from what is kept on this machine, whole or not at all."""
    from unclench.diary import DiaryUnavailable, Store
    from unclench.diary.file_writing import check_target, write_whole
    from unclench.diary.people_kept import choose, people_kept
    from unclench.diary.sqlite_file import is_there, looks_encrypted
    from unclench.web.language import _, speaking

    kind = form or _kind_of(file)
    check_target(file, replace=replace)
    tag = _language(speaks, country)
    place = place_here(data, passphrase_file)
    if place.file is not None and not is_there(place.file):
        raise InvalidInput("data", str(place.file.parent), "a folder with a diary in it")
    if place.file is not None and looks_encrypted(place.file) and not place.passphrase:
        raise InvalidInput("passphrase", "none", "the passphrase of an encrypted diary, see --passphrase-file")
    store = Store(place.url, passphrase=place.passphrase)
    try:
        content = _content(kind, store, choose(people_kept(store), person), country, tag)
    except DiaryUnavailable as error:
        raise InvalidInput("data", str(place.file or "the database server"), str(error)) from None
    finally:
        store.close()
    write_whole(file, content, replace=replace)
    with speaking(tag, country):
        said = _("The report is in {file}. It is about your health: keep it where only you can read it.", file=file)
    typer.echo(said)


def _language(wish: str, here: Country) -> str:
    """The tag of the language that is asked for, else of the terminal's, else the country's English."""
    if wish:
        return language(wish).tag
    tag = language_of_terminal(os.environ)
    return ("en-US" if here is Country.US else "en-GB") if tag == SOURCE else tag


def _kind_of(file: Path) -> Form:
    ending = file.suffix.lower().removeprefix(".")
    if ending not in list(Form):
        raise InvalidInput("FILE", str(file), "a name that ends in .html, .pdf or .json; or say --format")
    return Form(ending)


def _content(kind: Form, store: Store, person: KeptPerson, here: Country, tag: str) -> bytes:
    """The file's bytes. Raises InvalidInput, ModuleNotFoundError."""
    import datetime
    import json
    from dataclasses import asdict

    from unclench import advice
    from unclench.diary.answers import fold
    from unclench.knowledge.load import load
    from unclench.knowledge.spoken import in_language
    from unclench.web import road
    from unclench.web.language import speaking
    from unclench.web.report.pdf import NoTypst, pdf_of
    from unclench.web.report.sheet import html_of
    from unclench.web.report.told import Told, report_of

    now = datetime.datetime.now(datetime.UTC)
    knowledge = in_language(load(), tag)
    events = store.events(person.id)
    sheet = fold(events)
    with speaking(tag, here):
        assessment = None
        if sheet.started:
            case = road.case_of(sheet, knowledge)
            assessment = advice.assess(case, knowledge, today=now.date(), country=here.value)
        made = report_of(Told(events, sheet, assessment, person.name), knowledge, here, now)
        if kind is Form.HTML:
            return html_of(made).encode()
        if kind is Form.JSON:
            told = {"schema_version": SCHEMA_VERSION, "knowledge_hash": knowledge.hash, "report": asdict(made)}
            return json.dumps(told, ensure_ascii=False, indent=1).encode()
        try:
            return pdf_of(made, now)
        except NoTypst:
            raise ModuleNotFoundError(name="typst") from None

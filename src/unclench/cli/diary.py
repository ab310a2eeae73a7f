"""``unclench diary``: a diary as a file, and a file back into a diary, on the machine where it is kept."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from unclench.cli import inputs, options
from unclench.cli.failures import explained
from unclench.cli.keeping import in_plain_words
from unclench.cli.speech import _, plural, speak
from unclench.model.invalid import InvalidInput
from unclench.model.version import SCHEMA_VERSION
from unclench.terminal import DataOption, LanguageOption, PassphraseOption, PersonOption, ReplaceOption, place_here

if TYPE_CHECKING:
    from unclench.diary import Store
    from unclench.diary.bringing import Brought
    from unclench.diary.event import Event

app = typer.Typer(help="Take a diary along, or bring one back.", no_args_is_help=True, rich_markup_mode=None)

FILE_LIMIT_BYTES = 32 * 1024 * 1024
SHOWN = 10
"""So many things that could not be read are named; the rest is counted."""
ATTEMPTS = 3
"""How often a file is looked at again when something else was kept in the same moment."""


class Form(StrEnum):
    """Kinds of file a diary is written as."""

    JSON = "json"
    CSV = "csv"
    FHIR = "fhir"


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it.")],
    language: LanguageOption,
    form: Annotated[
        Form, typer.Option("--format", help="json holds everything; csv is for a spreadsheet, fhir for other software.")
    ] = Form.JSON,
    person: PersonOption = "",
    data: DataOption = None,
    passphrase_file: PassphraseOption = None,
    replace: ReplaceOption = False,
    as_json: options.JsonOption = False,
) -> None:
    """Write one person's diary into a file, whole or not at all. The pages may go on meanwhile."""
    from unclench.diary.file_writing import check_target, write_whole
    from unclench.diary.people_kept import choose, people_kept

    speak(language)
    check_target(file, replace=replace)
    with _opened(data, passphrase_file) as store:
        events = store.events(choose(people_kept(store), person).id)
    write_whole(file, _content(form, events), replace=replace)
    said = plural("{number} record is in {file}.", "{number} records are in {file}.", len(events), file=file)
    _say(as_json, said, {"file": str(file), "records": len(events)})


def bring(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="JSON, CSV or FHIR, as exported. - reads standard input.")
    ],
    language: LanguageOption,
    person: PersonOption = "",
    data: DataOption = None,
    passphrase_file: PassphraseOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """Bring a file back: all of it, or nothing. Brought twice, it brings nothing new.

    Where nothing is kept yet, a new person begins, whom these commands know and no browser does: to see a diary on
    the pages, load the file there under "Your data".
    """
    from unclench.diary.bringing import read_file
    from unclench.diary.event import arriving
    from unclench.diary.people_kept import choose, people_kept

    speak(language)
    written = inputs.read_bytes(file, FILE_LIMIT_BYTES)
    knowledge = inputs.knowledge_in_use()
    with _opened(data, passphrase_file, may_begin=True) as store:
        people = people_kept(store)
        visit = choose(people, person).id if people or person else secrets.token_hex(32)
        for _attempt in range(ATTEMPTS):
            here, now = store.events(visit), datetime.now(UTC)
            brought = read_file(written, FILE_LIMIT_BYTES, visit, here, now, knowledge)
            if store.record_all(arriving(brought.events, visit, now)):
                break
        else:
            raise InvalidInput("FILE", inputs.shown(file), "a file that is not brought in twice at the same moment")
    facts = {"new": len(brought.events), "known": brought.known, "left_out": brought.left_out}
    _say(as_json, _told(brought), {**facts, "unread": list(brought.unread)})


def _told(brought: Brought) -> str:
    """What a file brought, and which words for things done nobody here could read."""
    said = [
        plural("{number} record is new.", "{number} records are new.", len(brought.events)),
        plural("{number} was here already.", "{number} were here already.", brought.known),
        plural("{number} was left out.", "{number} were left out.", brought.left_out),
    ]
    lines = [" ".join(said)]
    if brought.unread:
        lines.append(_("These words for what was done are not known here, so they were left out:"))
        lines += brought.unread[:SHOWN]
    if (more := len(brought.unread) - SHOWN) > 0:
        lines.append(plural("and {number} more", "and {number} more", more))
    return "\n  ".join(lines)


def _content(form: Form, events: tuple[Event, ...]) -> bytes:
    import json

    if form is Form.CSV:
        from unclench.diary.table import as_csv

        return as_csv(events, lambda at: at.astimezone()).encode()
    if form is Form.FHIR:
        from unclench.diary.fhir import as_bundle

        document = as_bundle(events, datetime.now(UTC), inputs.knowledge_in_use())
    else:
        from unclench.diary.transfer import export_document

        document = export_document(events)
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1).encode()


@contextmanager
def _opened(data: Path | None, passphrase_file: Path | None, *, may_begin: bool = False) -> Iterator[Store]:
    """The diary, opened; without one nothing is made of a slip in the folder's name, unless one may begin."""
    from unclench.diary import Store
    from unclench.diary.sqlite_file import is_there

    with in_plain_words():
        place = place_here(data, passphrase_file)
        if place.file is not None and not is_there(place.file) and not may_begin:
            raise InvalidInput("data", str(place.file.parent), "a folder with a diary in it")
        store = Store(place.url, passphrase=place.passphrase)
        try:
            yield store
        finally:
            store.close()


def _say(as_json: bool, words: str, facts: Mapping[str, object]) -> None:
    if as_json:
        options.echo_json({"schema_version": SCHEMA_VERSION, **facts})
    else:
        typer.echo(words)


app.command("export")(explained(export))
app.command("import")(explained(bring))

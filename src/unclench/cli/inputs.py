"""Reading what the user names: a file, or ``-`` for standard input, never more of it than is sensible."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from unclench.knowledge.documents import read_documents
from unclench.knowledge.load import Knowledge, load
from unclench.knowledge.spoken import in_language
from unclench.language.tags import SOURCE
from unclench.model.case import Case, Unmentioned
from unclench.model.invalid import InvalidInput
from unclench.safety.intake import read_cases

LIMIT_BYTES = 5 * 1024 * 1024
"""Largest answer file that is read: thousands of cases fit; more is refused before it is parsed."""
DESCRIPTORS = ("/dev/fd/", "/dev/stdin", "/proc/")
"""Pipes that the shell opened for this command, as in ``unclench plan <(generate)``."""


def read_bytes(source: str, limit_bytes: int = LIMIT_BYTES) -> bytes:
    """The bytes of a file or of standard input (``-``). Raises InvalidInput when missing or too large."""
    if source == "-":
        data = sys.stdin.buffer.read(limit_bytes + 1)
    else:
        path = Path(source)
        if path.is_fifo() and not source.startswith(DESCRIPTORS):
            allowed = "a file, or - for standard input; nothing may ever come out of a named pipe"
            raise InvalidInput("FILE", source, allowed)
        try:
            with path.open("rb") as file:
                data = file.read(limit_bytes + 1)
        except OSError as error:
            raise InvalidInput(
                "FILE", source, f"a readable file, or - for standard input ({error.strerror})"
            ) from error
    if len(data) > limit_bytes:
        raise InvalidInput("FILE", source, f"at most {limit_bytes // 1024 // 1024} MiB", where=shown(source))
    return data


def read_file(source: str) -> Any:  # noqa: ANN401 - a document is whatever the file holds until it is checked
    """The one document (JSON or YAML) in a file or on standard input."""
    return read_documents(read_bytes(source), shown(source), LIMIT_BYTES)


def read_case_file(source: str, knowledge: Knowledge, unmentioned: Unmentioned | None) -> tuple[list[Case], Any]:
    """The cases of a file and the raw document they came from (a list when the file held a list)."""
    raw = read_file(source)
    if raw == []:
        raise InvalidInput("FILE", "an empty list", "at least one case", where=shown(source))
    return list(read_cases(raw, knowledge, unmentioned=unmentioned, where=shown(source))), raw


def shown(source: str) -> str:
    """How a source is named in messages."""
    return "standard input" if source == "-" else source


class KnowledgeUnusableError(RuntimeError):
    """The shipped fact-sheets cannot be read: nothing may be decided, and the user did nothing wrong."""


def knowledge_in_use(language: str = SOURCE) -> Knowledge:
    """The shipped fact-sheets in this language.

    Raises:
        KnowledgeUnusableError: never InvalidInput, because it is not the user's mistake.
    """
    try:
        return in_language(load(), language) if language != SOURCE else load()
    except InvalidInput as error:
        raise KnowledgeUnusableError(str(error)) from error

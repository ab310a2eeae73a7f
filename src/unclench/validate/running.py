"""Running one study so that whatever goes wrong says which."""

from __future__ import annotations

from unclench.knowledge.load import Knowledge
from unclench.model.cancelled import Cancelled
from unclench.model.invalid import InvalidInput
from unclench.validate.compare import run_study
from unclench.validate.row import Row
from unclench.validate.spread import Between
from unclench.validate.study import Study


class StudyFailed(RuntimeError):
    """A study could not be run, and its file was not at fault."""


def run_named(study: Study, knowledge: Knowledge, members: int, seed: int, between: Between | None = None) -> list[Row]:
    """One row for every observed number, as :func:`~unclench.validate.compare.run_study`.

    Raises:
        InvalidInput: the study asks for what does not exist.
        StudyFailed: anything else, with the study's name.
    """
    try:
        return run_study(study, knowledge, members, seed, between)
    except (InvalidInput, Cancelled, OSError, ImportError):  # these say themselves what to do
        raise
    except Exception as error:
        raise StudyFailed(f"in study {study.id}: {type(error).__name__}: {error}") from error

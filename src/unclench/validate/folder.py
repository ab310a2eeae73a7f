"""A folder of studies: every ``<study>/study.yaml`` in it, read before anything is run, and what was passed over."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from unclench.model.invalid import InvalidInput
from unclench.validate.faults import Faults
from unclench.validate.study import Study, read_study

FILE = "study.yaml"


def read_studies(directory: Path, parameters: Mapping[str, float]) -> list[Study]:
    """Every study of a folder, by name.

    Args:
        directory: the folder of studies.
        parameters: median of every model parameter, as for :func:`~unclench.validate.study.read_study`.

    Raises:
        InvalidInput: there is no study; or all that cannot be used, in all files, naming file and key.
    """
    paths = sorted(directory.glob(f"*/{FILE}"))
    if not paths:
        raise InvalidInput("directory", str(directory), f"a folder with at least one <study>/{FILE}{_hint(directory)}")
    faults, studies = Faults(), []
    for path in paths:
        with faults.noted():
            studies.append(read_study(path, parameters))
    faults.tell()
    return studies


def overlooked(directory: Path) -> tuple[str, ...]:
    """Folders that hold no ``study.yaml`` and so were not run, each with what lies there instead if that is a study."""
    folders = (each for each in sorted(directory.iterdir()) if each.is_dir() and not each.name.startswith((".", "_")))
    return tuple(f"{each.name}{_instead(each)}" for each in folders if not (each / FILE).is_file())


def _instead(folder: Path) -> str:
    if any(folder.glob("study.y*ml")):
        return f" (its file is not named {FILE})"
    if any(folder.glob(f"*/{FILE}")):
        return " (its studies lie one folder deeper)"
    return ""


def _hint(directory: Path) -> str:
    if (directory / FILE).is_file():
        return "; this folder is a study itself: name the one above it"
    if directory.is_dir() and (passed := overlooked(directory)):
        return f"; none of its folders has one: {', '.join(passed)}"
    return ""

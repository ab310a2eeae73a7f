"""Where the diary is kept: the same for the pages and for the commands that look after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_data_path

from unclench.diary.passphrase import given_passphrase
from unclench.diary.sqlite_file import file_of
from unclench.model.invalid import InvalidInput

FOLDER_VARIABLE, URL_VARIABLE = "UNCLENCH_DATA_FOLDER", "UNCLENCH_DATABASE_URL"
FILE_NAME = "diary.sqlite"


def usual_folder() -> Path:
    """The folder for what is kept when nobody names another: the user's own data folder."""
    return user_data_path("unclench", appauthor=False)


def address_in(folder: Path) -> str:
    """The database address of the diary file in this folder."""
    return f"sqlite:///{folder / FILE_NAME}"


@dataclass(frozen=True, slots=True)
class Place:
    """A database address, and the passphrase when the file is encrypted."""

    url: str
    passphrase: str = field(default="", repr=False)

    @property
    def file(self) -> Path | None:
        """The SQLite file, or None where a server keeps the diary."""
        return file_of(self.url)

    def sqlite_file(self) -> Path:
        """The SQLite file.

        Raises:
            InvalidInput: a server keeps the diary.
        """
        if self.file is None:
            allowed = "a SQLite file; what a database server writes is encrypted and kept by that server's own means"
            raise InvalidInput(URL_VARIABLE, "another kind of database", allowed)
        return self.file


def place_of(environment: Mapping[str, str], folder: Path | None = None, passphrase_file: Path | None = None) -> Place:
    """The place that the options and the environment name, read as ``unclench serve`` reads them.

    Raises:
        InvalidInput: the passphrase's file cannot be read.
    """
    named = folder or Path(environment.get(FOLDER_VARIABLE) or usual_folder())
    url = environment.get(URL_VARIABLE) or address_in(named)
    return Place(url, given_passphrase(environment, passphrase_file))

"""What the person who runs the pages may choose; every choice has a default that is right for one's own machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from unclench.diary.passphrase import given_passphrase
from unclench.diary.place import FOLDER_VARIABLE, URL_VARIABLE, address_in, usual_folder
from unclench.knowledge.load import DATA
from unclench.model.case import check_range
from unclench.model.invalid import InvalidInput, one_of
from unclench.model.preferences import Country

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Settings:
    """How the pages run.

    ``passphrase`` opens an encrypted diary file; empty for a plain one. ``allowed_hosts`` empty means any; on this
    machine alone it is the loopback names, so that no foreign site can reach the pages under a name of its own.
    ``own_process`` works plans out beside the pages, in ``plan_workers``
    processes that yield to them. ``show_at_once_seconds`` is how long a request may wait for a plan before
    the waiting page is shown, and ``wait_seconds`` how long that page stays open before it begins anew (proxies often
    cut a request after 60). ``keep_days`` is how long a diary that nobody touches is kept. ``hosted`` opens accounts
    to sign in with, for people who do not share this machine. ``visit_per_minute`` and ``address_per_minute`` are how
    many requests one browser and one address may make (many people can share an address), ``heavy_per_minute`` how
    many long calculations one address may ask the API for. ``trusted_proxies`` are the addresses of proxies whose word
    about who is asking and over HTTPS or not is taken.
    """

    data_folder: Path = field(default_factory=usual_folder)
    database_url: str = ""
    passphrase: str = field(default="", repr=False)
    default_country: Country = Country.US
    knowledge_folder: Path = DATA
    allowed_hosts: tuple[str, ...] = ()
    plan_members: int = 512
    plan_seed: int = 1
    plan_workers: int = 1
    plan_queue: int = 16
    own_process: bool = True
    show_at_once_seconds: float = 1.5
    wait_seconds: float = 50.0
    keep_days: int = 365
    hosted: bool = False
    visit_per_minute: int = 300
    address_per_minute: int = 3000
    heavy_per_minute: int = 60
    trusted_proxies: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_range("plan_members", self.plan_members, 16, 1_000_000)
        check_range("plan_workers", self.plan_workers, 1, 64)
        check_range("plan_queue", self.plan_queue, 1, 10_000)
        check_range("show_at_once_seconds", self.show_at_once_seconds, 0, 30)
        check_range("wait_seconds", self.wait_seconds, 0, 600)
        check_range("keep_days", self.keep_days, 1, 36_500)
        for name in ("visit_per_minute", "address_per_minute", "heavy_per_minute"):
            check_range(name, getattr(self, name), 1, 1_000_000_000)

    @property
    def database(self) -> str:
        """The database address: the given one, or a SQLite file in the data folder."""
        return self.database_url or address_in(self.data_folder)

    @property
    def key_file(self) -> Path:
        """Where the secret that signs forms is kept."""
        return self.data_folder / "secret.key"

    @property
    def certificate_folder(self) -> Path:
        """Where the certificate for phones on the network is kept, and the authority that they are asked to trust."""
        return self.data_folder / "certificate"


def from_environment(environment: Mapping[str, str] = os.environ, base: Settings | None = None) -> Settings:
    """``base`` with what it leaves at its default taken from the environment.

    ``UNCLENCH_DATA_FOLDER``, ``UNCLENCH_DATABASE_URL``, ``UNCLENCH_PASSPHRASE`` or ``UNCLENCH_PASSPHRASE_FILE`` (of an
    encrypted diary file), ``UNCLENCH_COUNTRY``, ``UNCLENCH_HOSTED`` (``yes`` opens
    accounts), ``UNCLENCH_ALLOWED_HOSTS`` (names under which a proxy forwards requests) and
    ``UNCLENCH_TRUSTED_PROXIES`` (their addresses) are read; several are separated by commas.

    Raises:
        InvalidInput: one of them is not what it should be.
    """
    base = base or Settings()
    usual = Settings()
    given = {
        "data_folder": Path(environment.get(FOLDER_VARIABLE) or usual.data_folder),
        "database_url": environment.get(URL_VARIABLE, ""),
        "passphrase": "" if base.passphrase else given_passphrase(environment),
        "default_country": _country(environment.get("UNCLENCH_COUNTRY")) or usual.default_country,
        "allowed_hosts": _several(environment.get("UNCLENCH_ALLOWED_HOSTS", "")),
        "hosted": _yes("UNCLENCH_HOSTED", environment.get("UNCLENCH_HOSTED", "")),
        "trusted_proxies": _several(environment.get("UNCLENCH_TRUSTED_PROXIES", "")),
    }
    left_open = {name: value for name, value in given.items() if getattr(base, name) == getattr(usual, name)}
    return replace(base, **left_open)  # type: ignore[arg-type]


def _several(written: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in written.split(",") if name.strip())


def _yes(name: str, written: str) -> bool:
    if written not in ("", "yes", "no"):
        raise InvalidInput(name, written, "yes or no")
    return written == "yes"


def _country(written: str | None) -> Country | None:
    if not written:
        return None
    if written not in list(Country):
        raise InvalidInput("UNCLENCH_COUNTRY", written, one_of(Country))
    return Country(written)

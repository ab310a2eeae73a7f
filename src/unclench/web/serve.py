"""Open the pages on this machine, or to phones on the same network over HTTPS."""

from __future__ import annotations

import contextlib
import datetime
import errno
import gc
import ipaddress
import socket
import sys
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from unclench.diary import DiaryUnavailable, Kind
from unclench.model.invalid import InvalidInput
from unclench.web.app import create_app
from unclench.web.certificates import Certificate, ensure_certificate
from unclench.web.settings import LOOPBACK_HOSTS, Settings, from_environment

if TYPE_CHECKING:
    from fastapi import FastAPI

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8642
EVERYWHERE = "0.0.0.0"  # noqa: S104 - only with HTTPS, or when told to go without
LAST_SECONDS = 5
"""How long requests under way may take when the server is stopped; a page that waits for a plan is cut off then."""

TURN_SECONDS = 0.001
"""How long one thread may keep the interpreter while others wait (Python's own default is 5 ms): several pages are made
at once, and a short one need not wait for a long one."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Who can open the pages: this machine only, phones over HTTPS, or a network whose protection is another's task."""

    phone: bool = False
    without_https: bool = False


def serve(
    host: str = DEFAULT_HOST,
    port: int = DEFAULT_PORT,
    settings: Settings | None = None,
    reach: Reach = Reach(),
) -> None:
    """Serve until stopped with Ctrl-C. Requests are not logged: an address must never tell who read what.

    Raises:
        InvalidInput: accounts were asked for and the server's name is not given; other machines could reach the address
            and HTTPS was neither asked for nor declined; the port is taken or the address is not this machine's.
    """
    settings = from_environment(base=settings)
    if settings.hosted and not settings.allowed_hosts:
        allowed = "the name under which people reach this server; passkeys belong to a name"
        raise InvalidInput("UNCLENCH_ALLOWED_HOSTS", "", allowed)
    if is_loopback(host) and not reach.phone:
        settings = replace(settings, allowed_hosts=(*LOOPBACK_HOSTS, *settings.allowed_hosts))
    if not (is_loopback(host) or reach.phone or reach.without_https):
        allowed = (
            "an address of this machine alone (127.0.0.1); or --phone, for HTTPS to phones on this network; or "
            "--without-https, when a proxy in front of it protects what is typed"
        )
        raise InvalidInput("host", host, allowed)
    if reach.without_https and settings.allowed_hosts:  # whoever watches over the machine asks it by its own name
        settings = replace(settings, allowed_hosts=(*settings.allowed_hosts, *LOOPBACK_HOSTS))
    certificate = None
    if reach.phone:
        host = EVERYWHERE if is_loopback(host) else host
        names = own_names(host)
        settings = replace(settings, allowed_hosts=(*LOOPBACK_HOSTS, *names, *settings.allowed_hosts))
        now = datetime.datetime.now(datetime.UTC)
        certificate = ensure_certificate(settings.certificate_folder, [*names, "127.0.0.1", "localhost"], now)
    listening = listen(host, port)
    app = create_app(settings)
    said = announcement(host, port) if certificate is None else phone_announcement(own_names(host), port, certificate)
    print(said, flush=True)  # noqa: T201 - what the person who started it waits for
    threading.Thread(target=warn_of_diary, args=(app,), daemon=True, name="look at the diary").start()
    attend(app, listening, settings, certificate)


def warn_of_diary(app: FastAPI) -> None:
    """Say to whoever started the pages when the diary cannot be used; the pages open all the same."""
    try:
        app.state.services.store.events("nobody", [Kind.STARTED])
    except DiaryUnavailable as error:
        sys.stderr.write(f"The diary cannot be used, so nothing is kept: {error}\n")
        sys.stderr.flush()


def attend(app: FastAPI, listening: socket.socket, settings: Settings, certificate: Certificate | None = None) -> None:
    """Answer requests at an open socket until stopped, and close it. Nothing is written about who asks for what."""
    import uvicorn

    sys.setswitchinterval(TURN_SECONDS)
    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),  # nobody else's word about who is asking is taken
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=LAST_SECONDS,
        ssl_certfile=None if certificate is None else certificate.chain,
        ssl_keyfile=None if certificate is None else certificate.key,
    )
    _spare_what_stays(app)
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:  # uvicorn has ended in order and hands the signal on
        pass
    finally:
        gc.unfreeze()
        listening.close()


def _spare_what_stays(app: FastAPI) -> None:
    """Take what lives as long as the server out of the garbage collector's sight.

    Programs and knowledge are 130,000 objects. Looking through them all took 0.1 s several times a minute while 50
    people used the pages, and every page waited for it.
    """
    with contextlib.suppress(Exception):  # the pages themselves say what is wrong with the knowledge
        _ = app.state.services.knowledge
    gc.collect()
    gc.freeze()


def listen(host: str, port: int) -> socket.socket:
    """A socket at this address.

    Raises:
        InvalidInput: another program listens there, the address is not this machine's, or it may not be used.
    """
    bare = host.strip("[]")
    family = socket.AF_INET6 if ":" in bare else socket.AF_INET
    # Named as TCP, since asyncio sends small pieces at once (TCP_NODELAY) only on a socket that says so. Otherwise the
    # text of a page waits until the browser has confirmed its headers, which browsers put off for 40 ms.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((bare, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            allowed = f"a port that no other program uses, for example --port {port % 65535 + 1}"
            raise InvalidInput("port", port, allowed) from None
        if error.errno == errno.EACCES:
            raise InvalidInput("port", port, "a port that you may use; those below 1024 are reserved") from None
        raise InvalidInput("host", host, "an address of this machine") from None
    listening.set_inheritable(True)
    return listening


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def own_names(host: str) -> list[str]:
    """Under which address and name phones on the network reach this machine; the address first."""
    if host != EVERYWHERE:
        return [host.strip("[]")]
    name = socket.gethostname().split(".")[0]
    usable = name.replace("-", "").isalnum() and name.isascii()
    return [network_address(), *([f"{name}.local".lower()] if usable else [])]


def network_address() -> str:
    """This machine's address on its network; its own loopback address when it has no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address (RFC 5737); choosing a route sends nothing
        except OSError:
            return DEFAULT_HOST
        address: str = probe.getsockname()[0]
        return address


def announcement(host: str, port: int) -> str:
    """What to open, and what to do first when other machines can reach it."""
    lines = [f"Unclench is open at http://{_shown(host)}:{port}  (stop it with Ctrl-C)"]
    if not is_loopback(host):
        lines += [
            "Other machines can reach this address, and what is typed there travels unprotected.",
            "Put it behind HTTPS before anybody uses it, for example:",
            f"  caddy reverse-proxy --from https://your.name --to {DEFAULT_HOST}:{port}",
            f"and start this with --host {DEFAULT_HOST} and UNCLENCH_ALLOWED_HOSTS=your.name in the environment.",
            "For a phone on your own network: unclench serve --phone",
        ]
    return "\n".join(lines)


def phone_announcement(names: list[str], port: int, certificate: Certificate) -> str:
    """What to do with the phone: a code to scan, and the fingerprint to compare."""
    address = f"https://{_shown(names[0])}:{port}/phone"
    lines = [
        f"Unclench is open to phones on this network at {address}  (stop it with Ctrl-C)",
        *([f"or, where the network knows names: https://{names[1]}:{port}/phone"] if len(names) > 1 else []),
        "",
        qr_code(address),
        "Scan the code with the phone's camera. The first time, the phone warns that it does not know this machine.",
        "That is so: the certificate was made here, by itself. The page behind it says how to make the phone trust it.",
        "Compare this fingerprint before you do:",
        f"  {certificate.fingerprint}",
    ]
    return "\n".join(lines)


def qr_code(address: str) -> str:
    """The address as a code of block characters, to be scanned from the terminal."""
    import io

    import segno

    drawn = io.StringIO()
    segno.make(address, error="l", micro=False).terminal(out=drawn, border=2, compact=True)
    return drawn.getvalue()


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host

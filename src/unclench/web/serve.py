"""Open the pages on this machine, or on a network with the advice that this needs."""

from __future__ import annotations

import ipaddress
from dataclasses import replace

from unclench.model.invalid import InvalidInput
from unclench.web.app import create_app
from unclench.web.settings import LOOPBACK_HOSTS, Settings, from_environment

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8642
LAST_SECONDS = 5
"""How long requests under way may take when the server is stopped; a page that waits for a plan is cut off then."""


def serve(host: str = DEFAULT_HOST, port: int = DEFAULT_PORT, settings: Settings | None = None) -> None:
    """Serve until stopped with Ctrl-C. Requests are not logged: an address must never tell who read what.

    Raises:
        InvalidInput: accounts were asked for and the server's name is not given.
    """
    import uvicorn

    settings = from_environment(base=settings)
    if is_loopback(host):
        settings = replace(settings, allowed_hosts=(*LOOPBACK_HOSTS, *settings.allowed_hosts))
    if settings.hosted and not settings.allowed_hosts:
        allowed = "the name under which people reach this server; passkeys belong to a name"
        raise InvalidInput("UNCLENCH_ALLOWED_HOSTS", "", allowed)
    print(announcement(host, port), flush=True)  # noqa: T201 - what the person who started it waits for
    uvicorn.run(
        create_app(settings),
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),  # nobody else's word about who is asking is taken
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=LAST_SECONDS,
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def announcement(host: str, port: int) -> str:
    """What to open, and what to do first when other machines can reach it."""
    shown = f"[{host}]" if ":" in host and not host.startswith("[") else host
    lines = [f"Unclench is open at http://{shown}:{port}  (stop it with Ctrl-C)"]
    if not is_loopback(host):
        lines += [
            "Other machines can reach this address, and what is typed there travels unprotected.",
            "For a phone, put it behind HTTPS first, for example:",
            f"  caddy reverse-proxy --from https://your.name --to {DEFAULT_HOST}:{port}",
            f"and start this with --host {DEFAULT_HOST} and UNCLENCH_ALLOWED_HOSTS=your.name in the environment.",
        ]
    return "\n".join(lines)

"""As little of a browser as a load needs: one open connection, cookies, forms, and when the first words came.

Written by hand because the measuring program shares two cores with the server that it measures: a full HTTP client
takes about as long over a request as the server does, and its own waiting would be told as the server's.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

PATIENCE_SECONDS = 90.0


class NoAnswer(Exception):
    """The connection ended before the answer did, or nothing came for too long."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. ``first_words`` is when its body began, ``ended`` when all was there (``time.perf_counter``)."""

    status: int
    headers: dict[str, str]
    text: str
    first_words: float
    ended: float


class Browser:
    """One visitor's. One request at a time."""

    def __init__(self, host: str, port: int, language: str = "en-GB") -> None:
        self._at = host, port
        self._language = language
        self._cookies: dict[str, str] = {}
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def get(self, address: str) -> Answer:
        """Open a page."""
        return await self._ask("GET", address, b"")

    async def post(self, address: str, fields: dict[str, object]) -> Answer:
        """Send a form; a list is several fields of one name."""
        return await self._ask("POST", address, urlencode(fields, doseq=True).encode())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    async def _ask(self, method: str, address: str, body: bytes) -> Answer:
        for last in (False, True):  # a server may have closed a connection on which nothing was said for a while
            fresh = self._writer is None
            try:
                return await asyncio.wait_for(self._ask_once(method, address, body), PATIENCE_SECONDS)
            except (OSError, EOFError, TimeoutError) as error:
                self._hang_up()
                if last or fresh or isinstance(error, TimeoutError):
                    raise NoAnswer(f"{method} {address}: {type(error).__name__}") from error
        raise AssertionError  # the loop always returns or raises

    async def _ask_once(self, method: str, address: str, body: bytes) -> Answer:
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(*self._at)
        self._writer.write(self._head(method, address, body) + body)
        lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {}
        for line in filter(None, lines[1:]):
            name, _, value = line.partition(": ")
            headers[name.lower()] = value
            if name.lower() == "set-cookie":
                cookie, _, kept = value.partition(";")[0].partition("=")
                self._cookies[cookie] = kept
        first, text = await _body(self._reader, headers)
        if headers.get("connection") == "close":
            self._hang_up()
        return Answer(int(lines[0].split(" ", 2)[1]), headers, text.decode(), first, time.perf_counter())

    def _head(self, method: str, address: str, body: bytes) -> bytes:
        lines = [f"{method} {address} HTTP/1.1", f"host: {self._at[0]}:{self._at[1]}"]
        lines += [f"accept-language: {self._language}", "accept: text/html"]
        if self._cookies:
            lines.append("cookie: " + "; ".join(f"{name}={value}" for name, value in self._cookies.items()))
        if method == "POST":
            lines += ["content-type: application/x-www-form-urlencoded", f"content-length: {len(body)}"]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    def _hang_up(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


async def _body(reader: asyncio.StreamReader, headers: dict[str, str]) -> tuple[float, bytes]:
    """When the body began, and the body."""
    if "chunked" not in headers.get("transfer-encoding", ""):
        whole = await reader.readexactly(int(headers.get("content-length", "0")))
        return time.perf_counter(), whole
    first, pieces = 0.0, []
    while size := int(await reader.readuntil(b"\r\n"), 16):
        pieces.append((await reader.readexactly(size + 2))[:-2])
        first = first or time.perf_counter()
    await reader.readuntil(b"\r\n")
    return first or time.perf_counter(), b"".join(pieces)

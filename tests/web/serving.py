"""The pages on a port of this machine, for tests in a real browser."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import time
from typing import Any, Literal

import uvicorn

LATE_MS = int(os.environ.get("UNCLENCH_SLOW_STYLES", "0"))
"""How late styles and scripts come. On a slow machine they do; a test that does not wait for them fails there."""
READY = """navigator.serviceWorker.ready.then(({active}) => active.state === "activated" ||
    new Promise(done => active.addEventListener("statechange", () => active.state === "activated" && done(true))))"""
"""Resolves in a page when the service worker has kept the pages for times without a connection."""
CACHE_HEADERS = (b"cache-control", b"etag", b"last-modified")


class Late:
    """The same pages, but styles and scripts come late, and every time anew."""

    def __init__(self, app: Any, ms: int) -> None:
        self._app = app
        self._seconds = ms / 1000

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not scope["path"].endswith((".css", ".js")):
            await self._app(scope, receive, send)
            return
        await asyncio.sleep(self._seconds)

        async def send_uncached(message: Any) -> None:
            if message["type"] == "http.response.start":
                kept = [(name, value) for name, value in message["headers"] if name.lower() not in CACHE_HEADERS]
                message = {**message, "headers": [*kept, (b"cache-control", b"no-store")]}
            await send(message)

        await self._app(scope, receive, send_uncached)


class Live:
    """The pages on one port, to be stopped and started like a machine that loses its power."""

    def __init__(self, app: Any, lifespan: Literal["auto", "off"] = "off") -> None:
        self._app = Late(app, LATE_MS) if LATE_MS else app
        self._lifespan = lifespan
        self.port = 0
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._listening = socket.socket()
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listening.bind(("127.0.0.1", self.port))
        self.port = self._listening.getsockname()[1]
        config = uvicorn.Config(self._app, log_level="error", access_log=False, lifespan=self._lifespan)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._listening],), daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    def stop(self) -> None:
        """As when the power goes: nothing is finished."""
        self._server.force_exit = True
        self.close()

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._listening.close()

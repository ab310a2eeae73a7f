"""Does the server's memory stay flat over many visits?

    python benchmarks/memory_over_visits.py [--visits 10000] [--minutes 30]

Starts a server of its own on loopback with a fresh diary. Every visit is a new browser without cookies: it opens the
first page, begins the danger check, answers its first screenful, writes a diary entry, and reads its report. Prints
the server's resident memory (Linux) after every twentieth of the visits.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

AT_ONCE = 8
SERVER = """
import sys
from pathlib import Path
from unclench.web.app import create_app
from unclench.web.serve import attend, listen
from unclench.web.settings import Settings
much = 10**9
settings = Settings(data_folder=Path(sys.argv[1]), own_process=False, visit_per_minute=much, address_per_minute=much)
attend(create_app(settings), listen("127.0.0.1", int(sys.argv[2])), settings)
"""
SEAL = re.compile(r'name="seal" value="([^"]+)"')
ASKED = re.compile(r'name="asked" value="([^"]+)"')


async def one_visit(client: httpx.AsyncClient, number: int) -> None:
    """One person's few minutes. Raises when the server does not answer as it should."""
    client.cookies.clear()
    jar = httpx.Cookies()

    async def ask(method: str, address: str, **fields: object) -> httpx.Response:
        answer = await client.request(method, address, data=fields or None, headers={"cookie": _header(jar)})
        jar.update(answer.cookies)
        client.cookies.clear()
        if answer.status_code not in (200, 303):
            raise RuntimeError(f"{address}: {answer.status_code}")
        return answer

    found = SEAL.search((await ask("GET", "/")).text)
    assert found is not None
    seal = found.group(1)
    began = await ask("POST", "/start", seal=seal, who="me")
    screen = began.headers["location"]
    while (shown := await ask("GET", screen)).status_code == 303:
        screen = shown.headers["location"]
    asked = ASKED.findall(shown.text)
    await ask("POST", screen, seal=seal, asked=asked, rest="no")
    await ask("POST", "/diary", seal=seal, nonce=f"n{number}", pain_nrs="4", note="so-so " * 10)
    await ask("GET", "/report")


def _header(jar: httpx.Cookies) -> str:
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar.jar)


async def visits(address: str, first: int, last: int) -> None:
    """All visits from ``first`` on, some at once."""
    waiting = iter(range(first, last))

    async def go_on() -> None:
        async with httpx.AsyncClient(base_url=address, timeout=120) as client:
            for number in waiting:
                await one_visit(client, number)

    await asyncio.gather(*(go_on() for _ in range(AT_ONCE)))


def resident_mb(process: int) -> float:
    """The memory that the process holds now."""
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return int(found.group(1)) / 1024


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visits", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=30.0, help="stop after so long, whatever was reached")
    parser.add_argument("--port", type=int, default=18742)
    given = parser.parse_args()
    until = time.monotonic() + given.minutes * 60
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", SERVER, folder, str(given.port)]
        server = subprocess.Popen(command)
        try:
            address = f"http://127.0.0.1:{given.port}"
            _wait_for(address)
            done = 0
            while done < given.visits and time.monotonic() < until:
                asyncio.run(visits(address, done, done + given.visits // 20))
                done += given.visits // 20
                print(f"{done:7d} visits  {resident_mb(server.pid):7.1f} MB", flush=True)
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait_for(address: str) -> None:
    for _ in range(120):
        try:
            httpx.get(address, timeout=5)
            return
        except httpx.TransportError:
            time.sleep(0.5)
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    main()

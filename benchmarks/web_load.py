"""How quick are the pages while many people use them and plans are worked out beside them?

    python benchmarks/web_load.py [--people 50] [--seconds 60] [--same-process]

Starts a server of its own on loopback with a fresh diary. Everybody first walks the whole road; then each person opens
a page or writes something about once a second, for as long as is said, while every two seconds somebody else asks for a
plan that nobody has asked for before. Prints what each kind of request took (client's side, in milliseconds), how long
the plans took from the tap to the finished page, the memory of each process, and the load of the machine: figures taken
while other programs run say little.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

BAR_MS, PLAN_BAR_S = 50.0, 3.0
THINK_SECONDS = (0.5, 1.5)
PLAN_EVERY_SECONDS = 2.0
PLAN_PATIENCE_SECONDS = 60.0
SERVER = """
import sys
from pathlib import Path
from unclench.web.app import create_app
from unclench.web.serve import attend, listen
from unclench.web.settings import Settings
folder, port, own = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "own"
much = 10**9
settings = Settings(data_folder=folder, own_process=own, visit_per_minute=much, address_per_minute=much)
attend(create_app(settings), listen("127.0.0.1", port), settings)
"""


@dataclass
class Taken:
    """Milliseconds by kind of request, seconds by plan, and what went wrong."""

    requests_ms: dict[str, list[float]] = field(default_factory=dict)
    plans_s: list[float] = field(default_factory=list)
    first_words_s: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def note(self, kind: str, began: float) -> None:
        self.requests_ms.setdefault(kind, []).append((time.perf_counter() - began) * 1000)


class Person:
    """Somebody with a browser, as far as a server can tell."""

    def __init__(self, client: httpx.AsyncClient, number: int, taken: Taken) -> None:
        self.client, self.number, self.taken = client, number, taken
        self.random = random.Random(number)  # noqa: S311 - who does what when, the same in every run
        self.seal = ""

    async def walk(self) -> None:
        """The whole road, answering an ordinary strain."""
        self.seal = re.findall(r'name="seal" value="([^"]+)"', (await self.client.get("/")).text)[0]
        address = await self.send("/start", who="me")
        for _ in range(80):
            shown = await self.client.get(address)
            if shown.status_code == 303:
                address = shown.headers["location"]
                continue
            if address == "/result":
                return
            if address == "/about-you":
                address = await self.send(address, **self.about())
            elif address == "/wishes":
                address = await self.send(
                    address, have=["ice", "towel", "tablets", "medicine", "floor"], order="evidence"
                )
            else:
                asked = re.findall(r'name="asked" value="([^"]+)"', shown.text)
                address = await self.send(address, asked=asked, rest="no")
        raise RuntimeError(f"no result: {address}")

    def about(self) -> dict[str, str]:
        """Nobody is quite like anybody else, so that every plan is a new one."""
        return {
            "pain_nrs": str(4 + self.number % 3),
            "duration": str(1 + self.number % 5),
            "duration_unit": "hours",
            "region": "lumbar",
            "trigger": "lifting",
            "known_spinal_problem": "no",
            "age_years": str(20 + self.number % 30),
            "sex": "male",
            "height_cm": str(165 + self.number % 20),
            "weight_kg": str(65 + self.number % 25),
        }

    async def send(self, address: str, **fields: object) -> str:
        answer = await self.client.post(address, data={"seal": self.seal, **fields})
        if answer.status_code != 303:
            raise RuntimeError(f"{address}: {answer.status_code}")
        return str(answer.headers["location"])

    async def live(self, until: float) -> None:
        """Open pages and write into the diary, with pauses, until then."""
        await asyncio.sleep(self.random.uniform(0, THINK_SECONDS[1]))
        while time.perf_counter() < until:
            await self.do_one_thing()
            await asyncio.sleep(self.random.uniform(*THINK_SECONDS))

    async def do_one_thing(self) -> None:
        kind = self.random.choice(["screen", "screen", "result", "diary", "write", "write", "medicine", "answers"])
        address = {"screen": f"/check/{self.random.randint(1, 6)}", "write": "/diary"}.get(kind, f"/{kind}")
        began = time.perf_counter()
        try:
            if kind == "write":
                nonce = f"{self.number}-{began}"
                await self.send(address, pain_nrs=str(self.random.randint(0, 10)), nonce=nonce)
            else:
                answer = await self.client.get(address)
                if answer.status_code not in (200, 303):
                    raise RuntimeError(f"{address}: {answer.status_code}")
        except (httpx.HTTPError, RuntimeError) as error:
            self.taken.errors.append(f"{kind}: {error!r}")
            return
        self.taken.note(kind, began)

    async def ask_for_plan(self) -> None:
        """From the tap to the finished plan, over as many waiting pages as it takes."""
        began, noted = time.perf_counter(), False
        while time.perf_counter() - began < PLAN_PATIENCE_SECONDS:
            async with self.client.stream("GET", "/plan") as answer:
                first = None
                shown = b""
                async for piece in answer.aiter_bytes():
                    first = first or time.perf_counter()
                    shown += piece
            if not noted:
                self.taken.first_words_s.append((first or time.perf_counter()) - began)
                noted = True
            if answer.status_code == 503:
                self.taken.errors.append("plan: many people are waiting")
                return
            if b"Working on your plan" not in shown:
                self.taken.plans_s.append(time.perf_counter() - began)
                return
        self.taken.errors.append("plan: not there after a minute")


async def measure(address: str, people: int, seconds: float) -> Taken:
    """Everybody walks the road, then lives and asks for plans."""
    taken = Taken()
    limits = httpx.Limits(max_connections=1)
    askers = int(seconds / PLAN_EVERY_SECONDS)
    clients = [
        httpx.AsyncClient(base_url=address, timeout=90, limits=limits, headers={"accept-language": "en-GB"})
        for _ in range(people + askers)
    ]
    everybody = [Person(client, number, taken) for number, client in enumerate(clients)]
    for some in range(0, len(everybody), 10):
        await asyncio.gather(*(person.walk() for person in everybody[some : some + 10]))
    until = time.perf_counter() + seconds
    living = [asyncio.create_task(person.live(until)) for person in everybody[:people]]
    asking = []
    for person in everybody[people:]:
        asking.append(asyncio.create_task(person.ask_for_plan()))
        await asyncio.sleep(PLAN_EVERY_SECONDS)
    await asyncio.gather(*living, *asking)
    for client in clients:
        await client.aclose()
    return taken


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def row(name: str, values: list[float], unit: str) -> str:
    shown = (statistics.median(values), percentile(values, 0.95), percentile(values, 0.99), max(values))
    return f"{name:<22}{len(values):>7}" + "".join(f"{value:>9.1f}" for value in shown) + f"  {unit}"


def memory_mb(process: int) -> list[tuple[str, float]]:
    """Resident memory of the server and the processes under it."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "status").read_text()
        except OSError:
            continue
        parent = int(re.search(r"PPid:\s+(\d+)", status).group(1))  # type: ignore[union-attr]
        resident = re.search(r"VmRSS:\s+(\d+)", status)
        if resident and process in (int(folder.name), parent):
            name = "server" if int(folder.name) == process else "beside it"
            found.append((f"{name} {folder.name}", int(resident.group(1)) / 1024))
    return sorted(found, reverse=True)


def wait_for(address: str) -> None:
    for _ in range(300):
        try:
            httpx.get(address + "/health", timeout=5).raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise SystemExit("the server did not open")


def report(taken: Taken, seconds: float, memory: list[tuple[str, float]], loads: tuple[float, float]) -> None:
    print(f"{'':<22}{'n':>7}{'p50':>9}{'p95':>9}{'p99':>9}{'max':>9}")
    for kind, values in sorted(taken.requests_ms.items()):
        print(row(kind, values, "ms"))
    everything = [value for values in taken.requests_ms.values() for value in values]
    print(row("all of them", everything, "ms"))
    print(row("plan: first words", taken.first_words_s, "s"))
    print(row("plan: finished", taken.plans_s, "s"))
    in_time = sum(value <= PLAN_BAR_S for value in taken.plans_s)
    print(f"{len(everything) / seconds:.0f} requests a second")
    print(f"{in_time} of {len(taken.plans_s)} plans within {PLAN_BAR_S:g} s")
    print(
        f"p99 {percentile(everything, 0.99):.1f} ms (bar {BAR_MS:g} ms); {len(taken.errors)} errors {taken.errors[:3]}"
    )
    print("memory: " + ", ".join(f"{name} {size:.0f} MB" for name, size in memory))
    print(f"load average before {loads[0]:.2f}, after {loads[1]:.2f}, on {os.cpu_count()} cores")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--same-process", action="store_true", help="work plans out in the server's own process")
    chosen = parser.parse_args()
    before = os.getloadavg()[0]
    with socket.socket() as free, tempfile.TemporaryDirectory() as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        how = "same" if chosen.same_process else "own"
        command = [sys.executable, "-c", SERVER, folder, str(port), how]
        with subprocess.Popen(command) as server:
            try:
                wait_for(f"http://127.0.0.1:{port}")
                taken = asyncio.run(measure(f"http://127.0.0.1:{port}", chosen.people, chosen.seconds))
                memory = memory_mb(server.pid)
            finally:
                server.terminate()
    print(f"plans worked out in {'the same' if chosen.same_process else 'a process of their own'}")
    report(taken, chosen.seconds, memory, (before, os.getloadavg()[0]))


if __name__ == "__main__":
    main()

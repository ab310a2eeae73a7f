"""How quick are the pages while many people use them and plans are worked out beside them?

    python benchmarks/web_load.py [--people 50] [--seconds 60] [--rush-seconds 20] [--same-process]

Starts a server of its own on loopback with a fresh diary. Everybody first walks the whole road. Then the load comes in
two readings of "50 people at once":

* with pauses, for ``--seconds``: each person opens a page or writes something, waits half a second to one and a half,
  and goes on: about one thing a second each, which is already far more than anybody reads;
* without pauses, for ``--rush-seconds``: each person asks again as soon as an answer is there. 50 requests are then
  always under way, so that the time of one is 50 divided by what the server answers a second, whatever it does.

In both, somebody else asks every two seconds for a plan that nobody has asked for before. Prints what each kind of
request took (client's side, in milliseconds), how long the plans took from the tap to the finished page, the processor
time that a request took the server, the memory of each process, and the load of the machine: figures taken while other
programs run say little.
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

from one_browser import Answer, Browser, NoAnswer

BAR_MS, PLAN_BAR_S = 50.0, 3.0
PAUSE_SECONDS = (0.5, 1.5)
NO_PAUSE = (0.0, 0.0)
PLAN_EVERY_SECONDS = 2.0
PLAN_PATIENCE_SECONDS = 60.0
WARM_PATIENCE_SECONDS = 300.0
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

    def __add__(self, other: Taken) -> Taken:
        kinds = sorted({*self.requests_ms, *other.requests_ms})
        return Taken(
            {kind: self.requests_ms.get(kind, []) + other.requests_ms.get(kind, []) for kind in kinds},
            self.plans_s + other.plans_s,
            self.first_words_s + other.first_words_s,
            self.errors + other.errors,
        )


class Person:
    """Somebody with a browser, as far as a server can tell."""

    def __init__(self, browser: Browser, number: int) -> None:
        self.browser, self.number, self.taken = browser, number, Taken()
        self.random = random.Random(number)  # noqa: S311 - who does what when, the same in every run
        self.seal = ""

    async def walk(self) -> None:
        """The whole road, answering an ordinary strain."""
        self.seal = re.findall(r'name="seal" value="([^"]+)"', (await self.browser.get("/")).text)[0]
        address = await self.send("/start", who="me")
        for _ in range(80):
            shown = await self.browser.get(address)
            if shown.status == 303:
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
        answer = await self.browser.post(address, {"seal": self.seal, **fields})
        if answer.status != 303:
            raise RuntimeError(f"{address}: {answer.status}")
        return answer.headers["location"]

    async def live(self, until: float, pause_seconds: tuple[float, float]) -> None:
        """Open pages and write into the diary, with pauses, until then."""
        await asyncio.sleep(self.random.uniform(0, pause_seconds[1]))
        while time.perf_counter() < until:
            await self.do_one_thing()
            if pause_seconds[1]:
                await asyncio.sleep(self.random.uniform(*pause_seconds))

    async def do_one_thing(self) -> None:
        kind = self.random.choice(["screen", "screen", "result", "diary", "write", "write", "medicine", "answers"])
        address = {"screen": f"/check/{self.random.randint(1, 6)}", "write": "/diary"}.get(kind, f"/{kind}")
        began = time.perf_counter()
        try:
            if kind == "write":
                await self.send(address, pain_nrs=self.random.randint(0, 10), nonce=f"{self.number}-{began}")
            else:
                answer = await self.browser.get(address)
                if answer.status not in (200, 303):
                    raise RuntimeError(f"{address}: {answer.status}")
        except (NoAnswer, RuntimeError) as error:
            self.taken.errors.append(f"{kind}: {error!r}")
            return
        self.taken.note(kind, began)

    async def ask_for_plan(self) -> None:
        """From the tap to the finished plan, over as many waiting pages as it takes."""
        began = time.perf_counter()
        while time.perf_counter() - began < PLAN_PATIENCE_SECONDS:
            try:
                answer = await self.browser.get("/plan")
            except NoAnswer as error:
                self.taken.errors.append(f"plan: {error!r}")
                return
            if not self.taken.first_words_s:
                self.taken.first_words_s.append(answer.first_words - began)
            if not _still_waiting(answer):
                if answer.status == 200:
                    self.taken.plans_s.append(answer.ended - began)
                else:
                    self.taken.errors.append(f"plan: {answer.status}")
                return
        self.taken.errors.append("plan: not there after a minute")


def _still_waiting(answer: Answer) -> bool:
    return answer.status == 200 and "Working on your plan" in answer.text


async def walk_all(everybody: list[Person]) -> None:
    """Everybody walks the road, ten at a time."""
    for some in range(0, len(everybody), 10):
        await asyncio.gather(*(person.walk() for person in everybody[some : some + 10]))


async def measure(living: list[Person], asking: list[Person], seconds: float, pause: tuple[float, float]) -> Taken:
    """Everybody who lives uses the pages, and of those who ask, one asks for a plan every two seconds."""
    everybody = [*living, *asking]
    for person in everybody:
        person.taken = Taken()
    until = time.perf_counter() + seconds
    under_way = [asyncio.create_task(person.live(until, pause)) for person in living]
    for person in asking:
        under_way.append(asyncio.create_task(person.ask_for_plan()))
        await asyncio.sleep(PLAN_EVERY_SECONDS)
    await asyncio.gather(*under_way)
    return sum((person.taken for person in everybody), Taken())


async def both(port: int, chosen: argparse.Namespace, server: int) -> None:
    """Measure with pauses and without, and print."""
    phases = [("with pauses", chosen.seconds, PAUSE_SECONDS), ("without pauses", chosen.rush_seconds, NO_PAUSE)]
    askers = [int(seconds / PLAN_EVERY_SECONDS) for _, seconds, _ in phases]
    everybody = [Person(Browser("127.0.0.1", port), number) for number in range(chosen.people + sum(askers))]
    await walk_all(everybody)
    living, first = everybody[: chosen.people], chosen.people
    for (name, seconds, pause), asking in zip(phases, askers, strict=True):
        if not asking:
            continue
        before = processor_seconds(server), os.getloadavg()[0]
        taken = await measure(living, everybody[first : first + asking], seconds, pause)
        first += asking
        report(f"{chosen.people} people {name}", taken, seconds, processor_seconds(server) - before[0])
        print(f"load average before {before[1]:.2f}, after {os.getloadavg()[0]:.2f}, on {os.cpu_count()} cores\n")


def processor_seconds(process: int) -> float:
    """What the server itself has taken of the processors, its plans not counted (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def row(name: str, values: list[float], unit: str) -> str:
    if not values:
        return f"{name:<22}{0:>7}"
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


def wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not open")


async def until_warm(port: int) -> float:
    """One plan beforehand: the engine may have to be compiled first, which belongs to no figure. Seconds it took."""
    began = time.perf_counter()
    async with Browser("127.0.0.1", port) as browser:
        person = Person(browser, 999)
        await person.walk()
        while not person.taken.plans_s and time.perf_counter() - began < WARM_PATIENCE_SECONDS:
            await person.ask_for_plan()
    return time.perf_counter() - began


def report(title: str, taken: Taken, seconds: float, processor_s: float) -> None:
    print(f"{title}\n{'':<22}{'n':>7}{'p50':>9}{'p95':>9}{'p99':>9}{'max':>9}")
    for kind, values in sorted(taken.requests_ms.items()):
        print(row(kind, values, "ms"))
    everything = [value for values in taken.requests_ms.values() for value in values]
    if not everything:
        raise SystemExit(f"nothing was answered: {taken.errors[:3]}")
    print(row("all of them", everything, "ms"))
    print(row("plan: first words", taken.first_words_s, "s"))
    print(row("plan: finished", taken.plans_s, "s"))
    print(
        f"{len(everything) / seconds:.0f} requests a second; "
        f"the server's own processor time {1000 * processor_s / len(everything):.1f} ms for each"
    )
    in_time = sum(value <= PLAN_BAR_S for value in taken.plans_s)
    print(f"{in_time} of {len(taken.first_words_s)} plans within {PLAN_BAR_S:g} s")
    p99 = percentile(everything, 0.99)
    print(f"p99 {p99:.1f} ms (bar {BAR_MS:g} ms); {len(taken.errors)} errors {taken.errors[:3]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60, help="how long with pauses; 0 leaves it out")
    parser.add_argument("--rush-seconds", type=float, default=20, help="how long without pauses; 0 leaves it out")
    parser.add_argument("--same-process", action="store_true", help="work plans out in the server's own process")
    chosen = parser.parse_args()
    with socket.socket() as free, tempfile.TemporaryDirectory() as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        how = "same" if chosen.same_process else "own"
        with subprocess.Popen([sys.executable, "-c", SERVER, folder, str(port), how]) as server:
            try:
                wait_for(port)
                print(f"plans worked out in {'the same process' if how == 'same' else 'a process of their own'}")
                print(f"the first plan of all took {asyncio.run(until_warm(port)):.1f} s\n")
                asyncio.run(both(port, chosen, server.pid))
                print("memory: " + ", ".join(f"{name} {size:.0f} MB" for name, size in memory_mb(server.pid)))
            finally:
                server.terminate()


if __name__ == "__main__":
    main()

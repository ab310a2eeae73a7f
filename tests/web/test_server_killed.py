"""kill -9 to the real server while diary entries and doses are sent: whatever it answered for is there, once.

``UNCLENCH_KILLED_WRITES=1000`` runs the long form.
"""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import httpx

WRITES = int(os.environ.get("UNCLENCH_KILLED_WRITES", "30"))
BETWEEN_KILLS = max(15, WRITES // 20)
"""At most so many writes in peace before one is cut short; counted, so that a slow machine makes no more kills."""
SERVER = Path(sys.executable).parent / "unclench"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(folder: Path, port: int) -> subprocess.Popen[str]:
    command = [str(SERVER), "serve", "--data", str(folder), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert server.stdout is not None
    assert "is open at" in server.stdout.readline()  # it listens from here on; what is sent waits for it
    return server


def kill(server: subprocess.Popen[str]) -> None:
    os.killpg(server.pid, signal.SIGKILL)
    server.wait(timeout=30)
    assert server.stdout is not None
    server.stdout.close()


def send(client: httpx.Client, seal: str, number: int) -> None:
    """One entry or dose, in the name of its number; raises when the server did not answer for it."""
    fields: dict[str, Any] = {"seal": seal, "nonce": f"n{number}"}
    if number % 2:
        answer = client.post("/medicine", data={**fields, "product": f"Pack {number}", "hours_ago": "1", "mg": "400"})
    else:
        answer = client.post("/diary", data={**fields, "pain_nrs": "4", "note": f"number {number}"})
    assert answer.status_code == 303, answer.text


def test_what_the_server_answered_for_is_there_once(tmp_path: Path, read: Any) -> None:
    chance, port, kills, number = random.Random(86), free_port(), 0, 0
    address = f"http://127.0.0.1:{port}"
    server = start(tmp_path, port)
    try:
        with httpx.Client(base_url=address, timeout=60) as client:
            seal = read(client.get("/").text).hidden["seal"][0]
            while number < WRITES:
                for _ in range(chance.randint(1, BETWEEN_KILLS)):
                    began = time.monotonic()
                    send(client, seal, number)
                    number += 1
                    took = time.monotonic() - began
                timer = threading.Timer(chance.random() * 1.5 * took, os.killpg, (server.pid, signal.SIGKILL))
                timer.start()
                try:
                    while True:
                        send(client, seal, number)
                        number += 1
                except httpx.TransportError:
                    pass  # killed before it answered: sent again below under the same name
                timer.join()
                kill(server)
                kills += 1
                server = start(tmp_path, port)
            events = client.get("/export").json()["events"]
    finally:
        kill(server)
    entries = [event["body"]["note"] for event in events if event["kind"] == "entry"]
    taken = [event["body"]["product"] for event in events if event["kind"] == "dose"]
    assert kills >= 1
    assert entries in [[f"number {one}" for one in range(0, number + more, 2)] for more in (0, 1)]
    assert taken in [[f"Pack {one}" for one in range(1, number + more, 2)] for more in (0, 1)]
    print(f"{number} writes answered for, {kills} kills")  # noqa: T201 - for whoever runs the long form

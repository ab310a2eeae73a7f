"""kill -9 in the middle of diary and dose writes, again and again: nothing acknowledged is lost, nothing is doubled.

Each writer is a real process. What it did not live to acknowledge is sent again by the next one under the same key, as
a phone's outbox does. ``UNCLENCH_KILLED_WRITES=1000`` runs the long form.
"""

import os
import random
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from unclench.diary import Kind, Store
from unclench.diary.doses import doses
from unclench.diary.sqlite_file import open_file
from unclench.safety.ledger import Dose

WRITES = int(os.environ.get("UNCLENCH_KILLED_WRITES", "150"))
WRITES_BETWEEN_KILLS = 25
PASSPHRASE = "ladder copper thirteen owl"

WRITER = """
import sys
from datetime import UTC, datetime, timedelta
from unclench.diary import Kind, Store, new_event
from unclench.diary.doses import dose_body, read_dose
url, start, passphrase = sys.argv[1], int(sys.argv[2]), sys.stdin.read()
store = Store(url, passphrase=passphrase)
moment = datetime(2026, 11, 24, tzinfo=UTC)
for number in range(start, 1_000_000):
    at = moment + timedelta(minutes=number)
    if number % 2:
        event = new_event("anna", Kind.DOSE, dose_body(read_dose(f"Pack {number}", 0, 400, at)), at, f"key {number}")
    else:
        event = new_event("anna", Kind.ENTRY, {"pain_nrs": 3, "note": f"{number} " + "x" * 300}, at, f"key {number}")
    store.record(event)
    sys.stdout.write(f"{number}\\n")
    sys.stdout.flush()
"""


def run_and_kill(url: str, start: int, passphrase: str, chance: random.Random) -> int:
    """Let a writer go on from ``start``, kill it at some moment, and say which number it acknowledged last."""
    writes = chance.randint(1, 2 * WRITES_BETWEEN_KILLS)
    command = [sys.executable, "-c", WRITER, url, str(start)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        writer.stdin.write(passphrase)
        writer.stdin.close()
        acknowledged = start - 1
        for _ in range(writes):
            line = writer.stdout.readline()
            assert line, "the writer ended by itself"
            acknowledged = int(line)
        until = (
            datetime.now(UTC).timestamp() + chance.random() * 0.01
        )  # somewhere inside the next write or the one after
        while datetime.now(UTC).timestamp() < until:
            pass
        os.kill(writer.pid, signal.SIGKILL)
        acknowledged = max([acknowledged, *(int(line) for line in writer.stdout.read().split("\n")[:-1])])
    assert writer.returncode == -signal.SIGKILL
    return acknowledged


@pytest.mark.parametrize("passphrase", ["", PASSPHRASE], ids=["plain", "encrypted"])
def test_nothing_acknowledged_is_lost_and_nothing_doubled(file: Path, passphrase: str) -> None:
    if passphrase:
        pytest.importorskip("sqlcipher3")
    url, chance = f"sqlite:///{file}", random.Random(86)
    acknowledged, kills = -1, 0
    while acknowledged < WRITES - 1:
        acknowledged = run_and_kill(url, acknowledged + 1, passphrase, chance)
        kills += 1
    store = Store(url, passphrase=passphrase)
    kept = store.events("anna")
    store.close()
    keys = [event.key for event in kept]
    # One more may have been written without its writer living to say so.
    assert keys in ([f"key {number}" for number in range(acknowledged + 1 + extra)] for extra in (0, 1))
    assert {event.kind for event in kept} == {Kind.ENTRY, Kind.DOSE}
    taken = [one.dose for one in doses(kept)]
    assert taken[0] == Dose(
        "Pack 1", datetime(2026, 11, 24, 0, 1, tzinfo=UTC), datetime(2026, 11, 24, 0, 1, tzinfo=UTC), 400
    )
    assert len({dose.product for dose in taken}) == len(taken)
    assert kills >= WRITES / (2 * WRITES_BETWEEN_KILLS)
    print(f"{len(kept)} writes, {kills} kills")  # noqa: T201 - for whoever runs the long form
    if not passphrase:
        connection = open_file(file)
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.close()

"""What every benchmark says beside its numbers: the machine, and how busy it was."""

from __future__ import annotations

import os
import platform
import sys
import time
from pathlib import Path
from typing import Any


def machine() -> dict[str, Any]:
    """The machine and its average load of the last minute."""
    return {
        "platform": platform.platform(),
        "processor": processor(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
    }


def processor() -> str:
    """The processor's name, or its kind where the system does not tell."""
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as lines:
            return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


def quiet() -> str:
    """A sentence about whether others used the machine, for under a table."""
    load = os.getloadavg()[0]
    busy = "others used it as well, so times are too long" if load > (os.cpu_count() or 1) else "it was quiet"
    return f"Average load {load:.1f} on {os.cpu_count()} processors ({processor()}): {busy}."


_BEGAN = time.perf_counter()


def say(what: str) -> None:
    """One line on stderr about what is done next, with the seconds since the start."""
    sys.stderr.write(f"[{time.perf_counter() - _BEGAN:6.1f} s] {what}\n")
    sys.stderr.flush()

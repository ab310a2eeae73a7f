"""Running the real command in a process of its own, as a shell would."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMAND = Path(sys.executable).parent / "unclench"


Finished = subprocess.CompletedProcess[bytes]
Call = Callable[..., Finished]


@pytest.fixture(scope="session")
def unclench() -> Call:
    """Call ``unclench`` with arguments and optional standard input; returns the finished process."""

    def call(*arguments: object, stdin: bytes = b"", timeout: float = 300, language: str = "C.UTF-8") -> Finished:
        return subprocess.run(
            [COMMAND, *map(str, arguments)],
            input=stdin,
            capture_output=True,
            cwd=ROOT,
            timeout=timeout,
            check=False,
            env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "LC_ALL": language},
        )

    return call


@pytest.fixture(scope="session")
def answer(unclench: Call) -> Callable[..., Any]:
    """Call a command with ``--json`` and return its parsed answer."""

    def call(*arguments: object, stdin: bytes = b"") -> Any:
        done = unclench(*arguments, "--json", stdin=stdin)
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout, parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))

    return call

"""The picture of the layers is a contract that is checked, and importing the package stays light."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"numpy", "numba", "scipy", "matplotlib", "fastapi", "sqlalchemy", "jinja2", "uvicorn"}


def loaded_modules(statement: str) -> set[str]:
    """Top-level modules in memory after a fresh interpreter ran ``statement``."""
    code = f"{statement}\nimport sys, json\nprint(json.dumps(sorted({{name.split('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_layers_hold():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "statement",
    [
        "import unclench",
        "import unclench.cli.main",
        "from unclench.safety.screen import screen",
        "from unclench.knowledge.load import load; load()",
        "from unclench import advice; advice.assess",
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(statement):
    assert not loaded_modules(statement) & HEAVY


def test_the_safety_kernel_never_touches_numbers_libraries_while_screening():
    statement = (
        "from unclench.knowledge.load import load\n"
        "from unclench.safety.screen import screen\n"
        "from unclench.safety.intake import read_case\n"
        "k = load()\n"
        "screen(read_case({'uid': 'a', 'unmentioned': 'no'}, k), k)"
    )
    assert not loaded_modules(statement) & HEAVY

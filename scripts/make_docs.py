"""Rewrite every generated page and picture.

In order: the article table, editor schemas, the format of scenarios, sensitivity, claims and gains, the map of
states, convergence, validation, the three hypotheses, coverage, screenshots.
"""

import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).parent
ROOT = SCRIPTS.parent
UNCLENCH = str(Path(sys.executable).parent / "unclench")
COMMANDS: tuple[tuple[str, list[str]], ...] = (
    ("the article's claims", [sys.executable, str(SCRIPTS / "article_page.py")]),
    ("schemas for editors", [sys.executable, str(SCRIPTS / "editor_schemas.py")]),
    ("the format of scenarios", [sys.executable, str(SCRIPTS / "write_scenario.py")]),
    ("the numbers of the equations on paper", [sys.executable, str(SCRIPTS / "write_antimony.py")]),
    ("sensitivity", [sys.executable, str(SCRIPTS / "write_sensitivity.py")]),
    ("claims and unmeasured gains", [sys.executable, str(SCRIPTS / "write_gains.py")]),
    ("where the muscle can lock", [sys.executable, str(SCRIPTS / "write_state_map.py")]),
    ("lock and release as steps grow shorter", [sys.executable, str(SCRIPTS / "write_convergence.py")]),
    ("validation", [UNCLENCH, "validate", "--seeds", "3", "--write", str(ROOT / "docs")]),
    ("the three hypotheses", [UNCLENCH, "validate", "--mechanisms", "--write", str(ROOT / "docs")]),
    ("what became of every published number", [sys.executable, str(SCRIPTS / "write_coverage.py")]),
    ("pictures of the pages", [sys.executable, str(SCRIPTS / "screenshots.py")]),
)


def main() -> None:
    """Run them one after the other; the first that fails stops the rest."""
    for place, (what, command) in enumerate(COMMANDS, start=1):
        print(f"[{place}/{len(COMMANDS)}] {what}", flush=True)
        subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()

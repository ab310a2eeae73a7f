"""Rewrite every generated page and picture: the article table, editor schemas, sensitivity, validation, screenshots."""

import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).parent
ROOT = SCRIPTS.parent
COMMANDS = (
    [sys.executable, SCRIPTS / "article_page.py"],
    [sys.executable, SCRIPTS / "editor_schemas.py"],
    [sys.executable, SCRIPTS / "write_sensitivity.py"],
    [Path(sys.executable).parent / "unclench", "validate", "--write", ROOT / "docs"],
    [sys.executable, SCRIPTS / "screenshots.py"],
)


def main() -> None:
    """Run them one after the other; the first that fails stops the rest."""
    for place, command in enumerate(COMMANDS, start=1):
        print(f"[{place}/{len(COMMANDS)}] {Path(command[-1] if len(command) == 2 else command[1]).name}", flush=True)
        subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()

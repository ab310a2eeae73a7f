"""Write docs/coverage.md from studies/coverage.yaml: what became of every published number. Dangling names stop it."""

import sys
from pathlib import Path

from unclench.knowledge.load import load
from unclench.validate.coverage import as_page, dangling, read_coverage

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Check every place that is named, then write the page."""
    covered = read_coverage(ROOT / "studies" / "coverage.yaml")
    missing = dangling(covered, ROOT / "studies", ROOT, load())
    if missing:
        sys.exit("\n".join(missing))
    page = ROOT / "docs" / "coverage.md"
    page.write_text(as_page(covered), encoding="utf-8")
    print(f"wrote {page}: {len(covered)} numbers")


if __name__ == "__main__":
    main()

"""Write docs/article.md from the claims. Run it after a claim or one of its sources has changed."""

from __future__ import annotations

from pathlib import Path

from unclench.knowledge.article import article_page
from unclench.knowledge.load import load

PAGE = Path(__file__).parents[1] / "docs" / "article.md"


def main() -> None:
    """Write the page."""
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(article_page(load()), encoding="utf-8", newline="\n")
    print(f"wrote {PAGE}")


if __name__ == "__main__":
    main()

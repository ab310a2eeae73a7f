"""Write the JSON Schemas of all fact-sheets for editors. Run it after unclench/knowledge/schema.py has changed."""

from __future__ import annotations

from unclench.knowledge.editor_schemas import SCHEMAS, write_editor_schemas


def main() -> None:
    """Write the schemas."""
    write_editor_schemas()
    print(f"wrote {SCHEMAS}")


if __name__ == "__main__":
    main()

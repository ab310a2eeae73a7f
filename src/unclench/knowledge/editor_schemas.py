"""JSON Schemas of the fact-sheets, so that an editor completes keys and marks mistakes while one types."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from unclench.knowledge.files import KINDS

SCHEMAS = Path(__file__).parent / "data" / "schemas"


def editor_schemas() -> dict[str, str]:
    """File name -> text of the JSON Schema of every kind, as they stand in ``data/schemas``."""
    return {f"{kind}.schema.json": _text(kind) for kind in KINDS}


def write_editor_schemas(folder: Path = SCHEMAS) -> None:
    """Bring the files under ``folder`` up to date."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in editor_schemas().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _text(kind: str) -> str:
    described: dict[str, Any] = KINDS[kind].model_json_schema()
    if "id" in described.get("required", []):  # the file name is the id, so the file does not repeat it
        described["required"].remove("id")
    heading = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps(heading | described, indent=1, sort_keys=True, ensure_ascii=False) + "\n"

"""Load every fact-sheet once, strictly, into one frozen :class:`Knowledge`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from ruamel.yaml import YAML

from unclench.knowledge import schema

DATA = Path(__file__).parent / "data"
S = TypeVar("S", bound=schema.Sheet)


@dataclass(frozen=True)
class Knowledge:
    """Everything that is known, by kind and id. ``hash`` names this exact state of the fact-sheets."""

    hash: str
    findings: Mapping[str, schema.Finding]
    groups: Mapping[str, schema.QuestionGroup]
    red_flags: Mapping[str, schema.RedFlag]
    contraindications: Mapping[str, schema.Contraindication]
    analgesics: Mapping[str, schema.Analgesic]
    remedies: Mapping[str, schema.Remedy]
    stop_signs: Mapping[str, schema.StopSign]
    follow_ups: Mapping[str, schema.FollowUp]
    causes: Mapping[str, schema.Cause]
    claims: Mapping[str, schema.Claim]
    sources: Mapping[str, schema.Source]
    parameters: Mapping[str, schema.ParameterSheet]
    contacts: Mapping[str, schema.Contact]


KINDS: dict[str, type[schema.Sheet]] = {
    "findings": schema.Finding,
    "groups": schema.QuestionGroup,
    "red_flags": schema.RedFlag,
    "contraindications": schema.Contraindication,
    "analgesics": schema.Analgesic,
    "remedies": schema.Remedy,
    "stop_signs": schema.StopSign,
    "follow_ups": schema.FollowUp,
    "causes": schema.Cause,
    "claims": schema.Claim,
    "sources": schema.Source,
    "parameters": schema.ParameterSheet,
    "contacts": schema.Contact,
}


def load(data: Path = DATA) -> Knowledge:
    """Read every fact-sheet under ``data``."""
    digest = sha256()
    loaded: dict[str, dict[str, schema.Sheet]] = {}
    for folder, kind in KINDS.items():
        loaded[folder] = {}
        for path in sorted((data / folder).glob("*.yaml")):
            text = path.read_bytes()
            digest.update(path.name.encode() + text)
            raw = YAML(typ="safe", pure=True).load(text)
            raw.setdefault("id", path.stem)
            loaded[folder][path.stem] = kind.model_validate_json(json.dumps(raw, default=str))
    return Knowledge(hash=digest.hexdigest()[:16], **loaded)  # type: ignore[arg-type]

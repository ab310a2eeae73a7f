"""A small, complete knowledge base on disk, to be broken in one place at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

SMALL: dict[str, str] = {
    "groups/nerves": "title: Nerves\nlead: Is any of this new?\norder: 10\ndanger: true\n",
    "findings/saddle_numbness": (
        "question: Numb between the legs?\n"
        "means: Less feeling around the genitals or bottom.\n"
        "group: nerves\n"
        "use: danger\n"
    ),
    "findings/age_ge_50": (
        "question: Fifty or older?\nmeans: Age in years.\ngroup: nerves\nuse: danger\n"
        "derived_from:\n  number: age_years\n  at_least: 50\n"
    ),
    "findings/age_ge_70": (
        "question: Seventy or older?\nmeans: Age in years.\ngroup: nerves\nuse: danger\n"
        "derived_from:\n  number: age_years\n  at_least: 70\n"
    ),
    "red_flags/cauda_equina": (
        "condition: Pressed nerves at the end of the spine\n"
        "says: Nerves to the bladder may be pressed.\n"
        "when:\n"
        "  any:\n"
        "    - saddle_numbness\n"
        "    - all: [age_ge_70, age_ge_50]\n"
        "urgency: emergency_now\n"
        "gate: no_plan\n"
        "sources: [a_guideline]\n"
        "verified: primary\n"
        "false_alarms: Some people feel numb after long sitting.\n"
        "status: draft\n"
        "review_by: 2027-11-24\n"
    ),
    "contraindications/no_ibuprofen": (
        "says: Ask before ibuprofen.\n"
        "when: age_ge_70\n"
        "remedies: [ibuprofen]\n"
        "action: ask_first\n"
        "sources: [a_guideline]\n"
        "verified: primary\n"
        "false_alarms: Many older people tolerate it.\n"
        "status: draft\n"
        "review_by: 2027-11-24\n"
    ),
    "stop_signs/skin_white": (
        "says: The skin turns white.\nthen: Take the cold away.\nurgency: self_care\n"
        "sources: [a_guideline]\nverified: primary\n"
    ),
    "remedies/cold_pack": (
        "offer: cold\n"
        "title: Cold pack\n"
        "amount: 10 minutes\n"
        "minutes: 10\n"
        "minutes_max: 15\n"
        "times_a_day_max: 4\n"
        "how: [Wrap it in a cloth.]\n"
        "why: It numbs.\n"
        "evidence: Little is known.\n"
        "evidence_strength: weak\n"
        "claims: [A10]\n"
        "stop_signs: [skin_white]\n"
        "sources: [a_guideline]\n"
        "verified: primary\n"
    ),
    "claims/cold_first": (
        "number: 10\nsays: Always cold first.\nverdict: contested\nwhy: Trials disagree.\n"
        "present_as: Choose what feels better.\ncompanion_face: Offers both.\n"
        "sources: [a_guideline]\nverified: primary\n"
    ),
    "causes/overexertion": (
        "title: Too much effort\nplain: The muscle was overworked.\nprior: 0.3\nprior_assumption: A round guess.\n"
        "likelihoods:\n"
        "  - when: trigger=lifting or pain_nrs>=7\n"
        "    ratio: 2\n"
        "    because: Lifting is hard work.\n"
        "    assumption: A round guess.\n"
    ),
    "parameters/fatigue": (
        "title: Fatigue\n"
        "parameters:\n"
        "  fatigue_rate_per_s:\n"
        "    value: 0.00755\n"
        "    unit: 1/s\n"
        "    means: How fast active muscle tires.\n"
        "    sources: [a_guideline]\n"
        "    provenance: published\n"
    ),
    "sources/a_guideline": "title: A guideline\nissuer: An institute\nyear: 2020\nlevel: primary\n",
    "sources/memory": "title: Recalled\nissuer: nobody\nlevel: memory\n",
}


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """The folder of the small base; it loads."""
    folder = tmp_path / "data"
    for name, text in SMALL.items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def spoil(base: Path) -> Callable[[str, str, str], Path]:
    """Replace one piece of one sheet of the small base; the piece must be there."""

    def replace(sheet: str, piece: str, by: str) -> Path:
        path = base / f"{sheet}.yaml"
        text = path.read_text(encoding="utf-8")
        assert piece in text, f"{piece!r} is not in {sheet}"
        path.write_text(text.replace(piece, by, 1), encoding="utf-8")
        return base

    return replace

"""Fill the numbers of ``docs/model/spasm.antimony`` in from the fact-sheets: values, units, a start at rest."""

from __future__ import annotations

import sys
from pathlib import Path

from unclench.knowledge.load import Knowledge, load
from unclench.physiology import spasm
from unclench.physiology.settle import resting_state
from unclench.simulate.population import parameter_values

FILE = Path(__file__).parents[1] / "docs" / "model" / "spasm.antimony"
MARK = "  // numbers"

UNITS = {
    "s": "second",
    "1/s": "per_second",
    "d": "day",
    "degC": "celsius_degree",
    "1/degC": "per_degree",
    "mmHg": "mmHg",
    "ml/100 g/min": "flow_unit",
    "ml O2/100 g/min": "flow_unit",
    "ml O2/100 g": "store_unit",
    "muscle lengths/s": "per_second",
}
"""SBML names for the units of the sheets; everything else is a share, a ratio or a level without a dimension."""

DECLARED = (
    "unit per_second = 1 / second",
    "unit day = 86400 second",
    "unit mmHg = 133.322 pascal",
    "unit celsius_degree = kelvin",
    "unit per_degree = 1 / kelvin",
    "unit flow_unit = 1e-3 litre / (1e2 gram * 60 second)",
    "unit store_unit = 1e-3 litre / (1e2 gram)",
    "unit time_unit = second",
)


def written(text: str, knowledge: Knowledge) -> str:
    """The text with its block of numbers made anew."""
    head = text[: text.index(MARK)]
    return f"{head}{MARK}\n{numbers(knowledge)}end\n"


def numbers(knowledge: Knowledge) -> str:
    """Parameters with units for the person in the middle, and that person's state at rest, standing."""
    values = parameter_values(knowledge)
    middle = [float(values[name]) for name in spasm.PARAMETERS]
    rest = [0.0] * len(spasm.INPUTS)
    rest[spasm.I_SPLINT] = rest[spasm.I_HEALS] = 1.0
    rest[spasm.I_SKIN_C], rest[spasm.I_MUSCLE_C] = 33.0, 36.6
    units = {name: each.unit for sheet in knowledge.parameters.values() for name, each in sheet.parameters.items()}
    lines = [f"  {each}" for each in DECLARED]
    for name, value in zip(spasm.PARAMETERS, middle, strict=True):
        lines.append(f"  {name} = {value!r}; {name} has {UNITS.get(units.get(name, ''), 'dimensionless')}")
    for name, value in zip(spasm.STATES, resting_state(rest, middle), strict=True):
        lines.append(f"  {name} = {value!r}; {name} has dimensionless")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    before = FILE.read_text("utf-8")
    after = written(before, load())
    FILE.write_text(after, "utf-8")
    count = after.count(" has ")
    sys.stdout.write(f"{FILE.name}: {count} numbers\n")

"""The page of the format that scenarios are written in (``docs/scenario.md``), made from the code that reads them."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, get_args, get_type_hints

from unclench.model.choices import CHOICES
from unclench.model.scenario import NAMES, Cohort, ColdSource, Drug, HeatSource, Mechanism, Posture, Scenario
from unclench.model.told import told
from unclench.physiology.posture import posture_demand
from unclench.simulate.results import RESULTS
from unclench.validate.keys import PROBE
from unclench.validate.possible import BY_UNIT, UNBOUNDED
from unclench.validate.units import expected

INTRODUCTION = """# A scenario: what is done to virtual people, and when

`unclench simulate FILE`, `POST /api/v1/simulate` and the arms of a [study](../studies/README.md) read the same
format. This page is written by `scripts/write_scenario.py` from the code that reads it: what it says is what is
checked.

```yaml
person: {age_years: 38, sex: female, height_cm: 168, weight_kg: 64}   # not in a study, whose arm has its people
scenario:
  hours: 2
  starts_locked: true
  initial_injury: 1.0
  actions:
    - {action: posture, start_min: 0, posture: lying_side}
    - {action: cold, start_min: 10, duration_min: 20, source: gel_pack_wrapped, source_c: -15}
    - {action: dose, start_min: 0, drug: ibuprofen, dose_mg: 400, with_food: true}
```

Nothing is guessed: an unknown key, a number outside its bounds, a text where a number belongs are errors that
name the place (`scenario.actions[1].source_c`). No action may outlast its scenario, and nobody does two things
of a kind at once: one posture, one exertion, one stretch, one thing (cold or warm) on the skin.

**People stand unless a posture says otherwise.** Pain, blood flow and muscle pressure differ between postures,
so say it.
"""
HOW_LONG_AGO = """**How long it has hurt.** With `onset_hours` alone the bout began so long ago: the muscle
locked then, the injury has been healing since, and only people who are locked now are in the run (of the
cohort `new_episode`, those who now have moderate pain or more). After weeks those are the slow healers, and they go
on mending slowly. With `injury_hours_before_onset` the injury is so
much older than the lock: everybody has all of `initial_injury` left when the muscle locks, however fast they
heal, and they then mend as after a fresh injury. So for people who were taken in *because they still hurt*
three weeks into a bout, write `onset_hours: 504` and `initial_injury: 1.0`; the other is for a new lock on an
old injury. Two weeks on the two differ by points of pain.
"""
OUTCOMES: Mapping[str, str] = {
    "pain_nrs": "Pain as it is stated, on the scale from 0 to 10.",
    "activation": "How hard the back muscle contracts, as a share of its maximum.",
    "range_of_motion": "How far one can bend, as a share of one's own usual.",
    "blood_flow_ml_100g_min": "Blood flow in the back muscle.",
    "oxygen_saturation": "Oxygen of the muscle as an oximeter reads it.",
    "fatigue": "Share of the muscle that is tired out.",
    "metabolites": "What hard work leaves in the muscle; a scale of the model's own.",
    "sensitisation": "How touchy the pain endings are; a scale of the model's own.",
    "inflammation": "Inflammation of the tissue; a scale of the model's own.",
    "injury_driver": "What is left of the injury; 1 is a full one.",
    "locked": "1 while the muscle is locked, 0 while it is not.",
    "reflex": "How strongly the reflex contracts the muscle; a scale of the model's own.",
    "intramuscular_pressure_mmhg": "Pressure inside the back muscle.",
    "skin_c": "Skin, on its surface.",
    "muscle_c": "Inside the muscle that spasms, `muscle_depth_m` below the fat.",
    "ibuprofen_mg_l": "Ibuprofen in plasma.",
    "naproxen_mg_l": "Naproxen in plasma.",
    "salicylate_mg_l": "Salicylate in plasma: what aspirin becomes. Aspirin itself is not followed.",
    "acetaminophen_mg_l": "Acetaminophen (paracetamol) in plasma.",
    PROBE: "Studies only, with `depth_mm`: what a needle probe so deep below the fat reads.",
}
"""What can be read from a run, a sentence each."""


def scenario_page(values: Mapping[str, float]) -> str:
    """The whole page; ``values`` are the model's parameters, for what each posture asks of the back."""
    demands = functools.partial(_posture, values=values)
    return "\n".join(
        [
            INTRODUCTION,
            "## The scenario\n",
            _fields(Scenario),
            HOW_LONG_AGO,
            "## Actions\n",
            "Each is one entry of `actions`, with `action` and the fields of its kind.\n",
            *(f"### `{name}`\n\n{_first_line(kind)}\n\n{_fields(kind)}" for kind, name in NAMES.items()),
            "## Words\n",
            _choices("Postures", Posture, ("disc load, standing = 1", "muscle, share of maximum"), demands),
            _choices("What is cold", ColdSource, ("`source_c` unless given",), lambda _: (_cell(_default("cold")),)),
            _choices("What is warm", HeatSource, ("`source_c` unless given",), lambda _: (_cell(_default("heat")),)),
            _choices("Painkillers", Drug),
            _choices("Cohorts", Cohort),
            _choices("Mechanisms", Mechanism),
            "## Outcomes\n",
            "What a run reports over time, and what `of: {outcome: ...}` of a study may name. A value in a study file",
            "outside the range is refused, as no person can have it; a change may be as large as the range.\n",
            _table(("outcome", "unit", "range", "what it is"), [_outcome(name) for name in (*RESULTS, PROBE)]),
        ]
    )


def _fields(kind: type[Any]) -> str:
    """One line for each field of a dataclass: what it holds, what it is unless given, what it means."""
    hints, defaults = get_type_hints(kind), {item.name: item.default for item in dataclasses.fields(kind)}
    rows = []
    for name, about in told(kind).items():
        bounds = "" if about.low is None else f"{about.low:g} to {about.high:,g} {about.unit}"
        rows.append((f"`{name}`", bounds or _holds(hints[name]), _cell(defaults[name]), about.says))
    return _table(("field", "holds", "unless given", "meaning"), rows)


def _holds(hint: object) -> str:
    """What a field without a number holds."""
    if hint is bool:
        return "true or false"
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return "one of " + ", ".join(f"`{word}`" for word in hint)
    return "a list of actions" if get_args(hint) else "a number"


def _cell(default: object) -> str:
    """A default as it is written in a file."""
    if default is dataclasses.MISSING:
        return "*required*"
    if isinstance(default, bool):
        return str(default).lower()
    if default is None or default == ():
        return "none"
    return f"`{default}`" if isinstance(default, str) else f"{default:g}"


def _default(action: str) -> object:
    """What ``source_c`` of an action is unless it is given."""
    kind: Any = next(kind for kind, name in NAMES.items() if name == action)
    return next(item.default for item in dataclasses.fields(kind) if item.name == "source_c")


def _choices(
    title: str,
    kind: type[StrEnum],
    more: tuple[str, ...] = (),
    cells: Callable[[str], tuple[str, ...]] = lambda _: (),
) -> str:
    """One line for each word of a kind, with further columns."""
    rows = [(f"`{word}`", *cells(word), CHOICES[kind][word]) for word in kind]
    return f"### {title}\n\n" + _table(("word", *more, "meaning"), rows)


def _posture(word: str, values: Mapping[str, float]) -> tuple[str, str]:
    demand = posture_demand(Posture(word), values)
    return f"{demand.spinal_load:.3g}", f"{demand.posture_drive:.3g}"


def _outcome(name: str) -> tuple[str, str, str, str]:
    unit = expected("value", name)
    if name in UNBOUNDED:
        return f"`{name}`", "", "any", OUTCOMES[name]
    low, high = BY_UNIT[unit]
    return f"`{name}`", unit, f"{low:g} to {high:g}", OUTCOMES[name]


def _first_line(kind: type[Any]) -> str:
    return (kind.__doc__ or "").strip().split("\n\n", maxsplit=1)[0].replace("``", "`")


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"

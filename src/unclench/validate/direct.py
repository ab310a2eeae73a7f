"""Quantities that follow from the equations without simulating a course, by the name that study files use.

Each takes the arm's sampled people and what the number is ``of``, and returns one value a person.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from unclench.physiology import fatigue, kinetics, oxygen
from unclench.physiology.blood_flow import intramuscular_pressure, open_share
from unclench.physiology.contact import AIR, HEAT_KINDS, UNDER_DRY_TOWEL, UNDER_PLASTIC
from unclench.physiology.oximeter_probe import MUSCLE_ITSELF, pace_under
from unclench.physiology.perfusion import tone_target
from unclench.physiology.spasm import PARAMETERS as SPASM
from unclench.physiology.tissue_heat import PARAMETERS as HEAT
from unclench.simulate.arrays import Vector
from unclench.simulate.life import Records
from unclench.validate.exposure import expose
from unclench.validate.quantities import peak_times

WARMEST_TESTED_C = 44.0
LONGEST_BURN_MIN = 24 * 60.0
LONGEST_HOLD_S = 24 * 3600.0
"""Whoever could hold an effort for longer counts as never tiring: nobody was watched for longer."""
PEAK_HOURS = np.linspace(0.05, 16.0, 320)
CUFF_STEP_S = 2.0
USUAL_SYSTOLIC_MMHG = 120.0
"""Highest pressure in the artery of adults at rest (a textbook figure); a study gives its own as systolic_mmhg."""
STOPPED = 0.1
"""Flow counts as stopped when this share of the open vessels' conductance is left."""


def burn_minutes(people: Records, of: Mapping[str, Any]) -> Vector:
    """Minutes in flowing water at ``surface_c`` until the damage integral reaches ``damage``."""
    damage = float(of.get("damage", 1.0))
    times = []
    for row in people.heat:
        wet = row.copy()
        wet[HEAT.index("air_film")] = float(of.get("film", 3000.0))
        times.append(expose(wet, AIR, float(of["surface_c"]), LONGEST_BURN_MIN, until_damage=damage).minutes)
    return np.array(times)


def skin_flow_share(people: Records, of: Mapping[str, Any]) -> Vector:
    """Skin blood flow with skin held at ``skin_c``, in percent of that at 44 degC."""
    return np.array(
        [100.0 * tone_target(float(of["skin_c"]), p) / tone_target(WARMEST_TESTED_C, p) for p in people.heat]
    )


def skin_flow_rise(people: Records, of: Mapping[str, Any]) -> Vector:
    """Percentage rise of skin blood flow after ``minute`` minutes under a heat source (a towel is covered)."""
    kind = HEAT_KINDS[of["source"]] + (UNDER_PLASTIC + UNDER_DRY_TOWEL) * (of["source"] == "towel_compress")
    spells = (expose(p, kind, float(of["source_c"]), float(of["minute"])) for p in people.heat)
    return np.array([100.0 * (spell.flow_ratio - 1.0) for spell in spells])


def _peak(p: Vector, of: Mapping[str, Any], way: int) -> tuple[float, float]:
    drug = kinetics.DRUGS.index(of["drug"])
    levels = np.array([[kinetics.concentration(drug, float(of["dose_mg"]), hours, way, p) for hours in PEAK_HOURS]])
    return float(peak_times(PEAK_HOURS, levels)[0]), float(levels.max())


def fed_peak_delay(people: Records, of: Mapping[str, Any]) -> Vector:
    """Time of the peak level after food over that fasting."""
    return np.array([_peak(p, of, kinetics.WITH_FOOD)[0] / _peak(p, of, kinetics.FASTING)[0] for p in people.medicine])


def fed_peak_ratio(people: Records, of: Mapping[str, Any]) -> Vector:
    """Height of the peak level after food over that fasting."""
    return np.array([_peak(p, of, kinetics.WITH_FOOD)[1] / _peak(p, of, kinetics.FASTING)[1] for p in people.medicine])


def drug_half_life(people: Records, of: Mapping[str, Any]) -> Vector:
    """Terminal half-life in hours after ``dose_mg``."""
    drug = kinetics.DRUGS.index(of["drug"])
    return np.array([kinetics.half_life(drug, float(of["dose_mg"]), p) for p in people.medicine])


def endurance_seconds(people: Records, of: Mapping[str, Any]) -> Vector:
    """How long a steady effort can be held: until the unfatigued share of the muscle falls below the effort.

    Infinite for people who could for more than ``LONGEST_HOLD_S``: so low an effort never tires them.
    """
    effort = float(of["effort"])
    names = ("fatigue_rate", "recovery_rate", "rest_multiplier", "rest_drive")
    times = []
    for p in people.spasm:
        tire, recover, multiplier, drive = (p[SPASM.index(name)] for name in names)
        back = fatigue.recovery(effort, recover, multiplier, drive)
        left = 1.0 - (1.0 - effort) * back / (tire * effort)
        held = math.log(1.0 / left) / back if left > 0.0 else math.inf
        times.append(held if held <= LONGEST_HOLD_S else math.inf)
    return np.array(times)


def muscle_pressure(people: Records, of: Mapping[str, Any]) -> Vector:
    """Pressure inside the muscle in mmHg at an effort (share of the maximum)."""
    names = ("resting_pressure", "pressure_gain", "pressure_curvature")
    rows = ([p[SPASM.index(name)] for name in names] for p in people.spasm)
    return np.array([intramuscular_pressure(float(of["effort"]), *row) for row in rows])


def flow_stops_at(people: Records, of: Mapping[str, Any]) -> Vector:
    """Percentage of the maximal effort at which a tenth of the vessels' conductance is left."""
    efforts = np.linspace(0.0, 1.0, 401)
    names = ("resting_pressure", "pressure_gain", "pressure_curvature", "closing_pressure", "closing_steepness")
    stops = []
    for p in people.spasm:
        rest, gain, curve, closing, steep = (p[SPASM.index(name)] for name in names)
        left = [open_share(intramuscular_pressure(effort, rest, gain, curve), closing, steep) for effort in efforts]
        closed = [effort for effort, share in zip(efforts, left, strict=True) if share < STOPPED]
        stops.append(100.0 * (closed[0] if closed else 1.0))
    return np.array(stops)


def oxygen_under_cuff(people: Records, of: Mapping[str, Any]) -> Vector:
    """Oxygen saturation of resting muscle in percent of rest after ``cuffs_mmhg`` in turn, ``minutes`` each.

    A cuff presses on the muscle's vessels as the muscle itself does; one above ``systolic_mmhg`` shuts the artery.
    ``probe`` says where and how deep the instrument looks; without it, it reads the muscle itself.
    """
    systolic = float(of.get("systolic_mmhg", USUAL_SYSTOLIC_MMHG))
    step_s = CUFF_STEP_S * pace_under(of.get("probe", MUSCLE_ITSELF))
    names = (
        *("resting_pressure", "resting_flow", "closing_pressure", "closing_steepness"),
        *("resting_uptake", "uptake_half_saturation", "oxygen_content", "oxygen_store", "inflow_share"),
    )
    found = []
    for p in people.spasm:
        pressure, flow, closing, steep, uptake, half, content, store, share = (p[SPASM.index(name)] for name in names)
        unpressed = open_share(pressure, closing, steep)
        rest = now = oxygen.steady_saturation(flow * unpressed, uptake, half, content)
        for cuff in of["cuffs_mmhg"]:
            held = flow * open_share(pressure + float(cuff), closing, steep) if float(cuff) <= systolic else 0.0
            for _ in range(round(60.0 * float(of["minutes"]) / CUFF_STEP_S)):
                now += step_s * oxygen.saturation_rate(now, held, uptake, half, content, store)
        found.append(100.0 * oxygen.oximeter_reading(now, share) / oxygen.oximeter_reading(rest, share))
    return np.array(found)


DIRECT_QUANTITIES: dict[str, Callable[[Records, Mapping[str, Any]], Vector]] = {
    "burn_minutes": burn_minutes,
    "skin_flow_share": skin_flow_share,
    "skin_flow_rise": skin_flow_rise,
    "fed_peak_delay": fed_peak_delay,
    "fed_peak_ratio": fed_peak_ratio,
    "drug_half_life": drug_half_life,
    "endurance_seconds": endurance_seconds,
    "muscle_pressure": muscle_pressure,
    "flow_stops_at": flow_stops_at,
    "oxygen_under_cuff": oxygen_under_cuff,
}
FEW: frozenset[str] = frozenset(
    {"burn_minutes", "skin_flow_rise", "fed_peak_delay", "fed_peak_ratio", "oxygen_under_cuff"}
)
"""Quantities that take a loop in plain Python for every person; they are computed for fewer people."""
FEW_PEOPLE = 64

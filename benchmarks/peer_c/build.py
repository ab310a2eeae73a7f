"""Compile the hand-written C on the spot with the system's compiler, and call it on the engine's own records."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from unclench.physiology import (
    fatigue,
    heat_parameters,
    inflammation,
    kinetics,
    latch,
    layout,
    pain,
    sensitisation,
    strain,
)
from unclench.simulate import control, kernel, life, noise, philox, results, rosenbrock, watch
from unclench.simulate.ensemble import Lives
from unclench.simulate.life import BEING, NUMBERS, SPELL, SUMMARY, Records, Timeline

FOLDER = Path(__file__).parent
FLAGS = ("-O3", "-march=native", "-std=gnu11", "-fno-math-errno", "-fno-trapping-math", "-Wall", "-shared", "-fPIC")
WIDTH = 64
"""Bytes side by side in lanes, as in the engine."""


@dataclass(frozen=True)
class Form:
    """A way of compiling the C: how many people side by side, in which precision, with which further flags."""

    name: str
    lanes: int
    real: str
    flags: tuple[str, ...] = ()


DOUBLE = Form("C in lanes, double", WIDTH // 8, "double")
SINGLE = Form("C in lanes, single", WIDTH // 4, "float")
PLAIN = Form("C, one person at a time, double", 1, "double")


class Work(ctypes.Structure):
    """What the C function takes: numbers and the addresses of arrays."""

    _fields_ = (
        ("seed", ctypes.c_uint64),
        ("tolerance", ctypes.c_double),
        ("people", ctypes.c_int64),
        ("spells", ctypes.c_int64),
        ("outputs", ctypes.c_int64),
        *(
            (name, ctypes.c_void_p)
            for name in ("who", "beings", "timeline", "output_s", "skin_c", "muscle_c", "curves")
        ),
        ("summaries", ctypes.c_void_p),
    )


def why_not() -> str:
    """Why there is no C to compare with; empty when there is a compiler."""
    return "" if compiler() else "no C compiler (cc, gcc or clang) was found"


def compiler() -> str | None:
    """The system's C compiler, or the one that CC names."""
    return os.environ.get("CC") or next(
        (found for name in ("cc", "gcc", "clang") if (found := shutil.which(name))), None
    )


def layout_header() -> str:
    """The order of rows and every constant of the scheme, from the modules that the engine itself reads."""
    lines = []
    for prefix, names in (
        ("S", layout.STATES),
        ("I", layout.INPUTS),
        ("P", layout.PARAMETERS),
        ("O", layout.OUTPUTS),
    ):
        lines += [f"#define {prefix}_{name.upper()} {place}" for place, name in enumerate(names)]
    counts = {
        "N_STATES": len(layout.STATES),
        "N_INPUTS": len(layout.INPUTS),
        "N_PARAMETERS": len(layout.PARAMETERS),
        "N_HEAT_PARAMETERS": len(heat_parameters.PARAMETERS),
        "N_MEDICINE_PARAMETERS": len(kinetics.PARAMETERS),
        "N_HEAT_STATES": life.HEAT_STATES,
        "N_RESULTS": len(results.RESULTS),
        "R_SKIN_C": results.R_SKIN_C,
        "R_MUSCLE_C": results.R_MUSCLE_C,
        "R_LEVELS": results.R_LEVELS,
        "STREAM_NOISE": philox.STREAM_NOISE,
        "NOT_A_NUMBER": life.NOT_A_NUMBER,
        "TOO_MANY_STEPS": life.TOO_MANY_STEPS,
    }
    constants = {
        "GAMMA": rosenbrock.GAMMA,
        "NUDGE": rosenbrock.NUDGE,
        "SPASM_SCALE": rosenbrock.SPASM_SCALE,
        "BETWEEN_WEIGHT": rosenbrock.BETWEEN_WEIGHT,
        "DRIVING_WEIGHT": rosenbrock.DRIVING_WEIGHT,
        "CORNER": fatigue.CORNER,
        "OVERWORK_CORNER": inflammation.OVERWORK_CORNER,
        "OVERLOAD_CORNER": strain.OVERLOAD_CORNER,
        "SILENT_CORNER": pain.SILENT_CORNER,
        "TURN": sensitisation.TURN,
        "LOCKED_REFLEX": latch.LOCKED_REFLEX,
        "NOISE_GRID_S": noise.NOISE_GRID_S,
        "RELEASE_HOLDS_S": watch.RELEASE_HOLDS_S,
        "FIRST_STEP_S": control.FIRST_STEP_S,
        "LEAST_STEP_S": control.LEAST_STEP_S,
        "SAFETY": control.SAFETY,
        "SHRINK_MOST": control.SHRINK_MOST,
        "GROW_MOST": control.GROW_MOST,
        "STEPS_A_KNOT_MOST": kernel.STEPS_A_KNOT_MOST,
        "STEPS_A_STRETCH": kernel.STEPS_A_STRETCH,
    }
    lines += [f"#define {name} {value}" for name, value in counts.items()]
    lines += [f"#define {name} {float(value)!r}" for name, value in constants.items()]
    return "\n".join(lines) + "\n"


@cache
def library(form: Form) -> ctypes.CDLL:
    """The C compiled in this form, loaded; RuntimeError with the compiler's words when it will not compile."""
    command = compiler()
    if command is None:
        raise RuntimeError(why_not())
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "spasm.so"
        (Path(folder) / "layout.h").write_text(layout_header(), "utf-8")
        given = (f"-DLANES={form.lanes}", f"-DREAL={form.real}", f"-DSINGLE={int(form.real == 'float')}", f"-I{folder}")
        words = [command, *FLAGS, *form.flags, *given, str(FOLDER / "spasm.c"), "-o", str(target), "-lm"]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"the C would not compile:\n{done.stderr}")
        found = ctypes.CDLL(str(target))
    found.carry.restype = None
    found.carry.argtypes = (ctypes.POINTER(Work),)
    found.sizes.restype, found.sizes.argtypes = ctypes.c_int64, (ctypes.c_int,)
    expected = (NUMBERS.itemsize, BEING.itemsize, SPELL.itemsize, SUMMARY.itemsize, ctypes.sizeof(Work))
    seen = tuple(found.sizes(which) for which in range(len(expected)))
    if seen != expected:
        raise RuntimeError(f"records in C have {seen} bytes, the engine's have {expected}")
    return found


def by_c(
    form: Form, people: Records, timeline: Timeline, beings: Records, temperatures: Any, *, seed: int, tolerance: float
) -> Lives:
    """Carry everybody by the C on this thread; as ``ensemble.live_all`` of people who are not newborn.

    ``temperatures`` are everybody's skin and muscle in degC, (2, people). The timeline must put nothing on the skin and
    hold no tablets.
    """
    if len(timeline.doses) or timeline.spells.surface.any():
        raise ValueError("the C knows neither tablets nor what lies on the skin")
    lives = Lives.unlived(len(people), timeline)
    skin_c, muscle_c = (np.ascontiguousarray(row) for row in temperatures)
    arrays = (people, beings, timeline.spells, timeline.output_s, skin_c, muscle_c, lives.curves, lives.summaries)
    if not all(each.flags.c_contiguous for each in arrays):
        raise ValueError("the C reads arrays without gaps")
    counts = len(people), len(timeline.spells), len(timeline.output_s)
    library(form).carry(ctypes.byref(Work(seed, tolerance, *counts, *(each.ctypes.data for each in arrays))))
    return lives

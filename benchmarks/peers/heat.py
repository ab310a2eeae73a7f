"""The heat part beside py-pde: sudden cold behind a film on one bloodless material, for which a closed form exists.

Both carry 20 minutes; errors are the largest over depths down to 2 cm after 1, 5 and 20 minutes, in degC. The engine's
column has 28 cells, fine at the skin; py-pde has cells of one width, the only kind it knows, and prepares itself anew
in every call, which takes most of its time here.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from benchmarks.peers.episode import Array

from unclench.knowledge.load import Knowledge
from unclench.model.case import Person
from unclench.physiology import heat_parameters as at
from unclench.physiology.tissue_heat import AIR, CELLS, build_column, depth_reading
from unclench.simulate.compile import compiled
from unclench.simulate.heat_step import TONE, heat_step
from unclench.simulate.life import BODY, HEAT_STATES, room
from unclench.simulate.population import sample

START_C, SINK_C, CONDUCTIVITY, CAPACITY, DEPTH_M = 35.0, 5.0, 0.4, 3.6e6, 0.08
MINUTES = (1.0, 5.0, 20.0)
DEPTHS_M = (0.0005, 0.002, 0.005, 0.01, 0.02)
REPEATS = 3


def exact(depth_m: float, time_s: float, film: float) -> float:
    """Temperature in degC in a half-space behind a film (Carslaw & Jaeger 1959, section 2.7, eq. 1)."""
    h, root = film / CONDUCTIVITY, math.sqrt(CONDUCTIVITY / CAPACITY * time_s)
    x = depth_m / (2.0 * root)
    share = math.erfc(x) - math.exp(h * depth_m + (h * root) ** 2) * math.erfc(x + h * root)
    return START_C + share * (SINK_C - START_C)


def one_material(knowledge: Knowledge) -> Array:
    """Heat parameters of a person without blood flow or metabolism whose layers are all alike."""
    p = sample(Person(), 1, 1, knowledge).heat[0].copy()
    for name in ("SKIN", "FAT", "MUSCLE"):
        p[getattr(at, f"{name}_FLOW")] = p[getattr(at, f"{name}_METABOLISM")] = 0.0
        p[getattr(at, f"{name}_CONDUCTIVITY")], p[getattr(at, f"{name}_CAPACITY")] = CONDUCTIVITY, CAPACITY
    p[at.MUSCLE_M] = DEPTH_M
    return np.asarray(p)


def march(heat: Any, until_s: float, steps: int, from_s: float, p: Any, body: Any) -> None:
    """Take ``steps`` steps, small ones first, from one moment to the next; made to be compiled."""
    before_s = from_s
    for step in range(1, steps + 1):
        after_s = from_s + (until_s - from_s) * (step / steps) ** 2
        heat_step(heat, AIR, before_s, SINK_C, after_s - before_s, p, body)
        for i in range(HEAT_STATES):
            heat[i] += body.change[i]
        before_s = after_s


def engine(p: Array, steps: int) -> Callable[[], Array]:
    """The engine's own step, as its kernel takes it: temperatures at (MINUTES, DEPTHS_M)."""
    go, body = compiled(march), room(BODY, 1)[0]

    def run() -> Array:
        build_column(p, body.widths_m, body.conductance, body.capacity)
        heat = np.full(HEAT_STATES, START_C)
        heat[TONE] = 1.0
        rows, before_s = [], 0.0
        for minutes in MINUTES:
            go(heat, minutes * 60.0, steps, before_s, p, body)
            before_s = minutes * 60.0
            surface_c = exact(0.0, before_s, p[at.AIR_FILM])
            rows.append([depth_reading(heat, body.widths_m, surface_c, depth) for depth in DEPTHS_M])
        return np.array(rows)

    return run


def py_pde(film: float, cells: int, solver: str) -> Callable[[], Array]:
    """py-pde's diffusion equation with a film at the left and insulation at the right."""
    import pde

    grid = pde.CartesianGrid([[0.0, DEPTH_M]], cells)
    ratio = film / CONDUCTIVITY
    left = {"type": "mixed", "value": ratio, "const": ratio * SINK_C}
    equation = pde.DiffusionPDE(CONDUCTIVITY / CAPACITY, bc={"x-": left, "x+": {"derivative": 0}})
    width = DEPTH_M / cells
    options: dict[str, Any] = {"adaptive": False, "dt": 0.2 * width * width * CAPACITY / CONDUCTIVITY}
    if solver == "scipy":
        options = {"method": "LSODA", "rtol": 1e-5, "atol": 1e-5}

    def run() -> Array:
        state, rows, before_s = pde.ScalarField(grid, START_C), [], 0.0
        for minutes in MINUTES:
            found = equation.solve(
                state, t_range=(before_s, minutes * 60.0), solver=solver, tracker=None, backend="numba", **options
            )
            assert found is not None
            state, before_s = found, minutes * 60.0
            rows.append(np.interp(DEPTHS_M, grid.axes_coords[0], state.data))
        return np.array(rows)

    return run


def measure(knowledge: Knowledge) -> list[dict[str, Any]]:
    """One row for each solver: processor seconds (the first call, which compiles, apart) and the largest error."""
    p = one_material(knowledge)
    film = float(p[at.AIR_FILM])
    truth = np.array([[exact(depth, minutes * 60.0, film) for depth in DEPTHS_M] for minutes in MINUTES])
    rows = [_row(f"engine's column, {CELLS} cells, {3 * n} steps", engine(p, n), truth) for n in (10, 30, 100)]
    try:
        import pde
    except ImportError:
        return rows
    for cells, solver in ((80, "euler"), (140, "euler"), (80, "scipy"), (140, "scipy")):
        rows.append(_row(f"py-pde {pde.__version__}, {cells} cells, {solver}", py_pde(film, cells, solver), truth))
    for row in rows:
        good = [each for each in rows[:3] if each["error_c"] <= row["error_c"]]
        if row not in rows[:3] and good:
            row["engine_is_faster_at_equal_error"] = min(row["seconds"]) / min(min(each["seconds"]) for each in good)
    return rows


def _row(name: str, run: Callable[[], Array], truth: Array) -> dict[str, Any]:
    began = time.process_time()
    found = run()
    first, seconds = time.process_time() - began, []
    for _ in range(REPEATS):
        began = time.process_time()
        run()
        seconds.append(time.process_time() - began)
    return {"solver": name, "first_call_s": first, "seconds": seconds, "error_c": float(np.abs(found - truth).max())}

"""Shared by the physiology tests: a usual person's parameters, and the heat column as SciPy sees it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from unclench.knowledge.load import load
from unclench.model.scenario import Posture
from unclench.physiology import kinetics, layout, tissue_heat
from unclench.physiology.heat_parameters import ARTERIAL_C
from unclench.physiology.posture import posture_demand
from unclench.physiology.tissue_heat import AIR, CELLS

SOURCE, TONE, COLUMN_STATES = CELLS, CELLS + 1, CELLS + 2


@pytest.fixture(scope="session")
def medians() -> dict[str, float]:
    """The median of every parameter, by name."""
    return {name: each.value for sheet in load().parameters.values() for name, each in sheet.parameters.items()}


@pytest.fixture
def heat_row(medians: Any) -> Any:
    """Builds the heat parameters of a usual person, with any of them changed by name."""

    def build(**changes: float) -> list[float]:
        unknown = set(changes) - set(tissue_heat.PARAMETERS)
        assert not unknown, unknown
        return [(medians | changes)[name] for name in tissue_heat.PARAMETERS]

    return build


@pytest.fixture
def drug_row(medians: Any) -> Any:
    """Builds the kinetic parameters of a usual person, with any of them changed by name."""

    def build(**changes: float) -> list[float]:
        return [(medians | changes)[name] for name in kinetics.PARAMETERS]

    return build


@dataclass
class Column:
    """A person's column with the solver of another library; the coefficients are the package's own."""

    p: list[float]
    room_c: float = 23.0

    def __post_init__(self) -> None:
        self.widths, self.conductance, self.capacity = np.zeros(CELLS), np.zeros(CELLS + 1), np.zeros(CELLS)
        self.perfusion, self.metabolism = np.zeros(CELLS), np.zeros(CELLS)
        tissue_heat.build_column(self.p, self.widths, self.conductance, self.capacity)

    def rest(self) -> np.ndarray:
        """The resting state: temperatures, a source at room temperature, and the tone."""
        state = np.full(COLUMN_STATES, self.room_c)
        state[TONE] = tissue_heat.resting_column(
            self.p,
            self.room_c,
            self.widths,
            self.conductance,
            self.perfusion,
            self.metabolism,
            np.zeros(CELLS),
            np.zeros(CELLS),
            state,
        )
        return state

    def rates(self, time_s: float, state: np.ndarray, kind: int, freeze_tone: bool = False) -> np.ndarray:
        """Time derivative of the whole state under a surface kind."""
        film = self.film(time_s, state, kind)
        outer = 1.0 / (1.0 / film[0] + 1.0 / self.conductance[0])
        cells = state[:CELLS]
        tissue_heat.perfusion_and_sources(cells, state[TONE], self.p, self.widths, self.perfusion, self.metabolism)
        flow = np.empty(CELLS + 1)
        flow[0] = outer * (film[1] - cells[0])
        flow[1:CELLS] = self.conductance[1:CELLS] * (cells[:-1] - cells[1:])
        flow[CELLS] = 0.0
        rates = np.zeros(COLUMN_STATES)
        blood = self.perfusion * (self.p[ARTERIAL_C] - cells) + self.metabolism
        rates[:CELLS] = (flow[:-1] - flow[1:] + blood) / self.capacity
        rates[SOURCE] = tissue_heat.source_rate(kind, state[SOURCE], cells[0], time_s, self.room_c, self.p)
        if not freeze_tone:
            rates[TONE] = tissue_heat.tone_rate(state[TONE], tissue_heat.mean_skin(cells, self.widths), self.p)
        return rates

    def film(self, time_s: float, state: np.ndarray, kind: int) -> list[float]:
        """Film coefficient and sink temperature at a moment."""
        out = [0.0, 0.0]
        tissue_heat.surface(kind, state[SOURCE], state[0], time_s, self.room_c, self.p, out)
        return out

    def run(self, state: np.ndarray, kind: int, minutes: float, freeze_tone: bool = False, rtol: float = 1e-6) -> Any:
        """Integrate under one surface with SciPy's BDF; returns (seconds, states)."""
        seconds = np.concatenate([[0.0], np.geomspace(0.05, minutes * 60.0, 120)])
        done = solve_ivp(
            lambda t, y: self.rates(t, y, kind, freeze_tone),
            (0.0, minutes * 60.0),
            state,
            method="BDF",
            t_eval=seconds,
            rtol=rtol,
            atol=1e-7,
        )
        assert done.success, done.message
        return done.t, done.y.T

    def skin(self, seconds: np.ndarray, states: np.ndarray, kind: int) -> np.ndarray:
        """Skin surface temperature at every moment of a run."""
        films = [self.film(t, y, kind) for t, y in zip(seconds, states, strict=True)]
        return np.array(
            [
                tissue_heat.skin_reading(y[0], film[0], film[1], self.conductance[0])
                for y, film in zip(states, films, strict=True)
            ]
        )

    def apply(self, kind: int, source_c: float, minutes: float, state: np.ndarray | None = None) -> Any:
        """Put a source on (a resting person unless a state is given); returns (seconds, states, skin)."""
        begin = self.rest() if state is None else state.copy()
        if kind != AIR:
            begin[SOURCE] = source_c
        seconds, states = self.run(begin, kind, minutes)
        return seconds, states, self.skin(seconds, states, kind)


@pytest.fixture
def column(heat_row: Any) -> Any:
    """Builds a :class:`Column` of a usual person, with parameters changed by name."""

    def build(room_c: float = 23.0, **changes: float) -> Column:
        return Column(heat_row(**changes), room_c)

    return build


@pytest.fixture(scope="session")
def row(medians: dict[str, float]) -> list[float]:
    """The median person's spasm parameters in order."""
    return [medians[name] for name in layout.PARAMETERS]


@pytest.fixture(scope="session")
def inputs(medians: dict[str, float]) -> Callable[..., list[float]]:
    """Builds held inputs of the spasm model: a posture at ease with untouched skin, any input changed by name."""

    def build(posture: Posture = Posture.STANDING, **changed: float) -> list[float]:
        demand = posture_demand(posture, medians)
        held = dict.fromkeys(layout.INPUTS, 0.0) | {
            "posture_drive": demand.posture_drive,
            "spinal_load": demand.spinal_load,
            "motion": demand.motion,
            "splint": 1.0,
            "heals": 1.0,
            "skin_c": 32.6,
            "muscle_c": medians["neutral_muscle_c"],
        }
        assert set(changed) <= set(held), f"no such input: {set(changed) - set(held)}"
        return [(held | changed)[name] for name in layout.INPUTS]

    return build

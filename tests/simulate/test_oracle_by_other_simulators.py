"""Independent oracles: the equations on paper (``docs/model/spasm.antimony``) run by libRoadRunner and by COPASI.

The text was written from the sources, not from the code; only its numbers come from the same fact-sheets. A slip in
either shows as a difference. Noise is off and temperatures are held, since the text has neither.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from unclench.model.case import Person
from unclench.model.scenario import Exertion, Injury, Mechanism, Posture, PostureChange, Scenario, Stretch
from unclench.physiology import spasm
from unclench.physiology.latch import LOCKED_REFLEX
from unclench.simulate.accuracy import near_edge
from unclench.simulate.ensemble import live_all
from unclench.simulate.life import BEING, room
from unclench.simulate.population import parameter_values, sample
from unclench.simulate.results import RESULTS
from unclench.simulate.run import TOLERANCE
from unclench.simulate.schedule import timeline

antimony = pytest.importorskip("antimony")
roadrunner = pytest.importorskip("roadrunner")

TEXT = Path(__file__).parents[2] / "docs" / "model" / "spasm.antimony"
STATES = {
    "reflex": "reflex",
    "fatigued": "fatigue",
    "oximeter": "oxygen_saturation",
    "metabolites": "metabolites",
    "sensitisation": "sensitisation",
    "inflammation": "inflammation",
    "driver": "injury_driver",
}
EPISODE = (
    Injury(0, 1.0),
    Exertion(20, 10, 0.6),
    Stretch(40, 0.5, 0.1, 0.05),
    PostureChange(60, Posture.LYING_SIDE),
    Stretch(90, 0.1, 0.1, 1.0),
)
HOURS, EVERY_MIN, COUNT = 2.0, 2.0, 200
FINE = 3e-6
"""The engine's finest tolerance that every member's steps still reach in double precision."""


@pytest.fixture(scope="module")
def values(knowledge):
    return parameter_values(knowledge)


@pytest.fixture(scope="module")
def sbml():
    antimony.clearPreviousLoads()
    assert antimony.loadAntimonyString(TEXT.read_text("utf-8")) >= 0, antimony.getLastError()
    return antimony.getSBMLString("spasm")


class ByRoadRunner:
    def __init__(self, sbml):
        self.model = roadrunner.RoadRunner(sbml)
        self.model.integrator.relative_tolerance, self.model.integrator.absolute_tolerance = 1e-9, 1e-11

    def set(self, names, numbers):
        for name, number in zip(names, numbers, strict=True):
            self.model[name] = float(number)

    def get(self, name):
        return float(self.model[name])

    def walk(self, now_s, until_s, names):
        """The named states at ``now_s`` and at each of ``until_s``; it stands at the last one afterwards."""
        self.model.timeCourseSelections = list(names)
        return list(np.array(self.model.simulate(times=[now_s, *until_s])))


def quiet_people(knowledge, count):
    people = sample(Person(), count, 1, knowledge)
    people.spasm[:, spasm.P_NOISE_AMPLITUDE] = 0.0
    return people


def oracle(simulator, numbers, start, what, temperatures):
    """The compared states at every result time, by walking through the same spells and moments."""
    simulator.set(spasm.PARAMETERS, numbers)
    simulator.set(spasm.STATES, start)
    rows, wanted, last_s = [], list(what.output_s), what.spells[-1].end_s
    for spell in what.spells:
        if spell.injury:
            simulator.set(["driver"], [max(simulator.get("driver"), spell.injury)])
            at_once = numbers[spasm.P_INFLAMMATION_AT_INJURY] * spell.injury
            simulator.set(["inflammation"], [simulator.get("inflammation") + at_once])
        inputs = np.array(spell.inputs)
        inputs[[spasm.I_SKIN_C, spasm.I_MUSCLE_C]] = temperatures
        simulator.set(spasm.INPUTS, inputs)
        here = [time for time in wanted if time < spell.end_s or time == spell.end_s == last_s]
        wanted = wanted[len(here) :]
        if spell.start_s in here:
            rows.append([simulator.get(name) for name in STATES])
        ahead = [time for time in here if time > spell.start_s]
        stops = ahead if spell.end_s in ahead else [*ahead, spell.end_s]
        rows += simulator.walk(spell.start_s, stops, STATES)[1 : len(ahead) + 1]
    return np.array(rows)


def locked(states):
    return states[:, :, list(STATES).index("reflex")] > LOCKED_REFLEX


@pytest.mark.parametrize("mechanism", list(Mechanism))
def test_the_engine_computes_the_equations_on_paper(knowledge, values, sbml, mechanism):
    """Some hundred people: finely, to rounding; as shipped, the same people lock and release.

    Who stands on the edge of locking is set apart from the largest difference; there any rounding decides.
    """
    people, beings = quiet_people(knowledge, COUNT), room(BEING, COUNT)
    still = timeline(Scenario(1 / 60, (), mechanism=mechanism), values, 1.0)
    resting = live_all(people, still, beings, newborn=True, seed=1, tolerance=FINE)
    what = timeline(Scenario(HOURS, EPISODE, mechanism=mechanism), values, EVERY_MIN)
    simulator = ByRoadRunner(sbml)
    temperatures = resting.curves[:, 0, [RESULTS.index(name) for name in ("skin_c", "muscle_c")]]
    expected = np.array(
        [oracle(simulator, people[row].spasm, beings[row].spasm, what, temperatures[row]) for row in range(COUNT)]
    )

    def engine(tolerance):
        lives = live_all(people, what, room(BEING, COUNT), newborn=True, seed=1, tolerance=tolerance)
        return lives.curves[:, :, [RESULTS.index(name) for name in STATES.values()]]

    differences = np.abs(engine(FINE) - expected)
    assert differences.shape == (COUNT, HOURS * 60 / EVERY_MIN + 1, len(STATES))
    near = near_edge(people, what, room(BEING, COUNT), newborn=True, seed=1)
    assert near.mean() <= 0.02  # three of two hundred; in this episode 1.1 % of 4,096 people
    assert differences[~near].max() < 1e-4
    assert np.median(differences) < 3e-8
    assert np.quantile(differences.max(axis=(1, 2)), 0.95) < 1e-5
    shipped = locked(engine(TOLERANCE))
    assert (shipped[:, -1] != locked(expected)[:, -1]).sum() <= COUNT // 200
    assert (shipped != locked(expected)).any(axis=1).sum() <= COUNT // 100
    if mechanism is not Mechanism.PAIN_ADAPTATION:  # it knows no locked state
        assert 0.2 < locked(expected)[:, -1].mean() < 0.8  # both basins are full, or this says little


class ByCopasi:
    """The same four actions through COPASI's deterministic solver (LSODA)."""

    def __init__(self, sbml):
        self.copasi = pytest.importorskip("COPASI")
        self.data = self.copasi.CRootContainer.addDatamodel()
        assert self.data.importSBMLFromString(sbml), self.copasi.CCopasiMessage.getAllMessageText()
        self.model = self.data.getModel()
        count = self.model.getNumModelValues()
        self.values = {self.model.getModelValue(i).getObjectName(): self.model.getModelValue(i) for i in range(count)}
        self.now = {}

    def set(self, names, numbers):
        changed = self.copasi.ObjectStdVector()
        for name, number in zip(names, numbers, strict=True):
            self.values[name].setInitialValue(float(number))
            self.now[name] = float(number)
            changed.append(self.values[name].getInitialValueReference())
        self.model.updateInitialValues(changed)

    def get(self, name):
        if name == "oximeter":  # a rule of the text: at the start only its parts are known
            share = self.now["inflow_share"]
            return self.now["oxygen"] + share * (1 - self.now["oxygen"])
        return self.now[name]

    def walk(self, now_s, until_s, names):
        """As :meth:`ByRoadRunner.walk`."""
        rows = [[self.get(name) for name in names]]
        for begin_s, end_s in itertools.pairwise([now_s, *until_s]):
            self.run(begin_s, end_s)
            rows.append([self.get(name) for name in names])
        return rows

    def run(self, first_s, last_s):
        task = self.data.getTask("Time-Course")
        task.setMethodType(self.copasi.CTaskEnum.Method_deterministic)
        problem = task.getProblem()
        problem.setStepNumber(1)
        problem.setDuration(last_s - first_s)
        problem.setTimeSeriesRequested(True)
        task.getMethod().getParameter("Relative Tolerance").setDblValue(1e-10)
        task.getMethod().getParameter("Absolute Tolerance").setDblValue(1e-12)
        task.getMethod().getParameter("Max Internal Steps").setIntValue(1_000_000)
        assert task.process(True), self.copasi.CCopasiMessage.getAllMessageText()
        self.set(spasm.STATES, [self.values[name].getValue() for name in spasm.STATES])


def test_copasi_agrees_on_the_same_text(knowledge, values, sbml):
    people, beings = quiet_people(knowledge, 1), room(BEING, 1)
    resting = live_all(people, timeline(Scenario(1 / 60), values, 1.0), beings, newborn=True, seed=1, tolerance=FINE)
    what = timeline(Scenario(HOURS, EPISODE), values, EVERY_MIN)
    lives = live_all(people, what, room(BEING, 1), newborn=True, seed=1, tolerance=FINE)
    temperatures = [resting.curves[0, 0, RESULTS.index(name)] for name in ("skin_c", "muscle_c")]
    expected = oracle(ByCopasi(sbml), people[0].spasm, beings[0].spasm, what, temperatures)
    got = lives.curves[0][:, [RESULTS.index(name) for name in STATES.values()]]
    assert expected.max(axis=0)[0] > 0.4  # it went through a lock, or this says little
    assert np.abs(got - expected).max() < 1e-4
    assert np.median(np.abs(got - expected)) < 1e-6


def test_the_numbers_in_the_text_are_those_of_the_fact_sheets(knowledge):
    import importlib.util

    script = Path(__file__).parents[2] / "scripts" / "write_antimony.py"
    specification = importlib.util.spec_from_file_location("write_antimony", script)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    text = TEXT.read_text("utf-8")
    assert module.written(text, knowledge) == text

"""The engine's skin, coldest spot and burn against SciPy's BDF: two integrators, one set of equations."""

from typing import Any

import numpy as np
import pytest

from unclench.knowledge.load import load
from unclench.model.case import Person
from unclench.model.scenario import Action, Cold, ColdSource, Heat, HeatSource, Scenario
from unclench.physiology import contact
from unclench.physiology.burn import burn_rate
from unclench.physiology.readings import basal_reading
from unclench.physiology.tissue_heat import CELLS, coldest_skin
from unclench.simulate.population import sample
from unclench.simulate.run import run_members

MEMBERS, SEED, MINUTES = 4, 21, 10.0
COVERED = contact.TOWEL_COMPRESS + contact.UNDER_PLASTIC + contact.UNDER_DRY_TOWEL


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        (Cold(0, MINUTES, ColdSource.ICE_CUBE_STILL, -18.0), contact.ICE_CUBE_STILL),
        (Cold(0, MINUTES, ColdSource.ICE_CUBE_MOVING, -18.0), contact.ICE_CUBE_MOVING),
        (Cold(0, MINUTES, ColdSource.GEL_PACK_BARE, -18.0), contact.GEL_PACK_BARE),
        (Cold(0, MINUTES, ColdSource.ICE_PACK_WRAPPED, -10.0), contact.ICE_PACK_WRAPPED),
        (Heat(0, MINUTES, HeatSource.TOWEL_COMPRESS, 60.0), COVERED),
        (Heat(0, MINUTES, HeatSource.HEAT_WRAP, 40.0), contact.HEAT_WRAP),
    ],
)
def test_two_integrators_agree_on_every_source(column: Any, action: Action, kind: int) -> None:
    knowledge = load()
    run = run_members(
        Person(),
        Scenario(hours=MINUTES / 60.0, actions=(action,)),
        knowledge=knowledge,
        members=MEMBERS,
        seed=SEED,
        output_every_min=1.0,
        tolerance=1e-4,
    )
    people = sample(Person(), MEMBERS, SEED, knowledge)
    usual = column()
    for member in range(MEMBERS):
        body = type(usual)([float(each) for each in people.heat[member]])
        seconds, states, skin = body.apply(kind, action.source_c, MINUTES)  # type: ignore[union-attr]
        engine = run.curve("skin_c")[member]
        for minute in (1.0, 3.0, 9.0):
            ours = engine[np.isclose(run.minutes, minute)][0]
            assert ours == pytest.approx(np.interp(60.0 * minute, seconds, skin), abs=0.15)
        coldest = [
            coldest_skin(kind, y[CELLS], top, t, body.p) for t, y, top in zip(seconds, states, skin, strict=True)
        ]
        if isinstance(action, Cold):
            assert run.summary("coldest_skin_c")[member] == pytest.approx(min(coldest), abs=0.25)
        rates = [
            burn_rate(basal_reading(y, body.widths, top, body.p), body.p) for y, top in zip(states, skin, strict=True)
        ]
        damage = float(np.trapezoid(rates, seconds))
        if damage > 1e-4:
            assert run.summary("burn_damage")[member] == pytest.approx(damage, rel=0.08)

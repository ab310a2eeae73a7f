"""What each thing that a person is or does changes: one at a time, on paired members with the same noise.

Every row answers "if this changed and nothing else, which result moved most, and by how much?". A row whose best effect
is no larger than the engine's own error is a dead input, and a test forbids it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from unclench.knowledge.load import Knowledge
from unclench.model.case import Person, Sex
from unclench.model.course import Outcome
from unclench.model.scenario import (
    Action,
    Cold,
    ColdSource,
    Dose,
    Drug,
    Exertion,
    Heat,
    HeatSource,
    Mechanism,
    Posture,
    PostureChange,
    Scenario,
    Stretch,
)
from unclench.simulate.members import Members
from unclench.simulate.run import run_members, run_members_many

ENGINE_ERROR = 1e-3
"""Differences below this share of an outcome's range are the integrator's, not the input's."""
OUTPUT_EVERY_MIN = 1.0
"""Often enough to see what a stretch of two minutes does."""
START = Scenario(3.0, starts_locked=True, initial_injury=0.6, onset_hours=1.0)
SOMEBODY = Person(age_years=45, sex=Sex.MALE, height_cm=175, weight_kg=80)


@dataclass(frozen=True, slots=True)
class Row:
    """One input changed.

    Attributes:
        input: what was changed.
        change: from what to what, in words.
        outcome: the outcome that moved most, relative to its range over all members and times.
        share_of_range: by how much, as a share of that range (mean over members of the largest difference in time).
        pain_change: mean change of pain (0-10) over the scenario.
        released_change: change of the share released by the end.
    """

    input: str
    change: str
    outcome: str
    share_of_range: float
    pain_change: float
    released_change: float

    @property
    def dead(self) -> bool:
        """Whether nothing moved beyond the engine's error."""
        return self.share_of_range <= ENGINE_ERROR


def _with(*actions: Action) -> Scenario:
    return replace(START, actions=actions)


def sensitivity(knowledge: Knowledge, *, members: int = 64, seed: int = 1) -> list[Row]:
    """The whole table: first what the person is, then what happens to them."""
    return [*_of_person(knowledge, members, seed), *_of_schedule(knowledge, members, seed)]


def _of_person(knowledge: Knowledge, members: int, seed: int) -> list[Row]:
    """Age, sex, height and weight, each changed on somebody at work, at rest and with a tablet and an ice pack."""
    scenario = Scenario(
        3.0,
        (
            Exertion(5, 10, 0.3),
            Dose(30, Drug.IBUPROFEN, 400),
            Cold(60, 15, ColdSource.ICE_PACK_WRAPPED),
        ),
    )
    changed = (
        ("age", "45 to 75 years", replace(SOMEBODY, age_years=75)),
        ("sex", "male to female", replace(SOMEBODY, sex=Sex.FEMALE)),
        ("height", "175 to 190 cm", replace(SOMEBODY, height_cm=190)),
        ("weight", "80 to 110 kg (and with it fat)", replace(SOMEBODY, weight_kg=110)),
    )

    def lives(person: Person) -> Members:
        return run_members(
            person, scenario, knowledge=knowledge, members=members, seed=seed, output_every_min=OUTPUT_EVERY_MIN
        )

    before = lives(SOMEBODY)
    return [_row(name, change, before, lives(person)) for name, change, person in changed]


def _of_schedule(knowledge: Knowledge, members: int, seed: int) -> list[Row]:
    """Every field of every action, and the scenario's own, each changed on people who start locked."""
    towel = Heat(10, 15, HeatSource.TOWEL_COMPRESS, 45.0)
    pack = Cold(10, 10, ColdSource.ICE_PACK_WRAPPED)
    lie = PostureChange(5, Posture.LYING_SIDE)
    pull = Stretch(20, 2.0, 0.08, 0.02)
    dose = Dose(0, Drug.IBUPROFEN, 200)
    pairs: Sequence[tuple[str, str, Scenario, Scenario]] = (
        ("posture", "standing to lying on the side", START, _with(lie)),
        ("effort", "0.05 to 0.2 of maximum", _with(Exertion(5, 10, 0.05)), _with(Exertion(5, 10, 0.2))),
        ("effort minutes", "5 to 20", _with(Exertion(5, 5, 0.2)), _with(Exertion(5, 20, 0.2))),
        ("dose", "ibuprofen 200 to 400 mg", _with(dose), _with(replace(dose, dose_mg=400))),
        ("drug", "ibuprofen to acetaminophen", _with(dose), _with(Dose(0, Drug.ACETAMINOPHEN, 500))),
        ("food", "without to with food", _with(dose), _with(replace(dose, with_food=True))),
        ("product", "ordinary to quick", _with(dose), _with(replace(dose, quick=True))),
        ("cold minutes", "10 to 20", _with(pack), _with(replace(pack, duration_min=20))),
        ("cold source", "wrapped ice to moving cube", _with(pack), _with(Cold(10, 10, ColdSource.ICE_CUBE_MOVING))),
        ("cold temperature", "gel at 0 to -15 degC", _gel(0.0), _gel(-15.0)),
        ("heat minutes", "15 to 30", _with(towel), _with(replace(towel, duration_min=30))),
        ("heat temperature", "40 to 45 degC", _with(replace(towel, source_c=40.0)), _with(towel)),
        ("plastic", "with to without", _with(towel), _with(replace(towel, plastic=False))),
        ("dry towel", "with to without", _with(towel), _with(replace(towel, dry_towel=False))),
        ("renewal", "never to every 5 min", _with(towel), _with(replace(towel, renewed_every_min=5.0))),
        ("dripping", "wrung out to dripping", _with(towel), _with(replace(towel, dripping=True))),
        ("heat source", "towel to hot pack", _with(towel), _with(replace(towel, source=HeatSource.HOT_PACK))),
        ("stretch speed", "0.02 to 1 lengths/s", _with(lie, pull), _with(lie, replace(pull, speed_per_s=1.0))),
        ("stretch amount", "0.05 to 0.2, brisk", _pull(lie, 0.05), _pull(lie, 0.2)),
        ("stretch minutes", "2 to 6", _with(lie, pull), _with(lie, replace(pull, duration_min=6.0))),
        ("injury", "0.6 to 0.9", START, replace(START, initial_injury=0.9)),
        ("hours since onset", "1 to 6", START, replace(START, onset_hours=6.0)),
        ("mechanism", "vicious cycle to guarding", START, replace(START, mechanism=Mechanism.GUARDING_ONLY)),
        ("splint", "on to off", START, replace(START, splint=False)),
        ("room", "23 to 15 degC", START, replace(START, room_c=15.0)),
    )
    rows = []
    for name, change, one, other in pairs:
        before, after = run_members_many(
            SOMEBODY,
            [one, other],
            knowledge=knowledge,
            members=members,
            seed=seed,
            output_every_min=OUTPUT_EVERY_MIN,
        )
        rows.append(_row(name, change, before, after))
    return rows


def _pull(posture: PostureChange, amount: float) -> Scenario:
    return _with(posture, Stretch(20, 2.0, amount, 0.3))


def _gel(celsius: float) -> Scenario:
    return _with(Cold(10, 10, ColdSource.GEL_PACK_WRAPPED, celsius))


def _row(name: str, change: str, before: Members, after: Members) -> Row:
    """Compare two runs row by row; who locks may differ when the start itself was changed, and counts as the effect."""
    count = min(len(before.numbers), len(after.numbers))
    moved = {}
    for outcome in Outcome:
        one, other = before.curve(outcome)[:count], after.curve(outcome)[:count]
        spread = max(np.ptp(one), np.ptp(other))
        moved[outcome.value] = float(np.abs(one - other).max(axis=1).mean() / spread) if spread > 0 else 0.0
    outcome_id = max(moved, key=lambda each: moved[each])
    pain = after.mean(Outcome.PAIN_NRS)[:count] - before.mean(Outcome.PAIN_NRS)[:count]
    released = [float(np.isfinite(each.minutes_to_release).mean()) for each in (before, after)]
    return Row(name, change, outcome_id, moved[outcome_id], float(pain.mean()), released[1] - released[0])


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [
        "| input | change | outcome that moves most | share of its range | mean pain (0-10) | released by the end |",
        "|-|-|-|-|-|-|",
    ]
    for row in rows:
        numbers = f"{row.share_of_range:.3f} | {row.pain_change:+.2f} | {row.released_change:+.2f}"
        lines.append(f"| {row.input} | {row.change} | {row.outcome} | {numbers} |")
    return "\n".join(lines)

"""Write docs/model/convergence.md: does the length of a step decide who locks? Run it after changing the engine.

The same members with the same noise at looser and tighter tolerances, each member compared with itself at the tightest.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from unclench.knowledge.load import load
from unclench.model import scenario as happens
from unclench.model.case import Person
from unclench.simulate.eventful_day import eventful
from unclench.simulate.members import Members
from unclench.simulate.run import TOLERANCE, run_members

FOLDER = Path(__file__).parents[1] / "docs" / "model"
MEMBERS, SEED = 2048, 1
LADDER = (0.1, 0.05, 0.02, TOLERANCE, 0.002, 0.0006, 0.0002, 0.00006)
TRUTH = 6e-6
STARTLE = happens.Stretch(20, 1 / 60, 0.1, 1.0)
WORK = tuple(happens.Exertion(1 + 7 * turn, 5, 0.45) for turn in range(3))
LIE = happens.PostureChange(60, happens.Posture.LYING_SIDE)
SCENARIOS = {
    "An injury with a sharp stretch, then lying down, 6 h": happens.Scenario(
        6.0, (happens.Injury(20, 1.0), STARTLE, LIE)
    ),
    "The same, but standing all the time, 6 h": happens.Scenario(6.0, (happens.Injury(20, 1.0), STARTLE)),
    "Hard work three times and a sharp stretch, no injury, then lying down, 6 h": happens.Scenario(
        6.0, (*WORK, happens.Stretch(28, 0.1, 0.2, 1.0), LIE)
    ),
    "The day of the benchmarks: work, injury, tablet, cold, heat, lying and getting up, 24 h": eventful(24.0),
}
HEAD = f"""# Does the length of a step decide who locks and who lets go?

It must not: whether a muscle locks is a question to the equations, not to the program. So here the same {MEMBERS:,}
members with the same noise are carried at looser and tighter tolerances, and each member is compared with itself at a
tolerance of {TRUTH:.0e}, a thousandth of the engine's own ({TOLERANCE:g}, in bold).

* *step*: mean length of a step in seconds. Noise alone ends one every two minutes.
* *locked*, *let go*: share that locked at any time; share of all members that let go for good (five minutes or longer).
* *differently*: share of members that did this at this tolerance and not at the tightest, or the other way round.
* *moment*: by how many seconds the moment of letting go differs, for those who let go in both: the middle one, and the
  one that 99 in 100 stay under. A release is dated to the end of a step, so a step's length is what to expect.

A share "differently" that falls towards nothing is what convergence of lock and release means. Those that remain at the
engine's own tolerance pass close to the edge between locked and relaxed, where a small error decides; a finer tolerance
decides them rightly.

Written by `python scripts/write_convergence.py` (seed {SEED}); the same numbers come out on every machine of one kind.
"""


def lives(scenario: happens.Scenario, tolerance: float, precision: str = "double") -> Members:
    """Everybody, reported seldom: what counts is noticed at every step."""
    return run_members(
        Person(),
        scenario,
        knowledge=load(),
        members=MEMBERS,
        seed=SEED,
        output_every_min=60.0,
        tolerance=tolerance,
        precision=precision,
    )


def released(run: Members) -> np.ndarray:
    """Who locked and let go for good."""
    return np.isfinite(run.minutes_to_release)


def row(run: Members, truth: Members, name: str) -> str:
    """One line of a table."""
    hours = run.minutes[-1] / 60.0
    locks, lets_go = run.ever_locked, released(run)
    both = lets_go & released(truth)
    moved = np.abs(run.summary("released_at_s") - truth.summary("released_at_s"))[both]
    middle, most = (np.quantile(moved, share) for share in (0.5, 0.99)) if both.any() else (np.nan, np.nan)
    cells = (
        name,
        f"{3600.0 * hours / run.summary('steps').mean():.1f}",
        _percent(locks.mean()),
        _percent((locks != truth.ever_locked).mean()),
        _percent(lets_go.mean()),
        _percent((lets_go != released(truth)).mean()),
        f"{middle:.1f}",
        f"{most:.0f}",
        str(int((run.summary("status") != 0).sum())),
    )
    return f"| {' | '.join(cells)} |"


def _percent(share: float) -> str:
    return f"{100.0 * share:.2f} %"


def table(title: str, scenario: happens.Scenario) -> list[str]:
    """One scenario at every tolerance, and in single precision at the engine's own."""
    truth = lives(scenario, TRUTH)
    lines = [
        f"## {title}",
        "",
        "| tolerance | step, s | locked | differently | let go | differently | moment, s | 99 % | failed |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for tolerance in LADDER:
        name = f"**{tolerance:g}**" if tolerance == TOLERANCE else f"{tolerance:g}"
        lines.append(row(lives(scenario, tolerance), truth, name))
        if tolerance == TOLERANCE:
            lines.append(row(lives(scenario, tolerance, "single"), truth, f"{tolerance:g}, single precision"))
    return [*lines, row(truth, truth, f"{TRUTH:.0e}"), ""]


def main() -> None:
    """Run every scenario and write the page."""
    lines = [HEAD]
    for place, (title, scenario) in enumerate(SCENARIOS.items(), start=1):
        sys.stderr.write(f"[{place}/{len(SCENARIOS)}] {title}\n")
        lines += table(title, scenario)
    (FOLDER / "convergence.md").write_text("\n".join(lines), encoding="utf-8")
    print("wrote convergence.md")


if __name__ == "__main__":
    main()

"""Write docs/model/map.md and its picture: where locked and relaxed states exist. Run it after changing the model."""

from pathlib import Path

from unclench.cli.report.state_map import as_text, draw
from unclench.knowledge.load import load
from unclench.model.case import Person
from unclench.model.scenario import Mechanism, Posture
from unclench.simulate.state_map import StateMap, state_map

FOLDER = Path(__file__).parents[1] / "docs" / "model"

HEAD = """# Where the muscle can lock

The reflex latch has one or two states under the same drive. This map shows which, for the person in the middle of the
population, as the tonic drive of the back muscle and the sensitisation of its pain endings change. It is found from the
equations: all slow states are held, and the fixed points of the reflex are the roots of its rate, found on a grid of
reflex levels and refined by Brent's method. Nothing is simulated.

![Which states exist, for each hypothesis](map.svg)

* **Only relaxed** (green): whatever happens, it lets go by itself.
* **Relaxed and locked** (yellow): what happened last decides. A sudden stretch can lock it; it stays until slow states
  move or chance carries it out.
* **Only locked** (red): it locks with no trigger.

For a person of your own: `unclench simulate --map person.yaml`, with `--picture map.png` for a picture.

"""


def main() -> None:
    """Compute the maps and write page and picture."""
    knowledge = load()

    def made(mechanism: Mechanism, injury: float, posture: Posture = Posture.STANDING) -> StateMap:
        return state_map(Person(), knowledge=knowledge, mechanism=mechanism, injury=injury, posture=posture, cells=61)

    maps = [made(Mechanism.VICIOUS_CYCLE, 0.0)] + [made(mechanism, 1.0) for mechanism in Mechanism]
    draw(maps, FOLDER / "map.svg")
    hurt = maps[1]
    lying = made(Mechanism.VICIOUS_CYCLE, 1.0, Posture.LYING_SIDE)
    lines = [
        "The same in letters (vicious cycle, full injury, standing):",
        "",
        "```",
        as_text(hurt),
        "```",
        "",
        "| sensitisation | standing: a locked state from a drive of | lying: from |",
        "|---|---|---|",
    ]
    for place in range(0, 61, 12):
        cells = [_shown(each.lock_from()[place]) for each in (hurt, lying)]
        lines.append(f"| {hurt.sensitisations[place]:.1f} | {cells[0]} | {cells[1]} |")
    (FOLDER / "map.md").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    print("wrote map.md and map.svg")


def _shown(drive: float | None) -> str:
    return "none" if drive is None else f"{drive:.3f}"


if __name__ == "__main__":
    main()

"""Write docs/model/sensitivity.md: what each input of person and schedule moves. Run it after changing the model."""

from pathlib import Path

from unclench.knowledge.load import load
from unclench.simulate.sensitivity import ENGINE_ERROR, sensitivity, table

PAGE = Path(__file__).parents[1] / "docs" / "model" / "sensitivity.md"
MEMBERS = 128

HEAD = f"""# What each input moves

One input changed at a time, on {MEMBERS} paired members with the same noise. For each the outcome that moves most is
named, by the mean over members of its largest difference in time as a share of its range; then what happens to mean
pain and to the share released over three hours. A share of {ENGINE_ERROR:g} or less is no more than the integrator's
own error: such an input is dead. Written by `scripts/write_sensitivity.py`.

"""


def main() -> None:
    """Compute the table and write the page."""
    rows = sensitivity(load(), members=MEMBERS)
    dead = ", ".join(row.input for row in rows if row.dead) or "none"
    PAGE.write_text(f"{HEAD}{table(rows)}\n\nDead inputs: {dead}.\n", encoding="utf-8")
    print(f"wrote {PAGE}; dead inputs: {dead}")


if __name__ == "__main__":
    main()

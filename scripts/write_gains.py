"""Write docs/model/gains.md: what every claim becomes when a gain that nobody has measured is 10 % less or more."""

from pathlib import Path

from unclench.knowledge.load import load
from unclench.simulate.gains import CHANGE, LONG_MEMBERS, SHORT_MEMBERS, Changed, Demand, sweep

PAGE = Path(__file__).parents[1] / "docs" / "model" / "gains.md"

HEAD = f"""# How every claim hangs on gains that nobody has measured

One gain of the loop at a time, {CHANGE:.0%} less and more, everything else as shipped; {SHORT_MEMBERS} virtual adults
({LONG_MEMBERS} where days and weeks are run, which is done for the gains that can move them), the vicious cycle. A
number in bold is outside what its claim asks for. Claims about skin and drug levels (A11, A12) hang on none of these,
A14 has no face in the model, A6 is told by history and not by a gain. Fewer people than in [claims.yaml](claims.yaml),
so numbers differ from there by some hundredths, those of days and weeks by up to a tenth. Written by
`scripts/write_gains.py`.

"""


def page(found: tuple[Changed, ...]) -> str:
    """The table, one line a gain and change, and what breaks what."""
    demands = list(found[0].values)
    lines = [
        "| | " + " | ".join(f"{demand.claim}: {demand.says}" for demand in demands) + " |",
        "|-|" + "-|" * len(demands),
        "| asked for | " + " | ".join(f"{demand.low:g} to {demand.high:g}" for demand in demands) + " |",
    ]
    for each in found:
        name = f"{each.gain} {each.factor - 1.0:+.0%}" if each.gain else "as shipped"
        cells = (_cell(demand, each) for demand in demands)
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    lines += ["", "What breaks:", ""]
    broken = [
        f"* {each.gain} {each.factor - 1.0:+.0%}: "
        + "; ".join(f"{demand.claim} ({demand.says})" for demand in each.broken)
        for each in found
        if each.gain and each.broken
    ]
    return "\n".join([*lines, *(broken or ["* nothing"]), ""])


def _cell(demand: Demand, changed: Changed) -> str:
    value = changed.values.get(demand)
    if value is None:
        return "-"
    return f"{value:.2f}" if demand.holds(value) else f"**{value:.2f}**"


def main() -> None:
    """Run everything and write the page."""
    PAGE.write_text(HEAD + page(sweep(load())), encoding="utf-8")
    print(f"wrote {PAGE}")


if __name__ == "__main__":
    main()

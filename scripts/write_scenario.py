"""Write docs/scenario.md, the format of scenarios, from the code that reads them."""

from pathlib import Path

from unclench.knowledge.load import load
from unclench.simulate.population import parameter_values
from unclench.validate.scenario_page import scenario_page

PAGE = Path(__file__).parents[1] / "docs" / "scenario.md"


def main() -> None:
    """Write the page."""
    PAGE.write_text(scenario_page(parameter_values(load())), encoding="utf-8")
    print(f"wrote {PAGE}")


if __name__ == "__main__":
    main()

"""What a calibration leaves behind in the fact-sheets: values and spreads of parameters, and joint posteriors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from unclench.simulate.population import SPREAD
from unclench.validate.calibrate import Calibration, rounded
from unclench.validate.fitting import Fitted, GroupFit

KINDS = ("parameters", "posteriors")
"""Folders of fact-sheets that are written."""


def write_sheets(found: Calibration, folder: Path) -> list[str]:
    """Write what was found into the fact-sheets under ``folder``; returns the names of the parameters written."""
    write_posteriors(found, folder / "posteriors")
    return write_parameters(found, folder / "parameters", folder / "parameters")


def write_posteriors(found: Calibration, into: Path) -> None:
    """Write the joint posterior of each group into a sheet of its own, ``<group>.yaml``."""
    for fit in found.fits:
        (into / f"{fit.group.id}.yaml").write_text(_sheet(fit), encoding="utf-8")


def write_parameters(found: Calibration, folder: Path, into: Path) -> list[str]:
    """Write every found number into its sheet of ``folder``, under the same name ``into`` the same or another folder.

    Comments and order of the sheets stay; only ``value`` and ``log_sd`` change. Returns the names that were written.
    """
    yaml = _yaml()
    wanted = {each.name: each for fit in found.fits for each in fit.fitted}
    written = []
    for path in sorted(folder.glob("*.yaml")):
        document = yaml.load(path.read_text(encoding="utf-8"))
        changed = [name for name in wanted if _write(document["parameters"], wanted[name])]
        if changed:
            with (into / path.name).open("w", encoding="utf-8") as stream:
                yaml.dump(document, stream)
            written += changed
    return written


def _yaml() -> Any:  # noqa: ANN401 - ruamel's own class is untyped
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width = 10_000
    yaml.preserve_quotes = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _write(parameters: Any, each: Fitted) -> bool:  # noqa: ANN401 - a ruamel mapping
    sheet = parameters.get(each.name.removesuffix(SPREAD))
    if sheet is None:
        return False
    sheet["log_sd" if each.name.endswith(SPREAD) else "value"] = rounded(each.value)
    return True


def _sheet(fit: GroupFit) -> str:
    """The sheet of one group's posterior. Numbers stand in ordinary notation, as YAML 1.2 reads them."""
    unsure = [each.name for each in fit.fitted if not each.determined]
    return "\n".join(
        [
            f"title: {fit.group.says}",
            f"parameters: [{', '.join(each.name for each in fit.fitted)}]",
            f"log_sd: [{', '.join(str(rounded(each.posterior_log_sd)) for each in fit.fitted)}]",
            *([f"from_prior: [{', '.join(unsure)}]"] if unsure else []),
            "correlation:",
            *(
                f"  - [{', '.join(_correlation(fit, row, column) for column in range(len(fit.fitted)))}]"
                for row in range(len(fit.fitted))
            ),
            "",
        ]
    )


def _correlation(fit: GroupFit, row: int, column: int) -> str:
    """One correlation to three decimals, the same on both sides of the middle."""
    return str(round(float(fit.correlation[min(row, column), max(row, column)]), 3))

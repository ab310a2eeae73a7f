"""What a calibration leaves behind: values and posterior spreads in the parameter sheets, and a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from unclench.simulate.population import SPREAD
from unclench.validate.calibrate import Calibration, Fitted, GroupFit
from unclench.validate.render import describe

DIGITS = 3


def write_sheets(found: Calibration, folder: Path, into: Path | None = None) -> list[str]:
    """Write every determined parameter into the sheet of ``folder`` that holds it; returns the names that were written.

    ``into`` is another folder that changed sheets are written to, under their names; without it ``folder`` itself.
    Comments and order of the sheets stay. A spread over people (``.log_sd``) gets its value, a median its value and
    posterior spread.
    """
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width = 10_000
    yaml.preserve_quotes = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    wanted = {each.name: each for fit in found.fits for each in fit.fitted if each.determined}
    written = []
    for path in sorted(folder.glob("*.yaml")):
        document = yaml.load(path.read_text(encoding="utf-8"))
        changed = [name for name in wanted if _write(document["parameters"], wanted[name])]
        if changed:
            with ((into or folder) / path.name).open("w", encoding="utf-8") as stream:
                yaml.dump(document, stream)
            written += changed
    return written


def _write(parameters: Any, each: Fitted) -> bool:  # noqa: ANN401 - a ruamel mapping
    sheet = parameters.get(each.name.removesuffix(SPREAD))
    if sheet is None:
        return False
    if each.name.endswith(SPREAD):
        sheet["log_sd"] = _rounded(each.value)
        return True
    sheet["value"] = _rounded(each.value)
    spread = _rounded(each.posterior_log_sd)
    if "posterior_log_sd" in sheet:
        sheet["posterior_log_sd"] = spread
    else:
        place = list(sheet).index("log_sd" if "log_sd" in sheet else "unit") + 1
        sheet.insert(place, "posterior_log_sd", spread)
    return True


def _rounded(number: float) -> float:
    return float(f"{number:.{DIGITS}g}")


def as_markdown(found: Calibration) -> str:
    """The page ``docs/calibration.md``."""
    lines = [
        "# Calibration",
        "",
        f"Written by `unclench calibrate --write` (seed {found.seed}, data {found.data_hash}), not by hand.",
        "Groups and rows: `studies/calibration.yaml`. Only rows with `use: fitted` are read; predicted rows never are.",
        "Spread is the posterior standard deviation of the logarithm (Laplace), added to that between people",
        "when virtual people are drawn. A parameter that its rows do not determine keeps its value and is marked.",
        "*Before* is what the sheets held when this was run. It may stay where what was found lies within its own",
        "spread of it, and it stays where its rows do not determine it.",
        "",
    ]
    for fit in found.fits:
        lines += _group_lines(fit)
    return "\n".join(lines)


def _group_lines(fit: GroupFit) -> list[str]:
    freedom = fit.group.row_count - len(fit.fitted)
    return [
        f"## {fit.group.says}",
        "",
        f"`{fit.group.id}`: {fit.group.row_count} rows, {len(fit.fitted)} parameters, "
        f"chi-squared {fit.chi_squared:.2f} on {freedom} degrees of freedom, "
        f"{fit.group.people} virtual people, {fit.evaluations} runs.",
        "",
        "| parameter | before | found | posterior spread | |",
        "|---|---|---|---|---|",
        *(
            f"| {each.name} | {each.before:.3g} | {each.value:.3g} | {each.posterior_log_sd:.3g} "
            f"| {'' if each.determined else 'not determined'} |"
            for each in fit.fitted
        ),
        "",
        "| study | quantity | observed | at the best fit |",
        "|---|---|---|---|",
        *(
            f"| {row.study} | {describe(row.observed.quantity, row.observed.of)} | {row.observed.value:g} "
            f"{row.observed.unit} | {row.predicted:.3g} |"
            for row in fit.rows
        ),
        "",
    ]

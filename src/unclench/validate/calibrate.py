"""Find the fitted parameters again from the published rows, with how unsure they are left.

What is found depends on the rows, the priors, the seed and the parameters that no group fits, and on nothing else: a
group starts from its priors, the groups before it stand at what they found and those after it at their own priors. So
the command repeats itself on sheets that it has written; :func:`data_hash` is of all that it depends on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unclench.knowledge.load import Knowledge
from unclench.model.invalid import InvalidInput, one_of
from unclench.model.version import SCHEMA_VERSION
from unclench.simulate.population import SPREAD, parameters
from unclench.validate.calibration import Group, read_groups, sheet_values
from unclench.validate.fitting import Fitted, GroupFit, fit_group

DIGITS = 3
"""Significant digits to which found numbers are written, and with which the groups after them reckon."""
Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Calibration:
    """All groups, with what they were computed from."""

    fits: tuple[GroupFit, ...]
    seed: int
    data_hash: str
    knowledge_hash: str

    def as_dict(self) -> dict[str, Any]:
        """The result as plain values, for JSON."""
        return {
            "schema_version": SCHEMA_VERSION,
            "seed": self.seed,
            "data_hash": self.data_hash,
            "knowledge_hash": self.knowledge_hash,
            "sheets_agree": all(in_sheets(each) for fit in self.fits for each in fit.fitted),
            "groups": [_as_dict(fit) for fit in self.fits],
        }


def _as_dict(fit: GroupFit) -> dict[str, Any]:
    return {
        "id": fit.group.id,
        "rows": fit.group.row_count,
        "chi_squared": fit.chi_squared,
        "evaluations": fit.evaluations,
        "settled": fit.settled,
        "correlation": fit.correlation.tolist(),
        "by_study": dict(fit.multiples),
        "parameters": [
            {
                "name": each.name,
                "before": each.before,
                "value": each.value,
                "posterior_log_sd": each.posterior_log_sd,
                "prior_log_sd": each.prior_log_sd,
                "determined": each.determined,
                "in_sheets": in_sheets(each),
            }
            for each in fit.fitted
        ],
    }


def in_sheets(each: Fitted) -> bool:
    """Whether the sheet held what was found, to the digits that are written."""
    return rounded(each.before) == rounded(each.value)


def rounded(number: float) -> float:
    """A found number as it is written into a sheet."""
    return float(f"{number:.{DIGITS}g}")


def calibrate(
    directory: Path,
    knowledge: Knowledge,
    seed: int = 1,
    only: Sequence[str] = (),
    progress: Progress | None = None,
) -> Calibration:
    """Fit every group of ``directory``/calibration.yaml (or those named in ``only``) to its rows.

    A group that is left out stands at what the sheets hold while later ones are fitted.

    Raises:
        InvalidInput: the file cannot be read, or a group in ``only`` does not exist.
    """
    groups = read_groups(directory, knowledge)
    names = [group.id for group in groups]
    for name in only:
        if name not in names:
            raise InvalidInput("group", name, one_of(names))
    held = {name: start for group in groups for name, start in group.starts.items()}
    fits = []
    for done, group in enumerate(groups):
        if only and group.id not in only:
            held |= sheet_values(group.parameters, knowledge)
            continue
        if progress is not None:
            progress(done / len(groups), group.id)
        others = {name: value for name, value in held.items() if name not in group.parameters}
        fit = fit_group(group, knowledge, seed, others)
        held |= {each.name: rounded(each.value) for each in fit.fitted}
        fits.append(fit)
    return Calibration(tuple(fits), seed, data_hash(groups, only, knowledge), knowledge.hash)


def data_hash(groups: Sequence[Group], only: Sequence[str], knowledge: Knowledge) -> str:
    """A short hash of all that is fitted to and with.

    Rows, scenarios and priors, and the sheets' numbers of every parameter that is not found anew; with those that are
    left out, since they stand at what the sheets hold.
    """
    from hashlib import sha256

    found = {name for group in groups if not only or group.id in only for name in group.parameters}
    return sha256(repr((groups, tuple(only), sorted(_numbers(found, knowledge)))).encode()).hexdigest()[:16]


def _numbers(found: Iterable[str], knowledge: Knowledge) -> Iterable[tuple[str, float]]:
    known: Mapping[str, Any] = parameters(knowledge)
    for name, sheet in known.items():
        numbers = {name: sheet.value, name + SPREAD: sheet.log_sd, name + ".low": sheet.low, name + ".high": sheet.high}
        yield from ((key, number) for key, number in numbers.items() if key not in found and number is not None)

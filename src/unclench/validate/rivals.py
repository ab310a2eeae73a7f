"""The hypotheses side by side: published rows, and experiments not done yet, as data and as a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from unclench.knowledge.load import Knowledge
from unclench.model.version import SCHEMA_VERSION
from unclench.simulate.population import parameter_values
from unclench.validate.between import between_studies_of
from unclench.validate.experiments import Found, Outcome, read_experiments, run_experiment
from unclench.validate.faults import Faults
from unclench.validate.folder import read_studies
from unclench.validate.mechanisms import MEMBERS, Scored, score
from unclench.validate.render import describe
from unclench.validate.row import Row, finite, shown
from unclench.validate.study import BLIND, TRAINED, Arm

EXPERIMENT_MEMBERS = 256


@dataclass(frozen=True, slots=True)
class Rivals:
    """All hypotheses on the same studies and experiments."""

    scored: tuple[Scored, ...]
    experiments: tuple[Found, ...]
    members: int
    seed: int
    knowledge_hash: str

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {
            "schema_version": SCHEMA_VERSION,
            "members": self.members,
            "seed": self.seed,
            "knowledge_hash": self.knowledge_hash,
            "mechanisms": [each.as_dict() for each in self.scored],
            "experiments": [
                {
                    "id": found.experiment.id,
                    "asks": found.experiment.asks,
                    "known": found.experiment.known,
                    "unit": _unit(found),
                    "outcomes": {
                        each.mechanism.value: {
                            "value": finite(each.value),
                            "low": finite(each.low),
                            "high": finite(each.high),
                        }
                        for each in found.outcomes
                    },
                    "told_apart": [[one.value, other.value] for one, other in found.told_apart],
                }
                for found in self.experiments
            ],
        }


def rivals(
    directory: Path,
    knowledge: Knowledge,
    members: int = MEMBERS,
    seed: int = 1,
    progress: Callable[[float], None] | None = None,
) -> Rivals:
    """Score every hypothesis on the studies of a folder and ask each what its experiments would find.

    At most :data:`~unclench.validate.mechanisms.MEMBERS` people run the studies and :data:`EXPERIMENT_MEMBERS` the
    experiments, so that it takes about a minute and a half of one core.

    Raises:
        InvalidInput: there is no study there, or what cannot be used in any of its files, before anything is run.
        StudyFailed: one could not be run.
    """
    faults = Faults()
    with faults.noted():
        studies = read_studies(directory, parameter_values(knowledge))
    with faults.noted():
        between = between_studies_of(directory)
    with faults.noted():
        experiments = read_experiments(directory, knowledge)
    faults.tell()
    people = min(members, MEMBERS)
    told = (lambda done: progress(0.9 * done)) if progress else None
    scored = score(studies, knowledge, people, seed, told, between)
    found = tuple(run_experiment(each, knowledge, EXPERIMENT_MEMBERS, seed) for each in experiments)
    if progress is not None:
        progress(1.0)
    return Rivals(scored, found, people, seed, knowledge.hash)


def as_page(found: Rivals) -> str:
    """The page ``docs/mechanisms.md``."""
    names = [each.mechanism.value for each in found.scored]
    lines = [
        "# Three hypotheses on the same data",
        "",
        f"Written by `unclench validate --mechanisms` ({found.members} virtual people, seed {found.seed}).",
        "What keeps a back muscle locked is disputed, so the model runs three accounts of it "
        "([what they are](model/README.md)).",
        "Here are the published numbers that they can move. Everything else (heat, drug levels, burns) is the same "
        "for all.",
        "Healing and the strength of the drugs were fitted under the vicious cycle, which favours it; each account has "
        "a pain scale of its own, with which a fresh episode hurts as published.",
        "",
        *_table(("", *names), _summary(found)),
        "",
        "## Row by row",
        "",
        "Predicted value and, in brackets, its error in units of the tolerance; outside is bold.",
        "",
        *_table(("study", "quantity", "observed", "use", *names), _rows(found)),
        "",
        *_if_nothing(found),
        "**What this shows.** Published pain courses and trials do not tell the vicious cycle from guarding: none "
        "recorded whether a muscle was locked. That takes other experiments.",
        "",
        "## Experiments that would tell them apart",
        "",
        "Predicted value with 90 % bounds for a group of the size named. Two hypotheses count as told apart when their "
        "bounds lie further apart than such a measurement could miss. Protocols: `studies/experiments.yaml`.",
        "",
        *_table(("question", "people", *names, "tells apart"), _experiments(found)),
        "",
    ]
    for each in found.experiments:
        lines += [f"* **{each.experiment.asks}** {_what(each)} *Known so far:* {each.experiment.known}"]
    return "\n".join([*lines, ""])


def _if_nothing(found: Rivals) -> list[str]:
    if any(each.rows for each in found.scored):
        return []
    return ["None of these studies has a row that a hypothesis can move (pain, locking, activation, recovery).", ""]


def _table(head: tuple[str, ...], rows: list[list[str]]) -> list[str]:
    return [f"| {' | '.join(head)} |", "|" + "---|" * len(head), *(f"| {' | '.join(row)} |" for row in rows)]


def _summary(found: Rivals) -> list[list[str]]:
    blind = [[row for row in each.rows if row.observed.use in BLIND] for each in found.scored]
    seen = [[row for row in each.rows if row.observed.use in TRAINED] for each in found.scored]
    return [
        ["rows within tolerance"]
        + [f"{sum(r.within for r in each.rows)} of {len(each.rows)}" for each in found.scored],
        ["of these, predicted"] + [f"{sum(row.within for row in rows)} of {len(rows)}" for rows in blind],
        ["of these, fitted or tuned under the vicious cycle"]
        + [f"{sum(row.within for row in rows)} of {len(rows)}" for rows in seen],
        ["mean interval score, predicted rows (tolerances; less is better)"] + [_mean_score(rows) for rows in blind],
        ["mean interval score, all rows"] + [_mean_score(each.rows) for each in found.scored],
        ["its pain scale (what is felt at 5 of 10)"] + [f"{each.pain_half:.2f}" for each in found.scored],
    ]


def _mean_score(rows: Sequence[Row]) -> str:
    scores = [row.interval_score for row in rows if row.is_finite]
    return f"{fmean(scores):.1f}" if scores else "-"


def _rows(found: Rivals) -> list[list[str]]:
    table = []
    for rows in zip(*(each.rows for each in found.scored), strict=True):
        observed = rows[0].observed
        cells = [f"{shown(row.predicted)} ({row.z:+.2f})" for row in rows]
        table.append(
            [
                f"{rows[0].study}: {rows[0].arm.replace('_', ' ')}",
                describe(observed.quantity, observed.of),
                f"{observed.value:g} {observed.unit}",
                observed.use.value,
                *(cell if row.within else f"**{cell}**" for cell, row in zip(cells, rows, strict=True)),
            ]
        )
    return table


def _experiments(found: Rivals) -> list[list[str]]:
    return [
        [
            f"{each.experiment.asks} ({_unit(each)})",
            str(_measured(each).n),
            *(_bounds(outcome) for outcome in each.outcomes),
            "; ".join(f"{one.value} from {other.value}" for one, other in each.told_apart) or "none",
        ]
        for each in found.experiments
    ]


def _bounds(outcome: Outcome) -> str:
    return f"{outcome.value:.2g} ({outcome.low:.2g} to {outcome.high:.2g})"


def _measured(found: Found) -> Arm:
    return next(arm for arm in found.experiment.study.arms if arm.observed)


def _unit(found: Found) -> str:
    return str(_measured(found).observed[0].unit)


def _what(found: Found) -> str:
    arm = _measured(found)
    observed = arm.observed[0]
    return f"{arm.says}; {describe(observed.quantity, observed.of)}."


def write_page(found: Rivals, folder: Path) -> None:
    """Write ``mechanisms.md`` into a folder, which must exist."""
    (folder / "mechanisms.md").write_text(as_page(found), encoding="utf-8")

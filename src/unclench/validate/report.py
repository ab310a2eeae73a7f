"""Every study of a folder, row by row, and what the rows say together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from unclench.knowledge.load import Knowledge
from unclench.model.version import SCHEMA_VERSION
from unclench.simulate.population import parameter_values
from unclench.validate.agreement import Agreement, agreement, all_others_agree
from unclench.validate.bars import Bar, judge
from unclench.validate.between import between_studies, between_studies_of, estimate, shipped_studies
from unclench.validate.faults import Faults
from unclench.validate.folder import read_studies
from unclench.validate.red_rows import Reason, reason_for, reasons_of
from unclench.validate.rounds import Round, rounds
from unclench.validate.row import Row, finite
from unclench.validate.running import run_named
from unclench.validate.spread import Between
from unclench.validate.study import TRAINED, Observed, Study
from unclench.validate.summary import Summary, summarise

MEMBERS = 1024
"""Virtual people of a whole validation; a long course takes fewer, for its length. Whether it decides a bar which of
them were drawn is seen by running several seeds."""


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a validation: studies as read, rows in order, and their summary.

    Attributes:
        studies, rows: what was held against what, at the first seed.
        summary: the rows together.
        over_seeds: the same for every seed that was run, the first being ``summary``.
        members, seed: how many virtual people, and the first seed; the others follow it.
        between: the spread between studies that the intervals hold.
        between_found: the one that the fitted and tuned rows of this run show, or None when there are too few of them.
        reasons: why rows are red, as the folder of studies says.
    """

    studies: tuple[Study, ...]
    rows: tuple[Row, ...]
    summary: Summary
    over_seeds: tuple[Summary, ...]
    members: int
    seed: int
    knowledge_hash: str
    between: Between
    between_found: Between | None
    reasons: tuple[Reason, ...] = ()

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The verdict on every bar; one is met only if it is at every seed that was run."""
        return judge(self.over_seeds)

    @property
    def agreement(self) -> Agreement:
        """How far the studies agree with each other, and how far the model does on the same rows."""
        return agreement(self.rows)

    @property
    def endless(self) -> tuple[Row, ...]:
        """The rows without a finite prediction or interval, which no mean score holds."""
        return tuple(row for row in self.rows if not row.is_finite)

    @property
    def rounds(self) -> tuple[Round, ...]:
        """The predictions by the round in which their studies were collected."""
        return rounds(self.studies, self.rows)

    @property
    def others_agree(self) -> tuple[bool | None, ...]:
        """For each row, whether the mean of all other studies of its kind lies within its tolerance; None: too few."""
        return all_others_agree(self.rows)

    def as_dict(self) -> dict[str, Any]:
        """The report as plain values, for JSON."""
        return {
            "schema_version": SCHEMA_VERSION,
            "members": self.members,
            "seed": self.seed,
            "seeds": len(self.over_seeds),
            "knowledge_hash": self.knowledge_hash,
            "between_studies": asdict(self.between),
            "between_studies_found": None if self.between_found is None else asdict(self.between_found),
            "bars": [
                {"id": bar.id, "asks": bar.asks, "found": [finite(each) for each in bar.found], "met": bar.met}
                for bar in self.bars
            ],
            "studies_agree": {name: finite(value) for name, value in asdict(self.agreement).items()},
            "rounds": [asdict(each) for each in self.rounds],
            "summary": _plain(self.summary),
            "over_seeds": [_plain(each) for each in self.over_seeds],
            "red_rows": {reason.id: reason.says for reason in self.reasons},
            "rows": [
                {**row.as_dict(), "red_because": reason.id if reason else None, "others_agree": agree}
                for row, agree in zip(self.rows, self.others_agree, strict=True)
                for reason in (reason_for(row, self.reasons),)
            ],
        }


def _plain(summary: Summary) -> dict[str, Any]:
    values = asdict(summary)
    return {name: finite(value) if isinstance(value, float) else value for name, value in values.items()}


def validate(
    directory: Path,
    knowledge: Knowledge,
    members: int = MEMBERS,
    seed: int = 1,
    progress: Callable[[float], None] | None = None,
    seeds: int = 1,
) -> Report:
    """Hold the model against every ``*/study.yaml`` under ``directory``.

    Its ``between_studies.yaml`` is used where it has one, else the shipped one.

    Args:
        directory: the folder of studies.
        knowledge: the sheets in use.
        members: how many virtual people at most.
        seed: of the virtual people.
        progress: called with the share that is done.
        seeds: how many seeds to run, from ``seed`` on; rows are those of the first.

    Raises:
        InvalidInput: there is no study there, or what cannot be used in any of its files, before anything is run.
        StudyFailed: one could not be run.
    """
    medians, faults = parameter_values(knowledge), Faults()
    with faults.noted():
        studies = read_studies(directory, medians)
    with faults.noted():
        between = between_studies_of(directory)
    with faults.noted():
        reasons = reasons_of(directory)
    faults.tell()
    training = _training(directory, medians)
    report = validate_studies(studies, knowledge, members, seed, progress, training, seeds, between)
    return replace(report, reasons=reasons)


def _training(directory: Path, medians: Mapping[str, float]) -> tuple[Observed, ...]:
    """The numbers that the shipped model was fitted or tuned to, for studies that do not bring them along."""
    shipped = shipped_studies()
    if not shipped.is_dir() or directory.resolve() == shipped.resolve():
        return ()
    studies = read_studies(shipped, medians)
    return tuple(row for study in studies for arm in study.arms for row in arm.observed if row.use in TRAINED)


def validate_studies(
    studies: Sequence[Study],
    knowledge: Knowledge,
    members: int = 256,
    seed: int = 1,
    progress: Callable[[float], None] | None = None,
    training: Sequence[Observed] = (),
    seeds: int = 1,
    between: Between | None = None,
) -> Report:
    """Hold the model against these studies; ``training`` joins their own fitted rows in the comparison with a mean.

    ``between`` is the spread between studies, else the shipped one; the others as in :func:`validate`.

    Raises:
        InvalidInput: a study cannot be run.
        StudyFailed: the same, for a reason that is no fault of its file.
    """
    between = between or between_studies()
    runs: list[list[Row]] = []
    for each in range(seed, seed + seeds):
        runs.append([])
        for done, study in enumerate(studies):
            runs[-1].extend(run_named(study, knowledge, members, each, between))
            if progress is not None:
                progress((len(runs) - 1 + (done + 1) / len(studies)) / seeds)
    summaries = tuple(summarise(rows, training) for rows in runs)
    rows = tuple(runs[0])
    found = estimate(rows, between.free_parameters)
    return Report(tuple(studies), rows, summaries[0], summaries, members, seed, knowledge.hash, between, found)

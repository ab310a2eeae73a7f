"""The page of a calibration: what was found, from which rows, and what the command does not find."""

from __future__ import annotations

from collections.abc import Iterator

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Provenance
from unclench.simulate.doubt import WORLDS
from unclench.simulate.population import parameters
from unclench.validate.calibrate import Calibration, in_sheets
from unclench.validate.fitting import Fitted, GroupFit
from unclench.validate.render import describe

BEFORE_ALL = """\
Groups, rows and priors: `studies/calibration.yaml`. Only rows with `use: fitted` are read; predicted rows never are.

What is found depends on the rows, the priors, the seed and the parameters that no group fits, and the data hash is of
all of them. It does not depend on what the sheets held (*before*): run on sheets that it has written, the command finds
the same again. When this page was written the sheets {held} what was found.

*Spread* is the standard deviation of the logarithm, by Laplace's approximation round the best fit; *prior* is where the
search starts and the same before the rows were read. Where the rows take away less than half of the prior's variance, a
parameter is *mostly prior*: its value is little more than the guess that `calibration.yaml` gives a reason for, and its
spread says so. All of it stands in `knowledge/data/posteriors/`, and virtual people are drawn from it (decision 18): an
error of a median is shared by everybody in one of {worlds} worlds, and spread between people comes on top. Posteriors
of different groups count as independent, each given the values of the groups before it.
"""
NOT_FOUND = """\
## What the command does not find

{count} parameters were tuned by hand, with data or with the article's claims in view. No group finds them: their rows
do not tell them apart, or nobody has measured anything that would. They have no posterior, and no interval holds how
unsure they are; [gains.md](model/gains.md) shows what those of the loop change.
"""
SET_BY_HAND = """\
Arms of the studies above set these numbers for their own people and circumstances. They were set by hand, those of the
ice studies with the fitted rows in view, and held while the groups were fitted.
"""


def as_markdown(found: Calibration, knowledge: Knowledge) -> str:
    """The page ``docs/calibration.md``."""
    agrees = all(in_sheets(each) for fit in found.fits for each in fit.fitted)
    lines = [
        "# Calibration",
        "",
        f"Written by `unclench calibrate --write` (seed {found.seed}, data {found.data_hash}), not by hand.",
        BEFORE_ALL.format(held="held" if agrees else "did not hold", worlds=WORLDS),
    ]
    for fit in found.fits:
        lines += _group_lines(fit)
    lines += [*_tuned(knowledge), *_set_by_hand(found)]
    return "\n".join(lines)


def _group_lines(fit: GroupFit) -> list[str]:
    how = "people run and weighed" if fit.group.reweigh else "runs"
    return [
        f"## {fit.group.says}",
        "",
        f"`{fit.group.id}`: rows {fit.group.row_count}, parameters {len(fit.fitted)}, "
        f"chi-squared of the rows {fit.chi_squared:.2f}, virtual people {fit.group.people}, {how}: {fit.evaluations}. "
        + ("The search came to its end." if fit.settled else "**The search had not come to its end.**"),
        "",
        "| parameter | before | found | spread | prior | |",
        "|---|---|---|---|---|---|",
        *(_parameter_line(each, prior.start) for each, prior in zip(fit.fitted, fit.group.priors, strict=True)),
        "",
        *_correlations(fit),
        *_multiples(fit),
        "| study | quantity | observed | at the best fit |",
        "|---|---|---|---|",
        *(
            f"| {row.study} | {describe(row.observed.quantity, row.observed.of)} | {row.observed.value:g} "
            f"{row.observed.unit} | {row.predicted:.3g} |"
            for row in fit.rows
        ),
        "",
    ]


def _parameter_line(each: Fitted, start: float) -> str:
    return (
        f"| {each.name} | {each.before:.3g} | {each.value:.3g} | {each.posterior_log_sd:.3g} "
        f"| {start:g}, {each.prior_log_sd:g} | {'' if each.determined else 'mostly prior'} |"
    )


def _correlations(fit: GroupFit) -> list[str]:
    names = [each.name for each in fit.fitted]
    pairs = [
        f"{names[one]} with {names[other]} {fit.correlation[one, other]:.2f}"
        for one in range(len(names))
        for other in range(one + 1, len(names))
    ]
    return [f"Correlations: {'; '.join(pairs)}.", ""] if pairs else []


def _multiples(fit: GroupFit) -> list[str]:
    """How far each study was found to stand from the middle, and how far studies were thought to lie apart."""
    if not fit.multiples:
        return []
    priors = fit.group.by_study.items()
    apart = "; ".join(f"{name}, log spread {prior.log_sd:g}: {prior.because}" for name, prior in priors)
    found = ", ".join(f"{name.split('@')[1]} {value:.2f}" for name, value in fit.multiples.items())
    return [f"Every study has a multiple of its own ({apart}). Found: {found}.", ""]


def _tuned(knowledge: Knowledge) -> Iterator[str]:
    """What was chosen with data in view and is not found by the command."""
    tuned = {name: each for name, each in parameters(knowledge).items() if each.provenance is Provenance.TUNED}
    yield NOT_FOUND.format(count=len(tuned))
    yield from ("| parameter | value | spread between people | why |", "|---|---|---|---|")
    for name, each in sorted(tuned.items()):
        yield f"| {name} | {each.value:g} {each.unit} | {each.log_sd:g} | {each.assumption or each.means} |"
    yield ""


def _set_by_hand(found: Calibration) -> Iterator[str]:
    """What the arms of fitted studies set themselves."""
    yield SET_BY_HAND
    yield from ("| study | arm | number | value |", "|---|---|---|---|")
    for fit in found.fits:
        for study in fit.group.studies:
            for arm in study.arms:
                room = {} if arm.scenario is None or not arm.overrides else {"room_c": arm.scenario.room_c}
                for name, value in {**arm.overrides, **room}.items():
                    yield f"| {study.id} | {arm.id} | {name} | {value:g} |"
    yield ""

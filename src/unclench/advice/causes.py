"""What probably caused it: naive Bayes over the causes' fact-sheets, with its reasons and its doubt on show.

Each cause has a prior and likelihood ratios (``knowledge/data/causes``). Features are taken as independent given the
cause, which they are not quite: sheets join near-synonyms in one feature, and :data:`DOUBT` keeps every answer humble.
A feature that was not answered contributes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from unclench.advice.evidence import holds
from unclench.knowledge import schema
from unclench.knowledge.load import Knowledge
from unclench.language.catalogue import catalogue, noted
from unclench.model.assessment import Cause
from unclench.model.case import Case
from unclench.model.urgency import Urgency

HIGHEST = 0.95
"""No cause is ever given more than this. An assumption: a questionnaire has no way to be surer of a cause."""

REASONS = 3
"""How many reasons are shown for a cause; more is not read."""


FOR = noted("Speaks for it: {reason}")
AGAINST = noted("Speaks against it: {reason}")
NOTHING = noted("Nothing you told us speaks for or against it; this is only how common it is.")


@dataclass(frozen=True, slots=True)
class _Feature:
    """One feature that holds, and its log likelihood ratio and words for every cause that mentions it."""

    log_ratio: dict[str, float]
    says: dict[str, str]


def likely_causes(case: Case, knowledge: Knowledge, urgency: Urgency) -> tuple[Cause, ...]:
    """The causes with posterior probabilities that sum to 1, the likeliest first.

    Args:
        case: the answers. ``uid`` plays no part.
        knowledge: holds the causes; without any the answer is empty.
        urgency: what the danger check found; a standing danger sign makes "something else" more likely.

    Returns:
        One :class:`Cause` per fact-sheet. No probability exceeds :data:`HIGHEST`. ``because`` gives up to
        :data:`REASONS` features that moved it most, each saying whether it speaks for the cause or against it.
    """
    sheets = dict(sorted(knowledge.causes.items()))
    say = catalogue(knowledge.language).say
    features = _features_that_hold(sheets, case, urgency)
    posterior = _humble(_posterior(sheets, features))
    ranked = sorted(sheets, key=lambda cause: (-posterior[cause], cause))
    return tuple(Cause(cause, posterior[cause], _reasons(cause, sheets, features, say)) for cause in ranked)


def _features_that_hold(sheets: dict[str, schema.Cause], case: Case, urgency: Urgency) -> list[_Feature]:
    found: dict[str, _Feature] = {}
    for cause, sheet in sheets.items():
        for likelihood in sheet.likelihoods:
            if likelihood.when in found or holds(likelihood.when, case, urgency):
                feature = found.setdefault(likelihood.when, _Feature({}, {}))
                feature.log_ratio[cause] = math.log(likelihood.ratio)
                feature.says[cause] = likelihood.because
    return [found[when] for when in sorted(found)]


def _posterior(sheets: dict[str, schema.Cause], features: list[_Feature]) -> dict[str, float]:
    log_weight = {
        cause: math.fsum([math.log(sheet.prior), *(feature.log_ratio.get(cause, 0.0) for feature in features)])
        for cause, sheet in sheets.items()
    }
    top = max(log_weight.values(), default=0.0)
    weight = {cause: math.exp(value - top) for cause, value in log_weight.items()}
    total = math.fsum(weight.values())
    return {cause: value / total for cause, value in weight.items()}


def _humble(posterior: dict[str, float]) -> dict[str, float]:
    """Mixed with equal shares just enough that certainty becomes :data:`HIGHEST`; ranks stay as they are."""
    count = len(posterior)
    if count < 2:
        return posterior
    doubt = (1 - HIGHEST) * count / (count - 1)
    return {cause: (1 - doubt) * value + doubt / count for cause, value in posterior.items()}


def _reasons(
    cause: str, sheets: dict[str, schema.Cause], features: list[_Feature], say: Callable[..., str]
) -> tuple[str, ...]:
    """The features that moved this cause most against the average cause, strongest first."""
    moved = []
    for feature in features:
        average = math.fsum(sheet.prior * math.exp(feature.log_ratio.get(c, 0.0)) for c, sheet in sheets.items())
        average /= math.fsum(sheet.prior for sheet in sheets.values())
        shift = feature.log_ratio.get(cause, 0.0) - math.log(average)
        if cause in feature.says:
            words = AGAINST if shift <= 0 else FOR
            moved.append((-abs(shift), say(words, reason=feature.says[cause])))
    if not moved:
        return (say(NOTHING),)
    return tuple(words for _, words in sorted(moved, key=lambda reason: reason[0])[:REASONS])

"""From a simulated timeline to steps that a person can follow, each with its reasons, sources and stop signs."""

from __future__ import annotations

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Remedy
from unclench.model.plan import Predicted, Step
from unclench.model.scenario import Action, PostureChange
from unclench.plan.judgement import MEDICINE, Judgement
from unclench.plan.layout import Draft
from unclench.plan.scene import IDLE

MODEL_PROVENANCE = "tuned"
"""The spasm loop is tuned by hand, so what a posture, stretch, warmth or cold does to pain is not called predicted."""

MEDICINE_PROVENANCE = "fitted"
"""How much a medicine does to pain was fitted to trials."""


def window_hours(remedy: Remedy, judged: Judgement) -> float:
    """How long after its start a remedy's step is judged."""
    return judged.window_hours.get(remedy.offer, judged.window_hours[MEDICINE])


def provenance(remedy: Remedy, knowledge: Knowledge) -> str:
    """How the model came by this remedy's effect on pain: emergent, tuned, fitted or predicted."""
    return MEDICINE_PROVENANCE if remedy.id in knowledge.analgesics else MODEL_PROVENANCE


def to_step(draft: Draft, predicted: Predicted | None, knowledge: Knowledge) -> Step:
    """The finished step of one draft."""
    sheet = knowledge.remedies[draft.remedy]
    return Step(
        remedy=draft.remedy,
        title=sheet.title,
        start_min=draft.start_min,
        duration_min=draft.duration_min,
        dose=draft.dose,
        how=sheet.how,
        why=sheet.why,
        evidence=sheet.evidence,
        sources=sheet.sources,
        stop_if=tuple(
            f"{knowledge.stop_signs[sign].says} {knowledge.stop_signs[sign].then}" for sign in sheet.stop_signs
        ),
        predicted=predicted,
        actions=_actions(draft),
    )


def _actions(draft: Draft) -> tuple[Action, ...]:
    postures: list[Action] = []
    for spell in draft.spells:
        postures += [PostureChange(spell.start_min, spell.posture), PostureChange(spell.end_min, IDLE)]
    return (*postures, *draft.actions)

"""What the page of an emergency shows besides what to do."""

from __future__ import annotations

from typing import Any

from unclench.diary.answers import AnswerSheet
from unclench.knowledge.load import Knowledge
from unclench.model.assessment import Assessment
from unclench.safety.coming_help import often_harmless


def about_emergency(assessment: Assessment, sheet: AnswerSheet, knowledge: Knowledge) -> dict[str, Any]:
    """Whom it is about, and whether such signs often turn out to be harmless."""
    return {
        "for_another": sheet.for_another,
        "often_harmless": often_harmless(assessment.screening.fired, knowledge),
    }

"""Findings that the words about the episode already tell, for cases in which everything not listed counts as "no".

Somebody whose pain sits "between the ribs and the hip", who fell, and who left the list of findings empty has not
denied side pain or a fall. Where questions are still open nothing is filled in: they are asked in their own words.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from unclench.model.case import Answer, Episode, Region, Trigger

OF_REGION: dict[Region | None, str] = {Region.THORACIC: "thoracic_pain", Region.FLANK: "flank_pain"}
OF_TRIGGER: dict[Trigger | None, str] = {
    Trigger.FALL_OR_BLOW: "minor_trauma",
    Trigger.HARD_EXERTION: "recent_hard_exertion",
}
SAID_BETTER_BY = {"minor_trauma": "major_trauma", "flank_pain": "flank_pain_severe"}
"""An answer to the stronger question says all that is needed."""


def told(findings: Mapping[str, Answer], episode: Episode, known: Collection[str]) -> dict[str, Answer]:
    """The answers, with "yes" for every unlisted finding that the region or the trigger names.

    Args:
        findings: what was answered; an answer is never changed.
        episode: its region and trigger may be None.
        known: the findings of the knowledge in use.
    """
    named = [OF_REGION.get(episode.region), OF_TRIGGER.get(episode.trigger)]
    filled = {
        finding: Answer.YES
        for finding in named
        if finding and finding in known and findings.get(SAID_BETTER_BY.get(finding, "")) is not Answer.YES
    }
    return filled | dict(findings)

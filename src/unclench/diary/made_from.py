"""Which answers a page was made from: what it leaves open takes nothing away that was said elsewhere since.

Two windows, or two devices on one account, may hold pages of one danger check. A page says from which state it was
made. What somebody taps on it counts, however old the page is. What only came with it, because a question was left open
or still showed its old answer, never makes a newer answer calmer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from unclench.diary.answers import AnswerSheet, fold
from unclench.diary.event import Event

GRAVITY = {"no": 0, "unsure": 1, "yes": 2}


def said_since(
    events: Sequence[Event], made_from: str, given: Mapping[str, str], tapped: Collection[str]
) -> dict[str, str]:
    """The newer answers that a page would make calmer without anybody having said so.

    Args:
        events: of one visit in order.
        made_from: the ``state`` of the sheet that the page was made from. Of a page whose state is not known, nothing
            makes an answer calmer.
        given: the page's answers by finding.
        tapped: the findings that the page held an answer for; the others were left open.
    """
    shown = _shown(events, made_from)
    return {
        finding: newer
        for finding, newer in fold(events).findings.items()
        if finding in given
        and GRAVITY[newer] > GRAVITY[given[finding]]
        and not (shown is not None and finding in tapped and shown.findings.get(finding) != given[finding])
    }


def graver_since(events: Sequence[Event], made_from: str, begun: datetime, given: Mapping[str, str]) -> dict[str, str]:
    """The answers that came in while others were given elsewhere, and that are graver than those.

    Args:
        events: of one visit in order.
        made_from: the state from which the others went on; where it is not known, ``begun`` counts.
        begun: when giving the others was begun.
        given: the others.
    """
    shown = _shown(events, made_from) or fold(event for event in events if event.at <= begun)
    return {
        finding: newer
        for finding, newer in fold(events).findings.items()
        if finding in given and GRAVITY[newer] > GRAVITY[given[finding]] and shown.findings.get(finding) != newer
    }


def not_left_empty(
    events: Sequence[Event], made_from: str, about: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """What a page says of the person and the pain, without what it left empty and somebody filled in since."""
    shown, now = _shown(events, made_from) or AnswerSheet(), fold(events)
    return {
        part: {
            name: value
            for name, value in values.items()
            if value is not None or getattr(shown, part).get(name) is not None or getattr(now, part).get(name) is None
        }
        for part, values in about.items()
    }


def _shown(events: Sequence[Event], made_from: str) -> AnswerSheet | None:
    """What was answered when a page was made; None where its state is not among the events."""
    for place, event in enumerate(events, 1):
        if event.id == made_from:
            return fold(events[:place])
    return None

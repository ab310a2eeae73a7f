"""A guide sheet that could lead to harm does not load."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from unclench.guide import guide_of, guided_remedies
from unclench.knowledge.guide_sheet import Guide
from unclench.knowledge.load import Knowledge


def changed(guide: Guide, **changes: Any) -> Guide:
    return Guide.model_validate(guide.model_dump() | changes)


def sheet(remedy: str, knowledge: Knowledge) -> Guide:
    guide = guide_of(remedy, knowledge)
    assert guide is not None
    return guide


def test_shipped_sheets_are_unchanged_by_reading_them_again(knowledge: Knowledge) -> None:
    for guide in knowledge.guides.values():
        assert changed(guide) == guide


@pytest.mark.parametrize(
    ("remedy", "changes", "says"),
    [
        ("ice_massage", {"checks": None}, "skin checks"),
        ("ice_massage", {"after": ()}, "a look at the skin"),
        ("ice_massage", {"asleep": "wait"}, "goes on acting"),
        ("ice_massage", {"smaller": {"rest_seconds": 1, "rest": "Rest.", "says": "Less", "share": 0.5}}, "smaller"),
        ("knee_to_chest", {"smaller": None}, "smaller"),
        ("knee_to_chest", {"contact": "heat"}, "skin"),
        ("knee_to_chest", {"endings": {"finished": "Done."}}, "endings"),
        ("towel_compress", {"parts": ()}, "parts"),
        ("towel_compress", {"ready_seconds": 0}, "ready_seconds"),
        ("towel_compress", {"contact": "fire"}, "contact"),
        ("towel_compress", {"sources": ()}, "sources"),
    ],
)
def test_a_dangerous_sheet_is_refused(knowledge: Knowledge, remedy: str, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        changed(sheet(remedy, knowledge), **changes)


def test_a_no_to_the_skin_cannot_be_waved_through(knowledge: Knowledge) -> None:
    ice = sheet("ice_massage", knowledge).model_dump()
    after = tuple(question | {"if_no": "again", "otherwise": "Look again."} for question in ice["after"])
    with pytest.raises(ValidationError, match="if_no is skin"):
        changed(sheet("ice_massage", knowledge), after=after)


def test_looks_at_the_skin_come_in_order(knowledge: Knowledge) -> None:
    checks = sheet("ice_massage", knowledge).model_dump()["checks"]
    with pytest.raises(ValidationError, match="must grow"):
        changed(sheet("ice_massage", knowledge), checks=checks | {"minutes": (4, 2)})


def test_nothing_touches_the_skin_without_being_watched(knowledge: Knowledge) -> None:
    checks = sheet("ice_massage", knowledge).model_dump()["checks"]
    with pytest.raises(ValidationError, match="need contact"):
        changed(sheet("short_walks", knowledge), checks=checks)


def test_every_number_without_a_source_has_its_reason(knowledge: Knowledge) -> None:
    for guide in knowledge.guides.values():
        assert len(guide.assumptions) > 40
        assert set(guide.sources) <= set(knowledge.sources)


def test_words_for_people_are_short(knowledge: Knowledge) -> None:
    """Somebody in pain reads at most some twenty words a sentence."""
    for remedy in guided_remedies(knowledge):
        guide = sheet(remedy, knowledge)
        told = [guide.lead, guide.ready, *guide.endings.values(), *(part.says for part in guide.parts)]
        told += [question.ask for question in (*guide.before, *guide.after)] + [wait.says for wait in guide.waits]
        for sentence in ". ".join(told).replace("?", ".").split("."):
            assert len(sentence.split()) <= 22, sentence

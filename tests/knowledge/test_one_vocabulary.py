"""One thing has one plain name wherever a person reads of it, and no title invites what its steps forbid."""

import re

import pytest

from unclench.knowledge.load import load
from unclench.knowledge.spoken import texts

DOCTORS_WORDS = re.compile(r"\b(urine|urinate|stools?|faeces|feces)\b", re.IGNORECASE)


@pytest.mark.parametrize("kind", ["findings", "stop_signs", "contraindications", "follow_ups", "guides", "remedies"])
def test_questions_and_stop_signs_speak_of_pee_and_poo(kind: str) -> None:
    found = {place: text for place, text in texts(load(), kind) if DOCTORS_WORDS.search(text)}
    assert found == {}


def test_nobody_is_told_to_lie_on_a_warm_towel() -> None:
    """ "Lay on a towel" is read as lying on it, which burns."""
    towel = load().remedies["towel_compress"]
    assert any("Do not lie on it" in line for line in towel.how)
    assert re.search(r"\b(lay|lie) on\b", towel.title, re.IGNORECASE) is None

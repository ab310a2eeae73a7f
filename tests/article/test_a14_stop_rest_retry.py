"""A14: if it hurts, stop, rest, try again smaller, and leave it when it hurts again. A rule of conduct."""

import pytest

from unclench.knowledge.load import load


@pytest.mark.parametrize("remedy", ["knee_to_chest", "short_walks"])
def test_every_exercise_carries_the_rule(remedy: str) -> None:
    knowledge = load()
    signs = [knowledge.stop_signs[sign] for sign in knowledge.remedies[remedy].stop_signs]
    told = " ".join(f"{sign.says} {sign.then}".lower() for sign in signs)
    for word in ("hurts", "stop", "rest", "smaller", "again", "leave it out"):
        assert word in told

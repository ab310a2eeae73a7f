"""Whatever a person meets can be explained, with sources that can be opened."""

from __future__ import annotations

import json

import pytest

from unclench.advice import answers, explain
from unclench.advice.explaining import EXPLAINERS
from unclench.model.invalid import InvalidInput


def test_every_sheet_of_every_kind_can_be_explained(knowledge):
    for kind in EXPLAINERS:
        assert getattr(knowledge, kind), kind
        for sheet_id in getattr(knowledge, kind):
            explanation = explain(sheet_id, knowledge)
            assert explanation.title, sheet_id
            assert explanation.how_sure, sheet_id
            assert explanation.sources, sheet_id
            json.dumps(answers.explanation_json(explanation, knowledge), allow_nan=False)


def test_a_remedy_says_what_the_article_and_what_evidence_says(knowledge):
    ice = explain("ice_massage", knowledge)
    assert ice.kind == "remedies"
    assert ice.article_says
    assert "does not bring blood" in ice.evidence_says
    assert "5 minutes" in ice.how[-1]


def test_claims_are_found_by_number(knowledge):
    assert explain("A10", knowledge) == explain("a10", knowledge) == explain("cold_first", knowledge)


def test_a_draft_rule_says_so(knowledge):
    draft = next(rule for rule in knowledge.red_flags.values() if rule.status == "draft")
    assert "draft" in explain(draft.id, knowledge).how_sure


def test_an_unknown_id_names_its_neighbours(knowledge):
    with pytest.raises(InvalidInput) as problem:
        explain("ice_masage", knowledge)
    assert "ice_massage" in problem.value.allowed
    with pytest.raises(InvalidInput):
        explain("A99", knowledge)

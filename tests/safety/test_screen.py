"""The danger check on a knowledge small enough to work out every answer by hand."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import OfferId
from unclench.model.assessment import OfferStatus, Screening
from unclench.model.case import Answer, Case, Unmentioned
from unclench.model.invalid import InvalidInput
from unclench.model.urgency import Urgency
from unclench.safety.emergency import REMEDIES
from unclench.safety.intake import read_case
from unclench.safety.screen import NOT_SCREENED, screen

Complete = Callable[..., Case]
NSAIDS = ("ibuprofen", "naproxen", "aspirin")


def answer(case: Case, knowledge: Knowledge) -> Screening:
    return screen(case, knowledge).screening


def offered(screening: Screening) -> set[str]:
    return {remedy for remedy, offer in screening.offers.items() if offer.status is OfferStatus.OFFERED}


def test_the_remedies_are_those_of_the_public_contract() -> None:
    assert set(REMEDIES) == {str(offer) for offer in OfferId}


def test_a_person_with_no_danger_sign_may_use_everything(small: Knowledge, complete_case: Complete) -> None:
    screened = screen(complete_case(small), small)
    assert screened.screening.urgency is Urgency.SELF_CARE
    assert screened.screening.complete
    assert screened.screening.open_questions == ()
    assert offered(screened.screening) == set(REMEDIES)
    assert screened.cleared is not None
    assert set(screened.cleared.offers) == set(REMEDIES)


def test_the_most_urgent_rule_decides_and_comes_first(small: Knowledge, complete_case: Complete) -> None:
    screening = answer(complete_case(small, age_lt_18="yes", foot_drop="yes"), small)
    assert screening.urgency is Urgency.SAME_DAY
    assert [rule.rule for rule in screening.fired] == ["foot_drop_new", "child"]
    assert screening.fired[0].status == "draft"
    assert screening.fired[0].sources == ("a_source",)


def test_no_plan_closes_everything(small: Knowledge, complete_case: Complete) -> None:
    screened = screen(complete_case(small, saddle_numbness="yes"), small)
    assert screened.screening.urgency is Urgency.EMERGENCY_NOW
    assert offered(screened.screening) == set()
    assert all(offer.because == ("cauda_equina",) for offer in screened.screening.offers.values())
    assert screened.cleared is None


def test_comfort_only_leaves_the_position_of_ease_but_no_plan(small: Knowledge, complete_case: Complete) -> None:
    screened = screen(complete_case(small, foot_drop="yes"), small)
    assert offered(screened.screening) == {"rest_position"}
    assert screened.cleared is None


def test_plan_limited_leaves_what_no_other_rule_blocks(small: Knowledge, complete_case: Complete) -> None:
    screened = screen(complete_case(small, night_pain="yes", pain_severe="yes", cold_urticaria="yes"), small)
    assert screened.screening.urgency is Urgency.WITHIN_DAYS
    assert offered(screened.screening) == set(REMEDIES) - {"cold"}
    assert screened.cleared is not None
    assert not screened.cleared.allows("cold")


def test_an_emergency_closes_the_plan_whatever_its_gate(small: Knowledge, complete_case: Complete) -> None:
    screened = screen(complete_case(small, pregnant="yes", contractions="yes"), small)
    assert screened.screening.urgency is Urgency.EMERGENCY_NOW
    assert offered(screened.screening) == {"rest_position"}
    assert screened.cleared is None


def test_a_retired_rule_does_not_fire(small: Knowledge, complete_case: Complete) -> None:
    assert answer(complete_case(small, asthma="yes"), small).urgency is Urgency.SELF_CARE


def test_hard_stops_ask_firsts_and_cautions(small: Knowledge, complete_case: Complete) -> None:
    screening = answer(complete_case(small, anticoagulant="yes", asthma="yes", age_ge_60="yes"), small)
    for drug in NSAIDS:
        assert screening.offers[drug].status is OfferStatus.BLOCKED
        assert screening.offers[drug].because == ("thinner",)
    asking = answer(complete_case(small, asthma="yes"), small).offers["naproxen"]
    assert (asking.status, asking.because) == (OfferStatus.ASK_FIRST, ("asthma_nsaid",))
    careful = answer(complete_case(small, age_ge_60="yes"), small).offers
    assert (careful["ibuprofen"].status, careful["ibuprofen"].because) == (OfferStatus.OFFERED, ("older_nsaid",))
    assert careful["naproxen"].because == ()


@pytest.mark.parametrize(
    ("answers", "status", "because"),
    [
        ({"anticoagulant": "unsure"}, OfferStatus.ASK_FIRST, ("thinner",)),
        ({"asthma": "unsure"}, OfferStatus.ASK_FIRST, ("asthma_nsaid",)),
        ({"acei_or_arb": "yes", "diuretic": "unsure"}, OfferStatus.ASK_FIRST, ("kidney_trio",)),
        ({"acei_or_arb": "yes"}, OfferStatus.OFFERED, ()),
        ({"age_ge_60": "unsure"}, OfferStatus.OFFERED, ("older_nsaid",)),
    ],
)
def test_unsure_about_a_medicine_rule_never_offers_the_medicine(
    small: Knowledge, complete_case: Complete, answers: dict[str, str], status: OfferStatus, because: tuple[str, ...]
) -> None:
    offer = answer(complete_case(small, **answers), small).offers["ibuprofen"]
    assert (offer.status, offer.because) == (status, because)


def test_unsure_about_a_sign_that_alone_is_an_emergency(small: Knowledge, complete_case: Complete) -> None:
    screened = screen(complete_case(small, saddle_numbness="unsure"), small)
    screening = screened.screening
    assert screening.urgency is Urgency.SAME_DAY
    assert screening.fired == ()
    assert [(rule.rule, rule.urgency) for rule in screening.possible] == [("cauda_equina", Urgency.SAME_DAY)]
    assert [question.question for question in screening.open_questions] == ["When you wipe, does it feel odd?"]
    assert offered(screening) == {"rest_position"}
    assert screened.cleared is None


@pytest.mark.parametrize(
    ("answers", "urgency"),
    [
        ({"fever": "yes", "iv_drug_use": "yes"}, Urgency.EMERGENCY_NOW),
        ({"fever": "yes", "iv_drug_use": "unsure"}, Urgency.SAME_DAY),
        ({"fever": "unsure", "iv_drug_use": "unsure"}, Urgency.WITHIN_DAYS),
        ({"fever": "unsure", "iv_drug_use": "no"}, Urgency.SELF_CARE),
        ({"night_pain": "yes", "thoracic_pain": "unsure"}, Urgency.GP_SOON),
        ({"night_pain": "unsure", "thoracic_pain": "unsure"}, Urgency.SELF_CARE),
        ({"age_lt_18": "unsure"}, Urgency.SELF_CARE),
    ],
)
def test_a_possible_rule_adds_less_the_further_it_is_from_holding(
    small: Knowledge, complete_case: Complete, answers: dict[str, str], urgency: Urgency
) -> None:
    assert answer(complete_case(small, **answers), small).urgency is urgency


def test_a_possible_rule_still_closes_remedies(small: Knowledge, complete_case: Complete) -> None:
    for answers in ({"fever": "unsure", "iv_drug_use": "unsure"}, {"foot_drop": "unsure"}, {"age_lt_18": "unsure"}):
        assert offered(answer(complete_case(small, **answers), small)) == {"rest_position"}
    limited = answer(complete_case(small, night_pain="yes", thoracic_pain="unsure"), small)
    assert offered(limited) == set(REMEDIES)


def test_nothing_asked_means_nothing_offered(small: Knowledge) -> None:
    screened = screen(Case("x"), small)
    assert screened.screening.urgency is Urgency.SELF_CARE
    assert not screened.screening.complete
    assert screened.cleared is None
    for offer in screened.screening.offers.values():
        assert offer.status is OfferStatus.BLOCKED
        assert offer.because == (NOT_SCREENED,)
    asked = {question.finding for question in screened.screening.open_questions}
    assert asked == set(small.findings)


def test_unlisted_findings_count_as_no_when_the_case_says_so(small: Knowledge) -> None:
    screened = screen(Case("x", unmentioned=Unmentioned.NO), small)
    assert screened.screening.complete
    assert screened.screening.open_questions == ()
    assert screened.cleared is not None


def test_one_open_danger_question_blocks_everything_and_keeps_the_reasons(
    small: Knowledge, complete_case: Complete
) -> None:
    case = complete_case(small, cold_urticaria="yes", fever="yes")
    findings = dict(case.findings)
    del findings["iv_drug_use"]
    screening = answer(Case("x", findings=findings), small)
    assert not screening.complete
    assert [(q.finding, q.danger) for q in screening.open_questions] == [("iv_drug_use", True)]
    assert screening.offers["cold"].because == ("cold_hives", NOT_SCREENED)
    assert screening.offers["heat"].because == (NOT_SCREENED,)


def test_an_open_question_that_can_no_longer_matter_is_not_asked(small: Knowledge, complete_case: Complete) -> None:
    findings = dict(complete_case(small, fever="no").findings)
    del findings["iv_drug_use"]
    screening = answer(Case("x", findings=findings), small)
    assert screening.complete
    assert screening.open_questions == ()


def test_an_open_remedy_question_blocks_only_the_remedies_it_is_about(
    small: Knowledge, complete_case: Complete
) -> None:
    findings = dict(complete_case(small).findings)
    del findings["cold_urticaria"]
    screened = screen(Case("x", findings=findings), small)
    assert screened.screening.complete
    assert screened.screening.offers["cold"].because == (NOT_SCREENED,)
    assert offered(screened.screening) == set(REMEDIES) - {"cold"}
    assert [(q.finding, q.danger) for q in screened.screening.open_questions] == [("cold_urticaria", False)]
    assert screened.cleared is not None
    assert not screened.cleared.allows("cold")


def test_nothing_is_asked_about_a_remedy_that_is_blocked_anyway(small: Knowledge, complete_case: Complete) -> None:
    findings = dict(complete_case(small, anticoagulant="yes").findings)
    del findings["asthma"]
    screening = answer(Case("x", findings=findings), small)
    assert screening.open_questions == ()
    assert screening.offers["ibuprofen"].because == ("thinner",)


def test_an_unasked_caution_still_holds_the_remedy_back(small: Knowledge, complete_case: Complete) -> None:
    findings = dict(complete_case(small).findings)
    del findings["age_ge_60"]
    offers = answer(Case("x", findings=findings), small).offers
    assert offers["ibuprofen"].because == (NOT_SCREENED,)
    assert offers["naproxen"].status is OfferStatus.OFFERED


def test_an_answer_of_not_asked_is_no_answer(small: Knowledge, complete_case: Complete) -> None:
    case = complete_case(small)
    explicit = Case("x", findings={**case.findings, "fever": Answer.NOT_ASKED})
    absent = Case("x", findings={f: a for f, a in case.findings.items() if f != "fever"})
    assert answer(explicit, small) == answer(absent, small)


def test_danger_signs_come_first_among_open_questions(small: Knowledge) -> None:
    groups = [question.group for question in answer(Case("x"), small).open_questions]
    assert list(dict.fromkeys(groups)) == ["numb", "body", "about", "medicine", "history"]


def test_a_rule_past_its_review_date_fires_and_is_named(small: Knowledge, complete_case: Complete) -> None:
    case = complete_case(small, foot_drop="yes")
    late = screen(case, small, today=datetime.date(2031, 1, 1)).screening
    assert late.urgency is Urgency.SAME_DAY
    assert late.warnings == ("The rule foot_drop_new was due for review by 2030-01-01.",)
    assert screen(case, small, today=datetime.date(2029, 1, 1)).screening.warnings == ()
    assert screen(case, small).screening.warnings == ()


def test_a_finding_without_a_sheet_is_refused(small: Knowledge) -> None:
    with pytest.raises(InvalidInput, match="zebra"):
        screen(Case("x", findings={"zebra": Answer.NO}), small)


@pytest.mark.parametrize(
    ("kind", "sheet", "message"),
    [
        ("red_flags", {"when": "zebra", "urgency": "same_day", "gate": "no_plan"}, "zebra"),
        ("contraindications", {"when": {"any": ["zebra"]}, "remedies": ["cold"], "action": "caution"}, "zebra"),
    ],
)
def test_a_rule_about_an_unknown_finding_is_refused(
    knowledge_builder: Any, fixture_tables: Any, kind: str, sheet: dict[str, Any], message: str
) -> None:
    broken = knowledge_builder(**{kind: {**fixture_tables[kind], "broken": sheet}})
    with pytest.raises(InvalidInput, match=message):
        screen(Case("x"), broken)


def test_a_finding_in_an_unknown_group_is_refused(knowledge_builder: Any, fixture_tables: Any) -> None:
    findings = {**fixture_tables["findings"], "lost": {"group": "nowhere", "use": "danger"}}
    with pytest.raises(InvalidInput, match="nowhere"):
        screen(Case("x"), knowledge_builder(findings=findings))


def test_a_remedy_outside_the_contract_is_refused(small: Knowledge, knowledge_builder: Any) -> None:
    broken = knowledge_builder()
    sheet = small.contraindications["cold_hives"].model_copy(update={"remedies": ("leeches",)})
    object.__setattr__(broken, "contraindications", {"cold_hives": sheet})
    with pytest.raises(InvalidInput, match="leeches"):
        screen(Case("x"), broken)


def test_rules_are_compiled_once_per_knowledge_and_forgotten_with_it(knowledge_builder: Any) -> None:
    import gc

    from unclench.safety import rulebook as module

    knowledge = knowledge_builder()
    assert module.rulebook(knowledge) is module.rulebook(knowledge)
    key = id(knowledge)
    assert key in module._remembered
    del knowledge
    gc.collect()
    assert key not in module._remembered


def test_reading_and_screening_agree_on_needless_questions(small: Knowledge, complete_case: Complete) -> None:
    raw = {f: str(a) for f, a in complete_case(small, fever="yes").findings.items() if f != "contractions"}
    assert answer(read_case({"findings": raw}, small), small).complete

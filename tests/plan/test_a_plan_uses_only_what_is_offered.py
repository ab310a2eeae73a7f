"""Whatever was answered and wished for, every step's remedy is one that the danger check offers."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unclench.knowledge.load import Knowledge
from unclench.model.assessment import OfferStatus
from unclench.model.case import Answer, Case, Episode, Person, Sex, Unmentioned
from unclench.model.preferences import Country, Order, Preferences
from unclench.model.scenario import Dose
from unclench.plan import build
from unclench.plan.allowances import IN_WORDS, Allowances, allowances
from unclench.plan.choice import Thermal, first_choice, thermal_order, without_thermal
from unclench.plan.dosing import within_limits
from unclench.plan.variations import variations
from unclench.safety.screen import screen

WISHES = st.builds(
    Preferences,
    medicine=st.booleans(),
    floor=st.booleans(),
    has_ice=st.booleans(),
    has_towel=st.booleans(),
    has_tablets=st.booleans(),
    order=st.sampled_from(Order),
    country=st.sampled_from(Country),
)
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def cases(knowledge: Knowledge) -> st.SearchStrategy[Case]:
    """Adults and children, mostly with a few findings answered and the rest "no"; now and then questions left open."""
    remedy_findings = sorted({name for rule in knowledge.contraindications.values() for name in names_in(rule.when)})
    every = sorted(knowledge.findings)
    some = st.dictionaries(st.sampled_from(remedy_findings or every), st.sampled_from(list(Answer)[:3]), max_size=4)
    any_at_all = st.dictionaries(st.sampled_from(every), st.sampled_from(list(Answer)[:3]), max_size=3)
    return st.builds(
        lambda age, sex, pain, findings, open_: Case(
            "random", Person(age, sex), Episode(20.0, pain), findings, Unmentioned.ASK if open_ else Unmentioned.NO
        ),
        st.one_of(st.none(), st.floats(12, 95)),
        st.one_of(st.none(), st.sampled_from(Sex)),
        st.one_of(st.none(), st.floats(0, 10)),
        st.one_of(some, some, any_at_all),
        st.sampled_from([False, False, False, True]),
    )


def names_in(condition: object) -> set[str]:
    if isinstance(condition, str):
        return {condition}
    parts = getattr(condition, "any", None) or getattr(condition, "all", None) or condition.at_least.of  # type: ignore[attr-defined]
    return set().union(*(names_in(part) for part in parts))


@SLOW
@given(data=st.data(), wishes=WISHES)
def test_every_step_is_an_open_offer(data, wishes, knowledge, engine):
    case = data.draw(cases(knowledge))
    screened = screen(case, knowledge, country=wishes.country)
    if screened.cleared is None:
        return
    plan = build(screened.cleared, wishes, knowledge, members=16, engine=engine)
    for step in plan.steps:
        offer = screened.screening.offers[knowledge.remedies[step.remedy].offer]
        assert offer.status is OfferStatus.OFFERED, step.remedy
    planned = {step.remedy for step in plan.steps}
    assert planned.isdisjoint(plan.left_out)
    assert all(reasons for reasons in plan.left_out.values())


@SLOW
@given(data=st.data(), wishes=WISHES)
def test_doses_stay_within_the_limits_and_there_is_one_medicine_at_most(data, wishes, knowledge, make_engine):
    case = data.draw(cases(knowledge))
    cleared = screen(case, knowledge, country=wishes.country).cleared
    if cleared is None:
        return
    greedy = make_engine(dose_per_mg=-0.01)
    plan = build(cleared, wishes, knowledge, members=16, engine=greedy)
    doses = [action for step in plan.steps for action in step.actions if isinstance(action, Dose)]
    medicines = {str(dose.drug) for dose in doses}
    assert len(medicines) <= 1
    for medicine in medicines:
        assert within_limits(medicine, tuple((d.start_min, d.dose_mg) for d in doses), knowledge)
        limit = knowledge.analgesics[medicine].limit
        assert limit is not None
        assert sum(dose.dose_mg for dose in doses) <= limit.max_24h_mg
        assert {dose.quick for dose in doses} == {limit.quick} == {medicine == "naproxen"}  # sold as its sodium salt
        assert limit.offered_by_default
        assert wishes.country.labels in limit.countries
        assert wishes.medicine
        assert wishes.has_tablets


@SLOW
@given(data=st.data(), wishes=WISHES)
def test_wishes_only_narrow(data, wishes, knowledge):
    case = data.draw(cases(knowledge))
    cleared = screen(case, knowledge, country=wishes.country).cleared
    if cleared is None:
        return
    everything = allowances(cleared, Preferences(country=wishes.country), knowledge)
    narrowed = allowances(cleared, wishes, knowledge)
    assert narrowed.remedies <= everything.remedies
    assert set(narrowed.left_out) | narrowed.remedies == set(knowledge.remedies)


def test_a_greedy_search_does_use_medicine(strain, knowledge, make_engine):
    """Guards the two tests above: the stand-in can make medicine worth taking."""
    plan = build(strain, Preferences(), knowledge, members=16, engine=make_engine(dose_per_mg=-0.01))
    assert Counter(step.remedy for step in plan.steps)["ibuprofen"] == 3


def test_no_medicine_when_it_is_not_wanted(strain, knowledge, make_engine):
    plan = build(strain, Preferences(medicine=False), knowledge, members=16, engine=make_engine(dose_per_mg=-0.01))
    assert {"ibuprofen", "naproxen", "acetaminophen", "aspirin"}.isdisjoint(step.remedy for step in plan.steps)
    assert "not_wanted" in plan.left_out["ibuprofen"]


def test_no_ice_and_no_towel_leave_no_warmth_or_cold(strain, knowledge, engine):
    plan = build(strain, Preferences(has_ice=False, has_towel=False), knowledge, members=16, engine=engine)
    assert {knowledge.remedies[step.remedy].offer for step in plan.steps}.isdisjoint({"cold", "heat"})


def test_naproxen_is_never_planned_in_the_uk(clear, knowledge, make_engine):
    cleared = clear(country="uk")
    plan = build(cleared, Preferences(country=Country.UK), knowledge, members=16, engine=make_engine(dose_per_mg=-0.01))
    assert "naproxen" not in {step.remedy for step in plan.steps}
    assert "not_on_general_sale" in plan.left_out["naproxen"]


def test_a_fresh_bruise_means_cold_and_no_warmth(clear, knowledge, engine):
    cleared = clear({"visible_swelling_or_bruise_48h": Answer.YES, "minor_trauma": Answer.YES})
    assert cleared is not None
    plan = build(cleared, Preferences(), knowledge, members=16, engine=engine)
    offers = {knowledge.remedies[step.remedy].offer for step in plan.steps}
    assert "heat" not in offers
    assert "cold" in offers
    assert "ice_massage" not in {step.remedy for step in plan.steps}


def test_late_pregnancy_rests_on_the_side(clear, knowledge, engine):
    cleared = clear(
        {"pregnant": Answer.YES, "possibly_pregnant": Answer.YES, "pregnant_ge_28_weeks": Answer.YES}, age_years=31.0
    )
    assert cleared is not None
    plan = build(cleared, Preferences(), knowledge, members=16, engine=engine)
    remedies = {step.remedy for step in plan.steps}
    assert "side_lying" in remedies
    assert remedies.isdisjoint({"calves_on_chair", "knee_to_chest", "ibuprofen", "naproxen", "aspirin"})


def test_every_reason_for_leaving_something_out_has_words_and_is_said_once(clear, knowledge, engine):
    cleared = clear({"pregnant": Answer.YES, "possibly_pregnant": Answer.YES, "pregnant_ge_28_weeks": Answer.YES})
    assert cleared is not None
    wishes = Preferences(medicine=False, has_ice=False, country=Country.UK)
    plan = build(cleared, wishes, knowledge, members=16, engine=engine)
    for reasons in plan.left_out.values():
        assert len(set(reasons)) == len(reasons)
        assert all(r in IN_WORDS or r in knowledge.contraindications or r in knowledge.red_flags for r in reasons)


def test_a_blood_thinner_means_no_rubbing_with_ice(clear, knowledge, engine):
    cleared = clear({"anticoagulant": Answer.YES})
    assert cleared is not None
    plan = build(cleared, Preferences(order=Order.ARTICLE), knowledge, members=16, engine=engine)
    remedies = {step.remedy for step in plan.steps}
    assert "wrapped_cold_pack" in remedies
    assert "ice_massage" not in remedies
    assert "no_deep_rubbing" in plan.left_out["ice_massage"]


def test_possible_swelling_rules_warmth_out_even_if_it_were_offered():
    everything = Allowances(frozenset({"towel_compress", "ice_massage", "wrapped_cold_pack"}), {})
    for answer, expected in ((Answer.YES, Thermal.COLD), (Answer.UNSURE, Thermal.COLD), (Answer.NO, Thermal.HEAT)):
        case = Case("x", findings={"visible_swelling_or_bruise_48h": answer})
        assert thermal_order(everything, Order.EVIDENCE, case) is expected
    unasked = Case("x")
    assert thermal_order(everything, Order.ARTICLE, unasked) is Thermal.COLD
    assert thermal_order(Allowances(frozenset({"towel_compress"}), {}), Order.EVIDENCE, unasked) is Thermal.NONE


def test_lying_on_the_back_is_tried_only_while_nothing_lies_under_it(strain, knowledge):
    allowed = allowances(strain, Preferences(), knowledge)
    warm = first_choice(allowed, Order.EVIDENCE, strain.case, knowledge)
    assert warm.warm is not None
    bare = without_thermal(warm)

    def tried(choice):
        return {v.rest for group in variations(choice, allowed, Preferences(), strain.case, knowledge) for v in group}

    assert tried(warm) == {"side_lying"}
    assert "calves_on_chair" in tried(bare)

"""What looks odd in the table of other ways is explained beside it, with what was measured and nothing else."""

from __future__ import annotations

from unclench.model.preferences import Preferences
from unclench.model.scenario import Heat
from unclench.plan import build


def note(plan, words):
    return next((note for note in plan.notes if words in note), "")


def test_a_way_with_less_pain_says_what_it_saved_and_what_it_had_to(strain, knowledge, make_engine):
    plan = build(strain, Preferences(), knowledge, members=16, engine=make_engine(cold=-0.06))
    runner_up = next(other for other in plan.alternatives if other.id == "runner_up")
    said = note(plan, "came out")
    assert runner_up.title in said
    assert runner_up.mean_difference is not None
    assert f"{-runner_up.mean_difference.median:.2f} points lower" in said
    assert said.endswith("To be taken, it had to be 0.2.")
    assert said in plan.notes[:5]


def test_two_changes_at_once_say_that_each_has_to_earn_its_margin(strain, knowledge, make_engine):
    """Saved are 0.35 points, more than the 0.2 of one change and less than the 0.4 of two."""
    plan = build(strain, Preferences(), knowledge, members=16, engine=make_engine(cold=-0.06, lying_hour=-0.12))
    runner_up = next(other for other in plan.alternatives if other.id == "runner_up")
    assert runner_up.mean_difference is not None
    assert -0.4 < runner_up.mean_difference.median < -0.2
    assert note(plan, "came out").endswith("It makes 2 changes at once, and each has to save 0.2: 0.4 together.")
    assert "two changes at once twice that" in note(plan, "ways on the same")


def test_nothing_is_said_where_no_other_way_has_less_pain(strain, knowledge, engine, make_engine):
    for one in (engine, make_engine(heat=-0.05, lying_hour=-0.18)):
        plan = build(strain, Preferences(), knowledge, members=16, engine=one)
        assert not note(plan, "came out")
        assert not note(plan, "let go within 24 hours")


def locking(make_engine, *, with_plan, with_nothing):
    """An engine in which these people's muscle stays locked with any plan, and these with nothing done."""
    engine = make_engine(heat=-0.5)
    plain_run = engine.run

    def run(scenario, members):
        outcomes = plain_run(scenario, members)
        outcomes.release_min[:] = 60.0
        planned = any(isinstance(action, Heat) for action in scenario.actions)
        outcomes.release_min[[one for one in (with_plan if planned else with_nothing) if one < members]] = 1e9
        return outcomes

    engine.run = run
    return engine


def test_shares_that_let_go_are_compared_on_the_same_people(strain, knowledge, make_engine):
    """With 512 people the table shows 99 % for the plan and 100 % for doing nothing; of the same 80 nobody differs."""
    engine = locking(make_engine, with_plan=range(300, 305), with_nothing=())
    said = note(build(strain, Preferences(), knowledge, members=512, engine=engine), "let go within 24 hours")
    assert said.startswith("The share that let go counts 512 virtual people for your plan and 80 for the other ways.")
    assert "Of the same 80 virtual people, 80 let go within 24 hours with your plan and 80 with nothing done" in said
    assert said.endswith("That is no clear difference.")


def test_a_plan_that_lets_go_in_fewer_people_says_so(strain, knowledge, make_engine):
    engine = locking(make_engine, with_plan=range(10), with_nothing=range(2))
    said = note(build(strain, Preferences(), knowledge, members=32, engine=engine), "let go within 24 hours")
    assert said.startswith("Of the same 32 virtual people, 22 let go within 24 hours with your plan and 30 with ")
    assert said.endswith("makes the muscle let go in fewer people.")

"""A plan that lays warmth on within a rest can be followed by guided sessions as it stands, and both are kept."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from starlette.testclient import TestClient
from tests.browsing import assert_fits, axe_check
from tests.web.conftest import a_plan
from tests.web.test_guided_in_the_hand import MINUTE, answer_before, begin_it, now, press, reported, wait

from unclench.advice import PlanAnswer

STEPS = (("side_lying", 0, 20), ("towel_compress", 5, 15), ("short_walks", 20, 5))


@pytest.fixture
def overlapping(planner: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the planner make a plan with warmth in a rest."""
    step, original = a_plan().steps[0], planner.plan
    made = [
        replace(step, remedy=remedy, title=remedy, start_min=start, duration_min=minutes)
        for remedy, start, minutes in STEPS
    ]

    def plan(*given: Any, **options: Any) -> PlanAnswer:
        answer: PlanAnswer = original(*given, **options)
        return replace(answer, plan=replace(a_plan(), steps=tuple(made))) if answer.plan else answer

    monkeypatch.setattr(planner, "plan", plan)


@pytest.mark.usefixtures("overlapping")
def test_the_plan_and_the_first_session_say_what_to_fetch_before_lying_down(visitor: Any, client: TestClient) -> None:
    visitor.walk()
    plan = client.get("/plan").text
    assert plan.count("Before you lie down:") == 1
    assert "flask or covered bowl of warm tap water" in plan
    rest = client.get("/guide/1").text
    assert "After 5 min comes: Warm compress." in rest
    assert "flask or covered bowl of warm tap water" in rest
    assert "Your plan puts this into: Position of ease." in client.get("/guide/2").text
    assert "Your plan puts this into" not in client.get("/guide/3").text


@pytest.mark.browser
@pytest.mark.usefixtures("overlapping")
def test_a_rest_goes_over_into_warmth_when_its_time_has_come(
    phone_context: BrowserContext, walked: Callable[..., Page], app: Any
) -> None:
    page = walked(phone_context, "/guide/1")
    begin_it(page)
    wait(page, 4 * MINUTE)
    due = page.get_by_role("link", name="It is time for: Warm compress")
    expect(due).to_be_hidden()
    wait(page, 2 * MINUTE)
    expect(due).to_be_visible()
    assert_fits(page)
    axe_check(page)
    due.click()
    page.wait_for_url("**/guide/2")
    expect(page.locator("#guide-running")).to_contain_text("“Position of ease” still runs.")
    expect(page.get_by_role("link", name="Go on with: Position of ease")).to_be_visible()
    axe_check(page)
    begin_it(page)
    answer_before(page, 3)
    assert now(page) == "Lie down with everything in reach. Lay it on when the time starts, not before."
    wait(page, MINUTE)
    press(page, "It hurts")
    told = reported(page, app, ends=2)
    ends = [(one["remedy"], one["outcome"]) for one in told if one["what"] == "over"]
    assert ends == [("side_lying", "went_over"), ("towel_compress", "hurt")]
    assert [one["remedy"] for one in told] == sorted(one["remedy"] for one in told)
    rest_ms = next(one["active_ms"] for one in told if one["outcome"] == "went_over")
    assert 5 * MINUTE <= rest_ms <= 7 * MINUTE
    page.goto(page.url.replace("/guide", "/report"))
    expect(page.get_by_text("went over into the next step")).to_be_visible()


@pytest.mark.browser
@pytest.mark.usefixtures("overlapping")
def test_who_goes_back_goes_on_with_the_rest(phone_context: BrowserContext, walked: Callable[..., Page]) -> None:
    page = walked(phone_context, "/guide/1")
    begin_it(page)
    wait(page, 6 * MINUTE)
    page.get_by_role("link", name="It is time for: Warm compress").click()
    page.wait_for_url("**/guide/2")
    page.get_by_role("link", name="Go on with: Position of ease").click()
    page.wait_for_url("**/guide")
    expect(page.locator("#guide-note")).to_have_text("You are back. Your session went on where it was.")
    wait(page, 11_000)
    expect(page.locator("#guide-note")).to_be_hidden()
    press(page, "It hurts")
    assert now(page) == "Stop and rest"
    expect(page.locator("#guide-note")).not_to_contain_text("You are back")

"""The road from "my back has locked" to the plan: danger first, nothing lost, back and reload safe."""

import html
from typing import Any

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import ABOUT

from unclench.knowledge.load import Knowledge
from unclench.safety.intake import read_case
from unclench.safety.screen import screen
from unclench.web import words
from unclench.web.visits import COOKIE


def test_an_ordinary_strain_reaches_its_plan_in_twelve_pages(visitor: Any, client: TestClient, heading: Any) -> None:
    seen = visitor.walk()
    assert seen[-1] == "/result"
    assert len(seen) - 1 <= 12, seen
    noted = [event["body"] for event in client.get("/export").json()["events"] if event["kind"] == "screened"]
    assert [body["urgency"] for body in noted] == ["self_care"]
    assert heading(client.get("/result")) == "You can look after this at home"
    plan = client.get("/plan")
    assert plan.status_code == 200
    assert heading(plan) == "Your plan"
    assert heading(client.get("/forecast")) == "What to expect, and whom to see"


def test_danger_signs_come_before_particulars(
    visitor: Any, client: TestClient, read: Any, knowledge: Knowledge
) -> None:
    seen = visitor.walk()
    before = seen[: seen.index("/about-you")]
    assert before, seen
    asked = [finding for address in before for finding in read(client.get(address).text).hidden["asked"]]
    assert all(knowledge.groups[knowledge.findings[finding].group].danger for finding in asked)
    assert {"chest_pain", "fainted_or_collapsed"} <= set(asked)


def test_an_emergency_is_told_at_once_with_a_call_link(
    visitor: Any, client: TestClient, heading: Any, read: Any
) -> None:
    seen = visitor.walk(yes={"saddle_numbness"})
    assert "/about-you" not in seen  # nothing more is asked
    answer = client.get("/result")
    assert heading(answer) == "Get help now"
    assert "tel:911" in read(answer.text).links
    noted = [event["body"] for event in client.get("/export").json()["events"] if event["kind"] == "screened"]
    assert [body["urgency"] for body in noted] == ["emergency_now"]
    assert noted[0]["fired"]
    assert client.get("/plan").headers["location"] == "/result"


def test_an_emergency_tapped_by_mistake_can_be_taken_back(visitor: Any, client: TestClient, heading: Any) -> None:
    address = visitor.start()
    while "saddle_numbness" not in client.get(address).text:
        address = visitor.answer(address, set(), set(), {})
    page = address
    assert visitor.answer(page, {"saddle_numbness"}, set(), {}) == "/result"
    assert f'href="{page}"' in client.get("/answers").text
    again = visitor.answer(page, set(), set(), {}, no=frozenset({"saddle_numbness"}))
    assert again not in ("/result", page)


def test_what_was_tapped_counts_even_when_none_of_these_is_pressed(visitor: Any, client: TestClient, read: Any) -> None:
    address = visitor.start()
    asked = read(client.get(address).text).hidden["asked"]
    sent = visitor.send(address, asked=asked, rest="no", **{"finding.chest_pain": "yes"})
    assert visitor.follow(sent.headers["location"]) == "/result"


def test_leaving_a_question_open_without_saying_how_it_counts_is_refused(
    visitor: Any, client: TestClient, read: Any
) -> None:
    address = visitor.start()
    asked = read(client.get(address).text).hidden["asked"]
    sent = visitor.send(address, asked=asked, **{"finding.fainted_or_collapsed": "unsure"})
    assert sent.status_code == 422
    page = read(sent.text)
    assert "problem" in page.ids
    assert "A question is still open" in sent.text
    assert 'value="unsure" checked' in sent.text  # what was tapped is not lost
    assert visitor.follow("/check") == address  # and nothing was kept


def test_not_sure_is_asked_once_more_in_plainer_words_and_never_a_third_time(
    visitor: Any, client: TestClient, knowledge: Knowledge, heading: Any
) -> None:
    seen = visitor.walk(unsure={"saddle_numbness"})
    assert seen.count("/check/again") == 1
    assert heading(client.get("/result")) in ("Get seen today", "Get help now")
    assert client.get("/check/again").status_code == 303
    assert "Show me my plan" not in client.get("/result").text  # only lying easy is open, so there is nothing to plan
    assert knowledge.findings["saddle_numbness"].plainer is not None


def test_a_repeated_question_left_open_is_not_taken_for_an_answer(visitor: Any, client: TestClient) -> None:
    address = visitor.start()
    while address != "/check/again":
        address = visitor.answer(address, set(), {"saddle_numbness"}, {})
    sent = visitor.send(address, asked=["saddle_numbness"], rest="")
    assert sent.status_code == 422
    assert "A question is still open" in sent.text
    assert visitor.follow("/check") == "/check/again"


def test_numbers_left_empty_are_unsure_and_never_no(visitor: Any, client: TestClient, app: Any) -> None:
    seen = visitor.walk(about={})
    assert seen[-1] == "/result"
    visit = next(iter(visits(client)))
    sheet = app.state.services.answers(visit)
    derived = [sheet.findings[one] for one in ("age_ge_50", "duration_gt_4_weeks", "pain_severe", "weight_lt_50kg")]
    assert derived == ["unsure"] * 4


def test_a_number_given_later_replaces_not_sure(visitor: Any, client: TestClient, app: Any) -> None:
    visitor.walk(about={})
    from unclench.web import road

    sheet = app.state.services.answers(next(iter(visits(client))))
    assert visitor.send("/about-you", age_years="34", pain_nrs="4").status_code == 303
    updated = app.state.services.answers(next(iter(visits(client))))
    case = road.case_of(updated, app.state.services.knowledge)
    assert sheet.findings["age_ge_50"] == "unsure"
    assert case.findings["age_ge_50"] == "no"


def test_the_pages_answer_like_the_kernel_given_the_same_answers(
    visitor: Any, client: TestClient, app: Any, knowledge: Knowledge
) -> None:
    visitor.walk(yes={"asthma", "pain_worse_cough_sneeze_strain"})
    sheet = app.state.services.answers(next(iter(visits(client))))
    direct = screen(read_case(sheet.as_case(), knowledge), knowledge).screening
    text = client.get("/result").text
    assert direct.complete
    for offer in direct.offers.values():
        for rule in offer.because:
            assert html.escape(words.reason(rule, knowledge)) in text
    assert "Why, and where it comes from" in text


@pytest.mark.parametrize(("yes", "unsure"), [({"suicidal_thoughts"}, set()), ({"asthma"}, {"chest_pain"})])
def test_no_address_says_what_was_found(
    visitor: Any, client: TestClient, read: Any, knowledge: Knowledge, yes: set[str], unsure: set[str]
) -> None:
    """Why a rule says so is unfolded in place: addresses stay in the history, and in the logs of a proxy."""
    visitor.walk(yes=yes, unsure=unsure)
    page = client.get("/result").text
    assert 'class="why"' in page
    rules = {*knowledge.red_flags, *knowledge.contraindications}
    assert not [link for link in read(page).links if link.rpartition("/")[2] in rules]


def test_reload_and_back_change_nothing(visitor: Any, client: TestClient, app: Any) -> None:
    address = visitor.start()
    next_address = visitor.answer(address, set(), set(), {})
    for _ in range(3):
        assert client.get(next_address).status_code == 200
    events = len(app.state.services.store.events(next(iter(visits(client))).id))
    assert visitor.answer(address, set(), set(), {}) == next_address  # sent again after going back
    sheet = app.state.services.answers(next(iter(visits(client))))
    assert len(app.state.services.store.events(next(iter(visits(client))).id)) == events + 1
    assert set(sheet.findings.values()) == {"no"}


def test_going_back_shows_what_was_said(visitor: Any, client: TestClient) -> None:
    address = visitor.start()
    visitor.answer(address, set(), {"mind_cloudy"}, {})
    assert (
        'id="finding.mind_cloudy-unsure" name="finding.mind_cloudy" value="unsure" checked' in client.get(address).text
    )
    visitor.send("/about-you", **{"age_years": "41", "duration": "2", "duration_unit": "days"})
    about = client.get("/about-you").text
    assert 'name="age_years" value="41"' in about
    assert 'name="duration" value="2"' in about
    assert '<option value="days" selected>days</option>' in about


def test_starting_over_forgets_the_answers(visitor: Any, client: TestClient) -> None:
    first = visitor.walk(yes={"asthma"})[0]
    assert visitor.start("another") == first
    assert "You are answering for someone else" in client.get(first).text
    assert "checked" not in client.get(first).text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"age_years": "900"}, "Age"),
        ({"age_years": "old"}, "Age"),
        ({"age_years": "nan"}, "Age"),
        ({"pain_nrs": "11"}, "Pain"),
        ({"duration": "-1"}, "How long it has hurt"),
        ({"duration": "3", "duration_unit": "fortnights"}, "Unit of time"),
        ({"region": "knee"}, "Where it is"),
        ({"trigger": "magic"}, "How it began"),
        ({"sex": "x"}, "Sex"),
        ({"weight_kg": "1e9"}, "Weight"),
        ({"known_spinal_problem": "maybe"}, "Problem with the spine"),
    ],
)
def test_bad_particulars_name_the_field_and_keep_nothing(
    visitor: Any, client: TestClient, app: Any, fields: dict[str, str], says: str
) -> None:
    visitor.start()
    answer = visitor.send("/about-you", **fields)
    assert answer.status_code == 422
    assert f"<strong>{says}</strong>" in answer.text
    assert "about" not in app.state.services.answers(next(iter(visits(client)))).pages


@pytest.mark.parametrize(
    "fields", [{"asked": ["no_such_finding"], "rest": "no"}, {"asked": ["chest_pain"], "rest": "perhaps"}]
)
def test_answers_to_questions_that_do_not_exist_are_refused(visitor: Any, fields: dict[str, Any]) -> None:
    address = visitor.start()
    assert visitor.send(address, **fields).status_code == 422


@pytest.mark.parametrize("address", ["/check/1", "/about-you", "/wishes", "/answers", "/result", "/plan", "/forecast"])
def test_without_a_visit_every_page_of_the_road_leads_to_the_start(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_plan_is_not_shown_before_the_check_is_done(visitor: Any, client: TestClient) -> None:
    address = visitor.start()
    assert client.get("/plan").headers["location"] == address
    assert client.get("/result").headers["location"] == address


def test_feet_and_pounds_become_centimetres_and_kilograms(visitor: Any, client: TestClient, app: Any) -> None:
    visitor.start()
    visitor.send("/about-you", height_ft="5", height_in="11", weight_lb="180")
    person = app.state.services.answers(next(iter(visits(client)))).person
    assert person["height_cm"] == pytest.approx(180.3, abs=0.05)  # 71 inches of 2.54 cm
    assert person["weight_kg"] == pytest.approx(81.6, abs=0.05)  # 180 lb of 0.45359237 kg


def visits(client: TestClient) -> Any:
    from unclench.web.visits import Visit

    return [Visit(str(client.cookies[COOKIE]), is_new=False)]


@pytest.mark.parametrize("path", ["/", "/diary", "/medicine"])
def test_an_emergency_stands_on_other_pages_until_it_is_answered_anew(
    visitor: Any, client: TestClient, read: Any, path: str
) -> None:
    visitor.walk(yes={"chest_pain"})
    for _ in range(2):
        shown = client.get(path)
        assert "Get help now" in shown.text
        assert read(shown.text).links.count("tel:911") >= 3  # the header's, the list's and its own
        first = visitor.start()  # starting over is no answer
    address = visitor.answer(first, set(), set(), {})
    assert address != "/result"
    assert "until the danger check is answered anew, to its end" in client.get(path).text
    while address != "/result":
        address = visitor.answer(address, set(), set(), ABOUT)
    assert "Get help now" not in client.get(path).text


def test_the_report_keeps_what_was_said_before_starting_over(visitor: Any, client: TestClient) -> None:
    visitor.walk(yes={"chest_pain"})
    visitor.start()
    text = client.get("/report").text
    assert "The last finished danger check" in text
    assert "Get help now" in text
    assert "This can be a heart attack" in text
    assert "Yes on" in text
    assert "Chest pain, pressure or tightness" in text


def test_the_result_of_many_doubts_is_short_and_does_not_contradict_itself(
    visitor: Any, client: TestClient, heading: Any, read: Any, knowledge: Knowledge
) -> None:
    visitor.walk(unsure={"chest_pain", "fainted_or_collapsed", "saddle_numbness", "suicidal_thoughts"})
    answer = client.get("/result")
    assert heading(answer) == "Get seen today"
    assert "Call for an ambulance now" not in answer.text
    assert "If one of them is so, do not wait: call now." in answer.text
    assert "tel:988" in read(answer.text).links
    assert 'class="button big help" href="tel:' in answer.text


def test_whoever_must_be_seen_today_may_stop_and_go_on_later(visitor: Any, client: TestClient, heading: Any) -> None:
    first = visitor.start()
    assert "Stop here, show me what to do" not in client.get(first).text
    assert visitor.send("/check/stop").headers["location"] == "/check"  # nothing is known yet
    address = visitor.answer(first, set(), {"chest_pain"}, {})
    page = client.get(address).text
    assert "Stop here, show me what to do" in page
    assert "of at least" in page
    assert visitor.send("/check/stop").headers["location"] == "/result"
    answer = client.get("/result")
    assert heading(answer) == "Get seen today"
    assert "Go on with the questions" in answer.text
    assert f'href="{address}"' in answer.text
    assert "Show me my plan" not in answer.text
    noted = [event["body"] for event in client.get("/export").json()["events"] if event["kind"] == "screened"]
    assert noted == []  # a check that was stopped is not a finished one
    after = visitor.answer(address, set(), set(), {})
    assert after not in ("/result", address)  # answering goes on with the questions


@pytest.mark.parametrize(("sign", "often"), [("chest_pain", True), ("suicidal_thoughts", False)])
def test_an_emergency_speaks_to_the_helper_and_makes_no_thought_of_suicide_small(
    visitor: Any, client: TestClient, sign: str, often: bool
) -> None:
    address = visitor.start("another")
    while address != "/result":
        address = visitor.answer(address, {sign}, set(), ABOUT)
    page = client.get("/result").text
    assert ("something less serious" in page) is often
    assert "I have thoughts" not in page
    assert "Say your age" not in page
    assert "“you” means the person in pain" in page
    assert "their" in client.get("/api/v1/people/me/check").json()["assessment"]["seek_care"]["what_to_say"]

"""Forms become plain values and back; charts put numbers where they belong; words never overstate."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData

from unclench.knowledge.load import Knowledge
from unclench.model.course import Band, Course, Outcome
from unclench.model.invalid import InvalidInput
from unclench.model.preferences import Country
from unclench.web import refusals, words
from unclench.web.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Frame, Tick, course_chart, legible, trend_chart
from unclench.web.forms import country_of, number, read_about, read_findings, shown_about


@pytest.mark.parametrize(("written", "value"), [("6", 6.0), ("1,5", 1.5), (" 2.25 ", 2.25), ("", None)])
def test_numbers_are_read_with_point_or_comma(written: str, value: float | None) -> None:
    assert number(FormData([("n", written)]), "n") == value


@pytest.mark.parametrize("written", ["six", "nan", "inf", "-inf", "1e999", "1,2,3", "0x10", "١١x"])
def test_what_is_no_finite_number_is_refused(written: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        number(FormData([("n", written)]), "n")
    assert caught.value.field == "n"


@given(
    tapped=st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["yes", "no", "unsure"])),
    rest=st.sampled_from(["no", "unsure"]),
)
def test_every_question_gets_an_answer_and_taps_win(tapped: dict[str, str], rest: str) -> None:
    form = FormData([("rest", rest), *((f"finding.{name}", answer) for name, answer in tapped.items())])
    found = read_findings(form, "abcdef")
    assert found == {name: tapped.get(name, rest) for name in "abcdef"}


@given(age=st.integers(0, 120), pain=st.integers(0, 10), days=st.integers(1, 300), height=st.integers(120, 220))
def test_what_was_filled_in_is_shown_again_and_means_the_same(age: int, pain: int, days: int, height: int) -> None:
    form = {
        "age_years": str(age),
        "pain_nrs": str(pain),
        "duration": str(days),
        "duration_unit": "days",
        "height_cm": str(height),
        "sex": "female",
        "known_spinal_problem": "yes",
    }
    about = read_about(FormData(form))
    shown = shown_about(about["person"], about["episode"])
    again = {
        name: value for name, value in shown.items() if not name.startswith(("height_ft", "height_in", "weight_lb"))
    }
    assert read_about(FormData(again)) == about
    feet = {name: value for name, value in shown.items() if name not in ("height_cm", "weight_kg")}
    assert read_about(FormData(feet))["person"]["height_cm"] == pytest.approx(height, abs=1.33)  # half an inch


def test_a_chosen_country_beats_the_language_and_the_default() -> None:
    assert country_of("uk", "de", Country.US) is Country.UK
    assert country_of("atlantis", "de-AT", Country.US) is Country.EU
    assert country_of(None, "", Country.EU) is Country.EU


def test_frames_map_corners_to_corners_and_keep_outliers_inside() -> None:
    frame = Frame(last=100, low=0, high=10)
    assert (frame.x(0), frame.y(0)) == (LEFT, HEIGHT - BOTTOM)
    assert (frame.x(100), frame.y(10)) == (WIDTH - RIGHT, TOP)
    assert frame.y(99) == TOP
    assert frame.y(-5) == HEIGHT - BOTTOM


def points(line: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, _, y in (point.partition(",") for point in line.split())]


def test_a_course_chart_draws_the_right_numbers(make_course: Callable[..., Course]) -> None:
    course = make_course(start=5.0)
    chart = course_chart(course, Outcome.PAIN_NRS, top=10, compare=make_course(start=6.0))
    frame = Frame(course.minutes[-1], 0, 10)
    first, last = points(chart.middle)[0], points(chart.middle)[-1]
    assert first == (round(frame.x(0), 1), round(frame.y(5.0), 1))
    assert last == (round(frame.x(1440), 1), round(frame.y(course.bands[Outcome.PAIN_NRS].median[-1]), 1))
    assert points(chart.compare)[0][1] < first[1]  # more pain is higher up
    assert [row.when for row in chart.rows] == ["now", "6 h", "12 h", "18 h", "1 day"]
    assert (chart.rows[0].low, chart.rows[0].median, chart.rows[0].high, chart.rows[0].other) == (3.0, 5.0, 7.0, 6.0)
    assert len(points(chart.middle)) <= 151


def test_a_flat_course_of_nothing_still_draws(make_course: Callable[..., Course]) -> None:
    course = make_course(start=5.0)
    zeros = (0.0,) * len(course.minutes)
    flat = replace(course, bands={Outcome.FATIGUE: Band(zeros, zeros, zeros, zeros, zeros, zeros)})
    assert points(course_chart(flat, Outcome.FATIGUE).middle)[0][1] == HEIGHT - BOTTOM


@pytest.mark.parametrize("word", ["weeks", "semanas"])
def test_labels_under_a_chart_do_not_run_into_each_other(word: str) -> None:
    """Four times six weeks on a phone: "18 weeks" ran into "24 weeks", which ends at the edge."""
    frame = Frame(26.0, 0, 10)
    across = [Tick(frame.x(weeks), f"{weeks} {word}" if weeks else "start") for weeks in (0, 6, 12, 18, 24)]
    shown = legible(across)
    assert [one.label for one in shown] == ["start", f"12 {word}", f"24 {word}"]
    assert all(one.ends < other.begins for one, other in pairwise(shown))
    assert [one.anchor for one in shown] == ["start", "middle", "end"]


def test_labels_that_have_room_are_all_shown() -> None:
    frame = Frame(24.0, 0, 10)
    across = [Tick(frame.x(hours), f"{hours} h") for hours in (0, 6, 12, 18, 24)]
    assert legible(across) == tuple(across)


@pytest.mark.parametrize(("unit", "most"), [("hours", "1,051,200"), ("days", "43,800"), ("months", "1,439")])
def test_a_length_of_time_is_refused_in_the_unit_that_was_chosen(unit: str, most: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_about(FormData({"duration": "-3", "duration_unit": unit}))
    assert refusals.given(refused.value.given) == "−3"
    assert refusals.allowed(refused.value.allowed) == f"a number from 0 to {most}"


def test_a_trend_of_entries_in_the_same_minute_still_draws() -> None:
    assert len(points(trend_chart([0.0, 0.0], [7, 3], 10).middle)) == 2


@pytest.mark.parametrize(
    ("minutes", "says"),
    [(0, "now"), (5, "5 min"), (95, "1 h 35 min"), (1440, "1 day"), (2880, "2 days"), (1501, "1 day 1 h 1 min")],
)
def test_spans_in_words(minutes: float, says: str) -> None:
    assert words.span(minutes) == says


@pytest.mark.parametrize(
    ("hours", "says"),
    [
        (0, "Now"),
        (2, "After 2 h"),
        (24, "After 1 day"),
        (71.9, "After 3 days"),
        (333, "After 14 days"),
        (2013, "After 12 weeks"),
    ],
)
def test_dates_ahead_are_no_finer_than_meant(hours: float, says: str) -> None:
    assert words.later(hours) == says


@pytest.mark.parametrize(
    ("share", "says"), [(0.0, "0 %"), (0.001, "under 1 %"), (0.5, "50 %"), (0.999, "over 99 %"), (1.0, "100 %")]
)
def test_rare_is_not_never(share: float, says: str) -> None:
    assert words.percent(share) == says


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Call 111 or use 111 online.", ["111", "111"]),
        ("In an emergency: 911.", ["911"]),
        ("Call 116 117 where it works", ["116117"]),
        ("Poison advice: 1-800-222-1222.", ["18002221222"]),
        ("Within 24 hours, at most 12 weeks, 3.125 mg, in 2026", []),
    ],
)
def test_phone_numbers_become_links_that_call(text: str, numbers: list[str]) -> None:
    linked = str(words.calls(text))
    assert re.findall(r'href="tel:(\d+)"', linked) == numbers
    assert re.sub(r"<[^>]*>", "", linked) == text


def test_links_never_let_markup_through() -> None:
    assert "<b>" not in words.calls("<b>911</b>")


@pytest.mark.parametrize("country", ["us", "uk", "eu"])
def test_every_shipped_contact_can_be_tapped(knowledge: Knowledge, country: str) -> None:
    contact = knowledge.contacts[country]
    for line in (contact.emergency_number, contact.poison_line, contact.suicide_line):
        if line is not None:
            assert str(words.calls(line)).startswith('<a href="tel:')


@pytest.mark.parametrize(
    ("languages", "country"),
    [
        ("en-AU,en;q=0.9", Country.ELSEWHERE),
        ("en-IN", Country.ELSEWHERE),
        ("es-AR,es;q=0.9,en-US;q=0.8", Country.ELSEWHERE),
        ("es-SV", Country.ELSEWHERE),
        ("en-IE", Country.EU),
        ("de", Country.EU),
        ("en-GB", Country.UK),
        ("en-US", Country.US),
    ],
)
def test_a_region_that_is_not_known_is_elsewhere_and_not_the_united_states(languages: str, country: Country) -> None:
    assert country_of(None, languages, Country.US) is country
    assert country_of("elsewhere", languages, Country.US) is Country.ELSEWHERE

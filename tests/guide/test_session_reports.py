"""What a browser reports is read strictly, kept once, and folded into what happened in whatever order it came."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.guide import Event, Outcome, past_sessions, read_report
from unclench.model.invalid import InvalidInput

SESSION = "0123456789abcdef0123456789abcdef"
REMEDIES = ("ice_massage", "knee_to_chest")
RAW = {
    "session": SESSION,
    "number": "3",
    "remedy": "ice_massage",
    "what": "over",
    "wall_ms": "1795485600000",
    "active_ms": "300000",
    "outcome": "finished",
}


def test_a_report_is_read_from_a_form_and_written_to_json():
    report = read_report(RAW | {"seal": "x", "nonce": "y"}, REMEDIES)
    assert report.key == f"guide:{SESSION}:3"
    assert report.outcome is Outcome.FINISHED
    assert report.as_body() == RAW | {"number": 3, "wall_ms": 1_795_485_600_000, "active_ms": 300_000}
    assert read_report(report.as_body(), REMEDIES) == report


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("session", ""),
        ("session", "ABCDEF0123456789"),
        ("session", "0" * 65),
        ("session", "../../etc/passwd0"),
        ("number", "-1"),
        ("number", "1.5"),
        ("number", "10001"),
        ("number", "٣"),
        ("number", None),
        ("remedy", "ibuprofen"),
        ("remedy", ""),
        ("what", "explode"),
        ("what", "start"),  # with an outcome
        ("wall_ms", "99999999999999999999"),
        ("wall_ms", "now"),
        ("active_ms", str(24 * 3_600_000 + 1)),
        ("outcome", ""),
        ("outcome", "great"),
    ],
)
def test_whatever_is_wrong_is_named(field, value):
    with pytest.raises(InvalidInput) as refused:
        read_report(RAW | {field: value}, REMEDIES)
    assert refused.value.field in (field, "outcome")


@given(
    st.dictionaries(
        st.sampled_from(sorted(RAW)),
        st.one_of(st.text(max_size=30), st.integers(), st.none(), st.floats(), st.binary()),
    )
)
def test_nonsense_is_refused_and_never_crashes(nonsense):
    try:
        report = read_report(RAW | nonsense, REMEDIES)
    except InvalidInput:
        return
    assert read_report(report.as_body(), REMEDIES) == report


def told(session, number, what, at, active=0, outcome=None, remedy="ice_massage"):
    body = {"session": session, "number": number, "remedy": remedy, "what": what, "wall_ms": at, "active_ms": active}
    return body | {"outcome": outcome}


def test_a_session_from_its_start_to_its_end():
    kept = [
        (told(SESSION, 0, "start", 1_000), 1_500),
        (told(SESSION, 1, "yes", 3_000), 3_500),
        (told(SESSION, 2, "over", 9_000, 5_000, "skin"), 20_000),
    ]
    (past,) = past_sessions(kept)
    assert (past.started_ms, past.ended_ms, past.active_ms, past.heard_ms) == (1_000, 9_000, 5_000, 20_000)
    assert past.outcome is Outcome.SKIN


def test_a_session_that_was_never_ended_has_no_outcome():
    (past,) = past_sessions([(told(SESSION, 0, "start", 1_000), 1_500)])
    assert past.outcome is None
    assert past.was_done


def test_nothing_counts_as_later_than_it_was_heard_of():
    (past,) = past_sessions([(told(SESSION, 0, "over", 9_000_000, 5, "finished"), 2_000)])
    assert past.ended_ms == 2_000


@pytest.mark.parametrize(
    "body", [{}, {"session": 1}, {"what": None}, {"session": SESSION, "number": []}, RAW | {"outcome": 3}]
)
def test_what_nobody_can_read_is_passed_over(body):
    assert past_sessions([(body, 1), (told(SESSION, 0, "start", 5), 5)]) == past_sessions(
        [(told(SESSION, 0, "start", 5), 5)]
    )


REPORTS = st.lists(
    st.tuples(
        st.builds(
            told,
            st.sampled_from([SESSION, "f" * 32]),
            st.integers(0, 9),
            st.just("over"),
            st.integers(0, 10_000),
            st.integers(0, 10_000),
            st.sampled_from([str(one) for one in Outcome]),
        ),
        st.integers(0, 10_000),
    ),
    max_size=8,
)


@given(kept=REPORTS, seed=st.integers(0, 99))
def test_the_order_and_doubles_change_nothing(kept, seed):
    mixed = kept + kept[:3]
    random.Random(seed).shuffle(mixed)
    assert past_sessions(mixed) == past_sessions(kept)


@given(kept=REPORTS)
def test_a_wrong_is_never_hidden_by_another_end_of_the_same_session(kept):
    wrong = told(SESSION, 9, "over", 1, 1, "wrong")
    assert any(one.outcome is Outcome.WRONG for one in past_sessions([*kept, (wrong, 1)]))


def test_every_event_can_be_reported():
    for event in Event:
        assert read_report(RAW | {"what": event.value, "outcome": ""}, REMEDIES).what == event

"""The dose ledger on examples worked out by hand; over time it is tested as a state machine beside this file."""

from __future__ import annotations

import datetime
import math
from typing import Any

import pytest

from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Analgesic
from unclench.model.invalid import InvalidInput
from unclench.safety.ledger import Dose, Hold, Intake, intakes, next_dose
from unclench.safety.products import ingredients

NOON = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.UTC)


def hours(n: float) -> datetime.timedelta:
    return datetime.timedelta(hours=n)


def sheet(id_: str, drug_class: str, limit: tuple[float, float, float, int] | None, **more: Any) -> Analgesic:
    raw: dict[str, Any] = {
        "id": id_,
        "names": {"us": id_},
        "drug_class": drug_class,
        "expect": "A little.",
        "sources": ["a_source"],
        "verified": "primary",
        **more,
    }
    if limit is not None:
        single, interval, total, days = limit
        raw["limit"] = {
            "smallest_tablet_mg": 50,
            "single_dose_mg": single,
            "interval_hours": interval,
            "max_24h_mg": total,
            "max_days": days,
            "review_day": 3,
            "min_age_years": 18,
            "why": "A test.",
        }
    return Analgesic.model_validate(raw, strict=False)


@pytest.fixture(scope="module")
def analgesics() -> dict[str, Analgesic]:
    aspirin_label = {
        "country": "us",
        "dose_mg": [325, 975],
        "directions": "Take.",
        "sources": ["a"],
        "verified": "primary",
    }
    return {
        "ibuprofen": sheet(
            "ibuprofen", "nsaid", (400, 6, 1200, 10), brands=["Advil"], combination_products=["Nuromol"]
        ),
        "aspirin": sheet("aspirin", "nsaid", (600, 6, 3600, 3), labels=[aspirin_label]),
        "acetaminophen": sheet(
            "acetaminophen",
            "non_nsaid",
            (1000, 6, 3000, 10),
            names={"us": "acetaminophen", "uk": "paracetamol"},
            combination_products=["Nuromol", "Day Nurse"],
        ),
        "topical_nsaid": sheet("topical_nsaid", "nsaid_topical", None, brands=["Voltarol gel"]),
    }


def taken(product: str, hours_ago: float, mg: float | None = None) -> Dose:
    return Dose(product, NOON - hours(hours_ago), NOON - hours(hours_ago), mg)


@pytest.mark.parametrize(
    ("product", "found"),
    [
        ("ibuprofen", {"ibuprofen"}),
        ("Advil", {"ibuprofen"}),
        ("advil 200 mg tablets", {"ibuprofen"}),
        ("2 x Advil 200mg", {"ibuprofen"}),
        ("Paracetamol 500mg", {"acetaminophen"}),
        ("NUROMOL", {"ibuprofen", "acetaminophen"}),
        ("day-nurse", {"acetaminophen"}),
        ("voltarol gel", {"topical_nsaid"}),
        ("topical nsaid", {"topical_nsaid"}),
        ("Advil Night", set()),
        ("Advil Extra", set()),
        ("a white pill", set()),
        ("", set()),
        ("200 mg", set()),
    ],
)
def test_products_are_recognised_exactly_or_not_at_all(
    analgesics: dict[str, Analgesic], product: str, found: set[str]
) -> None:
    assert ingredients(product, analgesics) == found


def test_nothing_taken_means_now(analgesics: dict[str, Analgesic]) -> None:
    for drug in ("ibuprofen", "aspirin", "acetaminophen"):
        answer = next_dose(drug, [], NOON, analgesics)
        assert (answer.earliest, answer.because) == (NOON, ())
    assert next_dose("ibuprofen", [], NOON, analgesics).mg == 400


def test_the_gap_counts_from_the_last_dose_actually_taken(analgesics: dict[str, Analgesic]) -> None:
    late = Dose("ibuprofen", reported_at=NOON, taken_at=NOON - hours(2), mg=200)
    answer = next_dose("ibuprofen", [taken("ibuprofen", 20, 200), late], NOON, analgesics)
    assert answer.earliest == NOON + hours(4)
    assert answer.because == (Hold.INTERVAL,)
    assert next_dose("ibuprofen", [taken("ibuprofen", 6)], NOON, analgesics).earliest == NOON


def test_the_daily_total_rolls(analgesics: dict[str, Analgesic]) -> None:
    doses = [taken("ibuprofen", ago, 400) for ago in (20, 13, 6.5)]
    answer = next_dose("ibuprofen", doses, NOON, analgesics)
    assert answer.earliest == NOON + hours(4)
    assert answer.because == (Hold.DAILY_TOTAL,)
    smaller = [taken("ibuprofen", 20, 400), taken("ibuprofen", 13, 400), taken("ibuprofen", 6.5, 200)]
    assert next_dose("ibuprofen", smaller, NOON, analgesics, mg=200).earliest == NOON
    assert next_dose("ibuprofen", smaller, NOON, analgesics).earliest == NOON + hours(4)
    assert next_dose("ibuprofen", [taken("ibuprofen", 24, 1200)], NOON, analgesics).earliest == NOON


def test_an_overdose_waits_until_enough_has_passed(analgesics: dict[str, Analgesic]) -> None:
    doses = [taken("acetaminophen", 10, 2500), taken("acetaminophen", 8, 2500)]
    assert next_dose("acetaminophen", doses, NOON, analgesics).earliest == NOON + hours(16)


def test_one_nsaid_at_a_time_gels_included(analgesics: dict[str, Analgesic]) -> None:
    for other in ("aspirin", "voltarol gel"):
        answer = next_dose("ibuprofen", [taken(other, 20)], NOON, analgesics)
        assert (answer.earliest, answer.because) == (NOON + hours(4), (Hold.OTHER_NSAID,))
    assert next_dose("acetaminophen", [taken("aspirin", 1)], NOON, analgesics).earliest == NOON
    assert next_dose("ibuprofen", [taken("acetaminophen", 1)], NOON, analgesics).earliest == NOON


def test_a_combination_product_counts_for_each_ingredient(analgesics: dict[str, Analgesic]) -> None:
    doses = [taken("Nuromol", 1, 500)]
    found = intakes(doses, NOON, analgesics)
    assert found == (
        Intake(NOON - hours(1), "acetaminophen", 1000, timed=True),
        Intake(NOON - hours(1), "ibuprofen", 500, timed=True),
    )
    for drug in ("ibuprofen", "acetaminophen"):
        assert next_dose(drug, doses, NOON, analgesics).earliest == NOON + hours(5)


def test_an_unknown_product_counts_as_everything_taken_when_reported(analgesics: dict[str, Analgesic]) -> None:
    mystery = Dose("a white pill", reported_at=NOON, taken_at=NOON - hours(9), mg=5)
    found = {intake.ingredient: intake for intake in intakes([mystery], NOON, analgesics)}
    assert set(found) == set(analgesics)
    assert all(intake.at == NOON and not intake.timed for intake in found.values())
    assert found["aspirin"].mg == 975  # the largest labelled single dose, not the stricter one we allow
    assert found["acetaminophen"].mg == 1000
    assert next_dose("ibuprofen", [mystery], NOON, analgesics).earliest == NOON + hours(24)
    assert next_dose("acetaminophen", [mystery], NOON, analgesics).earliest == NOON + hours(6)


def test_an_unknown_time_or_amount_is_read_on_the_safe_side(analgesics: dict[str, Analgesic]) -> None:
    (intake,) = intakes([Dose("ibuprofen", reported_at=NOON - hours(1))], NOON, analgesics)
    assert intake == Intake(NOON - hours(1), "ibuprofen", 400, timed=False)


def test_a_dose_from_the_future_was_just_taken(analgesics: dict[str, Analgesic]) -> None:
    future = Dose("ibuprofen", reported_at=NOON + hours(50), taken_at=NOON + hours(50), mg=200)
    assert intakes([future], NOON, analgesics) == (Intake(NOON, "ibuprofen", 200, timed=True),)
    assert next_dose("ibuprofen", [future], NOON, analgesics).earliest == NOON + hours(6)


def test_the_limit_of_days_ends_the_course(analgesics: dict[str, Analgesic]) -> None:
    nine = [taken("ibuprofen", 24 * day, 200) for day in range(1, 10)]
    assert next_dose("ibuprofen", nine, NOON, analgesics).earliest == NOON
    answer = next_dose("ibuprofen", [*nine, taken("ibuprofen", 240, 200)], NOON, analgesics)
    assert (answer.earliest, answer.because) == (None, (Hold.DAY_LIMIT,))
    long_ago = [taken("ibuprofen", 24 * day, 200) for day in range(31, 45)]
    assert next_dose("ibuprofen", long_ago, NOON, analgesics).earliest == NOON


def test_a_dose_of_unknown_time_may_have_been_the_day_before(analgesics: dict[str, Analgesic]) -> None:
    """Told about at breakfast, without a time: last night's pill, then one a day, must end on the tenth day."""
    untimed = Dose("ibuprofen", reported_at=NOON - hours(24 * 9), mg=200)
    daily = [taken("ibuprofen", 24 * day, 200) for day in range(1, 10)]  # the oldest on the day of the report
    assert next_dose("ibuprofen", daily, NOON, analgesics).earliest == NOON
    answer = next_dose("ibuprofen", [untimed, *daily], NOON, analgesics)
    assert (answer.earliest, answer.because) == (None, (Hold.DAY_LIMIT,))
    timed = Dose("ibuprofen", untimed.reported_at, untimed.reported_at - hours(1), 200)
    assert next_dose("ibuprofen", [timed, *daily], NOON, analgesics).earliest == NOON


def test_doses_of_unknown_time_take_no_more_days_than_there_are(analgesics: dict[str, Analgesic]) -> None:
    """Nine told of on one day lie on it or on the day before: two days, and the next one makes three."""
    told = [Dose("ibuprofen", NOON - hours(48) + hours(n / 60), mg=100) for n in range(9)]
    daily = [taken("ibuprofen", 24 * day, 200) for day in range(4, 11)]
    assert next_dose("ibuprofen", [*told, *daily], NOON, analgesics).earliest == NOON
    one_more = taken("ibuprofen", 24 * 11, 200)
    assert next_dose("ibuprofen", [*told, *daily, one_more], NOON, analgesics).because == (Hold.DAY_LIMIT,)


def test_one_dose_of_unknown_time_is_one_day(analgesics: dict[str, Analgesic]) -> None:
    untimed = Dose("ibuprofen", NOON - hours(48), mg=200)
    daily = [taken("ibuprofen", 24 * day, 200) for day in range(5, 13)]
    assert next_dose("ibuprofen", [untimed, *daily], NOON, analgesics).earliest == NOON
    one_more = taken("ibuprofen", 24 * 14, 200)
    assert next_dose("ibuprofen", [untimed, *daily, one_more], NOON, analgesics).because == (Hold.DAY_LIMIT,)


def test_days_on_another_nsaid_count_too(analgesics: dict[str, Analgesic]) -> None:
    days = [taken("ibuprofen", 24 * day, 200) for day in (2, 3, 4)]
    assert next_dose("aspirin", days, NOON, analgesics).because == (Hold.DAY_LIMIT,)
    assert next_dose("acetaminophen", days, NOON, analgesics).earliest == NOON


def test_a_medicine_without_a_known_limit_is_never_timed(analgesics: dict[str, Analgesic]) -> None:
    answer = next_dose("topical_nsaid", [], NOON, analgesics)
    assert (answer.earliest, answer.because) == (None, (Hold.NO_LIMIT_KNOWN,))


@pytest.mark.parametrize("mg", [0, -1, math.nan, math.inf])
def test_an_impossible_amount_is_refused(mg: float) -> None:
    with pytest.raises(InvalidInput, match=r"dose\.mg"):
        Dose("ibuprofen", NOON, NOON, mg)


@pytest.mark.parametrize("mg", [0, -5, 401, math.nan])
def test_more_than_a_single_dose_is_refused(analgesics: dict[str, Analgesic], mg: float) -> None:
    with pytest.raises(InvalidInput, match="at most 400"):
        next_dose("ibuprofen", [], NOON, analgesics, mg=mg)


def test_an_unknown_drug_is_refused(analgesics: dict[str, Analgesic]) -> None:
    with pytest.raises(InvalidInput, match="one of ibuprofen"):
        next_dose("morphine", [], NOON, analgesics)


@pytest.mark.parametrize(
    "time",
    [datetime.datetime(2026, 11, 24, 12), NOON.astimezone(datetime.timezone(hours(1)))],  # noqa: DTZ001
)
def test_times_are_in_utc_only(analgesics: dict[str, Analgesic], time: datetime.datetime) -> None:
    with pytest.raises(InvalidInput, match="UTC"):
        Dose("ibuprofen", time)
    with pytest.raises(InvalidInput, match="UTC"):
        Dose("ibuprofen", NOON, time)
    with pytest.raises(InvalidInput, match="UTC"):
        next_dose("ibuprofen", [], time, analgesics)


def test_every_shipped_name_is_recognised_as_what_its_sheet_says(shipped: Knowledge) -> None:
    if not shipped.analgesics:
        pytest.skip("no shipped medicines yet")
    for drug, sheet_ in shipped.analgesics.items():
        for name in (*sheet_.names.values(), *sheet_.brands, *sheet_.combination_products):
            assert drug in ingredients(name, shipped.analgesics), name


def test_a_course_reaches_back_thirty_days_and_no_further(analgesics: dict[str, Analgesic]) -> None:
    nine = [taken("ibuprofen", 24 * day, 200) for day in range(1, 10)]
    assert next_dose("ibuprofen", [*nine, taken("ibuprofen", 30 * 24)], NOON, analgesics).earliest == NOON
    within = next_dose("ibuprofen", [*nine, taken("ibuprofen", 30 * 24 - 1)], NOON, analgesics)
    assert within.because == (Hold.DAY_LIMIT,)


def test_half_a_milligram_is_an_amount(analgesics: dict[str, Analgesic]) -> None:
    assert Dose("ibuprofen", NOON, NOON, 0.5).mg == 0.5
    assert next_dose("ibuprofen", [], NOON, analgesics, mg=0.5).mg == 0.5


def test_no_amount_is_named_where_no_limit_is_known(analgesics: dict[str, Analgesic]) -> None:
    assert next_dose("topical_nsaid", [], NOON, analgesics).mg == 0

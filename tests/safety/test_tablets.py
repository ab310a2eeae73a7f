"""Two tablets noted as two milligrams are asked about, refused from programs, and never counted as two milligrams."""

import datetime

import pytest

from unclench.knowledge.load import Knowledge, load
from unclench.model.invalid import InvalidInput
from unclench.safety.ledger import Dose, Hold, next_dose
from unclench.safety.tablets import check_is_milligrams, mg_of_tablets, one_tablet_mg

NOON = datetime.datetime(2026, 11, 24, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


def taken(product: str, mg: float | None) -> list[Dose]:
    """Three doses within a day."""
    return [Dose(product, NOON, NOON - datetime.timedelta(hours=hours), mg) for hours in (7, 13, 19)]


@pytest.mark.parametrize("mg", [1, 2, 324])
def test_three_doses_noted_as_tablets_count_as_the_days_most(knowledge: Knowledge, mg: float) -> None:
    told = next_dose("acetaminophen", taken("Tylenol", mg), NOON, knowledge.analgesics)
    assert told == next_dose("acetaminophen", taken("Tylenol", 1000), NOON, knowledge.analgesics)
    assert told.because == (Hold.DAILY_TOTAL,)


def test_whole_tablets_count_as_what_they_hold(knowledge: Knowledge) -> None:
    assert next_dose("acetaminophen", taken("Tylenol", 325), NOON, knowledge.analgesics).because == ()


def test_no_label_names_less_than_the_smallest_tablet(knowledge: Knowledge) -> None:
    for sheet in knowledge.analgesics.values():
        for label in sheet.labels:
            assert all(sheet.limit is not None and mg >= sheet.limit.smallest_tablet_mg for mg in label.dose_mg)


def test_only_less_than_a_tablet_of_a_known_medicine_is_asked_about(knowledge: Knowledge) -> None:
    analgesics = knowledge.analgesics
    assert one_tablet_mg("Tylenol 500 mg tablets", 2, analgesics) == 325
    assert one_tablet_mg("ibuprofen", 199, analgesics) == 200
    assert one_tablet_mg("ibuprofen", 200, analgesics) is None
    assert one_tablet_mg("aspirin", 75, analgesics) is None
    assert one_tablet_mg("ibuprofen", None, analgesics) is None
    assert one_tablet_mg("white pill", 2, analgesics) is None
    with pytest.raises(InvalidInput, match="tablets"):
        check_is_milligrams("ibuprofen", 2, analgesics)
    check_is_milligrams("ibuprofen", 400, analgesics)


def test_tablets_are_counted_by_what_is_in_them_or_by_the_most(knowledge: Knowledge) -> None:
    analgesics = knowledge.analgesics
    assert mg_of_tablets("Tylenol", 2, 500, analgesics) == 1000
    assert mg_of_tablets("Tylenol", 2, None, analgesics) == 2000
    with pytest.raises(InvalidInput, match="product"):
        mg_of_tablets("white pill", 2, 500, analgesics)

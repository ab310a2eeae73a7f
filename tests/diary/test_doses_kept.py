"""Doses come back as reported, undo works, and what was left open stays open for the ledger to read safely."""

from datetime import datetime, timedelta, timezone

import pytest

from unclench.diary import Kind, Store, new_event
from unclench.diary.doses import dose_body, doses, read_dose
from unclench.model.invalid import InvalidInput


def test_a_dose_survives_the_store_unchanged(store: Store, now: datetime) -> None:
    dose = read_dose("Nurofen", 2, 400, now.astimezone(timezone(timedelta(hours=5))))
    store.record(new_event("anna", Kind.DOSE, dose_body(dose), now))
    (kept,) = doses(store.events("anna"))
    assert kept.dose == dose
    assert kept.dose.taken_at == now - timedelta(hours=2)


def test_what_is_not_known_stays_not_known(now: datetime) -> None:
    dose = read_dose("", None, None, now)
    (kept,) = doses([new_event("anna", Kind.DOSE, dose_body(dose), now)])
    assert (kept.dose.product, kept.dose.taken_at, kept.dose.mg) == ("", None, None)
    assert kept.dose.reported_at == now


def test_an_undone_dose_is_gone(now: datetime) -> None:
    dose = new_event("anna", Kind.DOSE, dose_body(read_dose("aspirin", 0, 300, now)), now)
    assert doses([dose, new_event("anna", Kind.UNDONE, {"event": dose.id}, now)]) == ()


@pytest.mark.parametrize(
    ("product", "hours_ago", "mg", "field"),
    [
        ("x" * 81, 0, 1, "product"),
        ("a", -1, 1, "hours_ago"),
        ("a", 999, 1, "hours_ago"),
        ("a", 0, 0, "mg"),
        ("a", 0, 1e6, "mg"),
    ],
)
def test_bad_doses_name_their_field(now: datetime, product: str, hours_ago: float, mg: float, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_dose(product, hours_ago, mg, now)
    assert caught.value.field == field

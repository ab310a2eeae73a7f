"""A name that is not known counts as everything, and is said to do so; common names are known."""

import datetime
from collections.abc import Mapping

import pytest

from unclench.knowledge.load import load
from unclench.knowledge.schema import Analgesic
from unclench.safety.ledger import Dose, Hold, next_dose
from unclench.safety.products import ingredients, meant
from unclench.safety.unrecognised import Guess, guess

NOON = datetime.datetime(2026, 11, 24, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def analgesics() -> Mapping[str, Analgesic]:
    return load().analgesics


def taken(product: str, hours_ago: float = 1, mg: float | None = None) -> Dose:
    at = NOON - datetime.timedelta(hours=hours_ago)
    return Dose(product, at, at, mg)


@pytest.mark.parametrize(
    ("product", "found"),
    [
        ("tylenol extra strength", {"acetaminophen"}),
        ("Extra Strength Tylenol 500 mg caplets", {"acetaminophen"}),
        ("APAP", {"acetaminophen"}),
        ("Gelocatil", {"acetaminophen"}),
        ("Motrin", {"ibuprofen"}),
        ("Espidifen 600", {"ibuprofen"}),
        ("acetylsalicylic acid", {"aspirin"}),
        ("baby aspirin", {"aspirin"}),
        ("Excedrin Migraine", {"acetaminophen", "aspirin"}),
        ("Voltaren", {"topical_nsaid"}),
    ],
)
def test_common_names_are_known(analgesics: Mapping[str, Analgesic], product: str, found: set[str]) -> None:
    assert ingredients(product, analgesics) == found


@pytest.mark.parametrize(
    ("product", "name"),
    [
        ("Tylenol Night Plus", "Tylenol"),
        ("ibuprofin", "ibuprofen"),
        ("Tylenol PM Strong", "Tylenol PM"),
        ("vitamin C", None),
        ("little white pill", None),
        ("Nolotil", None),
        ("", None),
    ],
)
def test_it_is_asked_what_may_have_been_meant(
    analgesics: Mapping[str, Analgesic], product: str, name: str | None
) -> None:
    assert ingredients(product, analgesics) == set()
    assert meant(product, analgesics) == name


def test_a_wait_for_an_unknown_product_alone_is_a_guess(analgesics: Mapping[str, Analgesic]) -> None:
    doses = [taken("Nolotil")]
    for drug, holds in (
        ("ibuprofen", (Hold.INTERVAL, Hold.OTHER_NSAID)),
        ("acetaminophen", (Hold.INTERVAL,)),
    ):
        following = next_dose(drug, doses, NOON, analgesics)
        assert following.because == holds  # still held
        assert guess(following, doses, NOON, analgesics) == Guess(("Nolotil",), holds)


def test_what_known_products_hold_is_no_guess(analgesics: Mapping[str, Analgesic]) -> None:
    doses = [taken("Advil", 1, 400), taken("Nolotil", 2)]
    ibuprofen = next_dose("ibuprofen", doses, NOON, analgesics)
    assert guess(ibuprofen, doses, NOON, analgesics) == Guess(("Nolotil",), (Hold.OTHER_NSAID,))
    naproxen = next_dose("naproxen", doses[:1], NOON, analgesics)
    assert guess(naproxen, doses[:1], NOON, analgesics) == Guess()


def test_an_unknown_product_taken_later_makes_the_wait_longer(analgesics: Mapping[str, Analgesic]) -> None:
    doses = [taken("Tylenol", 4, 500), taken("Nolotil", 1)]
    following = next_dose("acetaminophen", doses, NOON, analgesics)
    assert guess(following, doses, NOON, analgesics) == Guess(("Nolotil",), ())

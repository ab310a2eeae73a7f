"""What lapsed or was taken closes offers and never opens one."""

import datetime
import itertools

import pytest

from unclench.knowledge.load import Knowledge, load
from unclench.model.assessment import Offer, OfferStatus, Screening
from unclench.model.urgency import Urgency
from unclench.safety.emergency import fallback_screening
from unclench.safety.held_back import after_doses, lapsed, suits
from unclench.safety.intake import read_case
from unclench.safety.ledger import Dose
from unclench.safety.screen import NOT_SCREENED, screen

NOW = datetime.datetime(2026, 11, 24, 3, 0, tzinfo=datetime.UTC)
ABOUT = {"age_years": 41, "sex": "male", "height_cm": 180, "weight_kg": 80}
EPISODE = {
    "duration_hours": 3,
    "pain_nrs": 5,
    "region": "lumbar",
    "trigger": "lifting",
    "known_spinal_problem": False,
}


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load()


def screened(knowledge: Knowledge, unmentioned: str = "no", **findings: str) -> Screening:
    raw = {"uid": "x", "person": ABOUT, "episode": EPISODE, "findings": findings, "unmentioned": unmentioned}
    return screen(read_case(raw, knowledge), knowledge).screening


def dose(product: str, hours_ago: float, mg: float | None = None) -> Dose:
    return Dose(product, NOW, NOW - datetime.timedelta(hours=hours_ago), mg)


def test_a_check_that_lapsed_offers_nothing_and_is_as_urgent_as_it_was(knowledge: Knowledge) -> None:
    for yes in ((), ("feels_very_unwell",), ("chest_pain",), ("allergy_nsaid_or_aspirin", "asthma")):
        before = screened(knowledge, **dict.fromkeys(yes, "yes"))
        after = lapsed(before)
        assert after.urgency is before.urgency
        assert not after.complete
        for remedy, offer in after.offers.items():
            assert offer.status is OfferStatus.BLOCKED
            assert NOT_SCREENED in offer.because
            if before.offers[remedy].status is not OfferStatus.OFFERED:
                assert set(before.offers[remedy].because) <= set(offer.because)


def test_a_medicine_is_closed_while_the_ledger_says_wait(knowledge: Knowledge) -> None:
    before = screened(knowledge)
    assert before.offers["ibuprofen"].status is OfferStatus.OFFERED
    after = after_doses(before, [dose("ibuprofen", 1, 400)], NOW, knowledge.analgesics)
    assert after.offers["ibuprofen"] == Offer(OfferStatus.BLOCKED, ("dose_ledger_interval",))
    assert after.offers["naproxen"] == Offer(OfferStatus.BLOCKED, ("dose_ledger_other_nsaid",))
    assert after.offers["acetaminophen"] == before.offers["acetaminophen"]
    assert after.offers["heat"] == before.offers["heat"]


def test_nothing_that_was_taken_opens_anything(knowledge: Knowledge) -> None:
    products = ("ibuprofen", "naproxen", "aspirin", "acetaminophen", "little white pill")
    for product, hours in itertools.product(products, (0, 5, 7, 23, 30)):
        for yes in ((), ("allergy_nsaid_or_aspirin",), ("chest_pain",)):
            before = screened(knowledge, **dict.fromkeys(yes, "yes"))
            after = after_doses(before, [dose(product, hours)], NOW, knowledge.analgesics)
            assert after.urgency is before.urgency
            for remedy, offer in after.offers.items():
                assert offer == before.offers[remedy] or offer.status is OfferStatus.BLOCKED


def test_what_speaks_against_a_medicine_wins_over_what_is_not_known(knowledge: Knowledge) -> None:
    offered = Offer(OfferStatus.OFFERED)
    assert suits(offered, complete=True) is True
    assert suits(offered, complete=False) is None
    assert suits(None, complete=True) is None
    assert suits(Offer(OfferStatus.BLOCKED, (NOT_SCREENED,)), complete=False) is None
    assert suits(Offer(OfferStatus.BLOCKED, ("some_rule", NOT_SCREENED)), complete=False) is False
    assert suits(Offer(OfferStatus.ASK_FIRST, ("some_rule",)), complete=True) is False
    assert suits(Offer(OfferStatus.BLOCKED, ("dose_ledger_interval",)), complete=True) is True
    assert suits(Offer(OfferStatus.BLOCKED, ("dose_ledger_interval",)), complete=False) is None
    emergency = screened(knowledge, "ask", chest_pain="yes")
    assert emergency.urgency is Urgency.EMERGENCY_NOW
    assert {suits(offer, complete=emergency.complete) for offer in emergency.offers.values()} == {False}


def test_when_the_check_itself_failed_no_medicine_suits() -> None:
    failed = fallback_screening()
    assert True not in {suits(offer, complete=failed.complete) for offer in failed.offers.values()}

"""Accounts, their ways in and the people of a household, as they are kept."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete

from unclench.diary import Kind, Store, new_event
from unclench.diary.accounts import Accounts, Passkey, Session
from unclench.diary.accounts_people import MOST_PEOPLE, Household
from unclench.diary.accounts_tables import account, passkey, person, recovery_code, session, spent
from unclench.diary.event import standing
from unclench.diary.tables import event
from unclench.model.invalid import InvalidInput

ADDRESS = os.environ.get("UNCLENCH_TEST_POSTGRESQL", "")
ON_POSTGRESQL = pytest.param(
    "postgresql", marks=pytest.mark.skipif(not ADDRESS, reason="UNCLENCH_TEST_POSTGRESQL names no database")
)


@pytest.fixture(params=["sqlite", ON_POSTGRESQL])
def store(request: pytest.FixtureRequest, file: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{file}" if request.param == "sqlite" else ADDRESS)
    yield store
    with store.writing() as connection:  # the next test finds nobody there
        for table in (session, passkey, recovery_code, spent, person, account):
            connection.execute(delete(table))
        connection.execute(delete(event).where(event.c.visit.in_(["visit", "owner"])))
    store.close()


@pytest.fixture
def accounts(store: Store) -> Accounts:
    return Accounts(store)


@pytest.fixture
def household(store: Store) -> Household:
    return Household(store)


def a_session(account: str, digest: str, now: datetime) -> Session:
    return Session(digest, account, "Phone", now, now + timedelta(days=1))


def a_passkey(account: str, key: str, now: datetime) -> Passkey:
    return Passkey(key, account, b"public", 0, "Phone", now)


def test_names_are_one_whatever_their_case_and_taken_once(accounts: Accounts, now: datetime) -> None:
    made = accounts.add("  Ánna   Berg ", now, password="hash")
    assert accounts.named("ánna berg") == made
    assert accounts.by_id(made.id) == made
    with pytest.raises(InvalidInput, match="taken"):
        accounts.add("ÁNNA BERG", now)
    for bad in ("", "ab", "x" * 41, "a\0bc", "an\u202ena"):
        with pytest.raises(InvalidInput, match="name"):
            accounts.add(bad, now)
    accounts.set_password(made.id, "other")
    assert accounts.by_id(made.id).password == "other"  # type: ignore[union-attr]


def test_sessions_end_one_by_one_all_together_and_by_themselves(accounts: Accounts, now: datetime) -> None:
    anna, ben = accounts.add("anna", now), accounts.add("ben", now)
    for digest in ("a1", "a2", "a3"):
        accounts.open_session(a_session(anna.id, digest, now))
    accounts.open_session(a_session(ben.id, "b1", now))
    assert not accounts.end_session(anna.id, "b1")
    assert accounts.end_session(anna.id, "a1")
    assert accounts.session("a1", now) is None
    assert accounts.end_sessions(anna.id, keep="a2") == 1
    assert [one.digest for one in accounts.sessions(anna.id, now)] == ["a2"]
    assert accounts.session("b1", now) is not None
    assert accounts.session("b1", now + timedelta(days=1)) is None
    accounts.sweep(now + timedelta(days=1))
    assert accounts.sessions(ben.id, now) == ()


def test_passkeys_belong_to_one_account(accounts: Accounts, now: datetime) -> None:
    anna, ben = accounts.add("anna", now), accounts.add("ben", now)
    accounts.add_passkey(a_passkey(anna.id, "k", now))
    with pytest.raises(InvalidInput, match="passkey"):
        accounts.add_passkey(a_passkey(ben.id, "k", now))
    assert not accounts.remove_passkey(ben.id, "k")
    accounts.passkey_used("k", 7)
    assert accounts.passkey("k").uses == 7  # type: ignore[union-attr]
    assert accounts.remove_passkey(anna.id, "k")
    assert accounts.passkeys(anna.id) == ()


def test_recovery_codes_open_once_and_only_their_own_account(accounts: Accounts, now: datetime) -> None:
    anna, ben = accounts.add("anna", now), accounts.add("ben", now)
    accounts.replace_recovery_codes(anna.id, ["old"])
    accounts.replace_recovery_codes(anna.id, ["one", "two"])
    assert accounts.recovery_codes(anna.id) == 2
    assert not accounts.use_recovery_code(anna.id, "old")
    assert not accounts.use_recovery_code(ben.id, "one")
    assert accounts.use_recovery_code(anna.id, "one")
    assert not accounts.use_recovery_code(anna.id, "one")


def test_what_is_spent_stays_spent_until_it_is_out_of_date(accounts: Accounts, now: datetime) -> None:
    assert accounts.spend("challenge", now + timedelta(minutes=5))
    assert not accounts.spend("challenge", now + timedelta(minutes=5))
    accounts.sweep(now + timedelta(minutes=1))
    assert not accounts.spend("challenge", now + timedelta(minutes=5))


def test_an_account_goes_with_everything_and_takes_nothing_of_others(
    accounts: Accounts, household: Household, store: Store, now: datetime, file: Path
) -> None:
    anna, ben = accounts.add("anna", now), accounts.add("ben", now)
    child = household.add(anna.id, "Kim Secretname", now)
    for owner in (anna.id, child.id, ben.id):
        store.record(new_event(owner, Kind.ENTRY, {"note": "secretword"}, now))
    accounts.open_session(a_session(anna.id, "a1", now))
    accounts.add_passkey(a_passkey(anna.id, "k", now))
    accounts.replace_recovery_codes(anna.id, ["one"])
    accounts.remove(anna.id)
    assert store.events(anna.id) == store.events(child.id) == ()
    assert accounts.session("a1", now) is None
    assert accounts.passkey("k") is None
    assert accounts.by_id(anna.id) is None
    assert len(store.events(ben.id)) == 1
    if file.exists():
        store.close()
        assert b"Secretname" not in file.read_bytes()


def test_each_person_has_events_of_their_own(household: Household, store: Store, now: datetime) -> None:
    kim = household.add("owner", "Kim", now)
    lee = household.add("owner", "Lee", now)
    assert [one.name for one in household.people("owner")] == ["", "Kim", "Lee"]
    assert household.person("other", kim.id) is None
    assert household.rename("owner", "owner", "Me", now)
    assert household.rename("owner", kim.id, "Kimberly", now)
    assert not household.rename("other", kim.id, "Mine", now)
    assert [one.name for one in household.people("owner")] == ["Me", "Kimberly", "Lee"]
    for one in (kim, lee):
        store.record(new_event(one.id, Kind.ENTRY, {"pain_nrs": 3}, now))
    assert not household.remove("other", kim.id)
    assert household.remove("owner", kim.id)
    assert store.events(kim.id) == ()
    assert len(store.events(lee.id)) == 1
    assert not household.is_empty("owner")
    household.erase("owner")
    assert household.is_empty("owner")
    assert [one.name for one in household.people("owner")] == [""]


def test_a_household_refuses_doubles_nonsense_and_crowds(household: Household, now: datetime) -> None:
    household.add("owner", "Kim", now)
    for bad in ("kim", "", "   ", "x" * 41, "K\nim\0"):
        with pytest.raises(InvalidInput, match="name"):
            household.add("owner", bad, now)
    for number in range(MOST_PEOPLE - 2):
        household.add("owner", f"Guest {number}", now)
    with pytest.raises(InvalidInput, match="at most"):
        household.add("owner", "One too many", now)


def test_the_same_name_at_one_moment_is_one_person_and_the_last_place_is_given_once(
    household: Household, now: datetime
) -> None:
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda _: household.add_once("owner", "Kim", now), range(4)))
        assert sorted(is_new for _, is_new in told) == [False, False, False, True]
        assert {one.id for one, _ in told} == {one.id for one in household.people("owner")[1:]}
        for number in range(MOST_PEOPLE - 3):
            household.add("owner", f"Guest {number}", now)
        asked = [pool.submit(household.add, "owner", name, now) for name in ("Lee", "Sam", "Ann")]
        assert sorted(one.exception() is None for one in asked) == [False, False, True]
    assert len(household.people("owner")) == MOST_PEOPLE
    with pytest.raises(InvalidInput, match="nobody else"):
        household.add("owner", "Kim", now)


def test_a_visit_joins_an_account_once_and_its_old_name_opens_nothing(
    accounts: Accounts, household: Household, store: Store, now: datetime
) -> None:
    anna = accounts.add("anna", now)
    kim = household.add("visit", "Kim", now)
    store.record(new_event(anna.id, Kind.ENTRY, {"pain_nrs": 5}, now, key="same"))
    store.record(new_event("visit", Kind.ENTRY, {"pain_nrs": 5}, now, key="same"))
    last = store.record(new_event("visit", Kind.ENTRY, {"pain_nrs": 4}, now))
    assert not household.join(anna.id, "somebody else's", "visit", now)
    assert household.join(anna.id, anna.id, "visit", now)
    assert store.events("visit") == ()
    kept = store.events(anna.id, [Kind.ENTRY])
    assert [event.body["pain_nrs"] for event in kept] == [5, 4]
    assert kept[-1].id == last.id
    assert household.person(anna.id, kim.id) == kim
    assert household.person("visit", kim.id) is None


def test_it_stays_known_whose_a_visit_became(
    accounts: Accounts, household: Household, store: Store, now: datetime
) -> None:
    anna, ben = accounts.add("anna", now), accounts.add("ben", now)
    kim = household.add(anna.id, "Kim", now)
    assert household.joined(anna.id, "visit") is None
    for _ in range(2):  # an answer that was lost is asked for again
        assert household.join(anna.id, kim.id, "visit", now)
    assert household.joined(anna.id, "visit") == kim
    assert household.joined(ben.id, "visit") is None
    assert [event.kind for event in store.events(kim.id)] == [Kind.JOINED]
    assert store.export(kim.id)["events"] == []


def test_joining_keeps_what_only_shares_a_key(
    accounts: Accounts, household: Household, store: Store, now: datetime
) -> None:
    """And what was taken back in the visit is taken back in the account, where both held it."""
    anna = accounts.add("anna", now)
    store.record(new_event(anna.id, Kind.ENTRY, {"pain_nrs": 5}, now, key="1"))
    both = store.record(new_event(anna.id, Kind.ENTRY, {"pain_nrs": 3}, now, key="2"))
    store.record(new_event("visit", Kind.ENTRY, {"pain_nrs": 8}, now, key="1"))
    double = store.record(new_event("visit", Kind.ENTRY, {"pain_nrs": 3}, now, key="2"))
    store.record(new_event("visit", Kind.UNDONE, {"event": double.id}, now, key="3"))
    assert household.join(anna.id, anna.id, "visit", now)
    events = store.events(anna.id, [Kind.ENTRY, Kind.UNDONE])
    assert [event.body["pain_nrs"] for event in standing(events)] == [5, 8]
    assert events[-1].body == {"event": both.id}
    assert store.events("visit") == ()


def test_names_of_people_whom_nobody_misses_are_swept(
    accounts: Accounts, household: Household, store: Store, now: datetime
) -> None:
    anna = accounts.add("anna", now)
    household.add(anna.id, "Owned", now)
    household.add("visit", "Forgotten", now)
    used = household.add("visit", "Used", now)
    store.record(new_event(used.id, Kind.ENTRY, {"pain_nrs": 4}, now))
    household.sweep(now + timedelta(days=1))
    assert [one.name for one in household.people("visit")] == ["", "Used"]
    assert [one.name for one in household.people(anna.id)] == ["", "Owned"]

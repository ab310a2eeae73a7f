"""Dose ceilings hold over time: a state machine of people, clocks and pills, judged in true time.

The machine knows what was really taken and when. The ledger sees only what is reported by a clock that may be set
back at any moment. Whenever the ledger has no objection, the machine checks the real history by brute force.
"""

from __future__ import annotations

import datetime

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from unclench.knowledge.load import load
from unclench.knowledge.schema import Analgesic
from unclench.safety.ledger import Dose, NextDose, next_dose
from unclench.safety.products import ingredients

START = datetime.datetime(2026, 3, 28, 22, tzinfo=datetime.UTC)  # the night Europe puts its clocks forward
DAY = datetime.timedelta(hours=24)
ORAL = ("ibuprofen", "naproxen", "aspirin", "acetaminophen")
OUTSIDE = (
    "ibuprofen",
    "Advil",
    "Aleve",
    "aspirin",
    "paracetamol",
    "Nuromol",
    "Excedrin",
    "Voltarol gel",
    "a white pill",
)


class PillsAndClocks(RuleBasedStateMachine):
    """Time passes, clocks are set back, pills are taken in and outside the app."""

    analgesics: dict[str, Analgesic] = {}  # noqa: RUF012

    @initialize()
    def begin(self) -> None:
        self.now = START
        self.behind = datetime.timedelta(0)
        self.reported: list[Dose] = []
        self.truth: list[tuple[datetime.datetime, str, float]] = []

    @property
    def clock(self) -> datetime.datetime:
        return self.now - self.behind

    @rule(minutes=st.integers(1, 60 * 30))
    def time_passes(self, minutes: int) -> None:
        self.now += datetime.timedelta(minutes=minutes)

    @rule(minutes=st.integers(1, 60 * 26))
    def somebody_sets_the_clock_back(self, minutes: int) -> None:
        self.behind += datetime.timedelta(minutes=minutes)

    @rule(
        product=st.sampled_from(OUTSIDE),
        share=st.sampled_from([0.25, 0.5, 1.0]),
        says_how_much=st.booleans(),
        minutes_ago=st.integers(0, 600),
        says_when=st.booleans(),
        data=st.data(),
    )
    def a_pill_outside_the_app(
        self, product: str, share: float, says_how_much: bool, minutes_ago: int, says_when: bool, data: st.DataObject
    ) -> None:
        ago = datetime.timedelta(minutes=minutes_ago if self.behind == datetime.timedelta(0) else 0)
        known = ingredients(product, self.analgesics)
        really = sorted(known) or [data.draw(st.sampled_from(ORAL))]
        amounts = {drug: share * self.largest(drug) for drug in really}
        self.truth += [(self.now - ago, drug, mg) for drug, mg in amounts.items()]
        told = amounts[really[0]] if says_how_much and len(known) == 1 and amounts[really[0]] > 0 else None
        self.reported.append(Dose(product, self.clock, self.clock - ago if says_when else None, told))

    @rule(drug=st.sampled_from(ORAL), half=st.booleans())
    def the_app_is_asked(self, drug: str, half: bool) -> None:
        mg = self.single(drug) / (2 if half else 1)
        answer = next_dose(drug, self.reported, self.clock, self.analgesics, mg=mg)
        self.waiting_helps(drug, mg, answer)
        if answer.earliest == self.clock:
            assert answer.because == ()
            self.judge(drug, mg)
            self.truth.append((self.now, drug, mg))
            self.reported.append(Dose(drug, self.clock, self.clock, mg))

    @rule(drug=st.sampled_from(ORAL), times=st.integers(1, 5))
    def somebody_takes_all_that_is_allowed_as_soon_as_it_is(self, drug: str, times: int) -> None:
        for _ in range(times):
            answer = next_dose(drug, self.reported, self.clock, self.analgesics)
            if answer.earliest is None:
                return
            self.now += answer.earliest - self.clock
            self.the_app_is_asked(drug, half=False)

    @rule(days=st.integers(1, 12), drug=st.sampled_from(ORAL))
    def a_pill_a_day(self, days: int, drug: str) -> None:
        for _ in range(days):
            self.now += DAY
            self.the_app_is_asked(drug, half=True)

    @rule(drug=st.sampled_from(ORAL), minutes_ago=st.integers(0, 600), data=st.data())
    def a_course_that_began_before_it_was_told_of(self, drug: str, minutes_ago: int, data: st.DataObject) -> None:
        self.now = self.now.replace(hour=7, minute=0) + DAY  # at breakfast: most of the last ten hours were yesterday
        self.a_pill_outside_the_app(drug, 0.5, True, minutes_ago, False, data)
        self.now += datetime.timedelta(hours=13)  # the same day, when even naproxen's gap is over
        self.the_app_is_asked(drug, half=True)
        self.a_pill_a_day(self.limit_of_days(drug) + 1, drug)

    @rule(product=st.sampled_from(["a white pill", "paracetamol", "ibuprofen"]), data=st.data())
    def pills_outside_the_app_all_day(self, product: str, data: st.DataObject) -> None:
        for _ in range(3):
            self.a_pill_outside_the_app(product, 1.0, False, 0, False, data)
            self.now += datetime.timedelta(hours=6)

    def judge(self, drug: str, mg: float) -> None:
        """What the ledger just allowed, checked against what really happened."""
        limit = self.analgesics[drug].limit
        assert limit is not None
        gap = datetime.timedelta(hours=limit.interval_hours)
        same = [(at, amount) for at, other, amount in self.truth if other == drug]
        assert all(self.now - at >= gap for at, _ in same), "too soon"
        last_day = sum(amount for at, amount in same if self.now - at < DAY)
        assert last_day + mg <= limit.max_24h_mg + 1e-9, "too much in a day"
        if self.nsaid(drug):
            others = [at for at, other, _ in self.truth if other != drug and self.nsaid(other)]
            assert all(self.now - at >= DAY for at in others), "two NSAIDs"
        days = {at.date() for at, _ in same if at > self.now - datetime.timedelta(days=29)} | {self.now.date()}
        if self.behind == datetime.timedelta(0):
            assert len(days) <= limit.max_days, "too many days"

    def waiting_helps(self, drug: str, mg: float, answer: NextDose) -> None:
        """The promised time is kept, and not a minute before."""
        if answer.earliest is None or any(max(d.reported_at, d.taken_at or START) > self.clock for d in self.reported):
            return
        assert answer.earliest >= self.clock
        assert next_dose(drug, self.reported, answer.earliest, self.analgesics, mg=mg).because == ()
        just_before = answer.earliest - datetime.timedelta(minutes=1)
        if just_before > self.clock:
            assert next_dose(drug, self.reported, just_before, self.analgesics, mg=mg).earliest != just_before

    @invariant()
    def one_more_pill_never_shortens_the_wait(self) -> None:
        if not getattr(self, "reported", None):
            return
        for drug in ("ibuprofen", "acetaminophen"):
            with_all = next_dose(drug, self.reported, self.clock, self.analgesics).earliest
            without = next_dose(drug, self.reported[:-1], self.clock, self.analgesics).earliest
            assert with_all is None or (without is not None and with_all >= without)

    def limit_of_days(self, drug: str) -> int:
        limit = self.analgesics[drug].limit
        assert limit is not None
        return limit.max_days

    def single(self, drug: str) -> float:
        limit = self.analgesics[drug].limit
        assert limit is not None
        return limit.single_dose_mg

    def largest(self, drug: str) -> float:
        sheet = self.analgesics[drug]
        limit = [sheet.limit.single_dose_mg] if sheet.limit else [0.0]
        return max([*limit, *(mg for label in sheet.labels for mg in label.dose_mg)])

    def nsaid(self, drug: str) -> bool:
        return drug != "acetaminophen"


def ceilings_hold(examples: int) -> None:
    """Let the machine run through so many histories with the shipped limits."""
    PillsAndClocks.analgesics = dict(load().analgesics)
    assert set(ORAL) <= set(PillsAndClocks.analgesics)
    run_state_machine_as_test(
        PillsAndClocks, settings=settings(max_examples=examples, stateful_step_count=15, deadline=None)
    )


def test_dose_ceilings_hold_over_time() -> None:
    ceilings_hold(examples=60)

"""What was taken up to now, and whether doses that somebody plans may follow it: the ledger decides each of them."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from unclench.knowledge.schema import Analgesic
from unclench.safety.ledger import Dose, Hold, NextDose, next_dose


@dataclass(frozen=True, slots=True)
class Taken:
    """Every dose that was reported, and the moment (UTC) from which a plan counts its minutes."""

    now: datetime.datetime
    doses: tuple[Dose, ...] = ()

    def following(self, drug: str, analgesics: Mapping[str, Analgesic], mg: float | None = None) -> NextDose:
        """When the next dose may come; the largest single dose when ``mg`` is left out. Raises InvalidInput."""
        return next_dose(drug, self.doses, self.now, analgesics, mg=mg)

    def rules_out(self, drug: str, analgesics: Mapping[str, Analgesic]) -> tuple[Hold, ...]:
        """Why a medicine may not be planned today at all; empty where it may, if only after a wait between doses."""
        following = self.following(drug, analgesics)
        if following.earliest is None:
            return following.because
        return tuple(hold for hold in following.because if hold is not Hold.INTERVAL)

    def wait_min(self, drug: str, mg: float, analgesics: Mapping[str, Analgesic]) -> float | None:
        """Whole minutes from now to the first moment at which this dose may come; None where there is none."""
        earliest = self.following(drug, analgesics, mg).earliest
        return None if earliest is None else float(math.ceil((earliest - self.now).total_seconds() / 60))

    def may_follow(
        self, drug: str, planned: Iterable[tuple[float, float]], analgesics: Mapping[str, Analgesic]
    ) -> bool:
        """Whether the ledger has no objection to any of these doses (minute from now, mg), each after those before."""
        doses = list(self.doses)
        for minute, mg in sorted(planned):
            at = self.now + datetime.timedelta(minutes=minute)
            earliest = next_dose(drug, doses, at, analgesics, mg=mg).earliest
            if earliest is None or earliest > at:
                return False
            doses.append(Dose(drug, at, at, mg))
        return True

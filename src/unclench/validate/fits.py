"""Whether what is read off a scenario lies within it: minutes, days and hours, and the arm it is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unclench.model.case import Person
from unclench.model.invalid import InvalidInput, one_of
from unclench.model.made_for import check_together
from unclench.model.scenario import Scenario
from unclench.validate.recovery import USUAL_DAYS

DAY_MIN = 1440.0
ROUNDING = 1e-6
"""Hours are written with few digits: so much of a minute beyond the end is the end."""


def check_fits(of: Mapping[str, Any], quantity: str, scenario: Scenario, at: str, where: str) -> None:
    """Raise InvalidInput for a minute or number of hours that the scenario does not reach.

    Days of recovery may lie beyond it: it is followed until then (see :mod:`unclench.validate.moments`).
    """
    minutes = 60.0 * scenario.hours
    for key in ("from_minute", "minute"):
        if of.get(key, 0.0) > minutes + ROUNDING:
            raise InvalidInput(f"{at}.{key}", of[key], f"within the scenario's 0 to {minutes:g} minutes", where)
    if 60.0 * of.get("hours", 0.0) > minutes + ROUNDING:
        raise InvalidInput(f"{at}.hours", of["hours"], f"at most the scenario's {scenario.hours:g} hours", where)
    days = int((minutes + ROUNDING) // DAY_MIN)
    looks = of.get("days_in_a_row", USUAL_DAYS)
    if quantity == "days_to_recovery" and looks > days + 1:
        allowed = f"at most {days + 1}, the daily looks within the scenario's {scenario.hours:g} hours"
        raise InvalidInput(f"{at}.days_in_a_row", looks, allowed, where)


def check_people(person: Person, scenario: Scenario, at: str, where: str) -> None:
    """Raise InvalidInput for what these people cannot go through: a dose that poisons somebody of their weight."""
    try:
        check_together(person, scenario)
    except InvalidInput as error:
        raise InvalidInput(f"{at}.{error.field}", float(error.given), error.allowed, where) from error


def check_against(
    of: Mapping[str, Any], arm: str, scenarios: Mapping[str, Scenario | None], at: str, where: str
) -> None:
    """Raise InvalidInput unless a difference is against another arm, one with a scenario that lasts long enough."""
    against = of.get("against")
    if against is None:
        return
    others = {name: scenario for name, scenario in scenarios.items() if name != arm and scenario is not None}
    if against not in others:
        allowed = f"the name of another arm that has a scenario: {one_of(others) if others else 'there is none'}"
        raise InvalidInput(f"{at}.against", against, allowed, where)
    minutes = 60.0 * others[against].hours
    if of["minute"] > minutes + ROUNDING:
        allowed = f"within the 0 to {minutes:g} minutes of the arm {against} too"
        raise InvalidInput(f"{at}.minute", of["minute"], allowed, where)


def check_knew(of: Mapping[str, Any], scenario: Scenario, at: str, where: str) -> None:
    """Raise InvalidInput for people who knew that they had a treatment, in an arm where nothing is done to them."""
    if of.get("people_knew") and not scenario.actions:
        raise InvalidInput(f"{at}.people_knew", True, "only in an arm with actions: nothing is done in this one", where)

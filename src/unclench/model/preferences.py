"""What a person wants and has at hand; it narrows a plan and never widens what is safe."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from unclench.model.case import check_range


class Order(StrEnum):
    """Whose order the plan follows by default: today's evidence, or the popular article's."""

    EVIDENCE = "evidence"
    ARTICLE = "article"


class Country(StrEnum):
    """Where the person is: decides phone numbers, drug names and which medicines are on general sale."""

    US = "us"
    UK = "uk"
    EU = "eu"
    ELSEWHERE = "elsewhere"

    @property
    def labels(self) -> Country:
        """Whose medicine labels count: in a country that is not known, as in the EU, the leaflet in the pack does."""
        return Country.EU if self is Country.ELSEWHERE else self


@dataclass(frozen=True, slots=True)
class Preferences:
    """Wishes and means. The defaults are those of somebody at home with a freezer, a towel and ordinary tablets.

    ``minutes_a_day`` is the most time that the person will give to the plan in a day; None leaves it to the plan.

    Raises:
        InvalidInput: ``minutes_a_day`` is not within a day.
    """

    medicine: bool = True
    floor: bool = True
    has_ice: bool = True
    has_towel: bool = True
    has_tablets: bool = True
    order: Order = Order.EVIDENCE
    country: Country = Country.US
    minutes_a_day: float | None = None

    def __post_init__(self) -> None:
        check_range("preferences.minutes_a_day", self.minutes_a_day, 0, 24 * 60, or_null=True)

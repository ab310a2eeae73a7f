"""What a person wants and has at hand; it narrows a plan and never widens what is safe."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Order(StrEnum):
    """Whose order the plan follows by default: today's evidence, or the popular article's."""

    EVIDENCE = "evidence"
    ARTICLE = "article"


class Country(StrEnum):
    """Where the person is: decides phone numbers, drug names and which medicines are on general sale."""

    US = "us"
    UK = "uk"
    EU = "eu"


@dataclass(frozen=True, slots=True)
class Preferences:
    """Wishes and means. The defaults are those of somebody at home with a freezer, a towel and ordinary tablets."""

    medicine: bool = True
    floor: bool = True
    has_ice: bool = True
    has_towel: bool = True
    has_tablets: bool = True
    order: Order = Order.EVIDENCE
    country: Country = Country.US

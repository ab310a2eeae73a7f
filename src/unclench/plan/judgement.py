"""The numbers of judgement that a plan rests on, read from their fact-sheets, where each stands with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

from unclench.knowledge.load import Knowledge
from unclench.model.invalid import InvalidInput

UNRANKED = "other"
"""The cause whose injury is taken when no cause was ranked."""

MEDICINE = "medicine"
"""The window of every offer that is a medicine."""

_SHEETS = ("plan_day", "plan_start", "plan_search")


@dataclass(frozen=True, slots=True)
class Judgement:
    """Every judged number by its name in the sheets ``plan_day``, ``plan_start`` and ``plan_search``; units in names.

    ``injury`` is the tissue injury (0-1) behind each cause, ``window_hours`` the time over which a step is judged, by
    offer.
    """

    awake_hours: float
    settle_min: float
    thermal_settle_min: float
    round_min: float
    thermal_offset_min: float
    stretch_offset_min: float
    stretch_apart_rounds: float
    stretch_after_cold_min: float
    stretch_amount: float
    stretch_speed_per_s: float
    unknown_duration_hours: float
    longest_lock_hours: float
    fewest_locked_share: float
    pain_close_nrs: float
    worth_nrs: float
    worth_release_hours: float
    negligible_nrs: float
    busy_hours_most: float
    entries_most: float
    race_members: float
    race_hours: float
    promising_share: float
    judge_members: float
    finalists_most: float
    injury: Mapping[str, float]
    window_hours: Mapping[str, float]

    @property
    def awake_min(self) -> float:
        """Minutes from now until bedtime."""
        return self.awake_hours * 60


def judgement(knowledge: Knowledge) -> Judgement:
    """The judged numbers of this knowledge.

    Raises:
        InvalidInput: a sheet or a number is missing.
    """
    numbers = {name: value for sheet in _SHEETS for name, value in _numbers(knowledge, sheet).items()}
    wanted = [each.name for each in fields(Judgement) if each.name not in ("injury", "window_hours")]
    for name in wanted:
        if name not in numbers:
            raise InvalidInput("judgements", name, f"a number of this name in one of {', '.join(_SHEETS)}")
    return Judgement(
        **{name: numbers[name] for name in wanted},
        injury=MappingProxyType(_numbers(knowledge, "injury_behind_a_cause", UNRANKED)),
        window_hours=MappingProxyType(_numbers(knowledge, "effect_windows", MEDICINE)),
    )


def _numbers(knowledge: Knowledge, sheet: str, needed: str | None = None) -> dict[str, float]:
    if sheet not in knowledge.judgements:
        raise InvalidInput("judgements", sheet, "a fact-sheet of this name")
    numbers = {name: each.value for name, each in knowledge.judgements[sheet].numbers.items()}
    if needed is not None and needed not in numbers:
        raise InvalidInput(f"judgements.{sheet}", needed, "a number of this name")
    return numbers

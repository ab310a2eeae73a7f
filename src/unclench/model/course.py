"""A course: how an ensemble of virtual people fared, as quantiles over time and summary numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from unclench.model.scenario import Mechanism


class Outcome(StrEnum):
    """What a course reports over time; the unit is in the name."""

    PAIN_NRS = "pain_nrs"
    ACTIVATION = "activation"
    RANGE_OF_MOTION = "range_of_motion"
    BLOOD_FLOW = "blood_flow_ml_100g_min"
    OXYGEN = "oxygen_saturation"
    FATIGUE = "fatigue"
    METABOLITES = "metabolites"
    SENSITISATION = "sensitisation"
    INFLAMMATION = "inflammation"
    DRIVER = "injury_driver"
    SKIN_C = "skin_c"
    MUSCLE_C = "muscle_c"
    IBUPROFEN_MG_L = "ibuprofen_mg_l"
    NAPROXEN_MG_L = "naproxen_mg_l"
    SALICYLATE_MG_L = "salicylate_mg_l"
    ACETAMINOPHEN_MG_L = "acetaminophen_mg_l"


@dataclass(frozen=True, slots=True)
class Band:
    """Quantiles of one outcome at each output time (same length as :attr:`Course.minutes`).

    ``mean_doubt`` is how unsure the mean is because the model's medians are not known (a standard deviation): an error
    that all people share, so it does not shrink with their number. It is empty where too few people were run to tell.
    """

    p05: tuple[float, ...]
    p25: tuple[float, ...]
    median: tuple[float, ...]
    p75: tuple[float, ...]
    p95: tuple[float, ...]
    mean: tuple[float, ...]
    mean_doubt: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its spread across the ensemble (5th and 95th percentile)."""

    median: float
    p05: float
    p95: float


@dataclass(frozen=True, slots=True)
class Course:
    """The result of one ensemble run. Failed members are counted here and excluded from every quantile.

    ``accepted_share`` is the share of drawn members that the run is about: below 1 when it starts locked and only some
    members lock (of the cohort of new bouts: hurt at least moderately), and 0 when none does and all were taken as they
    were. ``warnings`` say in plain words what of this the model was not made for.
    """

    minutes: tuple[float, ...]
    bands: Mapping[Outcome, Band]
    locked_share: tuple[float, ...]
    released_by: tuple[float, ...]
    minutes_to_release: Estimate | None
    burn_probability: float
    cold_injury_probability: float
    worst_burn_damage: float
    lowest_skin_c: float
    highest_skin_c: float
    members: int
    failed: int
    mechanism: Mechanism
    backend: str
    seed: int
    accepted_share: float = 1.0
    warnings: tuple[str, ...] = ()

"""What lies on the skin, as integer kinds, and the plain packs: their film coefficient and how they warm or cool.

A towel compress is ``TOWEL_COMPRESS`` plus the flags ``UNDER_PLASTIC``, ``UNDER_DRY_TOWEL`` and ``DRIPPING``.
A source is one lumped temperature; melting ice holds near 0 degC through its latent heat. A wet pack is ice in water,
which fills the gaps between pieces and skin: it touches better than dry ice, holds less latent heat, and is never
colder than the water. Frozen peas hold less latent heat than ice and touch at fewer points. A pack in cloth or a bag of
pieces is stiff and dry at first: it settles on the skin within minutes (:func:`settled_share`).
"""

from __future__ import annotations

import math

from unclench.physiology.floats import Floats
from unclench.physiology.heat_parameters import (
    CONTACT_FACTOR,
    CONTACT_SETTLES_S,
    CONTACT_STARTS,
    FROZEN_PEAS_FILM,
    GEL_BARE_FILM,
    GEL_SOURCE_CAPACITY,
    GEL_WRAPPED_FILM,
    HOT_PACK_FILM,
    HOT_PACK_SOURCE_CAPACITY,
    ICE_PACK_FILM,
    ICE_PACK_MASS,
    PACK_LOSS,
    WET_PACK_FILM,
    WET_PACK_ICE_SHARE,
    WRAP_FILM,
    WRAP_WARM_UP_S,
)

AIR = 0
ICE_CUBE_MOVING = 1
ICE_CUBE_STILL = 2
ICE_PACK_WRAPPED = 3
GEL_PACK_BARE = 4
GEL_PACK_WRAPPED = 5
HEAT_WRAP = 6
HOT_PACK = 7
ICE_PACK_WET = 8
FROZEN_PEAS = 9
TOWEL_COMPRESS = 16
UNDER_PLASTIC = 1
UNDER_DRY_TOWEL = 2
DRIPPING = 4

COLD_KINDS: dict[str, int] = {
    "ice_cube_moving": ICE_CUBE_MOVING,
    "ice_cube_still": ICE_CUBE_STILL,
    "ice_pack_wrapped": ICE_PACK_WRAPPED,
    "ice_pack_wet": ICE_PACK_WET,
    "frozen_peas": FROZEN_PEAS,
    "gel_pack_bare": GEL_PACK_BARE,
    "gel_pack_wrapped": GEL_PACK_WRAPPED,
}
HEAT_KINDS: dict[str, int] = {"towel_compress": TOWEL_COMPRESS, "heat_wrap": HEAT_WRAP, "hot_pack": HOT_PACK}

ICE_SPECIFIC_HEAT = 2100.0
"""J/kg/K of ice below 0 degC (standard tables)."""
WATER_SPECIFIC_HEAT = 4180.0
"""J/kg/K of water (standard tables)."""
FUSION_HEAT = 334_000.0
"""J/kg to melt ice (standard tables)."""
MELTING_WINDOW_C = 0.5
"""Melting is spread over 0 to 0.5 degC, so that ice at 0 still has all its latent heat and rates stay bounded."""
PEAS_FREEZE_C = -0.6
"""degC at which the last ice in green peas melts (ASHRAE Handbook of Refrigeration 2006, chapter 9: 30.9 degF)."""
FROZEN_PEA_SPECIFIC_HEAT = 1970.0
"""J/kg/K of green peas below freezing (the same table: 0.47 Btu/lb/degF)."""
PEA_SPECIFIC_HEAT = 3770.0
"""J/kg/K of green peas above freezing (the same table: 0.90 Btu/lb/degF)."""
PEA_FUSION_HEAT = 263_000.0
"""J/kg to thaw green peas (the same table: 113 Btu/lb)."""
WRAP_STARTS_C = 30.0
"""A self-heating wrap starts near skin temperature (assumption: it is opened and worn at once)."""


def heat_kind(source: str, plastic: bool, dry_towel: bool, dripping: bool) -> int:
    """The integer kind of a heat source by its public name; the flags count for a towel compress only."""
    kind = HEAT_KINDS[source]
    if kind == TOWEL_COMPRESS:
        kind += UNDER_PLASTIC * plastic + UNDER_DRY_TOWEL * dry_towel + DRIPPING * dripping
    return kind


def melting_capacity(source_c: float) -> float:
    """Heat in J/kg/K to warm ice, melt it over the melting window, and then warm the water."""
    if source_c < 0.0:
        return ICE_SPECIFIC_HEAT
    if source_c < MELTING_WINDOW_C:
        return FUSION_HEAT / MELTING_WINDOW_C
    return WATER_SPECIFIC_HEAT


def slush_capacity(source_c: float, ice_share: float) -> float:
    """Heat in J/kg/K to melt the ice in a mixture with water over the melting window, and then to warm the water."""
    if source_c < MELTING_WINDOW_C:
        return ice_share * FUSION_HEAT / MELTING_WINDOW_C
    return WATER_SPECIFIC_HEAT


def pea_capacity(source_c: float) -> float:
    """Heat in J/kg/K to warm frozen peas, thaw them over the melting window, and then to warm them."""
    if source_c < PEAS_FREEZE_C - MELTING_WINDOW_C:
        return FROZEN_PEA_SPECIFIC_HEAT
    if source_c < PEAS_FREEZE_C:
        return PEA_FUSION_HEAT / MELTING_WINDOW_C
    return PEA_SPECIFIC_HEAT


def settled_share(kind: int, elapsed_s: float, p: Floats) -> float:
    """Share of its later contact that a cold pack has ``elapsed_s`` after it was laid on.

    The published first minute under bags of ice is half as quick as with the contact of the later ones, on the calf
    (Dykstra 2009, every half minute), ankle and knee. Bare gel, wraps and hot packs have all of it at once: nothing is
    known of gel, which is the cautious side, and the towels of a hot pack hide it.
    """
    if kind in (GEL_PACK_BARE, HEAT_WRAP, HOT_PACK):
        return 1.0
    return 1.0 - (1.0 - p[CONTACT_STARTS]) * math.exp(-elapsed_s / p[CONTACT_SETTLES_S])


def pack_film(kind: int, elapsed_s: float, p: Floats) -> float:
    """Film coefficient in W/m2/K between the skin and a pack or wrap, with this application's contact."""
    if kind == ICE_PACK_WRAPPED:
        film = p[ICE_PACK_FILM]
    elif kind == ICE_PACK_WET:
        film = p[WET_PACK_FILM]
    elif kind == FROZEN_PEAS:
        film = p[FROZEN_PEAS_FILM]
    elif kind == GEL_PACK_BARE:
        film = p[GEL_BARE_FILM]
    elif kind == GEL_PACK_WRAPPED:
        film = p[GEL_WRAPPED_FILM]
    elif kind == HEAT_WRAP:
        film = p[WRAP_FILM]
    else:
        film = p[HOT_PACK_FILM]
    return film * p[CONTACT_FACTOR] * settled_share(kind, elapsed_s, p)


def pack_capacity(kind: int, source_c: float, p: Floats) -> float:
    """Heat in J/m2/K that warms a pack by one degree."""
    if kind == ICE_PACK_WRAPPED:
        return p[ICE_PACK_MASS] * melting_capacity(source_c)
    if kind == ICE_PACK_WET:
        return p[ICE_PACK_MASS] * slush_capacity(source_c, p[WET_PACK_ICE_SHARE])
    if kind == FROZEN_PEAS:
        return p[ICE_PACK_MASS] * pea_capacity(source_c)
    if kind == HOT_PACK:
        return p[HOT_PACK_SOURCE_CAPACITY]
    return p[GEL_SOURCE_CAPACITY]


def pack_rate(kind: int, source_c: float, skin_c: float, elapsed_s: float, room_c: float, p: Floats) -> float:
    """Warming of a pack in degC/s from the skin below and the room above; a wrap makes its own heat and is steady."""
    if kind == HEAT_WRAP:
        return 0.0
    heat = pack_film(kind, elapsed_s, p) * (skin_c - source_c) + p[PACK_LOSS] * (room_c - source_c)
    return heat / pack_capacity(kind, source_c, p)


def pack_sink(kind: int, source_c: float, elapsed_s: float, p: Floats) -> float:
    """Temperature in degC that the skin feels: the pack, or a wrap still warming up towards its working temperature."""
    if kind == HEAT_WRAP:
        return source_c + (WRAP_STARTS_C - source_c) * math.exp(-elapsed_s / p[WRAP_WARM_UP_S])
    if kind == ICE_PACK_WET and source_c < 0.0:
        return 0.0
    return source_c

"""An ice cube on the skin, held still or kept moving, fresh from the freezer or melting.

A cube exchanges heat through a thin film. While its face is below 0 degC heat must also pass through the ice; once the
face melts it stays at 0 degC however cold the core is. That melting front is what keeps ordinary ice massage from
freezing skin, and why a fresh cube on skin that is cold already is the hazard.
"""

from __future__ import annotations

import math

from unclench.physiology.contact import ICE_CUBE_MOVING, melting_capacity
from unclench.physiology.floats import Floats
from unclench.physiology.heat_parameters import (
    AIR_FILM,
    CONTACT_FACTOR,
    CUBE_FILM,
    CUBE_THICKNESS_M,
    SKIN_CAPACITY,
    SKIN_CONDUCTIVITY,
    STROKE_DUTY,
    STROKE_PERIOD_S,
)

ICE_CONDUCTIVITY = 2.22
"""W/m/K at 0 degC (standard tables)."""
ICE_DENSITY = 917.0
"""kg/m3 (standard tables)."""
ICE_DIFFUSIVITY = ICE_CONDUCTIVITY / (ICE_DENSITY * 2100.0)
"""m2/s."""


def core_resistance(elapsed_s: float, p: Floats) -> float:
    """Resistance in m2K/W from the cube's face to its mean temperature: a deepening layer, then the whole cube.

    Early it is that of a half-space under steady flux, late that of a slab's slowest mode of cooling. Against a cube
    resolved in 25 layers with melting, skin differs by up to 2.5 degC (colder) in the first half minute and by 0.3 degC
    at its coldest.
    """
    deepening = 2.0 * math.sqrt(ICE_DIFFUSIVITY * elapsed_s / math.pi) / ICE_CONDUCTIVITY
    whole = 4.0 * p[CUBE_THICKNESS_M] / (math.pi * math.pi * ICE_CONDUCTIVITY)
    return deepening if deepening < whole else whole


def cube_film(source_c: float, skin_c: float, elapsed_s: float, p: Floats) -> float:
    """Film coefficient in W/m2/K from the skin to the cube's sink temperature (see :func:`cube_sink`)."""
    film = p[CUBE_FILM] * p[CONTACT_FACTOR]
    if face_melts(source_c, skin_c, elapsed_s, p):
        return film
    return 1.0 / (1.0 / film + core_resistance(elapsed_s, p))


def cube_sink(source_c: float, skin_c: float, elapsed_s: float, p: Floats) -> float:
    """Temperature in degC that the skin loses heat to: 0 while the face melts, else the cube's core."""
    if source_c < 0.0 and face_melts(source_c, skin_c, elapsed_s, p):
        return 0.0
    return source_c


def face_melts(source_c: float, skin_c: float, elapsed_s: float, p: Floats) -> bool:
    """Whether the skin warms the cube's face faster than its core cools it below 0 degC."""
    if source_c >= 0.0:
        return True
    film = p[CUBE_FILM] * p[CONTACT_FACTOR]
    return film * skin_c * core_resistance(elapsed_s, p) + source_c >= 0.0


def cube_rate(kind: int, source_c: float, skin_c: float, elapsed_s: float, p: Floats) -> float:
    """Warming of the cube's core in degC/s; a moving cube meets skin that a stroke has already cooled a little."""
    if source_c < 0.0 and face_melts(source_c, skin_c, elapsed_s, p):
        heat = -source_c / core_resistance(elapsed_s, p)
    else:
        film = cube_film(source_c, skin_c, elapsed_s, p)
        heat = film * (skin_c - source_c)
        if kind == ICE_CUBE_MOVING:
            heat *= stroke_average(stroke_number(film, p))
    return heat / (ICE_DENSITY * p[CUBE_THICKNESS_M] * melting_capacity(source_c))


def stroke_number(film: float, p: Floats) -> float:
    """Dimensionless contact time of one stroke: film * sqrt(time) over the effusivity of skin."""
    dwell_s = p[STROKE_DUTY] * p[STROKE_PERIOD_S]
    return film * math.sqrt(dwell_s / (p[SKIN_CONDUCTIVITY] * p[SKIN_CAPACITY]))


def surface_left(x: float) -> float:
    """Share of the first temperature difference left at the surface of a half-space after contact number ``x``.

    exp(x^2) erfc(x), the closed form for sudden contact through a film (Carslaw & Jaeger 1959, section 2.7).
    """
    if x > 5.0:
        inverse = 1.0 / (x * x)
        return (1.0 - 0.5 * inverse + 0.75 * inverse * inverse) / (x * math.sqrt(math.pi))
    return math.exp(x * x) * math.erfc(x)


def stroke_average(x: float) -> float:
    """Mean of :func:`surface_left` over one contact: how much of the film's full exchange a stroke achieves."""
    if x < 0.01:
        return 1.0 - 4.0 * x / (3.0 * math.sqrt(math.pi))
    return (surface_left(x) - 1.0 + 2.0 * x / math.sqrt(math.pi)) / (x * x)


def moving_cube(source_c: float, skin_c: float, elapsed_s: float, room_c: float, p: Floats, out: Floats) -> None:
    """Write film (W/m2/K) and sink (degC) averaged over the stroked area: part under the cube, the rest in air."""
    film = cube_film(source_c, skin_c, elapsed_s, p)
    cube = p[STROKE_DUTY] * film * stroke_average(stroke_number(film, p))
    air = (1.0 - p[STROKE_DUTY]) * p[AIR_FILM]
    out[0] = cube + air
    out[1] = (cube * cube_sink(source_c, skin_c, elapsed_s, p) + air * room_c) / out[0]


def stroke_coldest(source_c: float, skin_c: float, elapsed_s: float, p: Floats) -> float:
    """Coldest moment in degC of a spot of skin as the moving cube leaves it."""
    film = cube_film(source_c, skin_c, elapsed_s, p)
    sink = cube_sink(source_c, skin_c, elapsed_s, p)
    return sink + (skin_c - sink) * surface_left(stroke_number(film, p))

"""Strain: small damage that hard effort does to fibres, and that inflames the muscle a day or two later.

Soreness after unaccustomed hard work of the back is worst after one to two days and gone within four (Pettitt 2010).
Two stages in a row give that delay: strain is there at once and fades over days, and feeds inflammation meanwhile.
"""

from unclench.physiology.smooth import positive_part

OVERLOAD_CORNER = 0.005
"""Width (fraction of MVC) of the rounded corner at the effort from which work strains fibres."""


def overload(active: float, threshold: float) -> float:
    """How far (fraction of MVC) the ``active`` share lies above the ``threshold`` from which effort strains fibres."""
    return positive_part(active - threshold, OVERLOAD_CORNER)


def strain_rate(strain: float, overload_now: float, by_overload: float, strain_s: float) -> float:
    """Rate of change of strain in 1/s; its unit is the level of inflammation that it would keep up if it stayed.

    ``by_overload`` is in 1/s per fraction of MVC of overload, ``strain_s`` the time constant of repair.
    """
    return by_overload * overload_now - strain / strain_s


def steady_strain(overload_now: float, by_overload: float, strain_s: float) -> float:
    """The level at which :func:`strain_rate` is zero."""
    return by_overload * overload_now * strain_s

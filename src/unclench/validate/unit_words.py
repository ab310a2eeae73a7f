"""Usual spellings of units made alike: one micro, one product, one way to write powers; then compared as units are.

``mg·L⁻¹``, ``µg per mL`` and ``mg / litre`` are one unit: mass by volume, with the same factor. Nothing is converted:
units are alike only when one of the first is exactly one of the second.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping

Dimensions = tuple[tuple[str, int], ...]
ATOMS: Mapping[str, tuple[str, float]] = {
    "kg": ("mass", 1e6),
    "g": ("mass", 1e3),
    "mg": ("mass", 1.0),
    "ug": ("mass", 1e-3),
    "ng": ("mass", 1e-6),
    "hg": ("tissue", 1.0),
    "l": ("volume", 1.0),
    "dl": ("volume", 0.1),
    "ml": ("volume", 1e-3),
    "d": ("time", 24.0),
    "h": ("time", 1.0),
    "min": ("time", 1.0 / 60.0),
    "s": ("time", 1.0 / 3600.0),
    "degc": ("temperature", 1.0),
    "mmhg": ("pressure", 1.0),
    "kpa": ("pressure", 7.50062),
}
"""What each part of a unit measures, and how many of the first of its kind it is. ``hg`` is 100 g of muscle."""
SPELT: tuple[tuple[str, str], ...] = (
    (r"[µμ]", "u"),
    (r"[–—−‐‑]", "-"),
    (r"[∆δ]", "delta "),
    (r"(°|\bdeg(rees?)?\b\.?) *(c|celsius)\b|\bcelsius\b|^c$", "degc"),
    (r"\bper ?cent(age)?\b|\bpct\b|\bpercentage\b", "%"),
    (r"\bper\b", "/"),
    (r"\bmicrograms?\b|\bmcg\b", "ug"),
    (r"\bmilligrams?\b", "mg"),
    (r"\bmillilit(re|er)s?\b", "ml"),
    (r"\blit(re|er)s?\b", "l"),
    (r"\bmm ?hg\b|\btorr\b", "mmhg"),
    (r"\b(hours?|hrs?)\b", "h"),
    (r"\b(minutes?|mins)\b", "min"),
    (r"\b(seconds?|secs?)\b", "s"),
    (r"\bdays?\b", "d"),
    (r"\b100 ?(g|ml|cm3)(?![a-z])", "hg"),
)
"""How words and signs are written alike, in this order, once a unit is in lower case."""
PART = re.compile(r"([a-z]+)(?:\^?(-?\d))?")


def plain(unit: str) -> str:
    """A unit in lower case with one kind of every sign and one word for every part."""
    alike = re.sub(r"[º˚]", "°", unit.strip())
    alike = unicodedata.normalize("NFKC", alike).lower()
    for pattern, word in SPELT:
        alike = re.sub(pattern, word, alike)
    return re.sub(r"\s+", " ", alike).strip(" .")


def same_unit(one: str, other: str) -> bool:
    """Whether two units are one and the same, however each is spelt.

    ``mg/l*h`` may mean (mg/l) h or mg/(l h): both ways of reading are tried, because a study file's unit is only to be
    recognised, and no quantity here could be either.
    """
    if plain(one) == plain(other):
        return True
    return any(_alike(a, b) for a in _readings(plain(one)) for b in _readings(plain(other)))


def _alike(one: tuple[Dimensions, float], other: tuple[Dimensions, float]) -> bool:
    return one[0] == other[0] and math.isclose(one[1], other[1], rel_tol=1e-6)


def _readings(unit: str) -> list[tuple[Dimensions, float]]:
    """What a unit measures and how much of it, read both ways; nothing when a part of it is not known."""
    found = []
    for all_below in (True, False):
        powers: dict[str, int] = {}
        factor = 1.0
        for place, product in enumerate(each.strip() for each in unit.split("/")):
            parts = _parts(product)
            if parts is None:
                return []
            for number, (atom, power) in enumerate(parts):
                below = place > 0 and (all_below or number == 0 or product.startswith("("))
                kind, size = ATOMS[atom]
                powers[kind] = powers.get(kind, 0) + (-power if below else power)
                factor *= size ** (-power if below else power)
        found.append((tuple(sorted((kind, power) for kind, power in powers.items() if power)), factor))
    return found


def _parts(product: str) -> list[tuple[str, int]] | None:
    """The parts of a product with their powers, or None when one is not known."""
    spaced = re.sub(r"[*·⋅•×.()]|(?<=[a-z])-(?=[a-z])|(?<=[ a-z])x(?=[ a-z])", " ", product)
    parts = [PART.fullmatch(word) for word in re.sub(r"(?<=[a-z]) +(?=-\d)", "", spaced).split()]
    if not parts or not all(part and part[1] in ATOMS for part in parts):
        return None
    return [(part[1], int(part[2] or 1)) for part in parts if part]

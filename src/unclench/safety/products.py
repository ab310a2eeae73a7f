"""From what it says on the pack to what is in it. Anything not recognised counts as everything."""

from __future__ import annotations

import re
from collections.abc import Mapping

from unclench.knowledge.schema import Analgesic

_PACK_WORDS = frozenset(
    {"tablet", "tablets", "caplet", "caplets", "capsule", "capsules", "pill", "pills", "each", "of", "x", "the", "a"}
)
"""Words on a pack that say nothing about what is in it."""

_STRENGTH = re.compile(r"\d+(?:[.,]\d+)?\s*(?:mg|g|ml)?")


def ingredients(product: str, analgesics: Mapping[str, Analgesic]) -> frozenset[str]:
    """The pain medicines in a product; empty when it is not recognised.

    Recognised are the ingredient's own names in any language, its brands and the combination products on its
    fact-sheet, whatever their case, strength and number of tablets. A name with any other word in it is not
    recognised: "Plus", "Extra" or "Night" on a pack often stands for one more ingredient.
    """
    wanted = _normal(product)
    if not wanted:
        return frozenset()
    return frozenset(
        str(sheet.id) for sheet in analgesics.values() if any(wanted == _normal(name) for name in _names(sheet))
    )


def _names(sheet: Analgesic) -> tuple[str, ...]:
    return (str(sheet.id), *sheet.names.values(), *sheet.other_names, *sheet.brands, *sheet.combination_products)


def _normal(text: str) -> tuple[str, ...]:
    words = re.findall(r"[^\W_]+", _STRENGTH.sub(" ", text.replace("_", " ").casefold()))
    return tuple(word for word in words if word not in _PACK_WORDS)

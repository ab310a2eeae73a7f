"""From what it says on the pack to what is in it. Anything not recognised counts as everything."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping

from unclench.knowledge.schema import Analgesic

_PACK_WORDS = frozenset(
    {"tablet", "tablets", "caplet", "caplets", "capsule", "capsules", "pill", "pills", "each", "of", "x", "the", "a"}
)
"""Words on a pack that say nothing about what is in it."""

_ALIKE = 0.8
"""So alike two spellings must be for one to be asked about (0-1). Assumption: one slip or two in ten letters."""

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


def meant(product: str, analgesics: Mapping[str, Analgesic]) -> str | None:
    """The known name that somebody may have meant by one that is not recognised; only ever to ask about, not to count.

    The longest name that stands in it whole ("Tylenol Night" has "Tylenol" in it), else one that is spelt much alike.
    """
    wanted = _normal(product)
    names = {_normal(name): name for sheet in analgesics.values() for name in _printed(sheet)}
    within = [words for words in names if words and set(words) <= set(wanted)]
    if within:
        return names[max(within, key=len)]
    spelt = {" ".join(words): name for words, name in names.items()}
    close = difflib.get_close_matches(" ".join(wanted), spelt, n=1, cutoff=_ALIKE)
    return spelt[close[0]] if close else None


def _names(sheet: Analgesic) -> tuple[str, ...]:
    return (str(sheet.id), *_printed(sheet))


def _printed(sheet: Analgesic) -> tuple[str, ...]:
    """What can stand on a pack."""
    return (*sheet.names.values(), *sheet.other_names, *sheet.brands, *sheet.combination_products)


def _normal(text: str) -> tuple[str, ...]:
    words = re.findall(r"[^\W_]+", _STRENGTH.sub(" ", text.replace("_", " ").casefold()))
    return tuple(word for word in words if word not in _PACK_WORDS)

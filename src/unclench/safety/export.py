"""The danger check as plain data, so that a browser can run it with no connection.

The table holds what the kernel itself runs: the compiled conditions, not the fact-sheets they came from. A condition is
the place of a finding in ``findings``, or ``[needed, part, part ...]``: true when so many of its parts are. There is no
negation. ``static/danger-check.js`` evaluates it; ``proofs/browser_vectors.json`` holds answers both must give.
"""

from __future__ import annotations

from typing import Any

from unclench.knowledge.load import Knowledge
from unclench.safety.conditions import Threshold, single_bits
from unclench.safety.rulebook import rulebook

TABLE_VERSION = 1
"""Grows when the shape of the table changes; the browser refuses any other."""


def danger_table(knowledge: Knowledge) -> dict[str, Any]:
    """The red flags of this knowledge, ready for JSON.

    Returns:
        ``version``; ``findings``: ids in asking order; ``rules``: ``[id, urgency 0-4, gate, condition]``;
        ``only_if``: ``[finding, condition]`` of questions that may not apply; ``derived``: ``[finding, number,
        at_least or null, below or null]`` of findings that follow from a number (years, kilograms, hours, 0-10);
        ``alone``: findings that by themselves mean an emergency. Findings are given by their place.

    Raises:
        InvalidInput: a rule names a finding that has no fact-sheet.
    """
    book = rulebook(knowledge)
    bands = {finding: knowledge.findings[finding].derived_from for finding in book.bit_of}
    return {
        "version": TABLE_VERSION,
        "findings": list(book.bit_of),
        "rules": [
            [rule.id, int(rule.certain.urgency), str(rule.gate), plain_condition(rule.when)] for rule in book.red_flags
        ],
        "only_if": [[place(bit), plain_condition(only_if)] for bit, only_if in book.only_if.items()],
        "derived": [
            [place(book.bit_of[finding]), band.number, band.at_least, band.below]
            for finding, band in bands.items()
            if band is not None
        ],
        "alone": places(book.sole_emergency),
    }


def offer_table(knowledge: Knowledge) -> list[list[Any]]:
    """The contraindications of this knowledge, ready for JSON: ``[id, action, remedies, condition]``.

    Findings are given by their place in :func:`danger_table`.

    Raises:
        InvalidInput: a rule names a finding or remedy that does not exist.
    """
    return [
        [rule.id, str(rule.action), list(rule.remedies), plain_condition(rule.when)]
        for rule in rulebook(knowledge).contraindications
    ]


def plain_condition(condition: Threshold) -> int | list[Any]:
    """A compiled condition as nested lists; a single finding as its place."""
    leaves: list[Any] = list(places(condition.leaves))
    if condition.needed == 1 and len(leaves) == 1 and not condition.parts:
        only: int = leaves[0]
        return only
    return [condition.needed, *leaves, *(plain_condition(part) for part in condition.parts)]


def places(mask: int) -> list[int]:
    """The places of the findings in a mask, in asking order."""
    return [place(bit) for bit in single_bits(mask)]


def place(bit: int) -> int:
    """The place of the finding that this one-bit mask stands for."""
    return bit.bit_length() - 1

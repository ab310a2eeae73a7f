"""Rule conditions as threshold gates over bit masks of findings.

``any``, ``all`` and ``at_least`` are one idea: enough of the parts hold. There is no negation, so a condition is
monotone: asking it about a larger set of facts can only turn it from false to true. Three-valued logic then needs no
third value. A condition asked about the definite facts says "certainly"; asked about the facts that *may* be so, it
says "possibly".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from unclench.knowledge.schema import Combination, Condition
from unclench.model.invalid import InvalidInput


@dataclass(frozen=True, slots=True)
class Threshold:
    """True when at least ``needed`` of the findings in ``leaves`` and the gates in ``parts`` hold.

    ``leaves`` and ``mentions`` are bit masks; ``mentions`` holds every finding named here or further down.
    """

    needed: int
    leaves: int
    parts: tuple[Threshold, ...]
    mentions: int

    def holds(self, facts: int) -> bool:
        """Whether the condition is true when exactly the findings in the mask ``facts`` are."""
        missing = self.needed - (facts & self.leaves).bit_count()
        if missing <= 0:
            return True
        if missing > len(self.parts):
            return False
        for part in self.parts:
            if part.mentions & facts and part.holds(facts):
                missing -= 1
                if missing == 0:
                    return True
        return False

    def unsettled(self, could: int, unanswered: int) -> int:
        """The unanswered findings on which this condition may still turn, given all that ``could`` be true.

        A part that cannot hold whatever is answered asks for nothing. A part that already holds still asks: so that
        a danger sign answered "yes" never makes a case look more finished than "no" would.
        """
        if not self.holds(could):
            return 0
        found = self.leaves & unanswered
        for part in self.parts:
            found |= part.unsettled(could, unanswered)
        return found

    def one_answer_away(self, facts: int, unsure: int) -> bool:
        """Whether a single one of the ``unsure`` findings, if true, would make the condition hold."""
        return any(self.holds(facts | bit) for bit in single_bits(self.mentions & unsure))


def compile_condition(condition: Condition, bit_of: Mapping[str, int], where: str) -> Threshold:
    """The gate for a condition as written in a fact-sheet.

    Args:
        condition: a finding id, or a combination of conditions.
        bit_of: the one-bit mask of every known finding.
        where: the fact-sheet's id, for the error.

    Raises:
        InvalidInput: a finding is unknown, or ``at_least`` counts the same finding twice.
    """
    if isinstance(condition, str):
        bit = _bit(condition, bit_of, where)
        return Threshold(1, bit, (), bit)
    members, needed = _members(condition)
    leaves = 0
    repeats = 0
    parts: list[Threshold] = []
    for member in members:
        if isinstance(member, str):
            bit = _bit(member, bit_of, where)
            repeats += bool(leaves & bit)
            leaves |= bit
        else:
            parts.append(compile_condition(member, bit_of, where))
    if condition.at_least is not None and repeats:
        raise InvalidInput(f"{where}.at_least", [m for m in members if isinstance(m, str)], "each finding once")
    if condition.all is not None:
        needed -= repeats  # "a and a" is "a"
    mentions = leaves
    for part in parts:
        mentions |= part.mentions
    return Threshold(needed, leaves, tuple(parts), mentions)


def single_bits(mask: int) -> Iterator[int]:
    """The one-bit masks that make up ``mask``, lowest first."""
    while mask:
        bit = mask & -mask
        yield bit
        mask ^= bit


def _members(combination: Combination) -> tuple[Sequence[Condition], int]:
    if combination.any is not None:
        return combination.any, 1
    if combination.all is not None:
        return combination.all, len(combination.all)
    if combination.at_least is None:
        raise InvalidInput("condition", combination, "one of any, all, at_least")
    return combination.at_least.of, combination.at_least.n


def _bit(finding: str, bit_of: Mapping[str, int], where: str) -> int:
    try:
        return bit_of[finding]
    except KeyError:
        raise InvalidInput(f"{where}.when", finding, "a finding that has a fact-sheet") from None

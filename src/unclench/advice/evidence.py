"""Does a case show what a cause's fact-sheet asks about? The small language of ``Likelihood.when``.

``when`` names one or more terms joined by " or ": the id of a finding (answered yes), ``trigger=...``,
``region=...``, ``known_spinal_problem``, or a bound such as ``pain_nrs>=7``, ``duration_hours>=168`` and
``urgency>=same_day``. Only what is known to hold counts: a question that was not answered, or answered "unsure",
says nothing about the cause.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from unclench.model.case import Answer, Case
from unclench.model.invalid import InvalidInput, one_of
from unclench.model.urgency import Urgency

Test = Callable[[Case, Urgency], bool]

NUMBERS: Mapping[str, Callable[[Case], float | None]] = {
    "pain_nrs": lambda case: case.episode.pain_nrs,
    "duration_hours": lambda case: case.episode.duration_hours,
    "age_years": lambda case: case.person.age_years,
}
WORDS: Mapping[str, Callable[[Case], str | None]] = {
    "trigger": lambda case: case.episode.trigger,
    "region": lambda case: case.episode.region,
}


def holds(when: str, case: Case, urgency: Urgency) -> bool:
    """Whether at least one term of ``when`` is known to be true for this case.

    Raises:
        InvalidInput: a term is not in the language above.
    """
    return any(term_test(term)(case, urgency) for term in when.split(" or "))


def term_test(term: str) -> Test:
    """The test that one term stands for. Raises InvalidInput for a term that is not in the language."""
    term = term.strip()
    if ">=" in term:
        return _bound(*(part.strip() for part in term.split(">=", 1)))
    if "=" in term:
        return _word(*(part.strip() for part in term.split("=", 1)))
    if term == "known_spinal_problem":
        return lambda case, _: case.episode.known_spinal_problem is True
    if not term.isidentifier():
        raise InvalidInput("likelihoods.when", term, "a finding id, name=word or name>=number")
    return lambda case, _: case.answer(term) is Answer.YES


def _bound(name: str, bound: str) -> Test:
    if name == "urgency":
        level = Urgency.from_id(bound)
        return lambda _, urgency: urgency >= level
    if name not in NUMBERS:
        raise InvalidInput("likelihoods.when", name, one_of([*NUMBERS, "urgency"]))
    number, least = NUMBERS[name], float(bound)

    def at_least(case: Case, _: Urgency) -> bool:
        value = number(case)
        return value is not None and value >= least

    return at_least


def _word(name: str, word: str) -> Test:
    if name not in WORDS:
        raise InvalidInput("likelihoods.when", name, one_of(WORDS))
    read = WORDS[name]
    return lambda case, _: read(case) == word

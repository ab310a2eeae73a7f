"""Reading a case strictly: every key, type and finding is checked, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar

from unclench.knowledge.load import Knowledge
from unclench.model.case import Answer, Case, Episode, Person, Region, Sex, Trigger, Unmentioned
from unclench.model.invalid import InvalidInput, one_of
from unclench.safety.derived import derive
from unclench.safety.rulebook import Rulebook, rulebook
from unclench.safety.told import told

CASE_KEYS = ("uid", "person", "episode", "findings", "unmentioned")
IGNORED_KEYS = ("story", "note", "expected")
"""Allowed beside the case and never read here: they cannot influence an answer."""

PERSON_KEYS = ("age_years", "sex", "height_cm", "weight_kg")
EPISODE_KEYS = ("duration_hours", "pain_nrs", "region", "trigger", "known_spinal_problem")
ANSWERS = (Answer.YES, Answer.NO, Answer.UNSURE)

W = TypeVar("W", bound=StrEnum)


def read_case(raw: object, knowledge: Knowledge, *, unmentioned: Unmentioned | None = None, where: str = "") -> Case:
    """One case from plain data, with derived findings filled in and needless questions answered "no".

    Args:
        raw: the case as in the public format; ``null`` anywhere means "not mentioned".
        knowledge: says which findings exist and which follow from numbers.
        unmentioned: if given, overrides what the case says about findings it does not list.
        where: file and line for errors.

    Raises:
        InvalidInput: an unknown key or finding, a wrong type, a number out of range, or a contradiction.
    """
    if not isinstance(raw, Mapping):
        raise InvalidInput("case", raw, "an object with uid, person, episode, findings", where)
    _check_keys(raw, "", (*CASE_KEYS, *IGNORED_KEYS), where)
    person = _section(raw, "person", PERSON_KEYS, where)
    episode = _section(raw, "episode", EPISODE_KEYS, where)
    try:
        who = Person(
            age_years=_number(person, "person.age_years", where),
            sex=_word(person, "person.sex", Sex, where),
            height_cm=_number(person, "person.height_cm", where),
            weight_kg=_number(person, "person.weight_kg", where),
        )
        bout = Episode(
            duration_hours=_number(episode, "episode.duration_hours", where),
            pain_nrs=_number(episode, "episode.pain_nrs", where),
            region=_word(episode, "episode.region", Region, where),
            trigger=_word(episode, "episode.trigger", Trigger, where),
            known_spinal_problem=_flag(episode, "episode.known_spinal_problem", where),
        )
    except InvalidInput as error:
        raise InvalidInput(error.field, _given(raw, error.field), error.allowed, where) from None
    stated = _word(raw, "unmentioned", Unmentioned, where) or Unmentioned.ASK
    counted = unmentioned or stated
    findings = derive(_findings(raw, knowledge, where), who, bout, knowledge.findings, where)
    if counted is Unmentioned.NO:
        findings = told(findings, bout, knowledge.findings)
    case = Case(_uid(raw, where), who, bout, findings, counted)
    return settled(case, rulebook(knowledge))


def read_cases(
    raw: object,
    knowledge: Knowledge,
    *,
    unmentioned: Unmentioned | None = None,
    where: str = "",
) -> list[Case]:
    """One case or a list of them. Cases without a uid are called ``case-1``, ``case-2`` ... by their place in a list.

    Raises:
        InvalidInput: as :func:`read_case`; two cases share a uid; or it is neither an object nor a list.
    """
    if isinstance(raw, Mapping):
        return [read_case(raw, knowledge, unmentioned=unmentioned, where=where)]
    if not isinstance(raw, Sequence) or isinstance(raw, str | bytes):
        raise InvalidInput("case", raw, "one case, or a list of cases", where)
    cases: dict[str, Case] = {}
    for place, item in enumerate(raw, start=1):
        here = f"{where}: case {place}" if where else f"case {place}"
        if isinstance(item, Mapping) and item.get("uid") is None:
            item = {**item, "uid": f"case-{place}"}  # noqa: PLW2901
        case = read_case(item, knowledge, unmentioned=unmentioned, where=here)
        if case.uid in cases:
            raise InvalidInput("uid", case.uid, "a uid that no other case in the list has", here)
        cases[case.uid] = case
    return list(cases.values())


def case_to_raw(case: Case) -> dict[str, Any]:
    """The case as plain data; reading it back with the same knowledge gives an equal case."""
    return {
        "uid": case.uid,
        "person": {key: getattr(case.person, key) for key in PERSON_KEYS},
        "episode": {key: getattr(case.episode, key) for key in EPISODE_KEYS},
        "findings": {
            finding: str(answer) for finding, answer in case.findings.items() if answer is not Answer.NOT_ASKED
        },
        "unmentioned": str(case.unmentioned),
    }


def settled(case: Case, book: Rulebook) -> Case:
    """The case with an explicit "no" for every unanswered question that does not apply (its ``only_if`` is ruled out).

    A question falls away only when its condition is false whatever the unanswered and unsure findings turn out to be.
    """
    findings = dict(case.findings)
    while True:
        facts = book.facts(Case(case.uid, case.person, case.episode, findings, case.unmentioned))
        needless = [
            bit for bit, only_if in book.only_if.items() if bit & facts.unanswered and not only_if.holds(facts.could)
        ]
        if not needless:
            return Case(case.uid, case.person, case.episode, findings, case.unmentioned)
        findings.update({book.finding_of[bit]: Answer.NO for bit in needless})


def _findings(raw: Mapping[str, Any], knowledge: Knowledge, where: str) -> dict[str, Answer]:
    given = raw.get("findings")
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise InvalidInput("findings", given, "an object of finding: yes, no or unsure", where)
    _check_keys(given, "findings.", knowledge.findings, where, kind="a known finding")
    answers: dict[str, Answer] = {}
    for finding, answer in given.items():
        if answer is None:
            continue
        if not isinstance(answer, str) or answer not in ANSWERS:
            raise InvalidInput(f"findings.{finding}", answer, one_of(ANSWERS), where)
        answers[finding] = Answer(answer)
    return answers


def _check_keys(raw: Mapping[Any, Any], prefix: str, allowed: Iterable[str], where: str, kind: str = "") -> None:
    allowed = tuple(allowed)
    known = frozenset(allowed)
    for key in raw:
        if key in known:
            continue
        close = get_close_matches(str(key), allowed, n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise InvalidInput(prefix + (str(key) or "''"), raw[key], (kind or one_of(allowed)) + hint, where)


def _section(raw: Mapping[str, Any], name: str, keys: Sequence[str], where: str) -> Mapping[str, Any]:
    section = raw.get(name)
    if section is None:
        return {}
    if not isinstance(section, Mapping):
        raise InvalidInput(name, section, "an object with " + ", ".join(keys), where)
    _check_keys(section, f"{name}.", keys, where)
    return section


def _leaf(field: str) -> str:
    return field.rpartition(".")[2]


def _number(section: Mapping[str, Any], field: str, where: str) -> float | None:
    value = section.get(_leaf(field))
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidInput(field, value, "a number, or null", where)
    try:
        return float(value)
    except OverflowError:
        raise InvalidInput(field, value, "a number of ordinary size, or null", where) from None


def _flag(section: Mapping[str, Any], field: str, where: str) -> bool | None:
    value = section.get(_leaf(field))
    if value is None or isinstance(value, bool):
        return value
    raise InvalidInput(field, value, "true, false or null", where)


def _word(section: Mapping[str, Any], field: str, kind: type[W], where: str) -> W | None:
    value = section.get(_leaf(field))
    if value is None:
        return None
    try:
        if isinstance(value, str):
            return kind(value)
    except ValueError:
        pass
    raise InvalidInput(field, value, one_of(kind) + ", or null", where)


def _uid(raw: Mapping[str, Any], where: str) -> str:
    uid = raw.get("uid")
    if uid is None:
        return "case"
    if isinstance(uid, bool) or not isinstance(uid, str | int) or uid == "":
        raise InvalidInput("uid", uid, "a text or a whole number", where)
    if not str(uid).isprintable():
        raise InvalidInput("uid", uid, "a text without control characters", where)
    return str(uid)


def _given(raw: Mapping[str, Any], field: str) -> object:
    section, _, name = field.partition(".")
    return raw[section][name]

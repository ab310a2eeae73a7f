"""Checks that need more than one fact-sheet: every id that is named exists, and nothing is said twice."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from unclench.knowledge import schema
from unclench.knowledge.events import Place
from unclench.knowledge.guide_sheet import Guide
from unclench.knowledge.sheets import Base, did_you_mean
from unclench.model.case import Region, Trigger
from unclench.model.invalid import InvalidInput, one_of

Reference = tuple[Place, str, str]
"""Where an id is named, the folder it must be found in, and the id."""

_COMPARISON = re.compile(r"(?P<name>[a-z_][a-z0-9_]*)(?:(?P<sign>>=|=)(?P<value>.+))?")
_WORDS: dict[str, set[str]] = {"trigger": set(Trigger), "region": set(Region)}
_NUMBERS = {"age_years", "duration_hours", "pain_nrs"}


def crosscheck(base: Base) -> list[InvalidInput]:
    """Every dangling id, every rule id, parameter name or claim number used twice, every question never asked."""
    return [*_dangling(base), *_duplicates(base), *_likelihoods(base), *_never_asked(base)]


def condition_ids(condition: schema.Condition, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """Every finding that a condition names, with its place."""
    if isinstance(condition, str):
        yield place, condition
        return
    at_least = condition.at_least
    branches: tuple[tuple[Place, tuple[schema.Condition, ...]], ...] = (
        (("any",), condition.any or ()),
        (("all",), condition.all or ()),
        (("at_least", "of"), at_least.of if at_least else ()),
    )
    for way, conditions in branches:
        for number, inner in enumerate(conditions):
            yield from condition_ids(inner, (*place, *way, number))


def references(sheet: schema.Sheet) -> Iterator[Reference]:
    """Every id of another sheet that this sheet names."""
    for field in ("sources", "prior_sources", "stop_signs", "claims"):
        folder = "sources" if field.endswith("sources") else field
        for number, named in enumerate(getattr(sheet, field, None) or ()):
            yield (field, number), folder, named
    for field in ("when", "only_if"):
        condition = getattr(sheet, field, None)
        if condition is not None and not isinstance(sheet, schema.Likelihood):
            yield from ((way, "findings", finding) for way, finding in condition_ids(condition, (field,)))
    if isinstance(sheet, schema.Finding):
        yield ("group",), "groups", sheet.group
    if isinstance(sheet, Guide):
        yield from ((("remedies", number), "remedies", remedy) for number, remedy in enumerate(sheet.remedies))
        for place, wait in enumerate(sheet.waits):
            yield from ((("waits", place, "after", number), "remedies", one) for number, one in enumerate(wait.after))
    if isinstance(sheet, schema.FollowUp):
        yield from ((("asks", number), "findings", asked) for number, asked in enumerate(sheet.asks))
    for field in ("labels", "likelihoods"):
        for number, part in enumerate(getattr(sheet, field, ())):
            yield from (((field, number, *way), folder, named) for way, folder, named in references(part))
    for field in ("parameters", "numbers"):
        parts = {} if isinstance(sheet, schema.Posterior) else getattr(sheet, field, {})
        for name, part in parts.items():
            yield from (((field, name, *way), folder, named) for way, folder, named in references(part))


def claim_numbers(base: Base) -> dict[str, str]:
    """How remedies name claims, ``A1`` to ``A15`` -> id of the claim's sheet."""
    claims = base.sheets["claims"].items()
    return {f"A{claim.number}": claim_id for claim_id, claim in claims if isinstance(claim, schema.Claim)}


def _dangling(base: Base) -> Iterator[InvalidInput]:
    """Ids that nothing answers to; a sheet that is there and could not be read is not missing."""
    known: dict[str, set[str]] = {folder: {*sheets, *base.refused[folder]} for folder, sheets in base.sheets.items()}
    known["claims"] = {f"A{number}" for number in range(1, 16)} if base.refused["claims"] else {*claim_numbers(base)}
    for folder, sheets in base.sheets.items():
        for sheet_id, sheet in sheets.items():
            for place, target, named in references(sheet):
                if named not in known[target]:
                    field = f"{type(sheet).__name__} {sheet_id}: " + ".".join(map(str, place))
                    what = "the number of a claim, A1 to A15" if target == "claims" else f"an id from {target}/"
                    allowed = what + did_you_mean(named, known[target])
                    yield InvalidInput(field, named, allowed, base.where(folder, sheet_id, place))


def _duplicates(base: Base) -> Iterator[InvalidInput]:
    for sheet_id in base.sheets["red_flags"].keys() & base.sheets["contraindications"].keys():
        allowed = "an id that no rule in red_flags/ has; answers name rules by id alone"
        yield InvalidInput("rule id", sheet_id, allowed, base.where("contraindications", sheet_id))
    first: dict[str, str] = {}
    for sheet_id, sheet in base.sheets["parameters"].items():
        assert isinstance(sheet, schema.ParameterSheet)  # noqa: S101 - for the type checker
        for name in sheet.parameters:
            if first.setdefault(name, sheet_id) != sheet_id:
                allowed = f"a name that is not already in parameters/{first[name]}.yaml"
                yield InvalidInput("parameter", name, allowed, base.where("parameters", sheet_id, ("parameters", name)))
    yield from _posteriors(base, first.keys())
    numbers: dict[int, str] = {}
    for sheet_id, sheet in base.sheets["claims"].items():
        assert isinstance(sheet, schema.Claim)  # noqa: S101 - for the type checker
        if numbers.setdefault(sheet.number, sheet_id) != sheet_id:
            allowed = f"a number that claims/{numbers[sheet.number]}.yaml does not have"
            yield InvalidInput("claim number", sheet.number, allowed, base.where("claims", sheet_id, ("number",)))
    guided: dict[str, str] = {}
    for sheet_id, sheet in base.sheets["guides"].items():
        for remedy in sheet.remedies if isinstance(sheet, Guide) else ():
            if guided.setdefault(remedy, sheet_id) != sheet_id:
                allowed = f"a remedy that guides/{guided[remedy]}.yaml does not have"
                yield InvalidInput("guided remedy", remedy, allowed, base.where("guides", sheet_id, ("remedies",)))


def parents(base: Base, finding_id: str) -> set[str]:
    """The findings on whose answers it depends whether this one is asked at all."""
    finding = base.sheets["findings"].get(finding_id)
    condition = finding.only_if if isinstance(finding, schema.Finding) else None
    return set() if condition is None else {named for _, named in condition_ids(condition)}


def _never_asked(base: Base) -> Iterator[InvalidInput]:
    """Findings that wait, directly or by others, for their own answer."""
    for finding_id in base.sheets["findings"]:
        waits_for, pending = set[str](), parents(base, finding_id)
        while pending:
            one = pending.pop()
            if one not in waits_for:
                waits_for.add(one)
                pending |= parents(base, one)
        if finding_id in waits_for:
            allowed = "only_if that does not depend on the answer to this question itself"
            yield InvalidInput("only_if", finding_id, allowed, base.where("findings", finding_id, ("only_if",)))


def _likelihoods(base: Base) -> Iterator[InvalidInput]:
    """``when`` of a likelihood is a finding id or a plain comparison with a field of the case."""
    for sheet_id, sheet in base.sheets["causes"].items():
        assert isinstance(sheet, schema.Cause)  # noqa: S101 - for the type checker
        for number, likelihood in enumerate(sheet.likelihoods):
            allowed = _likelihood_trouble(likelihood.when, base)
            if allowed:
                place = ("likelihoods", number, "when")
                field = f"Cause {sheet_id}: likelihoods.{number}.when"
                yield InvalidInput(field, likelihood.when, allowed, base.where("causes", sheet_id, place))


def _likelihood_trouble(when: str, base: Base) -> str:
    """What is allowed instead, when ``when`` is not one or several comparisons joined by " or "; else empty."""
    for part in when.split(" or "):
        if trouble := _comparison_trouble(part.strip(), base):
            return trouble
    return ""


def _comparison_trouble(part: str, base: Base) -> str:
    match = _COMPARISON.fullmatch(part)
    if not match or match["sign"] is None:
        known = {*base.sheets["findings"], *base.refused["findings"], "known_spinal_problem"}
        return "" if part in known else f"a finding id or a comparison{did_you_mean(part, known)}"
    name, sign, value = match["name"], match["sign"], match["value"]
    if name in _WORDS and sign == "=":
        return "" if value in _WORDS[name] else f"{name}= " + one_of(sorted(_WORDS[name]))
    if name == "urgency" and sign == ">=":
        return "" if value in set(schema.UrgencyWord) else "urgency>= " + one_of(schema.UrgencyWord)
    if name in _NUMBERS and sign == ">=":
        return "" if re.fullmatch(r"[0-9]+(\.[0-9]+)?", value) else f"{name}>= a number"
    return "a comparison like trigger=lifting, pain_nrs>=7 or urgency>=same_day"


def _posteriors(base: Base, known: Collection[str]) -> Iterator[InvalidInput]:
    """Posteriors of what is no parameter, and of what another posterior has already."""
    first: dict[str, str] = {}
    for sheet_id, sheet in base.sheets["posteriors"].items():
        assert isinstance(sheet, schema.Posterior)  # noqa: S101 - for the type checker
        for place, name in enumerate(sheet.parameters):
            where = base.where("posteriors", sheet_id, ("parameters", place))
            if name.removesuffix(".log_sd") not in known and not base.refused["parameters"]:
                yield InvalidInput("parameters", name, "the name of a parameter" + did_you_mean(name, known), where)
            if first.setdefault(name, sheet_id) != sheet_id:
                yield InvalidInput("parameters", name, f"a name that is not in posteriors/{first[name]}.yaml", where)

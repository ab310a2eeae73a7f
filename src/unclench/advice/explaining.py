"""Why is this advised? One explanation for any fact-sheet that a person may meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches

from unclench.advice.answer import Explanation, SourceLink
from unclench.knowledge import schema
from unclench.knowledge.load import Knowledge
from unclench.language.catalogue import catalogue, noted
from unclench.model.invalid import InvalidInput

STRENGTH = {
    "good": noted("The evidence is good: several trials agree."),
    "some": noted("There is some evidence, from few or small trials."),
    "weak": noted("The evidence is weak. It may help, but nobody has shown it well."),
    "none": noted("Nobody has tested it."),
    "against": noted("The evidence speaks against it."),
}
VERDICT = {
    "supported": noted("Today's evidence agrees."),
    "supported_with_limits": noted("Today's evidence agrees in part."),
    "contested": noted("Experts disagree."),
    "outdated": noted("Advice has changed since."),
    "wrong": noted("Today's evidence says otherwise."),
}
CHECKED = {
    schema.Verified.PRIMARY: noted("It was checked against the source itself."),
    schema.Verified.SECONDARY: noted("It was checked against a report of the source."),
    schema.Verified.PARTIAL: noted("It was checked in part."),
    schema.Verified.MEMORY_HIGH: noted("It rests on general knowledge and was not checked against a source."),
    schema.Verified.MEMORY_MEDIUM: noted("It rests on general knowledge and is not certain."),
    schema.Verified.MEMORY_LOW: noted("It rests on general knowledge and is uncertain."),
}


DRAFT = noted("It is a draft: no clinician has reviewed it.")


def explain(sheet_id: str, knowledge: Knowledge) -> Explanation:
    """Explain a remedy, claim (its id, or ``A1`` to ``A15``), cause, rule, medicine, stop sign or follow-up.

    Raises:
        InvalidInput: no such fact-sheet; the nearest ids are named.
    """
    wanted = _claim_by_number(sheet_id, knowledge) or sheet_id
    for kind, make in EXPLAINERS.items():
        sheet = getattr(knowledge, kind).get(wanted)
        if sheet is not None:
            return make(sheet, knowledge)
    known = [name for kind in EXPLAINERS for name in getattr(knowledge, kind)]
    near = get_close_matches(sheet_id, known, n=3)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise InvalidInput("id", sheet_id, f"the id of a {', '.join(EXPLAINERS)} sheet{hint}")


def _claim_by_number(text: str, knowledge: Knowledge) -> str | None:
    if text[:1].upper() != "A" or not text[1:].isdigit():
        return None
    return next((claim.id for claim in knowledge.claims.values() if claim.number == int(text[1:])), None)


def links(source_ids: Iterable[str], knowledge: Knowledge) -> tuple[SourceLink, ...]:
    """The sources as shown to a reader; a DOI becomes an address. Unknown ids are left out."""
    found = (knowledge.sources.get(source) for source in source_ids)
    return tuple(SourceLink(s.id, s.title, s.issuer, s.year, _address(s)) for s in found if s is not None)


def _address(source: schema.Source) -> str | None:
    if source.url:
        return source.url
    return f"https://doi.org/{source.doi}" if source.doi else None


def _remedy(sheet: schema.Remedy, knowledge: Knowledge) -> Explanation:
    say = catalogue(knowledge.language).say
    numbers = {int(name[1:]) for name in sheet.claims if name[1:].isdigit()}
    claims = [claim for claim in knowledge.claims.values() if claim.number in numbers]
    return Explanation(
        id=sheet.id,
        kind="remedies",
        title=sheet.title,
        how=(*sheet.how, say("How much: {amount}.", amount=sheet.amount)),
        why=sheet.why,
        article_says=" ".join(claim.says for claim in sorted(claims, key=lambda claim: claim.number)),
        evidence_says=sheet.evidence,
        how_sure=f"{say(STRENGTH[sheet.evidence_strength])} {say(CHECKED[sheet.verified])}",
        sources=links(sheet.sources, knowledge),
    )


def _claim(sheet: schema.Claim, knowledge: Knowledge) -> Explanation:
    say = catalogue(knowledge.language).say
    return Explanation(
        id=sheet.id,
        kind="claims",
        title=say("Claim A{number} of the article", number=sheet.number),
        how=(sheet.companion_face,),
        why=sheet.present_as,
        article_says=sheet.says,
        evidence_says=sheet.why,
        how_sure=f"{say(VERDICT[sheet.verdict])} {say(CHECKED[sheet.verified])}",
        sources=links(sheet.sources, knowledge),
    )


def _cause(sheet: schema.Cause, knowledge: Knowledge) -> Explanation:
    say = catalogue(knowledge.language).say
    used = dict.fromkeys((*sheet.prior_sources, *(s for item in sheet.likelihoods for s in item.sources)))
    return Explanation(
        id=sheet.id,
        kind="causes",
        title=sheet.title,
        how=tuple(item.because for item in sheet.likelihoods if item.ratio > 1),
        why=sheet.plain,
        article_says="",
        evidence_says=sheet.prior_assumption or "",
        how_sure=say("Answers to questions cannot prove a cause. The numbers behind this are partly a judgement."),
        sources=links(used, knowledge),
    )


def _rule(sheet: schema.RedFlag | schema.Contraindication, knowledge: Knowledge) -> Explanation:
    say = catalogue(knowledge.language).say
    checked = say(CHECKED[sheet.verified])
    if sheet.status is schema.Status.DRAFT:
        checked = f"{checked} {say(DRAFT)}"
    is_flag = isinstance(sheet, schema.RedFlag)
    return Explanation(
        id=sheet.id,
        kind="red_flags" if is_flag else "contraindications",
        title=sheet.condition if isinstance(sheet, schema.RedFlag) else say("When not to use a remedy"),
        how=(),
        why=sheet.says,
        article_says="",
        evidence_says=say("Where it may be a false alarm: {when}", when=sheet.false_alarms),
        how_sure=checked,
        sources=links(sheet.sources, knowledge),
    )


def _medicine(sheet: schema.Analgesic, knowledge: Knowledge) -> Explanation:
    return Explanation(
        id=sheet.id,
        kind="analgesics",
        title=catalogue(knowledge.language).either(tuple(dict.fromkeys(sheet.names.values()))),
        how=tuple(label.directions for label in sheet.labels),
        why=sheet.limit.why if sheet.limit else "",
        article_says="",
        evidence_says=sheet.expect,
        how_sure=catalogue(knowledge.language).say(CHECKED[sheet.verified]),
        sources=links(sheet.sources, knowledge),
    )


def _stop_sign(sheet: schema.StopSign, knowledge: Knowledge) -> Explanation:
    return Explanation(
        sheet.id, "stop_signs", sheet.says, (sheet.then,), "", "", "",
        catalogue(knowledge.language).say(CHECKED[sheet.verified]),
        links(sheet.sources, knowledge),
    )  # fmt: skip


def _follow_up(sheet: schema.FollowUp, knowledge: Knowledge) -> Explanation:
    return Explanation(
        sheet.id, "follow_ups", sheet.says, (sheet.if_not,), "", "", "",
        catalogue(knowledge.language).say(CHECKED[sheet.verified]),
        links(sheet.sources, knowledge),
    )  # fmt: skip


EXPLAINERS: dict[str, Callable[..., Explanation]] = {
    "remedies": _remedy,
    "claims": _claim,
    "causes": _cause,
    "red_flags": _rule,
    "contraindications": _rule,
    "analgesics": _medicine,
    "stop_signs": _stop_sign,
    "follow_ups": _follow_up,
}
"""Kinds that can be explained; an id that stands in several (a medicine and its remedy) means the first."""

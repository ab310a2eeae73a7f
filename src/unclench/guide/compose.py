"""From one step of a cleared person's plan to the script of its session. Limits come from the sheets and the step."""

from __future__ import annotations

from collections.abc import Iterator

from unclench.guide.script import Part, Script, Wait
from unclench.knowledge.guide_sheet import Guide, GuidePart, GuideQuestion
from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Remedy
from unclench.model.invalid import InvalidInput, one_of
from unclench.model.plan import Step
from unclench.safety.cleared import Cleared, NotCleared


def guide_of(remedy: str, knowledge: Knowledge) -> Guide | None:
    """The guide for a remedy, or None when it needs none."""
    return next((guide for guide in knowledge.guides.values() if remedy in guide.remedies), None)


def compose(cleared: Cleared, step: Step, knowledge: Knowledge) -> Script:
    """The session for one step.

    Args:
        cleared: proof that the danger check let this person through.
        step: a step of this person's own plan; its minutes are those that were cleared and simulated.
        knowledge: guides, remedies and stop signs, in the language of the person.

    Raises:
        NotCleared: there is no clearance, or it does not offer this remedy now.
        InvalidInput: the remedy has no guide, or the step is longer than its sheet allows.
    """
    if not isinstance(cleared, Cleared):
        raise NotCleared("a session needs the clearance that only the danger check gives")
    guide = guide_of(step.remedy, knowledge)
    if guide is None:
        guided = sorted(remedy for one in knowledge.guides.values() for remedy in one.remedies)
        raise InvalidInput("step.remedy", step.remedy, one_of(guided))
    remedy = knowledge.remedies[step.remedy]
    if not cleared.allows(remedy.offer):
        raise NotCleared(f"{remedy.offer.value} is not offered to this person now")
    if not 0 < step.duration_min <= remedy.minutes_max:
        raise InvalidInput("step.duration_min", step.duration_min, f"above 0 and at most {remedy.minutes_max:g}")
    return _script(guide, remedy, step, knowledge)


def _script(guide: Guide, remedy: Remedy, step: Step, knowledge: Knowledge) -> Script:
    before = [_question(question) for question in guide.before]
    ready = _ms(guide.ready_seconds)
    parts = [*before, Part(ms=ready, smaller_ms=ready, back=len(before), says=guide.ready, pace="ready")]
    parts += _doing(guide, remedy, step, len(parts))
    after = len(parts)
    parts += [_question(question) for question in guide.after]
    checks, smaller = guide.checks, guide.smaller
    return Script(
        guide=guide.id,
        remedy=remedy.id,
        title=guide.title,
        lead=guide.lead,
        contact=guide.contact or "",
        asleep=guide.asleep,
        parts=tuple(parts),
        after=after,
        limit_ms=_ms((step.duration_min if guide.contact else remedy.minutes_max) * 60),
        rest_ms=_ms(smaller.rest_seconds) if smaller else 0,
        answer_ms=_ms(checks.answer_seconds) if checks else 0,
        check={"ask": checks.ask, "yes": checks.yes, "no": checks.no} if checks else {},
        rest=smaller.rest if smaller else "",
        smaller=smaller.says if smaller else "",
        rounds=_rounds(guide, remedy),
        kin=guide.remedies,
        same_skin=_same_skin(guide, knowledge),
        day_most=remedy.times_a_day_max if guide.contact or guide.sides else 0,
        waits=tuple(Wait(wait.after, _ms(wait.minutes * 60), wait.says) for wait in guide.waits),
        endings=dict(guide.endings),
        stop_signs=tuple(_sign(sign, knowledge) for sign in remedy.stop_signs),
    )


def _doing(guide: Guide, remedy: Remedy, step: Step, first: int) -> Iterator[Part]:
    """Every round of the active parts; after a pain or an interruption a round is begun again."""
    sides = guide.sides or ("",)
    share = guide.smaller.share if guide.smaller else 1.0
    checks = guide.checks.minutes if guide.checks else ()
    for number in range(_rounds(guide, remedy)):
        back = first + number * len(guide.parts)
        for part in guide.parts:
            ms = _ms(_seconds(part, remedy, step))
            yield Part(
                ms=ms,
                smaller_ms=max(1, round(ms * share)),
                active=True,
                contact=guide.contact is not None,
                paced=guide.asleep == "wait",
                back=back,
                checks_ms=tuple(_ms(minute * 60) for minute in checks if _ms(minute * 60) < ms),
                pace=part.pace,
                says=part.says,
                side=sides[number % len(sides)],
                round=number + 1,
                cue_ms=_ms(part.cue_seconds or 0),
                cues=part.cues,
            )


def _rounds(guide: Guide, remedy: Remedy) -> int:
    return (remedy.repeats or 1) * len(guide.sides) if guide.sides else 1


def _seconds(part: GuidePart, remedy: Remedy, step: Step) -> float:
    if part.length == "step":
        return step.duration_min * 60
    if part.length == "hold":
        if remedy.hold_seconds is None:
            raise InvalidInput(f"remedies.{remedy.id}.hold_seconds", None, "seconds, because its guide holds")
        return remedy.hold_seconds
    return part.seconds or 0


def _question(question: GuideQuestion) -> Part:
    return Part(
        if_no=question.if_no,
        pace="ask",
        says=question.ask,
        yes=question.yes,
        no=question.no,
        otherwise=question.otherwise or "",
    )


def _same_skin(guide: Guide, knowledge: Knowledge) -> tuple[str, ...]:
    """Remedies with the same kind of contact: sore skin closes them all."""
    if guide.contact is None:
        return ()
    same = [other for other in knowledge.guides.values() if other.contact == guide.contact]
    return tuple(remedy for other in same for remedy in other.remedies)


def _sign(sign: str, knowledge: Knowledge) -> tuple[str, str]:
    sheet = knowledge.stop_signs[sign]
    return f"{sheet.says} {sheet.then}", sheet.urgency.value


def _ms(seconds: float) -> int:
    return round(seconds * 1000)

"""From one step of a cleared person's plan to the script of its session. Limits come from the sheets and the step."""

from __future__ import annotations

from collections.abc import Iterator

from unclench.guide.script import Part, Script, Wait
from unclench.knowledge.guide_sheet import Guide, GuidePart, GuideQuestion
from unclench.knowledge.load import Knowledge
from unclench.knowledge.schema import Remedy
from unclench.model.invalid import InvalidInput, one_of
from unclench.model.plan import Plan, Step
from unclench.safety.cleared import Cleared, NotCleared


def guide_of(remedy: str, knowledge: Knowledge) -> Guide | None:
    """The guide for a remedy, or None when it needs none."""
    return next((guide for guide in knowledge.guides.values() if remedy in guide.remedies), None)


def guided_remedies(knowledge: Knowledge) -> tuple[str, ...]:
    """Every remedy that has a guide."""
    return tuple(sorted(remedy for guide in knowledge.guides.values() for remedy in guide.remedies))


def compose(cleared: Cleared, plan: Plan, place: int, knowledge: Knowledge) -> Script:
    """The session for one step of a person's plan.

    Args:
        cleared: proof that the danger check let this person through.
        plan: this person's own plan; the minutes of its steps are those that were cleared and simulated.
        place: the place of the step in ``plan.steps``.
        knowledge: guides, remedies and stop signs, in the language of the person.

    Raises:
        NotCleared: there is no clearance, or it does not offer this remedy now.
        InvalidInput: there is no such step, its remedy has no guide, or it is longer than its sheet allows.
    """
    if not isinstance(cleared, Cleared):
        raise NotCleared("a session needs the clearance that only the danger check gives")
    if not 0 <= place < len(plan.steps):
        raise InvalidInput("place", place, f"a step of the plan, from 0 to {len(plan.steps) - 1}")
    step = plan.steps[place]
    guide = guide_of(step.remedy, knowledge)
    if guide is None:
        raise InvalidInput("step.remedy", step.remedy, one_of(guided_remedies(knowledge)))
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
        rounds=_rounds(guide, remedy, step),
        kin=guide.remedies,
        same_skin=_on_skin(knowledge) if guide.contact else (),
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
    for number in range(_rounds(guide, remedy, step)):
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


def _rounds(guide: Guide, remedy: Remedy, step: Step) -> int:
    """Each side in turn, as often as the sheet says and the step has time for."""
    if not guide.sides:
        return 1
    turn_seconds = len(guide.sides) * sum(_seconds(part, remedy, step) for part in guide.parts)
    turns = min(remedy.repeats or 1, max(1, int(step.duration_min * 60 // turn_seconds)))
    return turns * len(guide.sides)


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


def _on_skin(knowledge: Knowledge) -> tuple[str, ...]:
    """Every remedy that lies on the skin: sore skin closes them all, warm and cold."""
    watched = [guide for guide in knowledge.guides.values() if guide.contact]
    return tuple(sorted(remedy for guide in watched for remedy in guide.remedies))


def _sign(sign: str, knowledge: Knowledge) -> tuple[str, str]:
    sheet = knowledge.stop_signs[sign]
    return f"{sheet.says} {sheet.then}", sheet.urgency.value


def _ms(seconds: float) -> int:
    return round(seconds * 1000)

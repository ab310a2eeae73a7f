"""What a way of filling the day does, and how it differs from another, in plain words."""

from __future__ import annotations

from unclench.knowledge.load import Knowledge
from unclench.language.catalogue import Catalogue, catalogue, noted
from unclench.plan.choice import Choice, Thermal
from unclench.plan.layout import Draft, lay_out
from unclench.plan.limits import times_of
from unclench.plan.wording import minutes_words

ORDER = {
    Thermal.NONE: noted("Without warmth or cold"),
    Thermal.HEAT: noted("Warmth only"),
    Thermal.COLD: noted("Cold only"),
    Thermal.COLD_THEN_HEAT: noted("Cold first, warmth later"),
    Thermal.HEAT_THEN_COLD: noted("Warmth first, cold later"),
}


def does(choice: Choice, knowledge: Knowledge) -> str:
    """The whole way in one line: each remedy, how often and how long; "nothing" when it is empty."""
    spoken = catalogue(knowledge.language)
    by_remedy: dict[str, list[Draft]] = {}
    for draft in lay_out(choice, knowledge):
        by_remedy.setdefault(draft.remedy, []).append(draft)
    parts = [_amount(knowledge.remedies[remedy].title, drafts, spoken) for remedy, drafts in by_remedy.items()]
    return "; ".join(parts) if parts else spoken.say("nothing")


def _amount(title: str, drafts: list[Draft], spoken: Catalogue) -> str:
    dose = drafts[0].dose
    if len(drafts) == 1:
        return f"{title}: {dose}"
    times = sum(len(times_of(draft)) for draft in drafts)
    return spoken.plural(
        "{title}: {number} time, {dose}", "{title}: {number} times, {dose}", times, title=title, dose=dose
    )


def difference(best: Choice, other: Choice, knowledge: Knowledge) -> str:
    """What another way does differently, in plain words."""
    spoken = catalogue(knowledge.language)
    said = [
        _medicine(best, other, knowledge, spoken),
        spoken.say(ORDER[other.thermal]) if other.thermal is not best.thermal else "",
        _warmth(best, other, spoken),
        _rest(other, spoken) if _of(best, "rest", "rest_min") != _of(other, "rest", "rest_min") else "",
        _stretching(best, other, spoken),
        _walks(best, other, spoken),
    ]
    words = [each for each in said if each]
    if not words:
        return spoken.say("The same")
    return "; ".join([words[0], *(_small(each) for each in words[1:])])


def _small(words: str) -> str:
    return words[0].lower() + words[1:]


def _of(choice: Choice, *names: str) -> tuple[object, ...]:
    return tuple(getattr(choice, name) for name in names)


def _medicine(best: Choice, other: Choice, knowledge: Knowledge, spoken: Catalogue) -> str:
    said = []
    if _of(best, "medicine", "dose_mg", "doses") != _of(other, "medicine", "dose_mg", "doses"):
        said.append(_dose(other, knowledge, spoken))
    if other.medicine and other.dose_from_min > best.dose_from_min:
        said.append(spoken.say("The first tablet two hours later"))
    return "; ".join([*said[:1], *(_small(each) for each in said[1:])])


def _dose(other: Choice, knowledge: Knowledge, spoken: Catalogue) -> str:
    if other.medicine is None:
        return spoken.say("Without medicine")
    name = _small(knowledge.remedies[other.medicine].title)
    return spoken.plural(
        "With {name} {mg} mg once",
        "With {name} {mg} mg up to {number} times",
        other.doses,
        name=name,
        mg=f"{other.dose_mg:g}",
    )


def _warmth(best: Choice, other: Choice, spoken: Catalogue) -> str:
    if other.thermal is not best.thermal or other.warm is None:
        return ""
    if (other.warm_min, other.warm_times) != (best.warm_min, best.warm_times):
        time = minutes_words(other.warm_min, spoken)
        return spoken.plural(
            "Warmth {number} time for {time}", "Warmth {number} times for {time}", other.warm_times, time=time
        )
    return spoken.say("Warmth from an hour later") if other.warm_from_round > best.warm_from_round else ""


def _rest(other: Choice, spoken: Catalogue) -> str:
    if not other.rest:
        return spoken.say("Without lying down")
    time = minutes_words(other.rest_min, spoken)
    if other.rest == "calves_on_chair":
        return spoken.say("Lying on your back for {time} at first", time=time)
    return spoken.say("Lying on your side for {time} at first", time=time)


def _stretching(best: Choice, other: Choice, spoken: Catalogue) -> str:
    if other.stretch_times != best.stretch_times:
        if not other.stretch_times:
            return spoken.say("Without stretching")
        return spoken.plural("Stretching {number} time", "Stretching {number} times", other.stretch_times)
    earlier = other.stretch_times and other.stretch_from_round < best.stretch_from_round
    return spoken.say("Stretching earlier in the day") if earlier else ""


def _walks(best: Choice, other: Choice, spoken: Catalogue) -> str:
    if not other.move or other.move_min == best.move_min:
        return ""
    return spoken.say("Walks of {time}", time=minutes_words(other.move_min, spoken))

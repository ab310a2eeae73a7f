"""What a way of filling the day does, and how it differs from another, in plain words."""

from __future__ import annotations

from unclench.knowledge.load import Knowledge
from unclench.plan.choice import Choice, Thermal
from unclench.plan.layout import Draft, lay_out
from unclench.plan.limits import times_of
from unclench.plan.wording import minutes_words

ORDER = {
    Thermal.NONE: "Without warmth or cold",
    Thermal.HEAT: "Warmth only",
    Thermal.COLD: "Cold only",
    Thermal.COLD_THEN_HEAT: "Cold first, warmth later",
    Thermal.HEAT_THEN_COLD: "Warmth first, cold later",
}


def does(choice: Choice, knowledge: Knowledge) -> str:
    """The whole way in one line: each remedy, how often and how long; "nothing" when it is empty."""
    by_remedy: dict[str, list[Draft]] = {}
    for draft in lay_out(choice, knowledge):
        by_remedy.setdefault(draft.remedy, []).append(draft)
    parts = [_amount(knowledge.remedies[remedy].title, drafts) for remedy, drafts in by_remedy.items()]
    return "; ".join(parts) if parts else "nothing"


def _amount(title: str, drafts: list[Draft]) -> str:
    if len(drafts) == 1:
        return f"{title}: {drafts[0].dose}"
    times = sum(len(times_of(draft)) for draft in drafts)
    return f"{title}: {times} times, {drafts[0].dose}"


def difference(best: Choice, other: Choice) -> str:
    """What another way does differently, in plain words."""
    said = [
        _medicine(other)
        if _of(best, "medicine", "dose_mg", "doses") != _of(other, "medicine", "dose_mg", "doses")
        else "",
        "The first tablet two hours later" if other.medicine and other.dose_from_min > best.dose_from_min else "",
        ORDER[other.thermal] if other.thermal is not best.thermal else "",
        _warmth(best, other),
        _rest(other) if _of(best, "rest", "rest_min") != _of(other, "rest", "rest_min") else "",
        _stretching(best, other),
        f"Walks of {other.move_min:g} minutes" if other.move and other.move_min != best.move_min else "",
    ]
    words = [each for each in said if each]
    return "; ".join([words[0], *(each[0].lower() + each[1:] for each in words[1:])]) if words else "The same"


def _of(choice: Choice, *names: str) -> tuple[object, ...]:
    return tuple(getattr(choice, name) for name in names)


def _medicine(other: Choice) -> str:
    if other.medicine is None:
        return "Without medicine"
    times = "once" if other.doses == 1 else f"up to {other.doses} times"
    return f"With {other.medicine} {other.dose_mg:g} mg {times}"


def _warmth(best: Choice, other: Choice) -> str:
    if other.thermal is not best.thermal or other.warm is None:
        return ""
    if (other.warm_min, other.warm_times) != (best.warm_min, best.warm_times):
        return f"Warmth {other.warm_times} times for {minutes_words(other.warm_min)}"
    return "Warmth from an hour later" if other.warm_from_round > best.warm_from_round else ""


def _rest(other: Choice) -> str:
    where = "on your back" if other.rest == "calves_on_chair" else "on your side"
    return f"Lying {where} for {minutes_words(other.rest_min)} at first" if other.rest else "Without lying down"


def _stretching(best: Choice, other: Choice) -> str:
    if other.stretch_times != best.stretch_times:
        return f"Stretching {other.stretch_times} times" if other.stretch_times else "Without stretching"
    earlier = other.stretch_times and other.stretch_from_round < best.stretch_from_round
    return "Stretching earlier in the day" if earlier else ""

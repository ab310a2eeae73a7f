"""What has to be said beside the steps, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from unclench.knowledge.load import Knowledge
from unclench.language.catalogue import Catalogue, catalogue, noted
from unclench.model.plan import Step
from unclench.plan.check_points import undated
from unclench.plan.choice import Thermal, fresh_swelling
from unclench.plan.judgement import Judgement, judgement
from unclench.plan.search import Found
from unclench.plan.wording import hours_words
from unclench.safety.cleared import Cleared
from unclench.safety.held_back import holding
from unclench.safety.taken import Taken

CLOCK = noted("Times count from now. If you go to sleep, skip what falls into the night and go on in the morning.")
DAY = noted(
    "The picture takes it that you sit when nothing else is planned and lie down to sleep after {awake:g} hours. "
    "Pain is low while you lie, because lying takes the load off, and some of it comes back when you get up. "
    "That is expected and no harm."
)
ALIKE = noted(
    "We tried {ways} ways on the same {few} virtual people, the best of them on {some}, and your plan on {all}. Each "
    "change of the plain plan had to save at least {worth:g} points of pain, or bring the release {sooner} sooner, "
    "beyond chance; two changes at once twice that. What would save less was not taken: you got the simpler way. So "
    "the times are a suggestion: choose what suits you."
)
OLDER = noted(
    "You have had this for {hours}. The simulation takes it that the injury is that old, that it has healed only in "
    "part, and that the muscle locked again about {lock} ago."
)
REST = noted("Rest is for minutes to a few hours. Days in bed make it slower.")
BY_FEEL = noted("Warmth or cold: if the other one feels better to you, use that one instead, within its limits.")
SWELLING = noted("There may be fresh swelling or a bruise, so no warmth in the first 2 to 3 days.")
WRAP = noted(
    "A heat wrap from a pharmacy (about 40 °C, up to 8 hours) was tested more than short warmth. Use one or the other."
)
GEL = noted("A pain gel may be used instead of NSAID tablets, never together with them. It could not be simulated.")
ONE_NSAID = noted("Never take two of ibuprofen, naproxen and aspirin. A gel counts as one too.")
NO_MEDICINE = noted(
    "No medicine is in the plan, because it made too little difference here or was ruled out. That is a good plan too."
)
EARLIER = noted(
    "The plan keeps to what the doses you wrote down still leave room for. The picture does not show what they do."
)
REFUSED = noted("Some variations were refused, because the skin of a virtual person got too hot or too cold.")
MODEL = noted("The effects come from a computer model of many people. It is not proven, and you are not an average.")
PAIN_DIFFERS = noted(
    "You put your pain at {said:g} of 10. The virtual people start at about {start:.1f}, as near as the model comes. "
    "Read how the pain changes rather than its level."
)
NO_EFFECT = noted(
    "In the simulation these made no clear difference: {steps}. They stay in for comfort or for evidence."
)
MORE_PAIN = noted(
    "In the simulation these cost a little pain: {steps}. They stay in, because trials favour keeping active."
)
NOT_A_DOCTOR = noted("This is help to help yourself. It is not medical advice and no doctor has checked it.")


def notes(
    found: Found,
    cleared: Cleared,
    knowledge: Knowledge,
    steps: Sequence[Step],
    start_pain_nrs: float,
    people: Mapping[str, int],
    taken: Taken | None = None,
    explained: Sequence[str] = (),
) -> tuple[str, ...]:
    """The notes of a plan, most useful first.

    ``start_pain_nrs`` is the pain at which the simulation starts; ``people`` says how many virtual people tried every
    way (``few``), the best of them (``some``) and the plan (``all``); ``explained`` is what the table of other ways
    leaves open.
    """
    best, judged, episode = found.best, judgement(knowledge), cleared.case.episode
    spoken = catalogue(knowledge.language)
    say, heat_is_open = spoken.say, cleared.allows("heat")
    sooner = hours_words(judged.worth_release_hours, spoken)
    without, costly = _no_effect(steps), _more_pain(steps)
    said = [
        (say(CLOCK), True),
        *_pain_differs(episode.pain_nrs, start_pain_nrs, judged.pain_close_nrs, spoken),
        *((text, True) for text in explained),
        (say(DAY, awake=judged.awake_hours), True),
        (say(ALIKE, ways=found.tried, worth=judged.worth_nrs, sooner=sooner, **people), True),
        *_older(episode.duration_hours, judged, spoken),
        (say(REST), best.rest is not None),
        (say(SWELLING), fresh_swelling(cleared.case)),
        (say(BY_FEEL), best.thermal is Thermal.HEAT and cleared.allows("cold")),
        (say(WRAP), heat_is_open and best.warm is not None),
        (say(ONE_NSAID), best.medicine in ("ibuprofen", "naproxen", "aspirin")),
        (say(NO_MEDICINE), best.medicine is None),
        (say(EARLIER), taken is not None and bool(taken.doses)),
        (say(GEL), cleared.allows("topical_nsaid") and _gel_may_be_used(taken, knowledge)),
        (say(REFUSED), bool(found.refused)),
        (say(NO_EFFECT, steps=without), bool(without)),
        (say(MORE_PAIN, steps=costly), bool(costly)),
        (say(MODEL), True),
        (say(NOT_A_DOCTOR), True),
    ]
    return (*(text for text, applies in said if applies), *undated(knowledge))


def _gel_may_be_used(taken: Taken | None, knowledge: Knowledge) -> bool:
    return taken is None or holding("topical_nsaid", taken.doses, taken.now, knowledge.analgesics) is None


def _pain_differs(said: float | None, start: float, close: float, spoken: Catalogue) -> list[tuple[str, bool]]:
    if said is None:
        return []
    return [(spoken.say(PAIN_DIFFERS, said=said, start=start), abs(said - start) > close)]


def _older(hours: float | None, judged: Judgement, spoken: Catalogue) -> list[tuple[str, bool]]:
    if hours is None:
        return []
    lock = hours_words(judged.longest_lock_hours, spoken)
    words = spoken.say(OLDER, hours=hours_words(round(hours), spoken), lock=lock)
    return [(words, hours > judged.longest_lock_hours)]


def _no_effect(steps: Sequence[Step]) -> str:
    """Which steps made no visible difference."""
    return _titles(step for step in steps if step.predicted is not None and step.predicted.within_noise)


def _more_pain(steps: Sequence[Step]) -> str:
    """Which steps cost some pain in the simulation."""
    return _titles(
        step
        for step in steps
        if step.predicted is not None
        and not step.predicted.within_noise
        and step.predicted.mean_change_nrs is not None
        and step.predicted.mean_change_nrs.median > 0
    )


def _titles(steps: Iterable[Step]) -> str:
    return "; ".join(dict.fromkeys(step.title for step in steps))

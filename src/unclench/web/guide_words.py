"""The words of a guided session that belong to its page: how it ends, why it may not begin, what its script shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from unclench.guide import Opening, Outcome, Script
from unclench.language.catalogue import noted
from unclench.web.language import Table

TITLES: Table[str] = Table(
    {
        "finished": noted("Done"),
        "numb": noted("Stop: it is numb"),
        "hurt": noted("Stop: it hurts"),
        "skin": noted("Stop: care for your skin"),
        "no_answer": noted("Stopped, because we did not hear from you"),
        "late": noted("Time is up"),
        "gave_up": noted("Enough for today"),
        "not_now": noted("Not now"),
        "stopped": noted("Stopped"),
        "away": noted("This has ended"),
        "wrong": noted("Stop now"),
        "lost": noted("This has stopped"),
        "went_over": noted("On to the next step"),
    }
)
ENDINGS: Table[str] = Table(
    {
        "stopped": noted("That is fine. Rest, and come back when you like."),
        "away": noted(
            "We did not hear from you for a while, so this ended. If something cold or warm still lies on your skin, "
            "take it away and look at the skin."
        ),
        "wrong": noted(
            "Take away what is cold or warm. Get into a position that is easy. Then do the danger check again."
        ),
        "skin": noted(
            "Use no more cold or heat today. If the skin is white, blistered or has no feeling after 30 minutes, get "
            "help today."
        ),
        "lost": noted(
            "We lost track of this session, so it stopped. If something cold or warm still lies on your skin, take it "
            "away and look at the skin."
        ),
        "went_over": noted("The next step of your plan began, and you stayed as you lay."),
    }
)
"""How a session ended, where its sheet has no words of its own."""

CLOSED: Table[str] = Table(
    {
        "wrong": noted("You said that something was wrong. Please do the danger check again first."),
        "skin": noted("Your skin did not look right last time. Give it a whole day before anything cold or warm."),
        "gave_up": noted("It hurt last time, also with less. Give it a whole day, then try again with less."),
        "often": noted("You have done this often enough for one day."),
    }
)
SHOWN: Table[str] = Table(
    {
        "for": noted("For: {name}"),
        "about": noted("It takes about {time}."),
        "from": noted("You can start in {time}."),
        "left": noted("{time} left"),
        "round": noted("{round} of {rounds}"),
        "paused": noted("Paused"),
        "time_goes_on": noted(
            "The cold or warmth goes on acting, so its time runs on. Take it off if you need longer."
        ),
        "begins_anew": noted("This round begins anew when you go on."),
        "rest": noted("Stop and rest"),
        "resumed": noted("You are back. Your session went on where it was."),
        "next": noted("Next: {title}"),
        "go_on": noted("Go on with: {title}"),
        "goes_over": noted(
            "“{title}” still runs. Stay as you lie, and get ready here. When you press Start, its time so far is kept."
        ),
        "kept": noted("Kept in the diary."),
        "kept_here": noted("Kept on this phone. It goes into the diary when you are connected again."),
        "not_kept": noted("This could not be kept. Write it in the diary, please."),
        "late": noted("Time was up {time} ago."),
    }
)


def page_words() -> dict[str, Any]:
    """All that the page's script says, as JSON types in the language of the request."""
    shown = {name: str(text) for name, text in SHOWN.items()}
    return {**shown, "titles": _plain(TITLES), "endings": _plain(ENDINGS), "closed": _plain(CLOSED)}


def ending(outcome: Outcome, script: Script) -> str:
    """What is said at this end: by the sheet, else by the page."""
    return script.endings.get(outcome.value) or ENDINGS[outcome.value]


def why_closed(opening: Opening) -> str:
    """Why a session may not begin now."""
    return opening.says or CLOSED[opening.because]


def _plain(table: Mapping[str, str]) -> dict[str, str]:
    return {name: str(text) for name, text in table.items()}

"""What is allowed in a field, in the visitor's language: the few sentences in which bad input is refused."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from unclench.language.catalogue import noted
from unclench.web.language import _
from unclench.web.numbers import number_words

PATTERNS: Sequence[tuple[re.Pattern[str], str]] = [
    (re.compile(pattern), english)
    for pattern, english in (
        (r"a number from (?P<low>\S+) to (?P<high>\S+?)(, or null)?", noted("a number from {low} to {high}")),
        (r"more than 0 and at most (?P<high>\S+)", noted("more than 0 and at most {high}")),
        (r"a number(, or (nothing|null))?", noted("a number, or nothing")),
        (r"(text of )?at most (?P<most>\d+) characters", noted("at most {most} characters")),
        (r"(?P<least>\d+) to (?P<most>\d+) characters that can be seen", noted("{least} to {most} characters")),
        (r"a name that nobody .*", noted("a name that is not taken yet")),
        (r"yes, no or not sure", noted("yes, no or not sure")),
        (r"yes or no", noted("yes or no")),
        (r"one of .*", noted("one of the choices on the page")),
    )
]


def allowed(english: str) -> str:
    """The words of :attr:`~unclench.model.invalid.InvalidInput.allowed`, said in the visitor's language.

    What fits no pattern is a matter between programs and stays as it is.
    """
    for pattern, template in PATTERNS:
        found = pattern.fullmatch(english)
        if found:
            return _(template, **{name: given(value) for name, value in found.groupdict().items() if value})
    return english


def given(text: str) -> str:
    """What was given, a number as people write it: ``-3.0`` is −3, ``1051200`` 1,051,200."""
    try:
        value = float(text)
    except ValueError:
        return text
    return number_words(value, 7).replace("-", "−") if math.isfinite(value) else text

"""Joint posteriors: whole squares, about parameters that exist, each in one group alone."""

import pytest
from pydantic import ValidationError

from unclench.knowledge.load import load
from unclench.knowledge.schema import Posterior

TWO = {"id": "two", "title": "Two", "parameters": ("a", "a.log_sd"), "log_sd": (0.1, 0.2)}


def test_a_whole_square_is_taken() -> None:
    square = ((1.0, -0.5), (-0.5, 1.0))
    taken = Posterior.model_validate({**TWO, "correlation": square, "from_prior": ("a",)})
    assert taken.parameters == ("a", "a.log_sd")


@pytest.mark.parametrize(
    "wrong",
    [
        {"correlation": ((1.0, -0.5), (0.5, 1.0))},
        {"correlation": ((0.9, 0.0), (0.0, 1.0))},
        {"correlation": ((1.0, 1.0), (1.0, 1.0))},
        {"correlation": ((1.0,), (0.0, 1.0))},
        {"correlation": ((1.0, 0.0), (0.0, 1.0)), "log_sd": (0.1,)},
        {"correlation": ((1.0, 0.0), (0.0, 1.0)), "log_sd": (0.1, 0.0)},
        {"correlation": ((1.0, 0.0), (0.0, 1.0)), "parameters": ("a", "a")},
        {"correlation": ((1.0, 0.0), (0.0, 1.0)), "from_prior": ("b",)},
    ],
)
def test_what_is_no_posterior_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Posterior.model_validate({**TWO, **wrong})


def test_the_shipped_posteriors_are_of_parameters_and_each_of_others() -> None:
    knowledge = load()
    known = {name for sheet in knowledge.parameters.values() for name in sheet.parameters}
    names = [name for each in knowledge.posteriors.values() for name in each.parameters]
    assert names
    assert len(names) == len(set(names))
    assert {name.removesuffix(".log_sd") for name in names} <= known

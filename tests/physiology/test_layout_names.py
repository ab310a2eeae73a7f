"""Every index constant points at the name it is called after, and every parameter has a fact-sheet."""

import pytest

from unclench.knowledge.load import load
from unclench.physiology import layout as at
from unclench.physiology import spasm
from unclench.physiology.person import PERSON_PARAMETERS
from unclench.physiology.posture import POSTURE_PARAMETERS


@pytest.mark.parametrize(
    ("prefix", "names"),
    [("S_", at.STATES), ("I_", at.INPUTS), ("P_", at.PARAMETERS), ("O_", at.OUTPUTS)],
)
def test_each_constant_is_the_index_of_its_name(prefix: str, names: tuple[str, ...]) -> None:
    constants = {name: value for name, value in vars(at).items() if name.startswith(prefix)}
    assert constants == {prefix + name.upper(): index for index, name in enumerate(names)}


def test_names_of_the_rows_belong_to_the_spasm_module() -> None:
    for name in [each for each in vars(at) if each.isupper()]:
        assert getattr(spasm, name) == getattr(at, name)


def test_each_state_has_a_time_scale() -> None:
    assert len(at.TIME_SCALES) == len(at.STATES)
    assert min(at.TIME_SCALES) > 0


def test_every_parameter_is_in_exactly_one_sheet_and_positive() -> None:
    found = [name for sheet in load().parameters.values() for name in sheet.parameters]
    for name in (*at.PARAMETERS, *POSTURE_PARAMETERS, *PERSON_PARAMETERS):
        assert found.count(name) == 1, name
    values = {name: each.value for sheet in load().parameters.values() for name, each in sheet.parameters.items()}
    assert all(values[name] > 0 for name in at.PARAMETERS)


def test_every_parameter_that_is_not_published_says_why_it_has_its_value() -> None:
    for sheet in load().parameters.values():
        for name, each in sheet.parameters.items():
            if name in at.PARAMETERS and each.provenance != "published":
                assert each.assumption or each.sources, name

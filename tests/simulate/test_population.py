"""Members: the same person in every ensemble, spread as the sheets say, moved by what is known of the person."""

import math

import numpy as np
import pytest

from unclench.model.case import Person, Sex
from unclench.physiology import heat_parameters, kinetics, spasm
from unclench.simulate.doubt import DOUBT
from unclench.simulate.population import SPREAD, parameters, sample


def test_member_is_the_same_whatever_the_ensemble(knowledge):
    few, many = sample(Person(), 20, 3, knowledge), sample(Person(), 2000, 3, knowledge)
    assert (few == many[:20]).all()
    assert (sample(Person(), 5, 3, knowledge, first=1000) == many[1000:1005]).all()
    assert not np.array_equal(few.spasm, sample(Person(), 20, 4, knowledge).spasm)


def test_medians_and_spreads_are_those_of_the_sheets(knowledge):
    people, known = sample(Person(), 64 * 64, 1, knowledge), parameters(knowledge)
    posteriors = knowledge.posteriors.values()
    unsure = {name: sd for each in posteriors for name, sd in zip(each.parameters, each.log_sd, strict=True)}
    for rows, names in (
        (people.spasm, spasm.PARAMETERS),
        (people.heat, heat_parameters.PARAMETERS),
        (people.medicine, kinetics.PARAMETERS),
    ):
        for column, name in enumerate(names):
            values, sheet = rows[:, column], known[name]
            between = sheet.log_sd * math.exp(unsure.get(name + SPREAD, 0.0) ** 2)  # root mean square over worlds
            total = math.hypot(between, unsure.get(name, 0.0))
            if total == 0.0:
                assert (values == sheet.value).all(), name
                continue
            astray = 0.1 * between + 0.4 * unsure.get(name, 0.0)  # 64 worlds: some two and a half standard errors
            assert abs(math.log(np.median(values) / sheet.value)) <= astray + 1e-9, name
            if sheet.low is None and sheet.high is None:
                assert np.log(values).std() == pytest.approx(total, rel=0.06), name
            assert values.min() >= (sheet.low if sheet.low is not None else -np.inf), name
            assert values.max() <= (sheet.high if sheet.high is not None else np.inf), name


def test_parameters_are_drawn_independently(knowledge):
    """Between people; what is not known about medians is drawn jointly (see test_doubt)."""
    people = sample(Person(), 4000, 1, knowledge, overrides={DOUBT: 0.0})
    spread = np.log(people.spasm[:, np.ptp(people.spasm, axis=0) > 0])
    correlation = np.corrcoef(spread, rowvar=False)
    assert np.abs(correlation - np.eye(len(correlation))).max() < 0.09


@pytest.mark.parametrize(
    "known",
    [Person(age_years=80), Person(sex=Sex.FEMALE), Person(sex=Sex.MALE), Person(height_cm=195, weight_kg=130)],
)
def test_what_is_known_of_a_person_moves_parameters(knowledge, known):
    anybody, somebody = sample(Person(), 1, 1, knowledge), sample(known, 1, 1, knowledge)
    moved = [row for row in ("spasm", "heat", "medicine") if not np.array_equal(anybody[row], somebody[row])]
    assert moved


def test_overrides_replace_a_median_and_keep_the_person(knowledge):
    plain = sample(Person(), 6, 1, knowledge).spasm[:, spasm.P_RESTING_FLOW]
    value = parameters(knowledge)["resting_flow"].value
    doubled = sample(Person(), 6, 1, knowledge, overrides={"resting_flow": 2 * value}).spasm[:, spasm.P_RESTING_FLOW]
    assert doubled == pytest.approx(2 * plain)

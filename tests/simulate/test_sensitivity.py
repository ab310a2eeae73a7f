"""No input is dead: each moves some result by more than the engine's own error."""

import pytest

from unclench.simulate.sensitivity import sensitivity, table


@pytest.fixture(scope="module")
def rows(knowledge):
    return sensitivity(knowledge, members=24)


def test_every_input_moves_something(rows):
    assert [row.input for row in rows if row.dead] == []
    assert len({row.input for row in rows}) == len(rows) >= 28


def test_known_directions(rows):
    by_input = {row.input: row for row in rows}
    assert by_input["posture"].released_change > 0  # lying down releases
    assert by_input["injury"].pain_change > 0
    assert by_input["splint"].released_change > 0
    assert by_input["dose"].pain_change <= 0
    assert by_input["heat temperature"].outcome == "skin_c"


def test_the_table_has_a_line_for_every_row(rows):
    assert table(rows).count("\n") == len(rows) + 1

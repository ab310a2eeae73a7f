"""The frozen noise path is an Ornstein-Uhlenbeck process of unit variance, fixed by seed and member."""

import math

import numpy as np
import pytest

from unclench.physiology.spasm import P_NOISE_CORRELATION_S, PARAMETERS
from unclench.simulate.compile import compiled
from unclench.simulate.noise import NOISE_GRID_S, first_noise, kept_share, next_noise


def path(member, seed, knots, p, step=next_noise, begin=-3):
    values = [first_noise(member, seed, begin)]
    for knot in range(begin, begin + knots):
        values.append(step(member, seed, knot, values[-1], kept_share(p)))
    return np.array(values)


@pytest.fixture
def p():
    row = np.zeros(len(PARAMETERS))
    row[P_NOISE_CORRELATION_S] = 480.0
    return row


def test_variance_is_one_and_correlation_decays_with_its_time(p):
    step = compiled(next_noise)
    paths = np.array([path(member, 1, 60, p, step) for member in range(2000)])
    assert paths.mean() == pytest.approx(0.0, abs=0.05)
    assert paths.var() == pytest.approx(1.0, abs=0.05)
    assert paths[:, 0].var() == pytest.approx(1.0, abs=0.1)
    for lag in (1, 4, 8):
        measured = (paths[:, lag:] * paths[:, :-lag]).mean()
        assert measured == pytest.approx(math.exp(-lag * NOISE_GRID_S / 480.0), abs=0.04)


def test_plain_and_compiled_paths_agree_and_depend_on_seed_and_member(p):
    plain = path(5, 9, 20, p)
    assert path(5, 9, 20, p, compiled(next_noise)) == pytest.approx(plain, rel=1e-12)
    assert not np.allclose(plain, path(6, 9, 20, p))
    assert not np.allclose(plain, path(5, 10, 20, p))

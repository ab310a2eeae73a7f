"""The counter-based generator: published answers, and the same numbers from all three forms of the code."""

import numpy as np
import pytest
from scipy import stats

from unclench.simulate.compile import compiled
from unclench.simulate.philox import STREAM_PARAMETERS, philox, standard_normal
from unclench.simulate.population import standard_normals

ONES = 0xFFFFFFFF
KNOWN = [  # kat_vectors of the Random123 distribution, philox4x32 with 10 rounds
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES,) * 4, (ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_known_answers(counter, key, answer):
    assert philox(*counter, *key) == answer
    assert compiled(philox)(*counter, *key) == answer


def test_compiled_and_vectorised_normals_equal_the_plain_ones():
    numbers = np.array([0, 1, 2, 17, 4095, 2**31 + 5])
    seed, index = 2**40 + 3, 123_456_789
    plain = [standard_normal(seed, STREAM_PARAMETERS, int(n), index) for n in numbers]
    twin = compiled(standard_normal)
    assert [twin(seed, STREAM_PARAMETERS, int(n), index) for n in numbers] == pytest.approx(plain, rel=1e-14)
    assert standard_normals(seed, index, numbers) == pytest.approx(plain, rel=1e-14)


def test_normals_are_standard_normal_and_independent_between_members_and_indices():
    numbers = np.arange(40_000)
    one, other = standard_normals(1, 10, numbers), standard_normals(1, 11, numbers)
    assert stats.kstest(one, "norm").pvalue > 1e-4
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.02
    assert abs(np.corrcoef(one[:-1], one[1:])[0, 1]) < 0.02
    assert not np.array_equal(one, standard_normals(2, 10, numbers))

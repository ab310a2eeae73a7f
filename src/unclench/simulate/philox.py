"""Counter-based random numbers: the value at a counter depends on nothing but the counter and the key.

A member's parameters and its noise path are the same whatever the ensemble's size, the order of computing or the
number of threads, and nothing needs to be stored. Philox4x32-10 of Salmon, Moraes, Dror & Shaw, "Parallel random
numbers: as easy as 1, 2, 3" (SC 2011). The code runs in the interpreter and compiled: the low 64 bits of a product are
all that is used, and these are the same in Python's long integers and in wrapping machine integers.
"""

from __future__ import annotations

import math

STREAM_PARAMETERS = 1
STREAM_NOISE = 2
STREAM_WORLDS = 3
WORD = 0xFFFFFFFF

_MULTIPLIER_0 = 0xD2511F53
_MULTIPLIER_1 = 0xCD9E8D57
_WEYL_0 = 0x9E3779B9
_WEYL_1 = 0xBB67AE85
_ROUNDS = 10


def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """Four random 32-bit words for a counter of four 32-bit words under a key of two."""
    for _ in range(_ROUNDS):
        product_0 = _MULTIPLIER_0 * c0
        product_1 = _MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (
            ((product_1 >> 32) & WORD) ^ c1 ^ k0,
            product_1 & WORD,
            ((product_0 >> 32) & WORD) ^ c3 ^ k1,
            product_0 & WORD,
        )
        k0 = (k0 + _WEYL_0) & WORD
        k1 = (k1 + _WEYL_1) & WORD
    return c0, c1, c2, c3


def uniform_pair(seed: int, stream: int, member: int, index: int) -> tuple[float, float]:
    """Two numbers above 0 and below 1, fixed by the four arguments."""
    c0, c1, _, _ = philox(
        int(index) & WORD, int(member) & WORD, stream, (int(index) >> 32) & WORD, seed & WORD, (seed >> 32) & WORD
    )
    return (c0 + 0.5) / 4294967296.0, (c1 + 0.5) / 4294967296.0


def normal_from(first: float, second: float) -> float:
    """A standard normal number from a pair of uniform ones (Box & Muller 1958)."""
    return math.sqrt(-2.0 * math.log(first)) * math.cos(2.0 * math.pi * second)


def standard_normal(seed: int, stream: int, member: int, index: int) -> float:
    """A draw from the standard normal distribution, fixed by its four arguments."""
    first, second = uniform_pair(seed, stream, member, index)
    return normal_from(first, second)

"""exp, log, tanh and pow of lanes: reduction of the argument to a small interval, then a polynomial.

The polynomials are Taylor's, long enough for the interval; the splitting of ln 2 is Cody and Waite's (1980).
"""

# ruff: noqa: ANN001, ANN202 - the extension API is untyped, and what it defines is known from math
# mypy: ignore-errors

from __future__ import annotations

import math

from llvmlite import ir
from numba import literal_unroll, types
from numba.core import cgutils
from numba.extending import intrinsic, overload

from unclench.simulate.lane_type import Lanes, rows_of

__all__ = ["rows_of"]
LN2 = 0.6931471805599453


def bits_of(kind):
    return kind.element.bitwidth


def integers(kind):
    return ir.VectorType(ir.IntType(bits_of(kind)), kind.count)


def constant(kind, value):
    return ir.Constant(integers(kind), [value] * kind.count)


@intrinsic
def nearest(_typing, x):
    def generate(builder, x_value, kind):
        name = f"llvm.rint.v{kind.count}f{bits_of(kind)}"
        function = cgutils.get_or_insert_function(builder.module, ir.FunctionType(x_value.type, [x_value.type]), name)
        return builder.call(function, [x_value])

    return x(x), lambda _context, builder, sig, values: generate(builder, values[0], sig.args[0])


@intrinsic
def times_power_of_two(_typing, x, whole):
    """Multiply by 2**whole, for whole numbers that keep the result normal."""

    def generate(builder, values, kind):
        shift = 52 if bits_of(kind) == 64 else 23
        power = builder.shl(builder.fptosi(values[1], integers(kind)), constant(kind, shift))
        raw = builder.add(builder.bitcast(values[0], integers(kind)), power)
        return builder.bitcast(raw, values[0].type)

    return x(x, whole), lambda _context, builder, sig, values: generate(builder, values, sig.args[0])


@intrinsic
def exponent(_typing, x):
    """The whole number e for which x / 2**e lies between sqrt(1/2) and sqrt(2); x above 0."""

    def generate(builder, x_value, kind):
        double = bits_of(kind) == 64
        raw = builder.bitcast(x_value, integers(kind))
        raw = builder.sub(raw, constant(kind, 0x3FE6A09E667F3BCD if double else 0x3F3504F3))
        return builder.sitofp(builder.ashr(raw, constant(kind, 52 if double else 23)), x_value.type)

    return x(x), lambda _context, builder, sig, values: generate(builder, values[0], sig.args[0])


@intrinsic
def select(_typing, condition, a, b):
    return a(condition, a, b), lambda _context, builder, _sig, values: builder.select(*values)


inline = {"forceinline": True, "error_model": "numpy"}


def double(x):
    return x.element == types.float64


@overload(math.exp, jit_options=inline)
def exp(x):
    if not isinstance(x, Lanes):
        return None
    least, most = (-708.0, 709.0) if double(x) else (-87.0, 88.0)
    high, low = (0.693147180369123816490, 1.90821492927058770002e-10) if double(x) else (0.693359375, -2.12194440e-4)
    if double(x):

        def wide(x):
            x = min(max(x, least), most)
            n = nearest(x * 1.4426950408889634)
            r = x - n * high - n * low
            q = 1.0 / 3628800.0 + r * (1.0 / 39916800.0)
            q = 1.0 / 362880.0 + r * q
            q = 1.0 / 40320.0 + r * q
            q = 1.0 / 5040.0 + r * q
            q = 1.0 / 720.0 + r * q
            q = 1.0 / 120.0 + r * q
            q = 1.0 / 24.0 + r * q
            q = 1.0 / 6.0 + r * q
            q = 0.5 + r * q
            return times_power_of_two(1.0 + r * (1.0 + r * q), n)

        return wide

    def narrow(x):
        x = min(max(x, least), most)
        n = nearest(x * 1.4426950408889634)
        r = x - n * high - n * low
        q = 1.0 / 720.0 + r * (1.0 / 5040.0)
        q = 1.0 / 120.0 + r * q
        q = 1.0 / 24.0 + r * q
        q = 1.0 / 6.0 + r * q
        q = 0.5 + r * q
        return times_power_of_two(1.0 + r * (1.0 + r * q), n)

    return narrow


@overload(math.log, jit_options=inline)
def log(x):
    if not isinstance(x, Lanes):
        return None
    if double(x):

        def wide(x):
            e = exponent(x)
            m = times_power_of_two(x, -e)
            s = (m - 1.0) / (m + 1.0)
            w = s * s
            q = 1.0 / 15.0 + w * (1.0 / 17.0 + w * (1.0 / 19.0))
            q = 1.0 / 9.0 + w * (1.0 / 11.0 + w * (1.0 / 13.0 + w * q))
            q = 1.0 / 3.0 + w * (1.0 / 5.0 + w * (1.0 / 7.0 + w * q))
            return e * LN2 + (s + s) * (1.0 + w * q)

        return wide

    def narrow(x):
        e = exponent(x)
        m = times_power_of_two(x, -e)
        s = (m - 1.0) / (m + 1.0)
        w = s * s
        q = 1.0 / 3.0 + w * (1.0 / 5.0 + w * (1.0 / 7.0 + w * (1.0 / 9.0)))
        return e * LN2 + (s + s) * (1.0 + w * q)

    return narrow


@overload(math.cos, jit_options=inline)
def cos(x):
    """Sine of a quarter turn less the angle, which brings every angle into half a turn; for a few turns at most."""
    if not isinstance(x, Lanes):
        return None
    high, low = (6.283185307179586, 2.4492935982947064e-16) if double(x) else (6.28125, 1.9353071795864769e-3)
    terms = range(21, 1, -2) if double(x) else range(11, 1, -2)
    factors = tuple(1.0 / (each * (each - 1)) for each in terms)

    def sine(x):
        n = nearest(x * 0.15915494309189535)
        r = 1.5707963267948966 - abs(x - n * high - n * low)
        w = r * r
        q = 1.0 - w * factors[0]
        for factor in literal_unroll(factors[1:]):
            q = 1.0 - w * factor * q
        return r * q

    return sine


@overload(math.tanh, jit_options=inline)
def tanh(x):
    if isinstance(x, Lanes):
        return lambda x: 1.0 - 2.0 / (math.exp(min(x + x, 80.0)) + 1.0)
    return None


@overload(math.pow, jit_options=inline)
def power(x, y):
    if isinstance(x, Lanes) and isinstance(y, Lanes | types.Float):
        least = 1e-300 if double(x) else 1e-37

        def general(x, y):
            return select(x > least, math.exp(y * math.log(max(x, least))), x - x)

        return general
    return None

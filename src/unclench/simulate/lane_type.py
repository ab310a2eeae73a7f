"""Lanes as a type of Numba's: how they lie in memory, and what the operators do to them.

This and ``lane_math`` are the only places that lean on Numba's extension API. Imported only when something is compiled.
"""

# ruff: noqa: ANN001, ANN201, ANN202, D101, D102, D103 - an untyped API of hooks with set names
# mypy: ignore-errors

from __future__ import annotations

import math
import operator

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.errors import TypingError
from numba.core.extending import lower_cast, models, register_model
from numba.core.imputils import lower_builtin
from numba.core.typeconv import Conversion
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import intrinsic

from unclench.simulate.lanes import WIDTH


class Lanes(types.Type):
    """A number with a value for every lane; plain numbers turn into lanes that are all alike."""

    def __init__(self, element, count) -> None:
        self.element, self.count = element, count
        super().__init__(name=f"lanes({element} x {count})")

    def can_convert_from(self, _typing, other):
        return Conversion.safe if isinstance(other, types.Number) else None

    def unify(self, _typing, other):
        return self if isinstance(other, types.Number) else None


class Mask(types.Type):
    """Yes or no for every lane."""

    def __init__(self, count) -> None:
        self.count = count
        self.lanes = Lanes(types.float64 if count == WIDTH // 8 else types.float32, count)
        super().__init__(name=f"mask({count})")


class Rows(types.Type):
    """A table of lanes in memory, by row."""

    def __init__(self, lanes) -> None:
        self.lanes = lanes
        super().__init__(name=f"rows({lanes.name})")


@register_model(Lanes)
class LanesModel(models.PrimitiveModel):
    def __init__(self, manager, kind) -> None:
        super().__init__(manager, kind, ir.VectorType(manager.lookup(kind.element).get_value_type(), kind.count))


@register_model(Mask)
class MaskModel(models.PrimitiveModel):
    def __init__(self, manager, kind) -> None:
        super().__init__(manager, kind, ir.VectorType(ir.IntType(1), kind.count))


@register_model(Rows)
class RowsModel(models.PrimitiveModel):
    def __init__(self, manager, kind) -> None:
        super().__init__(manager, kind, manager.lookup(kind.lanes.element).get_value_type().as_pointer())


def splat(builder, value, count):
    kind = ir.VectorType(value.type, count)
    one = builder.insert_element(ir.Constant(kind, ir.Undefined), value, ir.IntType(32)(0))
    zeros = ir.Constant(ir.VectorType(ir.IntType(32), count), None)
    return builder.shuffle_vector(one, ir.Constant(kind, ir.Undefined), zeros)


@lower_cast(types.Number, Lanes)
def from_number(context, builder, fromty, toty, value):
    return splat(builder, context.cast(builder, value, fromty, toty.element), toty.count)


def same_lanes(args):
    kinds = {each for each in args if isinstance(each, Lanes)}
    if len(kinds) != 1 or not all(isinstance(each, Lanes | types.Number) for each in args):
        return None
    return kinds.pop()


def define(function, count, generate, result=lambda kind: kind):
    """Let ``function`` take lanes, or lanes and numbers, by way of ``generate(builder, values, kind)``."""

    class Template(AbstractTemplate):
        key = function

        def generic(self, args, kws):
            kind = same_lanes(args) if len(args) == count and not kws else None
            return None if kind is None else signature(result(kind), *[kind] * count)

    infer_global(function)(Template)
    lower_builtin(function, *[Lanes] * count)(
        lambda _context, builder, sig, values: generate(builder, values, sig.args[0])
    )


define(operator.add, 2, lambda builder, v, _: builder.fadd(*v, flags=("contract",)))
define(operator.sub, 2, lambda builder, v, _: builder.fsub(*v, flags=("contract",)))
define(operator.mul, 2, lambda builder, v, _: builder.fmul(*v, flags=("contract",)))


def divide(builder, values, _kind):
    """Times the reciprocal: that of a parameter is found once however often it divides, and divisions cost most."""
    one = ir.Constant(values[1].type, [1.0] * values[1].type.count)
    return builder.fmul(values[0], builder.fdiv(one, values[1]), flags=("contract",))


define(operator.truediv, 2, divide)
for function, name in ((operator.iadd, "fadd"), (operator.isub, "fsub"), (operator.imul, "fmul")):
    define(function, 2, lambda builder, v, _, name=name: getattr(builder, name)(*v, flags=("contract",)))
define(operator.neg, 1, lambda builder, v, _: builder.fneg(v[0]))
for function, sign in (
    (operator.lt, "<"),
    (operator.le, "<="),
    (operator.gt, ">"),
    (operator.ge, ">="),
):
    define(
        function,
        2,
        lambda builder, v, _, sign=sign: builder.fcmp_ordered(sign, *v),
        lambda kind: Mask(kind.count),
    )
define(max, 2, lambda builder, v, _: builder.select(builder.fcmp_ordered(">", v[1], v[0]), v[1], v[0]))
define(min, 2, lambda builder, v, _: builder.select(builder.fcmp_ordered("<", v[1], v[0]), v[1], v[0]))


def llvm(name):
    def generate(builder, values, _kind):
        function = cgutils.get_or_insert_function(
            builder.module,
            ir.FunctionType(values[0].type, [values[0].type]),
            f"llvm.{name}.v{values[0].type.count}f{'64' if values[0].type.element == ir.DoubleType() else '32'}",
        )
        return builder.call(function, values)

    return generate


define(abs, 1, llvm("fabs"))
define(math.sqrt, 1, llvm("sqrt"))


@lower_builtin(bool, Mask)
def all_alike(_context, builder, _sig, values):
    bits = builder.bitcast(values[0], ir.IntType(values[0].type.count))
    return builder.icmp_unsigned("==", bits, ir.Constant(bits.type, -1))


@infer_global(bool)
class Truth(AbstractTemplate):
    key = bool

    def generic(self, args, kws):
        return signature(types.boolean, *args) if len(args) == 1 and isinstance(args[0], Mask) and not kws else None


@lower_cast(Mask, types.Boolean)
def mask_to_bool(context, builder, _fromty, _toty, value):
    return all_alike(context, builder, None, [value])


def place(builder, rows, index, count):
    return builder.gep(rows, [builder.mul(index, index.type(count))])


@infer_global(operator.getitem)
class GetRow(AbstractTemplate):
    key = operator.getitem

    def generic(self, args, _kws):
        if isinstance(args[0], Rows) and isinstance(args[1], types.Integer):
            return signature(args[0].lanes, args[0], types.int64)
        return None


@lower_builtin(operator.getitem, Rows, types.Integer)
def get_row(context, builder, sig, values):
    lanes = sig.args[0].lanes
    pointer = place(builder, values[0], values[1], lanes.count)
    wide = context.get_value_type(lanes)
    loaded = builder.load(builder.bitcast(pointer, wide.as_pointer()))
    loaded.align = wide.element.get_abi_alignment(context.target_data)
    return loaded


@infer_global(operator.setitem)
class SetRow(AbstractTemplate):
    key = operator.setitem

    def generic(self, args, _kws):
        if isinstance(args[0], Rows) and isinstance(args[1], types.Integer):
            return signature(types.none, args[0], types.int64, args[0].lanes)
        return None


@lower_builtin(operator.setitem, Rows, types.Integer, Lanes)
def set_row(context, builder, sig, values):
    lanes = sig.args[0].lanes
    pointer = place(builder, values[0], values[1], lanes.count)
    wide = context.get_value_type(lanes)
    stored = builder.store(values[2], builder.bitcast(pointer, wide.as_pointer()))
    stored.align = wide.element.get_abi_alignment(context.target_data)
    return context.get_dummy_value()


@intrinsic
def rows_of(_typing, table):
    """The rows of a table, each with the table's columns for lanes."""
    if not isinstance(table, types.Array) or table.ndim != 2 or table.layout != "C":
        raise TypingError("lanes need a C-contiguous table")
    rows = Rows(Lanes(table.dtype, WIDTH * 8 // table.dtype.bitwidth))

    def generate(context, builder, sig, values):
        return cgutils.create_struct_proxy(sig.args[0])(context, builder, value=values[0]).data

    return rows(table), generate

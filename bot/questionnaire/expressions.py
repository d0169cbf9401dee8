"""The conditions and limits written in a form, so that a form needs no code: parse once, evaluate many.

The language is the part of ODK's XPath that questionnaires use. Results follow XPath 1.0, with one
addition: dates known to a month or a year compare by the part that both sides have.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from bot.questionnaire.syntax import BadExpression, Binary, Call, Literal, Lookup, Minus, Node, Value, tree

__all__ = ["BadExpression", "Expression", "Value", "evaluate", "holds", "names", "parse"]

_Compute = Callable[[Mapping[str, Value]], Value]

_NUMBER = re.compile(r"\s*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*")
_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that has been read; `source` is how the form spells it."""

    source: str
    root: Node
    compute: _Compute = field(compare=False, repr=False)


def parse(source: str) -> Expression:
    """Raises BadExpression, with the position of what can't be read."""
    root = tree(source)
    return Expression(source, root, _compiled(root))


def names(expression: Expression) -> frozenset[str]:
    """The keys that `evaluate` looks up: `x` for `${x}`, `.` for the answer itself, `./x` for a bare
    `x` (a column of the choice), `today()`."""
    return frozenset(node.key for node in _nodes(expression.root) if isinstance(node, Lookup))


def evaluate(expression: Expression, values: Mapping[str, Value]) -> Value:
    """Always a value: what is not in `values` counts as unanswered, the empty string."""
    return expression.compute(values)


def holds(expression: Expression, values: Mapping[str, Value]) -> bool:
    return _boolean(evaluate(expression, values))


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    match node:
        case Literal() | Lookup():
            pass
        case Minus(operand):
            yield from _nodes(operand)
        case Binary(_, left, right):
            yield from _nodes(left)
            yield from _nodes(right)
        case Call(_, arguments):
            for argument in arguments:
                yield from _nodes(argument)
        case _:
            assert_never(node)


def _compiled(node: Node) -> _Compute:
    """The node as a function: conditions are evaluated at every step of every witness."""
    match node:
        case Literal(value):
            return lambda values: value
        case Lookup(key):
            return lambda values: values.get(key, "")
        case Minus(operand):
            inner = _compiled(operand)
            return lambda values: -_number(inner(values))
        case Binary(sign, left, right):
            return _binary(sign, _compiled(left), _compiled(right))
        case Call("if", (condition, then, otherwise)):
            return _choice(_compiled(condition), _compiled(then), _compiled(otherwise))
        case Call(name, arguments):
            call, given = _CALLS[name], [_compiled(argument) for argument in arguments]
            return lambda values: call([compute(values) for compute in given])
        case _:
            assert_never(node)


def _binary(sign: str, left: _Compute, right: _Compute) -> _Compute:
    match sign:
        case "and":
            return lambda values: _boolean(left(values)) and _boolean(right(values))
        case "or":
            return lambda values: _boolean(left(values)) or _boolean(right(values))
    compute = _BINARY[sign]
    return lambda values: compute(left(values), right(values))


def _choice(condition: _Compute, then: _Compute, otherwise: _Compute) -> _Compute:
    return lambda values: then(values) if _boolean(condition(values)) else otherwise(values)


def _boolean(value: Value) -> bool:
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return bool(value)


def _number(value: Value) -> float:
    if isinstance(value, str):
        return float(value) if _NUMBER.fullmatch(value) else math.nan
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _string(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    number = _number(value)
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    return str(int(number)) if number == int(number) else repr(number)


def _equal(left: Value, right: Value) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return _boolean(left) == _boolean(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return _number(left) == _number(right)


def _dates(left: str, right: str) -> bool:
    """Two years alone are left to compare as numbers."""
    return "-" in left + right and bool(_DATE.fullmatch(left) and _DATE.fullmatch(right))


def _ordered(compare: Callable[[float | str, float | str], bool]) -> Callable[[Value, Value], bool]:
    def ordered(left: Value, right: Value) -> bool:
        if isinstance(left, str) and isinstance(right, str) and _dates(left, right):
            shared = min(len(left), len(right))
            return compare(left[:shared], right[:shared])
        return compare(_number(left), _number(right))

    return ordered


def _arithmetic(compute: Callable[[float, float], float]) -> Callable[[Value, Value], float]:
    def result(left: Value, right: Value) -> float:
        try:
            return compute(_number(left), _number(right))
        except ValueError:  # fmod of infinity, or by zero
            return math.nan

    return result


def _divided(left: float, right: float) -> float:
    if right:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


_BINARY: Mapping[str, Callable[[Value, Value], Value]] = {
    "=": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": _ordered(operator.lt),
    "<=": _ordered(operator.le),
    ">": _ordered(operator.gt),
    ">=": _ordered(operator.ge),
    "+": _arithmetic(operator.add),
    "-": _arithmetic(operator.sub),
    "*": _arithmetic(operator.mul),
    "div": _arithmetic(_divided),
    "mod": _arithmetic(math.fmod),
}

_CALLS: Mapping[str, Callable[[Sequence[Value]], Value]] = {
    "true": lambda _: True,
    "false": lambda _: False,
    "not": lambda given: not _boolean(given[0]),
    "selected": lambda given: _string(given[1]).strip() in _string(given[0]).split(),
    "count-selected": lambda given: float(len(_string(given[0]).split())),
    "string-length": lambda given: float(len(_string(given[0]))),
    "coalesce": lambda given: given[0] if _string(given[0]) else given[1],
}

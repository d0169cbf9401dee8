"""Whatever is written and whatever was answered, expressions are refused cleanly or have a value."""

from __future__ import annotations

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from bot.questionnaire.expressions import BadExpression, Value, evaluate, holds, names, parse

VALUES = st.one_of(
    st.text(max_size=20),
    st.floats(),
    st.booleans(),
    st.integers(),
    st.dates().map(lambda day: day.isoformat()),
)
SPELLED = (
    "${a} ${b} . x 'one' \"two\" 1 2.5 .5 = != < <= > >= + - * div mod and or ( ) , not( true() false() "
    "today() selected( count-selected( string-length( if( coalesce( foo( ${ $ ' \" !"
)
FRAGMENTS = st.sampled_from(SPELLED.split())


def _binary(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signs = st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod", "and", "or"])
    return st.builds(lambda left, sign, right: f"({left} {sign} {right})", inner, signs, inner)


def _calls(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    one = st.builds("{}({})".format, st.sampled_from(["not", "count-selected", "string-length"]), inner)
    two = st.builds("{}({}, {})".format, st.sampled_from(["selected", "coalesce"]), inner, inner)
    return st.one_of(
        one, two, st.builds("if({}, {}, {})".format, inner, inner, inner), inner.map("-{}".format)
    )


SOURCES = st.recursive(
    st.sampled_from(["${a}", "${b}", ".", "x", "'one'", "''", "0", "1", "2.5", "true()", "today()"]),
    lambda inner: st.one_of(_binary(inner), _calls(inner)),
    max_leaves=12,
)
KEYS = st.sampled_from(["a", "b", ".", "./x", "today()"])


def _refused_at(source: str) -> int:
    try:
        parse(source)
    except BadExpression as refused:
        return refused.position
    return 0


@given(st.one_of(st.text(), st.lists(FRAGMENTS).map(" ".join), st.lists(FRAGMENTS).map("".join)))
def test_reading_fails_with_a_position_or_not_at_all(source: str) -> None:
    assert 0 <= _refused_at(source) <= len(source)


@given(st.lists(FRAGMENTS, max_size=12).map(" ".join), st.dictionaries(KEYS, VALUES))
def test_what_can_be_read_has_a_value(source: str, values: dict[str, Value]) -> None:
    with contextlib.suppress(BadExpression):
        assert isinstance(evaluate(parse(source), values), str | float | int)


@given(SOURCES, st.dictionaries(KEYS, VALUES))
def test_well_formed_expressions_are_read_and_have_a_value(source: str, values: dict[str, Value]) -> None:
    expression = parse(source)
    assert isinstance(evaluate(expression, values), str | float | int)
    assert isinstance(holds(expression, values), bool)


@given(SOURCES, st.dictionaries(KEYS, VALUES))
def test_only_named_values_matter(source: str, values: dict[str, Value]) -> None:
    expression = parse(source)
    named = {key: value for key, value in values.items() if key in names(expression)}
    assert repr(evaluate(expression, values)) == repr(evaluate(expression, named))


@given(SOURCES, st.dictionaries(KEYS, VALUES))
def test_not_turns_a_condition_over(source: str, values: dict[str, Value]) -> None:
    assert holds(parse(f"not({source})"), values) is not holds(parse(source), values)

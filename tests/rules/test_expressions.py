"""Expressions mean what XLSForm authors expect of them."""

from __future__ import annotations

import pytest

from bot.questionnaire.expressions import BadExpression, Value, evaluate, holds, names, parse

GIVEN: dict[str, Value] = {
    "country": "ua",
    "categories": "killing torture",
    "victims": 5.0,
    "day": "2026-03-14",
    "month": "2026-03",
    "year": "2026",
    ".": "12",
    "./country": "ua",
}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("'a'", "a"),
        ('"it\'s"', "it's"),
        ("1.5", 1.5),
        (".5 + 1", 1.5),
        ("1 + 2 * 3", 7.0),
        ("(1 + 2) * 3", 9.0),
        ("10 - 4 - 3", 3.0),
        ("-2 * 3", -6.0),
        ("- - 2", 2.0),
        ("7 div 2", 3.5),
        ("-7 mod 2", -1.0),
        ("1 div 0", float("inf")),
        ("${country}", "ua"),
        ("${nothing}", ""),
        ("if(${victims} > 3, 'many', 'few')", "many"),
        ("if(${nothing}, 'many', 'few')", "few"),
        ("coalesce(${nothing}, ${country})", "ua"),
        ("coalesce(${victims}, 0)", 5.0),
        ("count-selected(${categories})", 2.0),
        ("count-selected(${nothing})", 0.0),
        ("string-length(${country})", 2.0),
        ("string-length(10 div 2)", 1.0),
        ("string-length(1 div 2)", 3.0),
    ],
)
def test_an_expression_has_its_value(source: str, value: Value) -> None:
    assert evaluate(parse(source), GIVEN) == value


@pytest.mark.parametrize(
    "source",
    [
        "${country} = 'ua'",
        "${country} != 'ru'",
        "country = ${country}",
        "selected(${categories}, 'torture')",
        "not(selected(${categories}, 'tort'))",
        "not(selected(${nothing}, 'torture'))",
        "${victims} = 5",
        "${victims} = '5'",
        "'5' = ${victims}",
        "${victims} >= 5 and ${victims} < 6",
        ". > 9",
        "true() and not(false())",
        "false() or true()",
        "true() or false() and false()",
        "${nothing} = ''",
        "not(${nothing})",
        "${nothing} != 3",
        "not(${nothing} < 3 or ${nothing} >= 3)",
        "'a' = true()",
        "1 + 1 = 2 and 3 > 2",
        "'NaN' != 0 div 0",
        "0 div 0 != 0 div 0",
    ],
)
def test_a_condition_holds(source: str) -> None:
    assert holds(parse(source), GIVEN)


@pytest.mark.parametrize(
    "source",
    [
        "${day} >= ${month}",
        "${day} <= ${month}",
        "${month} >= ${year}",
        "${day} < '2026-03-15'",
        "'2025-12' < ${day}",
        "'2025' < ${year}",
        "not(${day} > '2026')",
    ],
)
def test_dates_compare_by_the_part_that_both_have(source: str) -> None:
    assert holds(parse(source), GIVEN)


def test_today_is_known_only_when_it_is_given() -> None:
    condition = parse("${day} <= today()")
    assert holds(condition, GIVEN | {"today()": "2026-03-14"})
    assert not holds(condition, GIVEN)


def test_words_that_are_operators_can_be_names_too() -> None:
    assert names(parse("and and or")) == {"./and", "./or"}


def test_names_tells_questions_answers_and_columns_apart() -> None:
    source = "if(selected(${a}, 'x'), . > -${b}, country = coalesce(${c}, today()))"
    assert names(parse(source)) == {"a", "b", "c", ".", "./country", "today()"}


def test_equal_sources_make_equal_expressions() -> None:
    assert parse("${a} = 1") == parse("${a} = 1")


@pytest.mark.parametrize(
    ("source", "position"),
    [
        ("", 0),
        ("   ", 3),
        ("1 +", 3),
        ("(1", 2),
        ("1)", 1),
        ("'open", 0),
        ("${a", 0),
        ("1 ? 2", 1),
        ("a b", 2),
        ("unknown(1)", 0),
        ("not()", 4),
        ("selected(${a})", 13),
        ("true(1)", 5),
        ("1 = = 2", 4),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_position(source: str, position: int) -> None:
    with pytest.raises(BadExpression) as refused:
        parse(source)
    assert refused.value.position == position


@pytest.mark.parametrize("source", ["(" * 5000, "-" * 5000, "+".join(["1"] * 5000), "not(" * 5000])
def test_depth_is_refused_before_it_can_exhaust_the_stack(source: str) -> None:
    with pytest.raises(BadExpression, match="too deeply nested"):
        parse(source)

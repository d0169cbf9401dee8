"""In what two cases are alike: files, texts, place and day."""

from __future__ import annotations

import pytest

from bot.casework.asking import suggest_same
from bot.casework.case import Item, Workflow
from bot.casework.likeness import SHOWN, Likeness, Suggestion, Told, alike, best, normal, told
from bot.questionnaire.answers import Entry, Part, Pick, When, Words
from bot.text import Text
from tests.rules.test_actions import NOW, held
from tests.rules.test_cards import labels_of, said

LONG = "They came at night, four men in black, and took my brother from our house by the river."


def item(*entries: tuple[str, Part], contacts: bool = False) -> Item:
    return Item(
        0, "report", tuple(Entry(name, Text(name), (), (part,), contacts) for name, part in entries), NOW
    )


def same(_one: str, _two: str) -> float:
    return 100.0


@pytest.mark.parametrize(
    ("one", "two"),
    [("Ｎｉｇｈｔ", "night"), ("STRASSE", "straße"), (" at \n night\t", "at night"), ("é", "e\u0301")],
)
def test_spelling_makes_no_difference(one: str, two: str) -> None:
    assert normal(one) == normal(two)


def test_only_long_texts_are_compared_and_no_contacts() -> None:
    assert told((item(("narrative", Words(LONG))),)).texts == (normal(LONG),)
    assert told((item(("narrative", Words("They came."))),)).texts == ()
    assert told((item(("reach", Words(LONG)), contacts=True),)).texts == ()


def test_a_month_is_no_day_and_a_country_no_place() -> None:
    known = told((item(("when", When("2026-03-14")), ("country", Pick("kg")), ("region", Pick("kg_gb"))),))
    assert (known.day, known.place) == ("2026-03-14", ("kg", "kg_gb"))
    vague = told((item(("when", When("2026-03")), ("country", Pick("kg"))),))
    assert (vague.day, vague.place) == (None, None)


@pytest.mark.parametrize(("ratio", "percent"), [(100.0, 100), (88.0, 88), (93.7, 93), (87.9, None)])
def test_texts_are_nearly_the_same_from_88_per_cent(ratio: float, percent: int | None) -> None:
    text = Told(texts=(LONG,))
    found = alike(text, text, lambda _one, _two: ratio)
    assert found == (None if percent is None else Likeness(file=False, text=percent, place_and_day=False))


def test_nothing_is_not_like_nothing() -> None:
    assert alike(Told(), Told(), same) is None


def test_the_same_place_and_day_count_for_the_same_kind_of_case() -> None:
    one = Told(place=("kg", "kg_gb"), day="2026-03-14", kinds=frozenset({"detention", "torture"}))
    two = Told(place=("kg", "kg_gb"), day="2026-03-14", kinds=frozenset({"torture"}))
    assert alike(one, two, same) == Likeness(file=False, text=0, place_and_day=True)
    assert alike(one, Told(place=two.place, day=two.day, kinds=frozenset({"home"})), same) is None
    assert alike(one, Told(place=two.place, day="2026-03-15", kinds=two.kinds), same) is None


def test_likeness_is_the_same_from_both_sides() -> None:
    one, two = Told((LONG,), frozenset({b"a"})), Told((LONG,), frozenset({b"a", b"b"}))
    assert (
        alike(one, two, same) == alike(two, one, same) == Likeness(file=True, text=100, place_and_day=False)
    )


def test_the_most_alike_come_first_and_not_too_many() -> None:
    near = {f"K7-4FQ{number}": Likeness(False, 80 + number, False) for number in range(2, 9)}
    found = best({**near, "M3-9XYZ": Likeness(True, 0, False)})
    assert [each.code for each in found][:2] == ["M3-9XYZ", "K7-4FQ8"]
    assert len(found) == SHOWN


def test_what_is_suggested_says_why() -> None:
    case = held(Workflow.IN_REVIEW)
    shown = suggest_same(case, (Suggestion("M3-9XYZ", Likeness(True, 93, True)),))
    for why in ("M3-9XYZ", "same file", "nearly the same text (93 %)", "same place and day"):
        assert why in said(shown)
    assert labels_of(shown) == ["M3-9XYZ", "Cancel"]
    assert "No similar case was found." in said(suggest_same(case, ()))

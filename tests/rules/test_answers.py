"""Reading one answer, kindly, and what answers mean together."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.questionnaire import answers
from bot.questionnaire.answers import (
    Answer,
    Attachment,
    Entry,
    FileKind,
    Number,
    Part,
    Pick,
    Pin,
    When,
    Words,
)
from bot.questionnaire.expressions import parse
from bot.questionnaire.form import Choice, Form, Group, Kind, Question
from bot.text import Text, _n, verbatim

NOW = datetime(2026, 3, 14, 23, 30, tzinfo=UTC)
YES_NO = (Choice("yes", Text("Yes")), Choice("no", Text("No")))
TOWNS = (
    Choice("a1", Text("First"), {"side": "a"}),
    Choice("shared", Text("Shared"), {"side": "a"}),
    Choice("shared", Text("Shared"), {"side": "b"}),
)


def _asked(kind: Kind, *, gathers: bool = False) -> Question:
    return Question("asked", kind, Text("Asked"), gathers=gathers, choices=YES_NO)


def _sent(kind: FileKind, file: str = "f") -> Attachment:
    return Attachment(file, kind, size=1)


FORM = Form(
    "sample",
    "1",
    Text("Sample"),
    (
        Question("hello", Kind.NOTE, Text("Hello")),
        Question(
            "side", Kind.SELECT_ONE, Text("Side"), choices=(Choice("a", Text("A")), Choice("b", Text("B")))
        ),
        Question(
            "town", Kind.SELECT_MULTIPLE, Text("Town"), choices=TOWNS, choice_filter=parse("side = ${side}")
        ),
        Group(
            "only_a",
            (
                Question("many", Kind.INTEGER, Text("Many"), constraint=parse(". > 0")),
                Question("why", Kind.TEXT, Text("Why"), relevant=parse("${many} > 5")),
            ),
            relevant=parse("${side} = 'a'"),
        ),
        Question("story", Kind.TEXT, Text("Story"), gathers=True),
        Question("after", Kind.TEXT, Text("After"), relevant=parse("${why} != ''")),
    ),
)
TOWN = FORM.items[2]
MANY = next(question for question, _ in FORM.questions() if question.name == "many")


def _picked(*names: str) -> Answer:
    return Answer(tuple(map(Pick, names)))


def _named(given: dict[str, Answer]) -> list[str]:
    return [question.name for question in answers.relevant(FORM, given)]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("14.03.2026", "2026-03-14"),
        ("14/3/2026", "2026-03-14"),
        ("14-3-2026", "2026-03-14"),
        (" 14 . 3 . 2026 ", "2026-03-14"),
        ("14 3 2026", "2026-03-14"),
        ("2026-03-14", "2026-03-14"),
        ("2026/3/14", "2026-03-14"),
        ("03.2026", "2026-03"),
        ("3/2026", "2026-03"),
        ("2026-03", "2026-03"),
        ("2026", "2026"),
        ("29.02.2024", "2024-02-29"),
        ("١٤.٠٣.٢٠٢٦", "2026-03-14"),
        ("۱۴/۰۳/۲۰۲۶", "2026-03-14"),
        ("1900", "1900"),
        ("15.03.2026", "2026-03-15"),
    ],
)
def test_a_date_is_read_as_precisely_as_it_is_known(typed: str, value: str) -> None:
    assert answers.read(_asked(Kind.DATE), typed, NOW) == When(value)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("yesterday", "14.03.2026"),
        ("14.03.26", "14.03.2026"),
        ("3.2026.14", "14.03.2026"),
        ("14.03.2026 at noon", "14.03.2026"),
        ("1" + " " * 4000 + "x", "14.03.2026"),
        ("31.02.2026", "no such date"),
        ("3/14/2026", "no such date"),
        ("13.2026", "no such date"),
        ("00.2026", "no such date"),
        ("0000", "no such date"),
        ("1899", "too long ago"),
        ("16.03.2026", "not come yet"),
        ("04.2026", "not come yet"),
        ("2027", "not come yet"),
    ],
)
def test_what_is_no_date_is_explained(typed: str, said: str) -> None:
    reply = answers.read(_asked(Kind.DATE), typed, NOW)
    assert isinstance(reply, Text)
    assert said in reply.msgid


def test_without_a_clock_a_date_to_come_is_taken() -> None:
    assert answers.read(_asked(Kind.DATE), "2030", None) == When("2030")


@pytest.mark.parametrize(
    ("typed", "value"),
    [("5", 5), (" 12 ", 12), ("1 000", 1000), ("٢٥", 25), ("०", 0), ("-3", -3), ("−3", -3)],
)
def test_a_number_is_read_in_any_script(typed: str, value: int) -> None:
    assert answers.read(_asked(Kind.INTEGER), typed, NOW) == Number(value)


@pytest.mark.parametrize("typed", ["about 5", "five", "5.5", "5-6", "½", "²", "9" * 10, "9" * 5000])
def test_what_is_no_whole_number_is_explained(typed: str) -> None:
    assert isinstance(answers.read(_asked(Kind.INTEGER), typed, NOW), Text)


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.PLACE])
def test_words_are_kept_as_they_were_typed(kind: Kind) -> None:
    assert answers.read(_asked(kind), "  Строка\nдве \x00\x1b", NOW) == Words("Строка\nдве")


@pytest.mark.parametrize("typed", ["", "  \n", "\x00", "\u200b\u200e", "\ud800"])
@pytest.mark.parametrize("kind", Kind)
def test_a_message_without_words_answers_nothing(kind: Kind, typed: str) -> None:
    reply = answers.read(_asked(kind), typed, NOW)
    assert isinstance(reply, Text)
    assert "no words" in reply.msgid


@pytest.mark.parametrize(
    "kind", [Kind.SELECT_ONE, Kind.SELECT_MULTIPLE, Kind.IMAGE, Kind.AUDIO, Kind.VIDEO, Kind.FILE, Kind.NOTE]
)
def test_words_where_none_are_asked_are_explained(kind: Kind) -> None:
    assert isinstance(answers.read(_asked(kind), "words", NOW), Text)


@given(st.sampled_from(Kind), st.text())
def test_whatever_is_typed_is_an_answer_or_an_explanation(kind: Kind, typed: str) -> None:
    reply = answers.read(_asked(kind), typed, NOW)
    assert isinstance(reply, Text) or answers.accepts(_asked(kind), reply)
    assert "\x00" not in str(reply)


LABELS = {
    "minsk": "Минск",
    "minsk_region": "Минская область",
    "homel": "Гомельская область",
    "zil": "Žilina, the old town",
    "farg": "Farg‘ona",
    "yo": "Орёл",
}


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("минск", ("minsk",)),
        ("МИНСКАЯ", ("minsk_region",)),
        ("ми", ("minsk", "minsk_region")),
        ("область", ("minsk_region", "homel")),
        ("область гомельская", ("homel",)),
        ("zilina", ("zil",)),
        ("old  town!", ("zil",)),
        ("fargona", ("farg",)),
        ("орел", ("yo",)),
        ("3", ("homel",)),
        ("٣", ("homel",)),
        ("0", ()),
        ("7", ()),
        ("9" * 5000, ()),
        ("брест", ()),
        ("", ()),
        ("...", ()),
    ],
)
def test_a_typed_word_finds_its_choices(typed: str, names: tuple[str, ...]) -> None:
    assert answers.match(LABELS, typed) == names


def test_a_label_that_is_a_number_comes_before_its_place_in_the_list() -> None:
    assert answers.match({"one": "2", "two": "1"}, "1") == ("two",)


@given(st.dictionaries(st.text(), st.text()), st.text())
def test_only_names_of_the_list_are_found(labels: dict[str, str], typed: str) -> None:
    assert set(answers.match(labels, typed)) <= set(labels)


@pytest.mark.parametrize(
    ("kind", "taken"),
    [
        (Kind.TEXT, {"words"}),
        (Kind.INTEGER, {"number"}),
        (Kind.SELECT_ONE, {"pick"}),
        (Kind.SELECT_MULTIPLE, {"pick"}),
        (Kind.DATE, {"when"}),
        (Kind.PLACE, {"words", "pin"}),
        (Kind.IMAGE, {"photo", "document", "animation"}),
        (Kind.AUDIO, {"voice", "audio", "document"}),
        (Kind.VIDEO, {"video", "video_note", "animation", "document"}),
        (Kind.FILE, set(FileKind)),
        (Kind.NOTE, set[str]()),
    ],
)
def test_each_kind_takes_its_parts_only(kind: Kind, taken: set[str]) -> None:
    parts: tuple[Part, ...] = (Words("x"), Number(1), Pick("yes"), When("2026"), Pin(1.0, 2.0))
    found = {part.sort for part in parts if answers.accepts(_asked(kind), part)}
    files = {str(file) for file in FileKind if answers.accepts(_asked(kind), _sent(file))}
    assert found | files == taken


@pytest.mark.parametrize("file", FileKind)
def test_a_narrative_takes_words_and_any_file(file: FileKind) -> None:
    assert answers.accepts(_asked(Kind.TEXT, gathers=True), Words("x"))
    assert answers.accepts(_asked(Kind.TEXT, gathers=True), _sent(file))


def test_a_choice_of_another_question_is_not_taken() -> None:
    assert not answers.accepts(_asked(Kind.SELECT_ONE), Pick("maybe"))


def test_questions_are_asked_while_their_conditions_hold() -> None:
    assert _named({}) == ["hello", "side", "town", "story"]
    assert _named({"side": _picked("a")}) == ["hello", "side", "town", "many", "story"]
    assert "why" in _named({"side": _picked("a"), "many": Answer((Number(6),))})


def test_an_answer_to_an_irrelevant_question_does_not_count() -> None:
    given = {"many": Answer((Number(6),)), "why": Answer((Words("because"),))}
    assert "after" in _named(given | {"side": _picked("a")})
    assert "after" not in _named(given | {"side": _picked("b")})
    assert answers.values(FORM, given | {"side": _picked("b")}) == {"side": "b"}


def test_values_are_what_expressions_expect() -> None:
    given = {
        "side": _picked("a"),
        "town": _picked("a1", "shared"),
        "many": Answer((Number(6),)),
        "why": Answer(),
        "story": Answer((Words("One"), Words("Two"), _sent(FileKind.VOICE, "f1"))),
    }
    assert answers.values(FORM, given) == {
        "side": "a",
        "town": "a1 shared",
        "many": 6.0,
        "why": "",
        "story": "One\nTwo\nf1",
    }


def test_choices_are_those_that_the_filter_leaves() -> None:
    assert isinstance(TOWN, Question)
    assert answers.choices(FORM, TOWN, {"side": _picked("a")}) == TOWNS[:2]
    assert answers.choices(FORM, TOWN, {"side": _picked("b")}) == TOWNS[2:]
    assert answers.choices(FORM, TOWN, {}) == ()


def test_an_answer_against_a_constraint_meets_an_objection() -> None:
    given = {"side": _picked("a")}
    assert answers.objection(FORM, MANY, Answer((Number(1),)), given) is None
    assert answers.objection(FORM, MANY, Answer(), given) is None
    assert isinstance(answers.objection(FORM, MANY, Answer((Number(0),)), given), Text)


def test_entries_are_the_answers_in_words() -> None:
    parts = (Words("What I saw"), _sent(FileKind.VOICE), _sent(FileKind.PHOTO), _sent(FileKind.VOICE, "g"))
    given = {
        "story": Answer(parts),
        "side": _picked("b"),
        "town": _picked("shared", "gone"),
        "many": Answer((Number(6),)),
        "hello": Answer(),
    }
    assert answers.entries(FORM, given) == (
        Entry("side", Text("Side"), (Text("B"),), (Pick("b"),)),
        Entry("town", Text("Town"), (Text("Shared"), verbatim("gone")), (Pick("shared"), Pick("gone"))),
        Entry(
            "story",
            Text("Story"),
            (
                verbatim("What I saw"),
                _n("{count} voice message", "{count} voice messages", 2),
                _n("{count} photo", "{count} photos", 1),
            ),
            parts,
        ),
    )


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (When("2026-03-14"), "14.03.2026"),
        (When("2026-03"), "03.2026"),
        (When("2026"), "2026"),
        (Pin(49.9935, 36.230383), "49.99350, 36.23038"),
        (Number(12), "12"),
    ],
)
def test_dates_pins_and_numbers_read_the_same_in_every_language(part: Part, words: str) -> None:
    form = Form("f", "1", Text("F"), (Question("q", Kind.TEXT, Text("Q")),))
    (entry,) = answers.entries(form, {"q": Answer((part,))})
    assert entry.words == (verbatim(words),)


@pytest.mark.parametrize("kind", FileKind)
def test_every_kind_of_file_has_words(kind: FileKind) -> None:
    form = Form("f", "1", Text("F"), (Question("q", Kind.FILE, Text("Q")),))
    (entry,) = answers.entries(form, {"q": Answer((_sent(kind), _sent(kind, "g")))})
    assert [text.count for text in entry.words] == [2]

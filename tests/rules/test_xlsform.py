"""A form is read as its author meant it, or refused in one line that says where."""

from __future__ import annotations

from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest
from pyxform.xls2json import workbook_to_json
from pyxform.xls2json_backends import get_xlsform

from bot.questionnaire import xlsform
from bot.questionnaire.expressions import parse
from bot.questionnaire.form import Choice, Form, Group, Kind, Question
from bot.text import Text

EVERY_KIND = """
| settings | | | | |
| | form_title | form_id | version | allow_choice_duplicates |
| | A title | sample | 7 | yes |

| survey | | | | | | | | | | |
|---|---|---|---|---|---|---|---|---|---|---|
| | type | name | label | hint | required | relevant | appearance | choice_filter | constraint \
| constraint_message |
| | note | hello | Hello | | | | | | | |
| | select_one sides | side | Which? | One of them. | yes | | | | | |
| | begin_group | more | | | | ${side} = 'a' | | | | |
| | select_multiple towns | town | Where? | | | selected(${side}, 'a') | | side = ${side} | | |
| | integer | people | How many? | | | | | | . > 0 | More than none. |
| | end_group | | | | | | | | | |
| | date | day | When? | | | | | | | |
| | geopoint | place | Where? | | | | | | | |
| | text | short | A word? | | | | | | | |
| | text | story | A story? | | | | multiline | | | |
| | image | seen | A picture? | | | | | | | |
| | audio | heard | A sound? | | | | | | | |
| | video | filmed | A film? | | | | | | | |
| | file | papers | A paper \\| file? | | | | | | | |

| choices | | | | |
| | list_name | name | label | side |
| | sides | a | A | |
| | sides | b | B | |
| | towns | same | Same | a |
| | towns | same | Same | b |
"""


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return tmp_path / "sample.md"


def _read(file: Path, text: str) -> Form:
    file.write_text(text, encoding="utf-8")
    return xlsform.read(file)


def _survey(*rows: str, header: str = "type | name | label | relevant") -> str:
    return "\n".join(["| survey | | | | |", f"| | {header} |", *(f"| | {row} |" for row in rows), ""])


def test_every_kind_of_question_is_read(written: Path) -> None:
    form = _read(written, EVERY_KIND)
    assert (form.name, form.version, form.title) == ("sample", "7", Text("A title"))
    assert {question.name: question.kind for question, _ in form.questions()} == {
        "hello": Kind.NOTE,
        "side": Kind.SELECT_ONE,
        "town": Kind.SELECT_MULTIPLE,
        "people": Kind.INTEGER,
        "day": Kind.DATE,
        "place": Kind.PLACE,
        "short": Kind.TEXT,
        "story": Kind.TEXT,
        "seen": Kind.IMAGE,
        "heard": Kind.AUDIO,
        "filmed": Kind.VIDEO,
        "papers": Kind.FILE,
    }


def test_a_row_becomes_a_question_and_a_group_keeps_its_condition(written: Path) -> None:
    _hello, side, more, *_others = _read(written, EVERY_KIND).items
    assert side == Question(
        name="side",
        kind=Kind.SELECT_ONE,
        label=Text("Which?"),
        hint=Text("One of them."),
        required=True,
        choices=(Choice("a", Text("A")), Choice("b", Text("B"))),
    )
    assert more == Group(
        name="more",
        relevant=parse("${side} = 'a'"),
        items=(
            Question(
                name="town",
                kind=Kind.SELECT_MULTIPLE,
                label=Text("Where?"),
                relevant=parse("selected(${side}, 'a')"),
                choices=(
                    Choice("same", Text("Same"), {"side": "a"}),
                    Choice("same", Text("Same"), {"side": "b"}),
                ),
                choice_filter=parse("side = ${side}"),
            ),
            Question(
                name="people",
                kind=Kind.INTEGER,
                label=Text("How many?"),
                constraint=parse(". > 0"),
                constraint_message=Text("More than none."),
            ),
        ),
    )


def test_long_texts_and_files_take_several_messages(written: Path) -> None:
    form = _read(written, EVERY_KIND)
    gathering = {question.name for question, _ in form.questions() if question.gathers}
    assert gathering == {"story", "seen", "heard", "filmed", "papers"}


def test_a_pipe_in_a_label_is_escaped(written: Path) -> None:
    labels = {question.name: question.label for question, _ in _read(written, EVERY_KIND).questions()}
    assert labels["papers"] == Text("A paper | file?")


def test_a_spreadsheet_is_read_like_markdown(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "survey"
    sheet.append(["type", "name", "label", "required"])
    sheet.append(["text", "short", "A word?", "yes"])
    book.save(tmp_path / "sample.xlsx")
    form = xlsform.read(tmp_path / "sample.xlsx")
    assert form.items == (Question("short", Kind.TEXT, Text("A word?"), required=True),)


@pytest.mark.parametrize(
    "metadata",
    ["deviceid", "phonenumber", "username", "email", "start", "end", "today", "simserial", "audit"],
)
def test_metadata_about_the_witness_is_refused(written: Path, metadata: str) -> None:
    with pytest.raises(xlsform.BadForm, match=r"sample.md: survey row 3 \((x|audit)\).*metadata"):
        _read(
            written, _survey("text | a | A |", f"{metadata} | {'audit' if metadata == 'audit' else 'x'} | |")
        )


@pytest.mark.parametrize("kind", ["range", "barcode", "acknowledge", "calculate_it", "geotrace", "decimal"])
def test_a_kind_that_cannot_be_asked_is_refused(written: Path, kind: str) -> None:
    with pytest.raises(
        xlsform.BadForm, match=rf"sample.md: survey row 2 \(x\): type '{kind}' can't be asked"
    ):
        _read(written, _survey(f"{kind} | x | X |"))


def test_repeats_are_refused(written: Path) -> None:
    with pytest.raises(xlsform.BadForm, match=r"survey row 2 \(r\): type 'repeat'"):
        _read(written, _survey("begin_repeat | r | R |", "text | x | X |", "end_repeat | | |"))


@pytest.mark.parametrize(
    "rows",
    [
        ["text | a | A | ${b} = 1"],
        ["text | a | A | ${b} = 1", "text | c | C |"],
        ["begin_group | g | | ${b} = 1", "text | a | A |", "end_group | | |"],
    ],
)
def test_a_condition_on_an_unknown_question_is_refused(written: Path, rows: list[str]) -> None:
    with pytest.raises(xlsform.BadForm, match="b"):
        _read(written, _survey(*rows))


def test_a_condition_that_cannot_be_read_is_refused_with_its_row(written: Path) -> None:
    with pytest.raises(
        xlsform.BadForm, match=r"survey row 3 \(b\): unexpected end at character 7: \$\{a\} ="
    ):
        _read(written, _survey("text | a | A |", "text | b | B | ${a} ="))


def test_a_question_without_a_label_is_refused(written: Path) -> None:
    with pytest.raises(xlsform.BadForm, match="label"):
        _read(written, _survey("text | a | |"))


def test_braces_in_a_text_are_refused(written: Path) -> None:
    with pytest.raises(xlsform.BadForm, match="braces"):
        _read(written, _survey("text | a | A {b} |"))


def test_a_name_of_other_letters_is_refused(written: Path) -> None:
    with pytest.raises(xlsform.BadForm, match="имя"):
        _read(written, _survey("text | имя | A |"))


@pytest.mark.parametrize(("length", "fits"), [(53, True), (54, False)])
def test_a_choice_must_fit_into_a_button(written: Path, length: int, fits: bool) -> None:
    choices = f"| choices | | | |\n| | list_name | name | label |\n| | l | {'x' * length} | X |\n"
    text = _survey("select_one l | asked | A |") + choices
    if fits:
        assert len(f"pick:asked:{'x' * length}".encode()) == 64
        _read(written, text)
    else:
        with pytest.raises(xlsform.BadForm, match="too long for a button"):
            _read(written, text)


def test_a_file_that_is_no_form_is_refused(written: Path) -> None:
    with pytest.raises(xlsform.BadForm, match=r"^sample.md: "):
        _read(written, "Just words.")


def test_pyxform_describes_a_form_as_we_assume(written: Path) -> None:
    """The shape that the reader relies on; when pyxform changes it, this says what to look at."""
    written.write_text(EVERY_KIND, encoding="utf-8")
    described = workbook_to_json(get_xlsform(written, file_type=".md"), fallback_form_name="x", warnings=[])
    _hello, side, more, *others, meta = described["children"]
    assert side["type"] == "select one"
    assert side["bind"] == {"required": "yes"}
    assert more["type"] == "group"
    assert more["bind"] == {"relevant": "${side} = 'a'"}
    assert more["children"][0]["choice_filter"] == "side = ${side}"
    assert more["children"][1]["bind"] == {"constraint": ". > 0", "jr:constraintMsg": "More than none."}
    assert [row["type"] for row in others] == [
        "date", "geopoint", "text", "text", "photo", "audio", "video", "file",
    ]  # fmt: skip
    assert described["choices"]["towns"][1] == {"name": "same", "label": "Same", "side": "b"}
    assert meta["control"] == {"bodyless": True}

"""Reads questionnaires from XLSForm (.md tables or .xlsx); refuses what a witness must not be asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pyxform.errors import PyXFormError
from pyxform.xls2json import workbook_to_json
from pyxform.xls2json_backends import DefinitionData, get_xlsform

from bot.questionnaire.expressions import BadExpression, Expression, names, parse
from bot.questionnaire.form import Choice, Form, Group, Kind, Question
from bot.text import Text

# pyxform's own names for the types, in the order of Kind.
_KINDS = {
    "text": Kind.TEXT,
    "integer": Kind.INTEGER,
    "int": Kind.INTEGER,
    "select one": Kind.SELECT_ONE,
    "select all that apply": Kind.SELECT_MULTIPLE,
    "date": Kind.DATE,
    "geopoint": Kind.PLACE,
    "photo": Kind.IMAGE,
    "audio": Kind.AUDIO,
    "video": Kind.VIDEO,
    "file": Kind.FILE,
    "note": Kind.NOTE,
}
_SELECTS = {Kind.SELECT_ONE, Kind.SELECT_MULTIPLE}
_FILES = {Kind.IMAGE, Kind.AUDIO, Kind.VIDEO, Kind.FILE}
# They would tell who the witness is, or can't be asked in a chat.
_METADATA = {
    "audit",
    "background-audio",
    "deviceid",
    "email",
    "end",
    "imei",
    "phonenumber",
    "simserial",
    "start",
    "start-geopoint",
    "subscriberid",
    "today",
    "username",
}
_LONGEST_PRESS = 64  # bytes of callback data, Telegram's limit


class BadForm(ValueError):
    """A form that can't be used, in one line that names the row."""


def read(source: Path) -> Form:
    """The form in a `.md` or `.xlsx` file. Raises BadForm."""
    try:
        sheets = get_xlsform(source, file_type=source.suffix)
        described = workbook_to_json(sheets, fallback_form_name=source.stem, warnings=[])
    except PyXFormError as error:
        raise BadForm(f"{source.name}: {' '.join(str(error).split())}") from error
    try:
        form = _Reader(sheets).form(described)
        _check(form)
    except BadForm as error:
        raise BadForm(f"{source.name}: {error}") from error.__cause__
    return form


class _Reader:
    """Turns what pyxform understood into our values; `sheets` tell which row a name stands in."""

    def __init__(self, sheets: DefinitionData) -> None:
        self._rows = {row.get("name"): number for number, row in enumerate(sheets.survey or [], start=2)}
        self._lists: dict[str, tuple[Choice, ...]] = {}

    def form(self, described: Mapping[str, Any]) -> Form:
        self._lists = {
            listed: tuple(_choice(row, self._text) for row in rows)
            for listed, rows in described.get("choices", {}).items()
        }
        return Form(
            name=described["id_string"],
            version=str(described.get("version", "")),
            title=Text(described["title"]),
            items=self._items(described["children"]),
        )

    def _items(self, rows: Sequence[Mapping[str, Any]]) -> tuple[Question | Group, ...]:
        return tuple(self._item(row) for row in rows if not self._is_about_the_instance(row))

    def _is_about_the_instance(self, row: Mapping[str, Any]) -> bool:
        """pyxform adds a group for the id of what is filled in, and moves `audit` there."""
        if not row.get("control", {}).get("bodyless"):
            return False
        for child in row["children"]:
            if child["type"] != "calculate":
                self._kind(child)
        return True

    def _item(self, row: Mapping[str, Any]) -> Question | Group:
        if row["type"] == "group":
            relevant = self._expression(row, row.get("bind", {}).get("relevant"))
            short, reviewed = self._words(row.get("short")), _languages(row)
            return Group(row["name"], self._items(row["children"]), relevant, short, reviewed)
        return self._question(row, self._kind(row))

    def _kind(self, row: Mapping[str, Any]) -> Kind:
        if row["type"] in _METADATA:
            raise self._refusal(row, f"'{row['type']}' is metadata about the witness or the phone")
        if row["type"] not in _KINDS:
            raise self._refusal(row, f"type '{row['type']}' can't be asked here")
        return _KINDS[row["type"]]

    def _question(self, row: Mapping[str, Any], kind: Kind) -> Question:
        bind = row.get("bind", {})
        if "label" not in row:
            raise self._refusal(row, "it has no label")
        return Question(
            name=row["name"],
            kind=kind,
            label=self._text(row["label"]),
            hint=self._words(row.get("hint")),
            required=bind.get("required", "").lower() in {"yes", "true", "true()"},
            gathers=kind in _FILES or "multiline" in row.get("control", {}).get("appearance", "").split(),
            relevant=self._expression(row, bind.get("relevant")),
            constraint=self._expression(row, bind.get("constraint")),
            constraint_message=self._words(bind.get("jr:constraintMsg")),
            choices=self._lists[row["list_name"]] if kind in _SELECTS else (),
            choice_filter=self._expression(row, row.get("choice_filter")),
            required_message=self._words(bind.get("jr:requiredMsg")),
            contacts=row.get("contacts", "").lower() == "yes",
            short=self._words(row.get("short")),
            reviewed=_languages(row),
        )

    def _words(self, given: str | Mapping[str, str] | None) -> Text | None:
        return None if given is None else self._text(given)

    def _text(self, given: str | Mapping[str, str]) -> Text:
        words = given if isinstance(given, str) else next(iter(given.values()))
        if "{" in words or "}" in words:
            raise BadForm(f"braces in a text are not supported: '{words}'")
        return Text(words)

    def _expression(self, row: Mapping[str, Any], source: str | None) -> Expression | None:
        if source is None:
            return None
        try:
            return parse(source)
        except BadExpression as error:
            raise self._refusal(row, f"{error}: {source}") from error

    def _refusal(self, row: Mapping[str, Any], reason: str) -> BadForm:
        return BadForm(f"survey row {self._rows.get(row['name'], '?')} ({row['name']}): {reason}")


def _languages(row: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(row.get("reviewed", "").split())


def _choice(row: Mapping[str, Any], text: Callable[[str | Mapping[str, str]], Text]) -> Choice:
    columns = {key: str(value) for key, value in row.items() if key not in {"name", "label"}}
    return Choice(str(row["name"]), text(row.get("label", row["name"])), columns)


def _check(form: Form) -> None:
    known = {question.name for question, _ in form.questions()}
    for question, conditions in form.questions():
        if not re.fullmatch(r"[A-Za-z_][\w.-]*", question.name, re.ASCII):
            raise BadForm(f"{question.name}: a name has Latin letters, digits, '_', '.' and '-'")
        for unknown in _looked_up(question, conditions) - known:
            raise BadForm(f"{question.name}: there is no question '{unknown}'")
        for choice in question.choices:
            if len(f"pick:{question.name}:{choice.name}".encode()) > _LONGEST_PRESS:
                raise BadForm(f"{question.name}: the name of choice '{choice.name}' is too long for a button")


def _looked_up(question: Question, conditions: tuple[Expression, ...]) -> set[str]:
    """Names of questions; columns of choices and the answer itself start with a dot."""
    written: Iterator[Expression | None] = iter((*conditions, question.constraint, question.choice_filter))
    every = frozenset[str]().union(*(names(expression) for expression in written if expression is not None))
    return {name for name in every if not name.startswith(".") and name != "today()"}

"""Reading one typed answer per kind of question, kindly: what can't be read is explained, never raised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import assert_never

from bot.questionnaire.form import Kind, Question
from bot.questionnaire.parts import Attachment, FileKind, Number, Part, Pick, Pin, When, Words
from bot.text import Text, _

_FIRST_YEAR = 1900
_MOST_DIGITS = 9
_TAKES = {
    Kind.IMAGE: {FileKind.PHOTO, FileKind.DOCUMENT, FileKind.ANIMATION},
    Kind.AUDIO: {FileKind.VOICE, FileKind.AUDIO, FileKind.DOCUMENT},
    Kind.VIDEO: {FileKind.VIDEO, FileKind.VIDEO_NOTE, FileKind.ANIMATION, FileKind.DOCUMENT},
    Kind.FILE: set(FileKind),
}
_UNTAKEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_APOSTROPHES = dict.fromkeys(map(ord, "'`´ʹʻʼ‘’"))
_BETWEEN = r" ?[-./ ] ?"
_DAY_FIRST = re.compile(
    rf"(?:(?:(?P<day>\d{{1,2}}){_BETWEEN})?(?P<month>\d{{1,2}}){_BETWEEN})?(?P<year>\d{{4}})"
)
_YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}}){_BETWEEN}(?P<month>\d{{1,2}})(?:{_BETWEEN}(?P<day>\d{{1,2}}))?")


def read(question: Question, typed: str, now: datetime | None) -> Part | Text:
    """The answer, or why it isn't one. `now` refuses dates to come; without it they are taken."""
    text = _cleaned(typed)
    if not any(unicodedata.category(sign)[0] not in "CZ" for sign in text):
        return _("That message has no words in it. Please write your answer.")
    match question.kind:
        case Kind.TEXT | Kind.PLACE:
            return Words(text)
        case Kind.INTEGER:
            return _number(text)
        case Kind.DATE:
            return _when(text, now)
        case Kind.SELECT_ONE | Kind.SELECT_MULTIPLE:
            return _("Please choose one of the answers below, or write a word from it.")
        case Kind.IMAGE | Kind.AUDIO | Kind.VIDEO | Kind.FILE:
            return _("Here you can send a file. You can describe what happened in words in another answer.")
        case Kind.NOTE:
            return _("Nothing to answer here. Please go on with the button below.")
        case _:
            assert_never(question.kind)


def accepts(question: Question, part: Part) -> bool:
    """Whether the question takes an answer of this kind."""
    match question.kind, part:
        case ((Kind.TEXT | Kind.PLACE), Words()):
            return True
        case Kind.TEXT, Attachment():
            return question.gathers
        case (Kind.INTEGER, Number()) | (Kind.DATE, When()) | (Kind.PLACE, Pin()):
            return True
        case ((Kind.SELECT_ONE | Kind.SELECT_MULTIPLE), Pick(name)):
            return any(choice.name == name for choice in question.choices)
        case kind, Attachment(kind=file):
            return file in _TAKES.get(kind, ())
    return False


def match(labels: Mapping[str, str], typed: str) -> tuple[str, ...]:
    """The names whose label is what was typed; else begins with it; else has all its words.
    A bare number is the place in the list."""
    wanted = _folded(typed)
    if not wanted:
        return ()
    folded = {name: _folded(label) for name, label in labels.items()}
    if equal := tuple(name for name, label in folded.items() if label == wanted):
        return equal
    if wanted.isdecimal() and len(wanted) < _MOST_DIGITS and 0 < int(wanted) <= len(labels):
        return (tuple(labels)[int(wanted) - 1],)
    return tuple(name for name, label in folded.items() if label.startswith(wanted)) or tuple(
        name for name, label in folded.items() if all(word in label for word in wanted.split())
    )


def _cleaned(typed: str) -> str:
    """Without the signs that no database or file takes: controls and halves of surrogate pairs."""
    return _UNTAKEN.sub("", typed).strip()


def _folded(words: str) -> str:
    """For comparing: no case, accents or punctuation."""
    plain = unicodedata.normalize("NFKD", words.casefold()).translate(_APOSTROPHES)
    letters = (sign for sign in plain if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in letters).split())


def _digits(text: str) -> str:
    """Decimal digits of any script as 0 to 9."""
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in text)


def _number(text: str) -> Part | Text:
    plain = re.sub(r"\s", "", _digits(text)).replace("−", "-")
    if not re.fullmatch(r"-?[0-9]+", plain):
        return _("Please write a number in digits, such as 3.")
    if len(plain) > _MOST_DIGITS:
        return _("That number is too large. Please check it.")
    return Number(int(plain))


def _when(text: str, now: datetime | None) -> Part | Text:
    plain = " ".join(_digits(text).split())
    found = _DAY_FIRST.fullmatch(plain) or _YEAR_FIRST.fullmatch(plain)
    if found is None:
        return _(
            "Please write the date like this: 14.03.2026. A month (03.2026) or a year (2026) is enough too."
        )
    written = [found["year"], *(found[part].zfill(2) for part in ("month", "day") if found[part])]
    try:
        earliest = date(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))
    except ValueError:
        return _(
            "There is no such date in the calendar. Please write it as day.month.year, such as 14.03.2026."
        )
    if earliest.year < _FIRST_YEAR:
        return _("That year is too long ago. Please check it.")
    # A day's slack: it may be tomorrow already where the witness is.
    if now is not None and earliest > now.date() + timedelta(days=1):
        return _("That date has not come yet. Please check it.")
    return When("-".join(written))

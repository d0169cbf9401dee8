"""Originals of files: staff see copies, and may ask to have an original looked at on the workstation."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.casework.case import Case, Looked, OriginalReason
from bot.casework.commands import Command, Original, OriginalSeen
from bot.casework.effects import Effects, Record, Toast
from bot.text import Text, _

EXAMPLE = _("Write it in private, like this: {example}", example="/original K7-4FQ2 3 done")
WHY: Mapping[OriginalReason, Text] = {
    OriginalReason.VERIFY: _("To verify the picture or sound"),
    OriginalReason.HIDDEN: _("For hidden data, such as place or time"),
    OriginalReason.PREVIEW: _("The preview is missing or poor"),
}
OUTCOMES: Mapping[Looked, Text] = {
    Looked.DONE: _("looked at"),
    Looked.REFUSED: _("not possible"),
}
_TYPED = re.compile(r"([1-9][0-9]{0,2})(?:\s+([a-z]+)(?:\s+(.+))?)?", re.ASCII | re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody of the staff needs the original of a file; `number` is as staff count those of the case."""

    id: int
    case_id: int
    file: str
    number: int
    asker: int
    why: OriginalReason
    asked_at: datetime


def mark_of(number: int, chosen: OriginalReason | Looked | None = None) -> str:
    """As a button carries it: which file, and what was chosen."""
    return f"{number:04x}" + (_digest(chosen) if chosen else "0" * 8)


def read_mark(mark: str) -> tuple[int, OriginalReason | Looked | None]:
    words = (*OriginalReason, *Looked)
    return int(mark[:4], 16), next((each for each in words if _digest(each) == mark[4:]), None)


def _digest(word: OriginalReason | Looked) -> str:
    return hashlib.sha256(f"original:{word}".encode()).hexdigest()[:8]


def read_words(words: str) -> Original | OriginalSeen | None:
    """`3`, `3 hidden`, or an admin's `3 done The time is in it.`; None for what is none of these."""
    shape = _TYPED.fullmatch(words.strip())
    if shape is None:
        return None
    number, word, rest = int(shape[1]), (shape[2] or "").lower(), shape[3] or ""
    if word in set(Looked):
        return OriginalSeen(number, Looked(word), rest.strip())
    if word in set(OriginalReason) and not rest:
        return Original(number, OriginalReason(word))
    return None if word else Original(number)


def impossible(case: Case, command: Command) -> Effects:
    """Why an original can't be asked for, or why nobody waits for it."""
    match command.payload:
        case Original(number, there=False):
            return (Toast(_("There is no file {number} in {code}.", number=number, code=case.code)),)
        case Original(number, waits=True):
            return (Toast(_("The original of file {number} is asked for already.", number=number)),)
        case OriginalSeen(number, waits=False):
            words = _(
                "Nobody waits for the original of file {number} in {code}.", number=number, code=case.code
            )
            return (Toast(words), Record("refused", "looked: no request"))
    return ()


def reason_words(reason: str) -> Text:
    """From the trail: `3: hidden`."""
    number, _colon, word = reason.partition(": ")
    if word in set(Looked):
        return _("file {number}: {what}", number=number, what=OUTCOMES[Looked(word)])
    if word in set(OriginalReason):
        return _("file {number}: {what}", number=number, what=WHY[OriginalReason(word)])
    return _("file {number}", number=number)
